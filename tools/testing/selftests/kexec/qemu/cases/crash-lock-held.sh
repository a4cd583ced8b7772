# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="while a load of another kernel holds the lock of kexec"
WANT=crash
APPEND="crashkernel=192M"
SAYS="Kernel panic - not syncing: sysrq triggered crash"
BT=__handle_sysrq

crash() {
	hold_load >/tmp/held &
	wait_for "the held load" 10 grep -q held /tmp/held
	echo c >/proc/sysrq-trigger
}
