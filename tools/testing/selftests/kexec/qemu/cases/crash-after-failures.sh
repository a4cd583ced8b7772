# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="loads that were to replace the crash kernel failed, each at another point"
WANT=crash
HOW=-s
APPEND="crashkernel=192M"
SAYS="Kernel panic - not syncing: sysrq triggered crash"
BT=__handle_sysrq

crash() {
	expect_file_load ENOEXEC -p -c "" /init /tmp/crash.cpio
	truncate -s $((250 << 20)) /tmp/huge
	expect_file_load EADDRNOTAVAIL -p -c "" "$BZIMAGE" /tmp/huge
	hold_load -p >/tmp/held &
	wait_for "the held load" 10 grep -q held /tmp/held
	expect_file_load EBUSY -p -c "" "$BZIMAGE" /tmp/crash.cpio
	kill -9 $!
	wait $! || say "the held load was killed"
	check_crash_loaded 1
	echo c >/proc/sysrq-trigger
}
