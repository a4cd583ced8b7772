# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="the machine ends before the kselftest program's end marker"
WHY="ended without its end marker"
WANT=ktap

first() {
	trap - EXIT
	printf '%s\n' "$NONCE ktap begin" 1..1 "ok 1 first_test" >/dev/ttyS1
	poweroff -f
	sleep 600
}
