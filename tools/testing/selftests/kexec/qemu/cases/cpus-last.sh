# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="the reboot is asked for on a CPU that is not the boot CPU"
CPUS=4

first() {
	kexec_tools_load
	taskset 8 kexec -e
	fail "kexec -e came back with status $?"
}
