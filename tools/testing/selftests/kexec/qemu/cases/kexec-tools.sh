# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="kexec-tools loads a kernel by each of the two calls, and reboots into it"
HOW=both
CHECKS=1
HOPS=3
NEXT_APPEND=retain_initrd

first() {
	! has_cpu_flag la57 || fail "the CPU has la57"
	check_loaded 0
	make_initrd
	use_initrd /tmp/next.cpio
	kexec_tools_load
	kexec_tools_exec
}
