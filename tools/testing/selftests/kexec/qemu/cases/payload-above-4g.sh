# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="payload: payload and segments above 4 GiB, with KASLR"
WANT=payload
MEM=6144

first() {
	payload_exec -m 4G 20M 5000+1M 70M
}
