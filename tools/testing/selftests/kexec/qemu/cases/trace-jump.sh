# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="the tracepoint of a jump: of images that come back in the trace, of the last on the console"
APPEND="tp_printk trace_event=kexec:kexec_jump"
SAYS="kexec_jump: entry=0x[1-9a-f][0-9a-f]* to_move=[0-9]+ preserve=0"

first() {
	tracing=/sys/kernel/tracing
	mount -t tracefs tracefs $tracing || fail "there is no tracefs"
	jump -r -n 2 || fail "jump failed"
	check_equal "the number of jumps in the trace" \
		"$(grep -cE 'kexec_jump: entry=0x[1-9a-f][0-9a-f]* to_move=[0-9]+ preserve=1$' $tracing/trace)" 2
	check_equal "the number of events in the trace" "$(grep -c kexec_ $tracing/trace)" 2
	kexec_tools_load
	kexec_tools_exec
}
