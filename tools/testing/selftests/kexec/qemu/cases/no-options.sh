# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="a kernel without the optional parts: their flags are refused, KUnit does not taint it"
KERNEL=small
HOW=-s

first() {
	for no_option in KUNIT KEXEC_JUMP CRASH_DUMP SMP HARDENED_USERCOPY MEMORY_HOTREMOVE; do
		! zcat /proc/config.gz | grep -qx "CONFIG_$no_option=y" || fail "the kernel has CONFIG_$no_option"
	done
	check_equal /proc/sys/kernel/tainted "$(cat /proc/sys/kernel/tainted)" 0
	# KEXEC_PRESERVE_CONTEXT, KEXEC_UPDATE_ELFCOREHDR, KEXEC_CRASH_HOTPLUG_SUPPORT
	for no_flag in 2 4 8; do
		expect_call EINVAL flags $no_flag
		grep -q "CONFIG_" /sys/kernel/kexec/last_error ||
			fail "flag $no_flag: the reason is '$(cat /sys/kernel/kexec/last_error)'"
	done
	expect_call ok flags 0
	expect_call ok unload
	file_load_direct
	kexec_tools_exec
}
