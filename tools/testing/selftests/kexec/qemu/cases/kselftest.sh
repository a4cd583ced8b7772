# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="the kselftest programs, each in a machine of its own: kselftest.PROGRAM"
WANT=ktap
CPUS=2
MEM=1024
TIMEOUT=300
case ${case:-} in
*crash* | *armed | *hotplug | *.kexec_load_limits) APPEND=crashkernel=64M ;;
esac

first() {
	prog=${CASE#*.}
	echo "$NONCE ktap begin" >/dev/ttyS1
	rc=0
	cd /kselftest || fail "there is no /kselftest"
	{ "./$prog" || echo $? >/tmp/rc; } 2>&1 | tee /dev/ttyS1
	[ ! -s /tmp/rc ] || rc=$(cat /tmp/rc)
	trap - EXIT
	echo "$NONCE ktap end $rc" >/dev/ttyS1
	poweroff -f
	sleep 600
}
