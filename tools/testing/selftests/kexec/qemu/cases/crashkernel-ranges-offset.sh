# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC1091,SC2034
DESC="a list of ranges with an offset"
WANT=here
APPEND="nokaslr crashkernel=512M-2G:96M,2G-:160M@512M"

first() {
	. /guest-crashkernel.sh
	check_reserved 96:0x20000000
	finish_here
}
