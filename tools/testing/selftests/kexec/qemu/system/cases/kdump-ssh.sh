# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="kdump-tools sends the dump of a panic to an SSH server"
WANT=crash CPUS=2 KDUMP=1 NET=1 REMOTE=1 TIMEOUT=600
SAYS='sysrq: Trigger a crash' BT='sysrq_handle_crash panic'

first() {
	check_kdump_ready
	printf 'SSH="root@10.0.2.100"\nSSH_KEY=/root/.ssh/kdump\n' >>/etc/default/kdump-tools
	ssh -i /root/.ssh/kdump root@10.0.2.100 true || fail "the server does not answer"
	crash_now
}

after() {
	! ls /var/crash/2*/dump.2* 2>/dev/null || fail "a dump was left here"
}
