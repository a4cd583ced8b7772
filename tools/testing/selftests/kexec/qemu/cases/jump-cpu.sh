# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="jump: a CPU that refuses to go offline; then it does not"
CPUS=2

first() {
	jc_state=$(sed -n 's/^ *\([0-9]*\): workqueue:online$/\1/p' /sys/devices/system/cpu/hotplug/states)
	echo "$jc_state" >/sys/devices/system/cpu/cpu1/hotplug/fail || fail "no failure can be asked for"
	jump -e 11 || fail "the jump was not refused as it should be"
	dmesg | grep -q "no jump: step 'CPUs' failed (error -11)" ||
		fail "the log does not name the stage"
	jump -n 2 || fail "jump failed"
	kexec_tools_load
	kexec_tools_exec
}
