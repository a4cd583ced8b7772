# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="kdump-tools arms at boot, saves the dump of a panic, and reboots; crash opens the dump"
WANT=crash CPUS=2 KDUMP=1 TIMEOUT=600
SAYS='sysrq: Trigger a crash' BT='sysrq_handle_crash panic'

first() {
	check_kdump_ready
	crash_now
}

after() {
	check_kdump_ready
	report_dump
}
