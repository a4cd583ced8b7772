# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="an initrd that was damaged in memory: the purgatory names it and resets the machine"
MEM=512
WANT=reset
# Segment 0 is the list that IMA passes on, 1 the purgatory.
SAYS="purgatory: segment 4 .*damaged"

# The archive may go on with another one: a file of random bytes, to be found again.
first() {
	make_initrd
	head -c 4096 /dev/urandom >/tmp/mark
	(cd /tmp && echo mark | cpio -o -H newc >>/tmp/next.cpio)
	file_load_direct
	flip_ram 4 2 /tmp/mark 0 || fail "the initrd could not be damaged"
	kexec_tools_exec
}
