# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC1091,SC2034
DESC="no room for ,low: what was reserved above 4 GiB is given back"
WANT=here
MEM=6144
APPEND="crashkernel=1G,high crashkernel=3G,low"

first() {
	. /guest-crashkernel.sh
	expect_none 'low memory reservation of 3072 MiB, .*the largest free range in .*0x0000000100000000\) has [0-9]{3,4} MiB'
	finish_here
}
