# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC1091,SC2034
DESC="a size that 64 bits do not hold is not taken for what is left of it"
WANT=here
# 2^64 bytes and 64 MiB
APPEND=crashkernel=17592186044480M

first() {
	. /guest-crashkernel.sh
	expect_none "'17592186044480M' has no form that is known, or is too large"
	finish_here
}
