# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC1091,SC2034
DESC="signatures are checked, not required: a notice tells of a kernel that does not match its own"
NEXT=signed
HOW=-s

MISMATCH="kexec: the kernel's file does not match its signature, but none is required"

count_mismatches() { dmesg | grep -cF "$MISMATCH"; }

first() {
	. /guest-sign.sh
	kexec_tools_load image=signed
	check_equal "notices for a signed kernel" "$(count_mismatches)" 0
	make_tampered
	expect_file_load ok -c tampered "$CHANGED" -
	check_equal "notices" "$(count_mismatches)" 1
	make_appended
	expect_file_load ok -c appended "$CHANGED" -
	check_equal "notices" "$(count_mismatches)" 2
	make_cut_file
	expect_refused ENOEXEC "the file is smaller than its header says" "$CHANGED"
	# What is no proper PE file cannot have a signature.
	for make in make_no_pe make_long_section make_no_section; do
		$make
		expect_file_load ok -c unsigned "$CHANGED" -
	done
	expect_file_load ok -c unsigned /boot/bzImage -
	expect_file_load ok -c stranger /run.stranger -
	check_equal "notices, in the end" "$(count_mismatches)" 2
	kexec_tools_load image=signed
	kexec_tools_exec
}

second() {
	check_equal "the image that came up" "$(cmdline_value image)" signed
}
