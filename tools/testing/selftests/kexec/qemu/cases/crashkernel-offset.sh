# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC1091,SC2034
DESC="crashkernel=64M@256M: there and nowhere else"
WANT=here
# The kernel itself is to lie elsewhere.
APPEND="nokaslr crashkernel=64M@256M"

first() {
	. /guest-crashkernel.sh
	check_reserved 64:0x10000000
	finish_here
}
