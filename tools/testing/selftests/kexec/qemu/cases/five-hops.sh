# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034,SC2153
DESC="five hops in a row, each kernel loads the next"
HOPS=6
CPUS=2
TIMEOUT=300

row load DESC="five hops in a row by kexec_load(2)"
row file DESC="five hops in a row by kexec_file_load(2), by the two clients in turn"

first() {
	if [ "$ROW" = file ]; then
		HOW=-s
		[ $((HOP % 2)) = 1 ] || HOW=direct
	fi
	check_loaded 0
	load_next
	kexec_tools_exec
}
