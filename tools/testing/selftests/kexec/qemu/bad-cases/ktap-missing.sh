# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="a kselftest program reports fewer tests than it planned"
WHY="1 results, but a plan of 2"
WANT=ktap

first() {
	printf '%s\n' "$NONCE ktap begin $CASE" 1..2 "ok 1 first_test" "$NONCE ktap end $CASE 0" >/dev/ttyS1
	leave
}
