# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="a command line that was damaged in memory: the purgatory names its segment and resets the machine"
MEM=512
WANT=reset
# Segment 0 is the list that IMA passes on, 1 the purgatory.
SAYS="purgatory: segment 2 .*damaged"

first() {
	tr -dc 0-9A-Za-z </dev/urandom | head -c 64 >/tmp/mark
	file_load_direct "mark=$(cat /tmp/mark)"
	flip_ram 1 2 /tmp/mark 0 || fail "the command line could not be damaged"
	kexec_tools_exec
}
