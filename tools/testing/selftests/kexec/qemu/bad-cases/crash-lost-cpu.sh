# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="a CPU left no registers"
WANT=crash
APPEND="crashkernel=192M"
SAYS="Kernel panic - not syncing: sysrq triggered crash"
BT=__handle_sysrq
DUMP_CPUS=2
WHY="wanted are 2 CPUs"

crash() {
	echo c >/proc/sysrq-trigger
}
