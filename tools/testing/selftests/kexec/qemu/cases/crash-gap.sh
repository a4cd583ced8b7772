# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="a panic while one crash kernel is copied over another: no dump, and the log says why"
MEM=512 TIMEOUT=60 APPEND="crashkernel=160M"
WANT=reset
SAYS="the crash kernel was just being replaced: no dump"
ALLOW="Kernel panic - not syncing: kexec_crash_test: in crash_image_arm|Call Trace:"

first() {
	set_sysctl kernel/panic -1
	crash_load
	replace crash_image_arm
	fail "the kernel does not panic"
}
