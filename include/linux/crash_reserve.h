/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reservation of memory for a crash kernel at boot.
 *
 * CONFIG_CRASH_RESERVE cannot be selected yet. The callers in architecture
 * setup code are compiled all the same, behind IS_ENABLED().
 */
#ifndef _LINUX_CRASH_RESERVE_H
#define _LINUX_CRASH_RESERVE_H

#include <linux/init.h>
#include <linux/ioport.h>
#include <linux/types.h>

extern struct resource crashk_res, crashk_low_res;

int __init parse_crashkernel(char *cmdline, unsigned long long system_ram,
			     unsigned long long *size,
			     unsigned long long *base,
			     unsigned long long *low_size, bool *high);

static inline void __init
reserve_crashkernel_generic(char *cmdline, unsigned long long size,
			    unsigned long long base,
			    unsigned long long low_size, bool high)
{
}

#endif /* _LINUX_CRASH_RESERVE_H */
