# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="an unloaded image cannot be entered, whichever call loads and unloads it; the next load works"
HOW=both
HOPS=3

expect_unloaded() {
	check_loaded 0
	expect_call EINVAL reboot
}

segments() {
	expect_call EINVAL reboot
	kexec_tools_load
	kexec -c -u || fail "kexec -u failed with status $?"
	expect_unloaded
	expect_call ok unload
}

file() {
	file_load_direct
	expect_file_load ok -u
	expect_unloaded
	expect_file_load ok -u
	file_load_direct
	expect_call ok unload
	check_loaded 0
	kexec_tools_load
	kexec -s -u || fail "kexec -s -u failed with status $?"
	expect_unloaded
}

first() {
	case $HOW in
	-c) segments ;;
	-s) file ;;
	esac
	kexec_tools_load
	kexec_tools_exec
}
