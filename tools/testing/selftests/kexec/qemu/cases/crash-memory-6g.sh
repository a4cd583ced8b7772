# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="6 GiB of RAM, the crash kernel above 4 GiB, with a part below"
WANT=crash
MEM=6144
HOW=-s
APPEND="crashkernel=256M,high"
SAYS="Kernel panic - not syncing: sysrq triggered crash"
BT=__handle_sysrq

crash() {
	check_equal "the ranges reserved" "$(grep -c 'Crash kernel' /proc/iomem)" 2
	echo c >/proc/sysrq-trigger
}
