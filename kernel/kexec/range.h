/* SPDX-License-Identifier: GPL-2.0-only */
/**
 * DOC: half-open ranges of physical memory
 *
 * The one place where kexec does arithmetic on addresses that user space gave.
 * A range is made by kexec_range_init(), which refuses what would wrap, and
 * from then on cannot overflow. [start, start) is empty, wherever it lies.
 */
#ifndef _KERNEL_KEXEC_RANGE_H
#define _KERNEL_KEXEC_RANGE_H

#include <linux/minmax.h>
#include <linux/overflow.h>
#include <linux/types.h>

struct kexec_range {
	u64 start;
	u64 end;
};

/* False where start + len does not fit; the last byte of all is not usable. */
static inline bool kexec_range_init(struct kexec_range *range, u64 start, u64 len)
{
	range->start = start;
	return !check_add_overflow(start, len, &range->end);
}

static inline u64 kexec_range_len(const struct kexec_range *range)
{
	return range->end - range->start;
}

static inline bool kexec_range_empty(const struct kexec_range *range)
{
	return range->end <= range->start;
}

/* What two ranges have in common, possibly nothing. */
static inline struct kexec_range kexec_range_intersect(const struct kexec_range *a,
						       const struct kexec_range *b)
{
	struct kexec_range both = {
		.start = max(a->start, b->start),
		.end = min(a->end, b->end),
	};

	return both;
}

static inline bool kexec_range_overlaps(const struct kexec_range *a,
					const struct kexec_range *b)
{
	struct kexec_range both = kexec_range_intersect(a, b);

	return !kexec_range_empty(&both);
}

#endif /* _KERNEL_KEXEC_RANGE_H */
