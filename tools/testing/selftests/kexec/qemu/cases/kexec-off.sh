# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="a kernel without kexec answers ENOSYS"
KERNEL=off
WANT=here

first() {
	[ ! -e /sys/kernel/kexec_loaded ] || fail "/sys/kernel/kexec_loaded exists"
	expect_call "ENOSYS ENOSYS" nosys
	finish_here
}
