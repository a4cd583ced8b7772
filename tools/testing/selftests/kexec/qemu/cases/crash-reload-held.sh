# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="while the crash kernel is being replaced, by a load that waits for its buffer"
WANT=crash
HOW=-s
APPEND="crashkernel=192M"
SAYS="Kernel panic - not syncing: sysrq triggered crash"
BT=__handle_sysrq

crash() {
	hold_load -p >/tmp/held &
	wait_for "the held load" 10 grep -q held /tmp/held
	echo c >/proc/sysrq-trigger
}
