# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="a CPU that never schedules"
WANT=crash
APPEND="crashkernel=192M"
SAYS="Kernel panic - not syncing: softlockup: hung tasks"
BT="watchdog_timer_fn lkdtm_SOFTLOCKUP"

crash() {
	set_sysctl kernel/watchdog_thresh 1
	set_sysctl kernel/softlockup_panic 1
	lkdtm SOFTLOCKUP
}
