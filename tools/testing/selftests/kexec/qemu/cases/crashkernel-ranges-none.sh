# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC1091,SC2034
DESC="a list of ranges none of which fits: nothing, and the log says why"
WANT=here
APPEND="crashkernel=2G-4G:96M,4G-:160M"

first() {
	. /guest-crashkernel.sh
	expect_none '0 bytes are asked for on a machine with 1023 MiB'
	finish_here
}
