# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="by UEFI firmware"
WANT=crash
FIRMWARE=ovmf
TIMEOUT=300
HOW=-s
APPEND="crashkernel=192M"
SAYS="Kernel panic - not syncing: sysrq triggered crash"
BT=__handle_sysrq

crash() {
	echo c >/proc/sysrq-trigger
}
