/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reservation of memory for a crash kernel at boot. The callers in architecture
 * setup code are compiled without CONFIG_CRASH_RESERVE too, behind IS_ENABLED().
 */
#ifndef _LINUX_CRASH_RESERVE_H
#define _LINUX_CRASH_RESERVE_H

#include <linux/init.h>
#include <linux/ioport.h>
#include <linux/types.h>

#ifdef CONFIG_ARCH_HAS_GENERIC_CRASHKERNEL_RESERVATION
#include <asm/crash_reserve.h>
#endif

/* Where the architecture has no wish of its own */
#ifndef DEFAULT_CRASH_KERNEL_LOW_SIZE
#define DEFAULT_CRASH_KERNEL_LOW_SIZE	(128UL << 20)
#endif

/* The reserved memory, and that below 4 GiB if it is another; no end: none */
extern struct resource crashk_res, crashk_low_res;

int __init parse_crashkernel(char *cmdline, unsigned long long system_ram,
			     unsigned long long *size,
			     unsigned long long *base,
			     unsigned long long *low_size, bool *high);

#ifdef CONFIG_ARCH_HAS_GENERIC_CRASHKERNEL_RESERVATION

void __init reserve_crashkernel_generic(char *cmdline, unsigned long long size,
					unsigned long long base,
					unsigned long long low_size, bool high);

#else /* !CONFIG_ARCH_HAS_GENERIC_CRASHKERNEL_RESERVATION */

static inline void __init
reserve_crashkernel_generic(char *cmdline, unsigned long long size,
			    unsigned long long base,
			    unsigned long long low_size, bool high)
{
}

#endif /* CONFIG_ARCH_HAS_GENERIC_CRASHKERNEL_RESERVATION */

#endif /* _LINUX_CRASH_RESERVE_H */
