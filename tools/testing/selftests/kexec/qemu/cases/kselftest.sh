# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034,SC2153
DESC="the kselftest programs, several in a machine: kselftest.PROGRAM"
WANT=ktap
CPUS=2
TIMEOUT=600
# run.sh knows the programs: each is a row.
ROWS=" $ROW"
case $ROW in
# Refusals are not of interest, and there are many.
kexec_races) APPEND="crashkernel=64M loglevel=5" ;;
*crash* | *armed | *hotplug | kexec_status | kexec_trace | kexec_load_limits* | kexec_reboot*) APPEND=crashkernel=64M ;;
# The memory of a machine that has done nothing yet
kexec_load_claim) ALONE=1 ;;
esac

first() {
	cd /kselftest || fail "there is no /kselftest"
	for program in $PROGRAMS; do
		say "$program"
		echo "$NONCE ktap begin $program" >/dev/ttyS1
		echo 0 >/tmp/rc
		{ "./$program" || echo $? >/tmp/rc; } 2>&1 | tee /dev/ttyS1
		echo "$NONCE ktap end $program $(cat /tmp/rc)" >/dev/ttyS1
	done
	check_watchers
	leave
}
