# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="a CPU without five-level page tables"

first() {
	! has_cpu_flag la57 || fail "the CPU has la57"
	kexec_tools_load
	kexec_tools_exec
}
