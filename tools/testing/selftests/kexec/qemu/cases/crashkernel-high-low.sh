# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC1091,SC2034
DESC="crashkernel=128M,high with 64M,low: as much below 4 GiB as was asked for"
WANT=here
MEM=6144
APPEND="crashkernel=64M,low crashkernel=128M,high"

first() {
	. /guest-crashkernel.sh
	check_reserved 64:low 128:high
	finish_here
}
