# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="the machine resets where it has to halt"
WHY="ended early .guest-reset"
WANT=halt
SAYS="to be halted"

first() {
	trap - EXIT
	say "to be halted"
	reboot -f
	sleep 600
}
