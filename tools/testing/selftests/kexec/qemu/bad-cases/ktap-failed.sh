# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="a kselftest program reports a failed test"
WHY="ktap-failed.second_test"
WANT=ktap

first() {
	printf '%s\n' "$NONCE ktap begin $CASE" 1..2 "ok 1 first_test" "not ok 2 second test" \
		"$NONCE ktap end $CASE 1" >/dev/ttyS1
	leave
}
