# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="a file load over a file load: the later one comes up"

first() {
	file_load_direct image=A
	file_load_direct image=B
	kexec_tools_exec
}

second() {
	check_equal "the image that came up" "$(cmdline_value image)" B
}
