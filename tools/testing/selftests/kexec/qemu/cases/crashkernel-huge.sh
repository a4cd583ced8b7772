# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC1091,SC2034
DESC="a size near the end of 64 bits: nothing, and the log says what was asked for"
WANT=here
# 2^63 - 1 bytes
APPEND=crashkernel=9223372036854775807

first() {
	. /guest-crashkernel.sh
	expect_none 'reservation of 8796093022208 MiB, .* has [0-9]{3} MiB'
	finish_here
}
