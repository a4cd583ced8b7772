# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="a CPU panics while another one does: it is in panic() when the crash kernel starts"
WANT=crash
CPUS=2
APPEND="crashkernel=192M"
SAYS="Kernel panic - not syncing: sysrq triggered crash"
BT=__handle_sysrq
# Where a CPU was stopped, and not what led there; the dots are spaces
STUCK="#0.*.panic.at"

second_waits() {
	dmesg | grep -q 'kexec_crash_test: waiting for a panic'
}

crash() {
	taskset 2 sh -c 'echo 1 >/sys/module/kexec_crash_test/parameters/panic_second' &
	wait_for "the second CPU" 20 second_waits
	taskset 1 sh -c 'echo c >/proc/sysrq-trigger'
}
