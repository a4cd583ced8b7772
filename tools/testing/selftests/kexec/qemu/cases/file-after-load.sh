# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034,SC2153
DESC="kexec_file_load(2) over an image of kexec_load(2), and the other way round on the next hop"
HOPS=3

first() {
	if [ "$HOP" = 1 ]; then
		HOW=-c kexec_tools_load kexec_image=A
		HOW=-s kexec_tools_load kexec_image=B
	else
		HOW=-s kexec_tools_load kexec_image=A
		HOW=-c kexec_tools_load kexec_image=B
	fi
	kexec_tools_exec
}

second() {
	check_equal "the image that came up" "$(cmdline_value kexec_image)" B
}
