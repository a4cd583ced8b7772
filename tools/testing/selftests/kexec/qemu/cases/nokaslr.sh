# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="all kernels where they were linked, and little of what is loaded by file to be moved there"
APPEND=nokaslr
HOW=both
HOPS=3

# Nothing can be loaded to where the running kernel is.
first() {
	check_loaded 0
	kexec_tools_load
	fn_move=$(cat /sys/kernel/kexec/bytes_to_move)
	[ "$HOW" = -c ] || [ "$fn_move" -lt 1048576 ] || fail "$fn_move bytes are to be moved"
	kexec_tools_exec
}

second() {
	check_equal "the text's address" "$TEXT" ffffffff81000000
	check_equal "the former kernel's" "$(cmdline_value kexec_text)" ffffffff81000000
}
