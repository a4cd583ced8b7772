# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="the machine resets, but not on purpose"
WHY="ended early .triple fault"
WANT=reset
SAYS="kexec -e"

first() {
	kexec_call garbage
	kexec_tools_exec
}
