# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="an NMI that nobody claims"
WANT=crash
APPEND="crashkernel=192M"
QMP='{"execute": "inject-nmi"}'
SAYS="Kernel panic - not syncing: NMI: Not continuing"
BT=unknown_nmi_error

crash() {
	set_sysctl kernel/unknown_nmi_panic 1
	ask_qmp
}
