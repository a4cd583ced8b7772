# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="the loaded image has no code at its entry"
WHY="ended early .triple fault"

first() {
	kexec_call garbage
	kexec_tools_exec
}
