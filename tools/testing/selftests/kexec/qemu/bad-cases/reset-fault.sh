# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="the machine resets, but not on purpose: the loaded image has no code at its entry"
WHY="the kernel complained: kexec: exception outside a kernel"
WANT=reset
SAYS="kexec -e"

first() {
	kexec_call garbage
	kexec_tools_exec
}
