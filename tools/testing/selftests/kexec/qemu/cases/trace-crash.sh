# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="the tracepoint of a crash, on the console and so in the log in the dump"
WANT=crash
HOW=-s
CPUS=2
APPEND="crashkernel=192M tp_printk trace_event=kexec:kexec_crash"
SAYS="kexec_crash: cpu=[01] pid=[1-9][0-9]*"
BT=__handle_sysrq

crash() {
	echo c >/proc/sysrq-trigger
}
