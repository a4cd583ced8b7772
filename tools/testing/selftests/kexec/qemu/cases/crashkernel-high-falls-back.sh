# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC1091,SC2034
DESC="crashkernel=128M,high without memory above 4 GiB: below, and ,low does not count"
WANT=here
APPEND="crashkernel=128M,high crashkernel=64M,low"

first() {
	. /guest-crashkernel.sh
	check_reserved 128:low
	expect_log 'reservation of 128 MiB, .*the largest free range in \[0x0000000100000000-0x0000400000000000\) has 0 MiB'
	finish_here
}
