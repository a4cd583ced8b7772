# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC1091,SC2034
DESC="of several the last one counts, and ,high only without any"
WANT=here
MEM=6144
APPEND="crashkernel=512M crashkernel=128M crashkernel=1G,high"

first() {
	. /guest-crashkernel.sh
	check_reserved 128:low
	finish_here
}
