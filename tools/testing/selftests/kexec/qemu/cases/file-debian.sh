# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="Debian's own signed cloud kernel is the second kernel"
NEXT=debian
HOW=-s
TIMEOUT=300

second() {
	say "$(cat /proc/version)"
	grep -q 'debian-kernel@lists.debian.org' /proc/version || fail "this is not Debian's kernel"
}
