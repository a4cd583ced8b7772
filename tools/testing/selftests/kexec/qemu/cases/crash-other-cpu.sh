# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="a panic of a CPU that did not boot the machine"
WANT=crash
CPUS=2
HOW=-s
APPEND="crashkernel=192M"
SAYS="CPU: 1 (UID: 0 )?PID: [0-9]+ Comm: sh"
BT=__handle_sysrq

crash() {
	taskset 2 sh -c 'echo c >/proc/sysrq-trigger'
}
