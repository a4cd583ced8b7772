/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _ASM_X86_CRASH_RESERVE_H
#define _ASM_X86_CRASH_RESERVE_H

#include <linux/minmax.h>
#include <linux/sizes.h>
#include <linux/swiotlb.h>

/* A kernel is best aligned like this. */
#define CRASH_ALIGN		SZ_16M

#ifdef CONFIG_X86_32
/* The linear map is all that a 32-bit kernel has of its memory: there is no "above". */
#define CRASH_ADDR_LOW_MAX	SZ_512M
#define CRASH_ADDR_HIGH_MAX	SZ_512M
#define DEFAULT_CRASH_KERNEL_LOW_SIZE	0ULL
#else
/* What devices reach, and what a kernel that starts with 4-level tables does */
#define CRASH_ADDR_LOW_MAX	SZ_4G
#define CRASH_ADDR_HIGH_MAX	SZ_64T

/* For bounce buffers of the size that they have here, and some more for devices */
static inline unsigned long long crash_default_low_size(void)
{
	return max(swiotlb_size_or_default() + SZ_8M, SZ_256M);
}

#define DEFAULT_CRASH_KERNEL_LOW_SIZE	crash_default_low_size()
#endif

#define HAVE_ARCH_ADD_CRASH_RES_TO_IOMEM_EARLY

#endif /* _ASM_X86_CRASH_RESERVE_H */
