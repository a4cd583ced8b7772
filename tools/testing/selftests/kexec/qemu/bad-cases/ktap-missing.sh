# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="a kselftest program reports fewer tests than it planned"
WHY="1 results, but a plan of 2"
WANT=ktap

first() {
	trap - EXIT
	printf '%s\n' "$NONCE ktap begin" 1..2 "ok 1 first_test" "$NONCE ktap end 0" >/dev/ttyS1
	poweroff -f
	sleep 600
}
