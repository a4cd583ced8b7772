# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC1091,SC2034
DESC="crashkernel= at an offset that is not page aligned: refused, and the log says why"
WANT=here
APPEND="crashkernel=64M@0x10000800"

first() {
	. /guest-crashkernel.sh
	expect_none 'reservation failed: offset 0x10000800 is not page aligned'
	finish_here
}
