# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="the machine ends before the kselftest program's end marker"
WHY="ended without its end marker"
WANT=ktap

first() {
	printf '%s\n' "$NONCE ktap begin $CASE" 1..1 "ok 1 first_test" >/dev/ttyS1
	leave
}
