# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="a kselftest program reports a failed test"
WHY="ktap-failed.second_test"
WANT=ktap

first() {
	trap - EXIT
	printf '%s\n' "$NONCE ktap begin" 1..2 "ok 1 first_test" "not ok 2 second test" \
		"$NONCE ktap end 1" >/dev/ttyS1
	poweroff -f
	sleep 600
}
