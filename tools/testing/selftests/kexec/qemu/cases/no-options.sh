# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="a kernel without the optional parts: its flag is refused, or means nothing; KUnit does not taint it"
KERNEL=small
HOW=-s

first() {
	for no_option in KUNIT KEXEC_JUMP CRASH_DUMP SMP HARDENED_USERCOPY MEMORY_HOTREMOVE; do
		! zcat /proc/config.gz | grep -qx "CONFIG_$no_option=y" || fail "the kernel has CONFIG_$no_option"
	done
	check_equal /proc/sys/kernel/tainted "$(cat /proc/sys/kernel/tainted)" 0
	# KEXEC_PRESERVE_CONTEXT
	expect_call EINVAL flags 2
	grep -q "CONFIG_" /sys/kernel/kexec/last_error ||
		fail "the reason is '$(cat /sys/kernel/kexec/last_error)'"
	# KEXEC_UPDATE_ELFCOREHDR and KEXEC_CRASH_HOTPLUG_SUPPORT permit what nobody does here.
	for no_flag in 0 4 8; do
		expect_call ok flags $no_flag
	done
	expect_call ok unload
	file_load_direct
	kexec_tools_exec
}
