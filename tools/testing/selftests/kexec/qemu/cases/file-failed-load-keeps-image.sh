# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="loads that fail, by either call, leave the image of a file load in place"
HOW=-s

first() {
	kexec_tools_load image=good
	: >/tmp/empty
	expect_file_load EINVAL -c bad "$BZIMAGE" /tmp/empty
	check_loaded 1
	expect_file_load ENOEXEC -c bad /guest.sh -
	check_loaded 1
	expect_call EFAULT efault
	check_loaded 1
	kexec_tools_exec
}

second() {
	check_equal "the image that came up" "$(cmdline_value image)" good
}
