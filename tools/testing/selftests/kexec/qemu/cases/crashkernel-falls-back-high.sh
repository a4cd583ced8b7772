# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC1091,SC2034
DESC="crashkernel=2304M does not fit below 4 GiB: above, with the usual amount below"
WANT=here
# The machine has 2 GiB of its memory below 4 GiB. KASLR might put the kernel into the
# middle of the rest.
MEM=6144
APPEND="nokaslr crashkernel=2304M"

first() {
	. /guest-crashkernel.sh
	check_reserved 256:low 2304:high
	expect_log 'reservation of 2304 MiB, .*the largest free range in \[0x0000000001000000-0x0000000100000000\) has [0-9]{3,4} MiB'
	finish_here
}
