# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="kernels at random addresses"
CPU=max,la57=off,rdrand=on
HOPS=3

row load HOW=-c DESC="kernels at random addresses, by kexec_load"
row file HOW=-s DESC="kernels at random addresses, by kexec_file_load"

first() {
	check_config CONFIG_RANDOMIZE_BASE=y
	kexec_tools_load
	kexec_tools_exec
}

# One of two may land at the default by chance (about 1 in 500), not both.
second() {
	! grep -qw nokaslr /proc/cmdline || fail "nokaslr is on the command line"
	say "text at $TEXT, the former kernel's at $(cmdline_value kexec_text)"
	[ "$TEXT $(cmdline_value kexec_text)" != "ffffffff81000000 ffffffff81000000" ] ||
		fail "neither kernel moved"
}
