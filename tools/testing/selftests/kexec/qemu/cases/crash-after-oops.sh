# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="a panic after an oops that the kernel was told to survive"
WANT=crash
APPEND="crashkernel=192M"
SAYS="Kernel panic - not syncing: sysrq triggered crash"
BT=__handle_sysrq

crash() {
	set_sysctl kernel/panic_on_oops 0
	(lkdtm EXCEPTION) || :
	dmesg | grep -q 'BUG: kernel NULL pointer dereference' || fail "there was no oops"
	echo c >/proc/sysrq-trigger
}
