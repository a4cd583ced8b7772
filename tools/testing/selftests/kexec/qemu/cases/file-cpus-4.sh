# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="four CPUs, the reboot is asked for on one that is not the boot CPU"
CPUS=4

first() {
	file_load_direct
	taskset 8 kexec -e
	fail "kexec -e came back with status $?"
}
