# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="an unloaded image cannot be entered, whichever call unloads it; the next load works"
HOW=-s

first() {
	file_load_direct
	expect_file_load ok -u
	check_loaded 0
	expect_call EINVAL reboot
	expect_file_load ok -u
	file_load_direct
	expect_call ok unload
	check_loaded 0
	kexec_tools_load
	kexec -s -u || fail "kexec -s -u failed with status $?"
	check_loaded 0
	expect_call EINVAL reboot
	kexec_tools_load
	kexec_tools_exec
}
