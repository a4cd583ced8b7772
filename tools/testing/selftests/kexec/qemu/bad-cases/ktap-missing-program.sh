# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="the machine ends before the kselftest program was run"
WHY="did not run"
WANT=ktap

first() {
	leave
}
