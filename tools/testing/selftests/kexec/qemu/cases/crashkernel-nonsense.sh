# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC1091,SC2034
DESC="a value without a known form: nothing, even beside a good one, and the log shows it"
WANT=here
APPEND="crashkernel=128M crashkernel=64M,high,low"

first() {
	. /guest-crashkernel.sh
	expect_none "'64M,high,low' has no form that is known, or is too large"
	finish_here
}
