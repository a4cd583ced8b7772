# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC1091,SC2034
DESC="crashkernel= over the kernel: refused, and the log says how much is free there"
WANT=here
APPEND="nokaslr crashkernel=64M@16M"

first() {
	. /guest-crashkernel.sh
	expect_none 'reservation failed: 64 MiB at 0x1000000 are in use or not there, .* has [0-9]+ MiB'
	finish_here
}
