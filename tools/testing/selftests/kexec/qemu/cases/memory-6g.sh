# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="6 GiB of RAM, a part of it above 4 GiB"
MEM=6144

second() {
	[ "$RAM" -gt $((5 << 20)) ] || fail "only $RAM KiB of RAM"
}
