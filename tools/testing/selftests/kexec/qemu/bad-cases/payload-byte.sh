# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="one byte of the payload's data is wrong"
WHY="segment 0 differs at offset 0x"
WANT=payload
APPEND=nokaslr

first() {
	payload_exec -c 5000
}
