# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="the machine resets itself before its time"
WHY="the machine was reset after [0-4] s, not 5"
WANT=reset AFTER=5
SAYS="to be reset"

first() {
	trap - EXIT
	say "to be reset"
	reboot -f
	sleep 600
}
