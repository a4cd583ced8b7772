# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="the kselftest programs, each in a machine of its own: kselftest.PROGRAM"
WANT=ktap
CPUS=2
MEM=1024
TIMEOUT=300
case ${case:-} in
*crash* | *armed | *hotplug | *.kexec_status | *.kexec_trace | *.kexec_load_limits* | *.kexec_reboot*) APPEND=crashkernel=64M ;;
# Refusals are not of interest, and there are many.
*.kexec_races) APPEND="crashkernel=64M loglevel=5" ;;
# The kernel that has what they watch
*.kexec_load_audit* | *.kexec_load_seccomp*) KERNEL=force ;;
esac

first() {
	prog=${CASE#*.}
	echo "$NONCE ktap begin" >/dev/ttyS1
	rc=0
	start_watchers
	cd /kselftest || fail "there is no /kselftest"
	{ "./$prog" || echo $? >/tmp/rc; } 2>&1 | tee /dev/ttyS1
	[ ! -s /tmp/rc ] || rc=$(cat /tmp/rc)
	check_watchers
	trap - EXIT
	echo "$NONCE ktap end $rc" >/dev/ttyS1
	poweroff -f
	sleep 600
}
