# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="payload: the data is read from the very frames that are claimed for it"
WANT=payload
MEM=2048
APPEND=nokaslr

first() {
	payload_load 64M@own 4097 1M
	payload_jump
}
