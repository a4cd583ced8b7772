# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="from five-level page tables to a kernel with four"
CPU=max
NEXT_APPEND=no5lvl
HOW=-s

first() {
	has_cpu_flag la57 || fail "the first kernel does not run with la57"
	kexec_tools_load
	kexec_tools_exec
}

second() {
	! has_cpu_flag la57 || fail "the second kernel runs with la57 in spite of no5lvl"
}
