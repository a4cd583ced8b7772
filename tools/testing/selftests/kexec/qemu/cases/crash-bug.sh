# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="BUG() in a system call"
WANT=crash
HOW=-s
APPEND="crashkernel=192M"
SAYS="kernel BUG at drivers/misc/lkdtm"
BT=lkdtm_BUG

crash() {
	lkdtm BUG
}
