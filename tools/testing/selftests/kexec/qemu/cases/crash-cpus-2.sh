# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="two CPUs"
WANT=crash
CPUS=2
HOW=-c
APPEND="crashkernel=192M"
SAYS="Kernel panic - not syncing: sysrq triggered crash"
BT=__handle_sysrq

crash() {
	echo c >/proc/sysrq-trigger
}
