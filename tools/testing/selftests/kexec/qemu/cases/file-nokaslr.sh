# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="both kernels where they were linked"
APPEND=nokaslr
HOW=-s

second() {
	check_equal "the text's address" "$TEXT" ffffffff81000000
	check_equal "the former kernel's" "$(cmdline_value kexec_text)" ffffffff81000000
}
