# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034,SC2153
DESC="a load over a loaded image, by every pair of calls, one a hop: the later image comes up"
HOPS=5
TIMEOUT=300

first() {
	set -- "-c -c" "direct direct" "-c -s" "-s -c"
	shift $((HOP - 1))
	HOW=${1% *} load_next kexec_image=A
	HOW=${1#* } load_next kexec_image=B
	kexec_tools_exec
}

second() {
	check_equal "the image that came up" "$(cmdline_value kexec_image)" B
}
