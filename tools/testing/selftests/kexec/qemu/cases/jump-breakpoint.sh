# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="jump: a breakpoint in the image is reported, and the image goes on"
ALLOW='exception outside a kernel'
SAYS='^VEC=0000000000000003 ERR=0000000000000000 '

first() {
	jump -m 2 -n 2 || fail "jump failed"
	kexec_tools_load
	kexec_tools_exec
}
