# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="what is loaded by file stands where it will run; of what kexec-tools places, all that can be had"
MEM=2048
# What shares a block of 2 MiB with memory of others has to be moved.
BOUND=8388608

say_claimed() {
	cc_place=$(cat /sys/kernel/kexec/bytes_in_place) cc_move=$(cat /sys/kernel/kexec/bytes_to_move)
	say "$1: $cc_place bytes in place, $cc_move to move"
	cat /sys/kernel/kexec/segments
	[ "$cc_place" -gt $BOUND ] || fail "$1: only $cc_place bytes are in place"
}

first() {
	random_initrd 67108864
	# kexec-tools puts the initrd under the end of the RAM, where the table of all pages is.
	kexec_tools_load
	say_claimed kexec_load
	kexec -u || fail "kexec -u failed"
	HOW=-s
	kexec_tools_load
	say_claimed kexec_file_load
	[ "$cc_move" -lt $BOUND ] || fail "$cc_move bytes are to be moved"
	kexec -u || fail "kexec -u failed"
	INITRD='' INITRD_HASH=''
	HOW=-c
	kexec_tools_load
	kexec_tools_exec
}
