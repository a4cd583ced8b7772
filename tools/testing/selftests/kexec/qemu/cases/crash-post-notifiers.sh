# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="crash_kexec_post_notifiers: the other CPUs stop and the notifiers run first"
WANT=crash
CPUS=2
HOW=-s
APPEND="crashkernel=192M crash_kexec_post_notifiers"
SAYS="Kernel panic - not syncing: sysrq triggered crash"
BT=__handle_sysrq

crash() {
	echo c >/proc/sysrq-trigger
}
