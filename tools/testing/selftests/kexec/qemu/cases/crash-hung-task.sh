# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="a task that waits for ever"
WANT=crash
HOW=-s
APPEND="crashkernel=192M"
SAYS="Kernel panic - not syncing: hung_task: blocked tasks"
BT=watchdog

crash() {
	set_sysctl kernel/hung_task_panic 1
	set_sysctl kernel/hung_task_timeout_secs 2
	lkdtm HUNG_TASK &
}
