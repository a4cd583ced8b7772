# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="an unloaded image cannot be entered; the next load works"

first() {
	expect_call EINVAL reboot
	kexec_tools_load
	kexec -c -u || fail "kexec -u failed with status $?"
	check_loaded 0
	expect_call EINVAL reboot
	expect_call ok unload
	kexec_tools_load
	kexec_tools_exec
}
