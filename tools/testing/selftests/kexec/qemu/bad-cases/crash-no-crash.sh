# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="the second kernel was started without a crash"
WANT=crash
APPEND="crashkernel=192M"
SAYS="Kernel panic - not syncing: sysrq triggered crash"
BT=__handle_sysrq
NEXT_APPEND=nr_cpus=1
WHY="there is no /proc/vmcore"

first() {
	kexec_tools_load
	kexec_tools_exec
}
