# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034,SC2153
DESC="four and five levels of page tables, from each to the other and from five to five, by both calls"
CPU=max
# The word is dropped from a command line unless it is added.
APPEND=no5lvl
NEXT_APPEND=
HOPS=6
TIMEOUT=400

# How each kernel loads the next one, and the levels of its page tables. The first has four.
first() {
	set -- "-c 5" "-c 5" "-c 4" "-s 5" "-s 4"
	shift $((HOP - 1))
	levels=${1#* } no5lvl=''
	[ "$HOP" != 1 ] || check_levels 4
	[ "$levels" = 5 ] || no5lvl=no5lvl
	HOW=${1% *}
	kexec_tools_load "kexec_levels=$levels $no5lvl"
	kexec_tools_exec
}

check_levels() { # 4|5
	if has_cpu_flag la57; then cl_levels=5; else cl_levels=4; fi
	check_equal "the number of levels of page tables" $cl_levels "$1"
}

second() {
	check_levels "$(cmdline_value kexec_levels)"
}
