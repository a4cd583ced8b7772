# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="what should be zero is not"
WHY="segment 0 is not zero at offset 0x"
WANT=payload
APPEND=nokaslr

first() {
	payload_exec -z 5000+4096
}
