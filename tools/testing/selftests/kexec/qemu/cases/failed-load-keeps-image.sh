# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="loads that fail leave the former image in place"

first() {
	kexec_tools_load image=good
	expect_call EFAULT efault
	check_loaded 1
	expect_call EINVAL einval
	check_loaded 1
	kexec_tools_exec
}

second() {
	check_equal "the image that came up" "$(cmdline_value image)" good
}
