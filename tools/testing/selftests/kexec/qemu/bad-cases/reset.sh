# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="the first kernel resets the machine"
WHY="ended early .guest-reset"

first() {
	trap - EXIT
	reboot -f
	sleep 600
}
