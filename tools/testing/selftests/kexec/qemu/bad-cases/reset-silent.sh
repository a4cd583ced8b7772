# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="the machine resets without a word of why"
WHY="the console does not say 'purgatory: segment .*guest-reset"
WANT=reset
SAYS="purgatory: segment 3 .*damaged"

first() {
	trap - EXIT
	reboot -f
	sleep 600
}
