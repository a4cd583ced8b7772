/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * For unit tests: a process that has been killed, and has not noticed.
 */
#ifndef _KERNEL_KEXEC_TESTS_KILLED_H
#define _KERNEL_KEXEC_TESTS_KILLED_H

#include <linux/sched/signal.h>

/* KUnit runs tests in kernel threads, which no signal ends. */
static inline void set_killed(bool killed)
{
	guard(spinlock_irq)(&current->sighand->siglock);
	if (killed)
		sigaddset(&current->pending.signal, SIGKILL);
	else
		sigdelset(&current->pending.signal, SIGKILL);
	recalc_sigpending();
}

#endif /* _KERNEL_KEXEC_TESTS_KILLED_H */
