# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="one of two CPUs is switched off after the load, and is not in the dump"
WANT=crash
CPUS=2
HOW=-s
DUMP_CPUS=1
APPEND="crashkernel=192M"
SAYS="Kernel panic - not syncing: sysrq triggered crash"
BT=__handle_sysrq

crash() {
	echo 0 >/sys/devices/system/cpu/cpu1/online
	echo c >/proc/sysrq-trigger
}
