# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="init ends right after the load"
WANT=crash
APPEND="crashkernel=192M"
SAYS="Kernel panic - not syncing: Attempted to kill init!"
BT=do_exit

crash() {
	trap - EXIT
	exit 0
}
