# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="the same after a CPU went and came back, which kdump-tools' udev rule hears of"
WANT=crash CPUS=2 KDUMP=1 TIMEOUT=600
SAYS='sysrq: Trigger a crash' BT='sysrq_handle_crash panic'

first() {
	check_kdump_ready
	echo 0 >/sys/devices/system/cpu/cpu1/online || fail "cpu1 cannot be switched off"
	udevadm settle
	check_kdump_ready
	echo 1 >/sys/devices/system/cpu/cpu1/online || fail "cpu1 cannot be switched on"
	udevadm settle
	check_kdump_ready
	crash_now
}

after() {
	report_dump
}
