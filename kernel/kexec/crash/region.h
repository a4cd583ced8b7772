/* SPDX-License-Identifier: GPL-2.0-only */
/**
 * DOC: the memory reserved for a crash kernel
 *
 * Everything that a crash kernel needs is in crashk_res: its segments, and the
 * control pages of the jump. It is protected against writes while an image is
 * armed, where the architecture can do that, and open while one is written to it.
 *
 * Control pages are allocated where neither the segments of their image nor
 * anything of the armed image is, so that the armed image stays as it is.
 */
#ifndef _KERNEL_KEXEC_CRASH_REGION_H
#define _KERNEL_KEXEC_CRASH_REGION_H

#include <linux/kexec.h>

#include "../layout.h"
#include "../range.h"

struct page;

#ifdef CONFIG_CRASH_DUMP

bool crash_region_range(struct kexec_range *range);
void crash_region_open(void);
int crash_region_share(void);
void crash_region_close(void);
struct page *crash_region_alloc(struct kexec_layout *layout,
				const struct kexec_layout *armed, unsigned int order);
int crash_region_shrink(unsigned long new_size);

#else /* !CONFIG_CRASH_DUMP */

static inline bool crash_region_range(struct kexec_range *range)
{
	return false;
}

static inline void crash_region_open(void) { }

static inline int crash_region_share(void)
{
	return 0;
}

static inline void crash_region_close(void) { }

static inline struct page *crash_region_alloc(struct kexec_layout *layout,
					      const struct kexec_layout *armed,
					      unsigned int order)
{
	return NULL;
}

#endif /* CONFIG_CRASH_DUMP */

#endif /* _KERNEL_KEXEC_CRASH_REGION_H */
