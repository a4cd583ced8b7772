# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
DESC="two CPUs panic at the same time"
WANT=crash
CPUS=2
APPEND="crashkernel=192M"
SAYS="Kernel panic - not syncing: (dumptest|sysrq triggered crash)"
BT="lkdtm_do_action|__handle_sysrq"

# Each waits on its CPU for the other.
panic_on_cpu() { # MASK FILE WORD
	taskset "$1" sh -c "while [ ! -e /tmp/go ]; do :; done; echo $3 >$2" &
}

crash() {
	panic_on_cpu 1 /sys/kernel/debug/provoke-crash/DIRECT PANIC
	panic_on_cpu 2 /proc/sysrq-trigger c
	sleep 1
	touch /tmp/go
}
