# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="sysrq-c; loaded by a program that does kexec_file_load itself"
WANT=crash
HOW=direct
COMPRESS=-c
APPEND="crashkernel=192M"
SAYS="Kernel panic - not syncing: sysrq triggered crash"
BT=__handle_sysrq

crash() {
	echo c >/proc/sysrq-trigger
}
