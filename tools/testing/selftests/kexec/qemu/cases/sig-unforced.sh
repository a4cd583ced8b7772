# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC1091,SC2034
DESC="signatures are checked, not required: only a kernel that does not match its own is refused"
NEXT=signed
HOW=-s

first() {
	. /guest-sign.sh
	kexec_tools_load image=signed
	make_tampered
	expect_refused EKEYREJECTED "does not match its signature" "$CHANGED"
	make_appended
	expect_refused EKEYREJECTED "does not match its signature" "$CHANGED"
	make_cut_file
	expect_refused ENOEXEC "the file is smaller than its header says" "$CHANGED"
	# What is no proper PE file cannot have a signature.
	for make in make_no_pe make_long_section make_no_section; do
		$make
		expect_file_load ok -c unsigned "$CHANGED" -
	done
	expect_file_load ok -c unsigned /boot/bzImage -
	expect_file_load ok -c stranger /run.stranger -
	kexec_tools_load image=signed
	make_tampered
	expect_refused EKEYREJECTED "does not match its signature" "$CHANGED"
	kexec_tools_exec
}

second() {
	check_equal "the image that came up" "$(cmdline_value image)" signed
}
