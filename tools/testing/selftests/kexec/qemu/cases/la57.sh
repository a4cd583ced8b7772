# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="five-level page tables in both kernels"
CPU=max

first() {
	has_cpu_flag la57 || fail "the first kernel does not run with la57"
	kexec_tools_load
	kexec_tools_exec
}

second() {
	has_cpu_flag la57 || fail "the second kernel does not run with la57"
}
