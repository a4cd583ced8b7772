# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC1091,SC2034
DESC="crashkernel=128M: below 4 GiB, also where there is more"
WANT=here
MEM=6144
APPEND=crashkernel=128M

first() {
	. /guest-crashkernel.sh
	check_reserved 128:low
	finish_here
}
