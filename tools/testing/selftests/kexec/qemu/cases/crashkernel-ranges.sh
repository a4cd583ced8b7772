# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC1091,SC2034
DESC="a list of ranges: the one that this machine's memory is in"
WANT=here
APPEND="crashkernel=256M-512M:32M,1G-2G:96M,2G-:160M"

first() {
	. /guest-crashkernel.sh
	check_reserved 96:low
	finish_here
}
