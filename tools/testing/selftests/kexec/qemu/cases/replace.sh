# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="a load over a loaded image: the later one comes up"

first() {
	kexec_tools_load image=A
	kexec_tools_load image=B
	kexec_tools_exec
}

second() {
	check_equal "the image that came up" "$(cmdline_value image)" B
}
