# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="the second kernel writes the token, then the machine resets"
WHY="the token came, but then"

second() {
	trap - EXIT
	echo "$NONCE hop=2" >/dev/ttyS1
	reboot -f
	sleep 600
}
