# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="a kernel that was damaged in memory: the purgatory names it and resets the machine"
MEM=512
WANT=reset
# Segment 0 is the list that IMA passes on, 1 the purgatory.
SAYS="purgatory: segment 3 .*damaged"

# The parts of a bzImage are in units of 512 bytes; its middle is compressed data. The
# usual initrd has that in it too, so another one is loaded.
first() {
	random_initrd 4096
	file_load_direct
	flip_ram 512 2 "$BZIMAGE" $(($(stat -c %s "$BZIMAGE") / 2 & ~511)) ||
		fail "the kernel could not be damaged"
	kexec_tools_exec
}
