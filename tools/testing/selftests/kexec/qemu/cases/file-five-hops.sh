# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034,SC2153
DESC="five hops in a row by kexec_file_load(2), by the two clients in turn"
HOPS=6
CPUS=2
TIMEOUT=300
HOW=-s

first() {
	if [ $((HOP % 2)) = 1 ]; then
		kexec_tools_load
	else
		file_load_direct
	fi
	kexec_tools_exec
}
