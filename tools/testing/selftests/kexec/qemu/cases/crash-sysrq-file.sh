# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="sysrq-c; the crash kernel was loaded by kexec_file_load"
WANT=crash
HOW=-s
COMPRESS=-z
APPEND="crashkernel=192M"
SAYS="Kernel panic - not syncing: sysrq triggered crash"
BT=__handle_sysrq

crash() {
	echo c >/proc/sysrq-trigger
}
