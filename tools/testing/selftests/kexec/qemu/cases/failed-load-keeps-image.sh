# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="loads that fail, by either call, leave an image of either call in place"
HOW=both
HOPS=3

first() {
	kexec_tools_load kexec_image=good
	expect_call EFAULT efault
	check_loaded 1
	expect_call EINVAL einval
	check_loaded 1
	: >/tmp/empty
	expect_file_load EINVAL -c bad "$BZIMAGE" /tmp/empty
	check_loaded 1
	expect_file_load ENOEXEC -c bad /guest.sh -
	check_loaded 1
	kexec_tools_exec
}

second() {
	check_equal "the image that came up" "$(cmdline_value kexec_image)" good
}
