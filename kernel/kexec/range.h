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

/**
 * struct kexec_search - a search for a free range
 * @size:	bytes, not 0
 * @align:	alignment of the start, a power of 2
 * @top_down:	search for the highest range, not for the lowest
 * @obstacle:	return whether something in @candidate is not free, and set @obstacle to a
 *		range of that which overlaps @candidate
 * @data:	for @obstacle
 */
struct kexec_search {
	u64 size;
	u64 align;
	bool top_down;
	bool (*obstacle)(const struct kexec_range *candidate, struct kexec_range *obstacle,
			 const void *data);
	const void *data;
};

bool kexec_range_meets(const struct kexec_range *candidate, const struct kexec_range *taken,
		       unsigned int nr, struct kexec_range *obstacle);
bool kexec_range_search(const struct kexec_search *search, const struct kexec_range *within,
			u64 *found);

#endif /* _KERNEL_KEXEC_RANGE_H */
