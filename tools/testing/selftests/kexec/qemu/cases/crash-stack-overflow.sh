# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="a stack that runs into its guard page"
WANT=crash
HOW=-s
APPEND="crashkernel=192M"
SAYS="stack guard page was hit"
BT=recursive_loop

crash() {
	lkdtm EXHAUST_STACK
}
