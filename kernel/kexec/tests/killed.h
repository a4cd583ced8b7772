/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * For unit tests: a process that has been killed, and has not noticed.
 */
#ifndef _KERNEL_KEXEC_TESTS_KILLED_H
#define _KERNEL_KEXEC_TESTS_KILLED_H

#include <linux/sched/signal.h>

/* KUnit runs tests in kernel threads, which no signal ends, and nobody else sends one to. */
static inline void set_killed(bool killed)
{
	if (killed) {
		sigaddset(&current->pending.signal, SIGKILL);
		set_thread_flag(TIF_SIGPENDING);
	} else {
		sigdelset(&current->pending.signal, SIGKILL);
		clear_thread_flag(TIF_SIGPENDING);
	}
}

#endif /* _KERNEL_KEXEC_TESTS_KILLED_H */
