# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="the tracepoint of a jump says where the payload is entered, and how much of 16 MiB over the kernel moves"
WANT=payload
APPEND="nokaslr tp_printk trace_event=kexec:kexec_jump"
# What is freed or can be moved away of the old place of the kernel does not move.
SAYS="kexec_jump: entry=0x[1-9a-f][0-9a-f]{6,} to_move=1[0-9]{7} preserve=0"

first() {
	payload_exec 16M@kernel
}
