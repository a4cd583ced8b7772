# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC1091,SC2034
DESC="crashkernel=128M,high with 0,low: nothing below 4 GiB"
WANT=here
MEM=6144
APPEND="crashkernel=128M,high crashkernel=0,low"

first() {
	. /guest-crashkernel.sh
	check_reserved 128:high
	finish_here
}
