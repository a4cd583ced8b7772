# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="payload: the destination is where the running kernel lies"
WANT=payload
CPUS=2
APPEND=nokaslr

first() {
	payload_exec 16M@kernel 4M
}
