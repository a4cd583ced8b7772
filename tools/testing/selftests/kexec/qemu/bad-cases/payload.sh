# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034,SC2086
WANT=payload
APPEND=nokaslr
SEGMENTS=

row byte SEGMENTS="-c 5000" DESC="one byte of the payload's data is wrong" \
	WHY="segment 0 differs at offset 0x"
row tail SEGMENTS="-z 5000+4096" DESC="what should be zero is not" \
	WHY="segment 0 is not zero at offset 0x"

first() {
	payload_exec ${SEGMENTS:?}
}
