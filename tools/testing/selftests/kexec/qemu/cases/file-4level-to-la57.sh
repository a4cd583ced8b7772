# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="from four-level page tables to a kernel with five"
CPU=max
APPEND=no5lvl
NEXT_APPEND=
HOW=-s

first() {
	! has_cpu_flag la57 || fail "the first kernel runs with la57 in spite of no5lvl"
	kexec_tools_load
	kexec_tools_exec
}

second() {
	has_cpu_flag la57 || fail "the second kernel does not run with la57"
}
