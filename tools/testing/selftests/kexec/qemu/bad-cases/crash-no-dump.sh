# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="the crash kernel sends no dump"
WANT=crash
APPEND="crashkernel=192M"
SAYS="Kernel panic - not syncing: sysrq triggered crash"
BT=__handle_sysrq
WHY="sent no dump"

crash() {
	echo c >/proc/sysrq-trigger
}

second() {
	check_vmcore 1
}
