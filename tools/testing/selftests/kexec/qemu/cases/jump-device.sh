# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="jump: a device refuses to sleep, early and late; all is undone, and then it goes on"
CPUS=2
TEST=/sys/module/kexec_jump_test/parameters

first() {
	for jd_when in refuse refuse_late refuse_noirq; do
		echo 5 >$TEST/$jd_when
		jump -n 2 -e 5 || fail "$jd_when: jump failed"
		echo 0 >$TEST/$jd_when
		dmesg | tail -n 60 | grep -q "no jump: step 'devices.*' failed (error -5)" ||
			fail "$jd_when: the log does not name the stage"
		check_equal "$jd_when: times asleep" "$(cat $TEST/asleep)" 0
	done
	jump -n 1 || fail "jump failed"
	check_equal "times asleep after the jump" "$(cat $TEST/asleep)" 0
	kexec_tools_load
	kexec_tools_exec
}
