# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="payload: the data is read from the very frames that are claimed for it"
WANT=payload
MEM=2048
APPEND=nokaslr

first() {
	payload_load 64M@own 4097 1M
	# At least half of the destination is of the program's own frames.
	[ "$(cat /sys/kernel/kexec/bytes_migrated)" -ge 33554432 ] ||
		fail "hardly a frame of the program was claimed"
	more_in_place || fail "less than half is in place"
	payload_jump
}
