# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="a triple fault, by which the kernel is told to reset the machine"
WHY="ended early .triple fault"
APPEND=reboot=triple

first() {
	trap - EXIT
	reboot -f
	sleep 600
}
