# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="payload: one segment of 256 MiB"
WANT=payload
MEM=2048
APPEND=nokaslr

first() {
	payload_exec 256M
}
