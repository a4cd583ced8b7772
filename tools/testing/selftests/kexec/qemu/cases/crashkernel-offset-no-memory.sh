# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC1091,SC2034
DESC="crashkernel= past the end of memory: refused, and the log says why"
WANT=here
APPEND="crashkernel=64M@2G"

first() {
	. /guest-crashkernel.sh
	expect_none 'reservation failed: 64 MiB at 0x80000000 are in use or not there, .* has 0 MiB'
	finish_here
}
