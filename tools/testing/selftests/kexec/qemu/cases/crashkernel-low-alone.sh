# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC1091,SC2034
DESC="crashkernel=64M,low alone: nothing, and the log says why"
WANT=here
APPEND=crashkernel=64M,low

first() {
	. /guest-crashkernel.sh
	expect_none "only ',low' is given"
	finish_here
}
