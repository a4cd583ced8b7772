# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="both kernels where they were linked, and little of the next one to be moved there"
APPEND=nokaslr
HOW=-s

# Where the running kernel is, nothing could stand already.
first() {
	kexec_tools_load
	fn_move=$(cat /sys/kernel/kexec/bytes_to_move)
	[ "$fn_move" -lt 1048576 ] || fail "$fn_move bytes are to be moved"
	kexec_tools_exec
}

second() {
	check_equal "the text's address" "$TEXT" ffffffff81000000
	check_equal "the former kernel's" "$(cmdline_value kexec_text)" ffffffff81000000
}
