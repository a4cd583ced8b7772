# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="the kernel complains before the crash that is wanted"
WHY="the kernel complained: WARNING: of nothing"
WANT=crash
APPEND="crashkernel=192M"
SAYS="sysrq triggered crash"

crash_arm() {
	echo "WARNING: of nothing" >/dev/kmsg
	mark_memory 4
	crash_load
}

crash() {
	echo c >/proc/sysrq-trigger
}
