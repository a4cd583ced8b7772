# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="the machine ends without having said what it has to say"
WHY="the console does not say 'Network Boot Firmware'"
WANT=said
SAYS="Network Boot Firmware"

first() {
	trap - EXIT
	reboot -f
	sleep 600
}
