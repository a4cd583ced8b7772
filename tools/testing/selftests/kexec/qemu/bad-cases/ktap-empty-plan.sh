# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="a kselftest program plans no test, and does not say that it skips them"
WHY="planned no test"
WANT=ktap

first() {
	printf '%s\n' "$NONCE ktap begin $CASE" 1..0 "$NONCE ktap end $CASE 0" >/dev/ttyS1
	leave
}
