# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="jump: a fault in the image is reported with its registers, then the machine resets"
WANT=reset
ALLOW='exception outside a kernel'
SAYS='^RDX=6a756d7000000003 RCX=6a756d7000000002 RBX=6a756d7000000001 RAX=6a756d7000000000'

first() {
	jump -m 3
	fail "the image came back"
}
