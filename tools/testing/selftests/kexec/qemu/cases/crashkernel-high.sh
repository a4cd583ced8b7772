# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC1091,SC2034
DESC="crashkernel=128M,high: above 4 GiB, with the usual amount below"
WANT=here
MEM=6144
APPEND=crashkernel=128M,high

first() {
	. /guest-crashkernel.sh
	check_reserved 256:low 128:high
	finish_here
}
