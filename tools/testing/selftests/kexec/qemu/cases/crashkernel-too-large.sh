# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC1091,SC2034
DESC="more than there is: nothing, and the log has what was asked for and both holes"
WANT=here
APPEND=crashkernel=2G

first() {
	. /guest-crashkernel.sh
	expect_none 'reservation of 2048 MiB, aligned to 16 MiB, failed: the largest free range in \[0x0000000001000000-0x0000000100000000\) has [0-9]{3} MiB'
	expect_log 'reservation of 2048 MiB, aligned to 16 MiB, failed: the largest free range in \[0x0000000100000000-0x0000400000000000\) has 0 MiB'
	finish_here
}
