# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="a CPU that stands still with interrupts off; the other one panics"
WANT=crash
CPUS=2
HOW=-s
APPEND="crashkernel=192M"
SAYS="Kernel panic - not syncing: Hard LOCKUP"
BT=watchdog_hardlockup_check
STUCK=lkdtm_HARDLOCKUP

crash() {
	set_sysctl kernel/watchdog_thresh 1
	set_sysctl kernel/hardlockup_panic 1
	lkdtm HARDLOCKUP &
}
