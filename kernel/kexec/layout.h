/* SPDX-License-Identifier: GPL-2.0-only */
/**
 * DOC: where an image wants to stand
 *
 * A request (segments in any order, from user space or from a file loader)
 * becomes a layout: pieces sorted by address, disjoint, none of them empty, all
 * of them within the limits, or it is refused with a reason. Everything that
 * follows relies on that and checks none of it again. Pieces are built once
 * and then only read. The other ranges that an image uses are added as they are
 * known: what a loader reserves before, control pages in reserved memory after.
 */
#ifndef _KERNEL_KEXEC_LAYOUT_H
#define _KERNEL_KEXEC_LAYOUT_H

#include <linux/kexec.h>

#include "range.h"
#include "refusal.h"

/* Most ranges that a loader may reserve */
#define KEXEC_RESERVED_MAX	4

/**
 * struct kexec_limits - what a layout has to stay within
 * @first:	first address that it may have
 * @last:	last one
 * @region:	these are the ends of what is reserved for a crash kernel, not of
 *		what can be reached
 */
struct kexec_limits {
	u64 first;
	u64 last;
	bool region;
};

/**
 * struct kexec_piece - one destination
 * @dst:	its range, never empty
 * @segment:	index of the segment that it comes from
 * @first:	how many pages the pieces before it have
 */
struct kexec_piece {
	struct kexec_range dst;
	unsigned int segment;
	unsigned long first;
};

/**
 * struct kexec_layout - the memory that an image uses after the jump
 * @nr:		entries used of @piece
 * @pages:	sum of their sizes
 * @piece:	destinations, sorted by address, disjoint
 * @nr_reserved: entries used of @reserved
 * @reserved:	ranges that the image uses without data; they may overlap pieces
 * @nr_control:	entries used of @control
 * @max_control: entries that @control has room for
 * @control:	of a crash image, ranges of control pages in the reserved memory
 */
struct kexec_layout {
	unsigned int nr;
	unsigned long pages;
	struct kexec_piece piece[KEXEC_SEGMENT_MAX];
	unsigned int nr_reserved;
	struct kexec_range reserved[KEXEC_RESERVED_MAX];
	unsigned int nr_control;
	unsigned int max_control;
	struct kexec_range *control;
};

int kexec_layout_build(struct kexec_layout *layout,
		       const struct kexec_segment *segments, unsigned long nr,
		       const struct kexec_limits *limits,
		       struct kexec_refusal *why);
int kexec_layout_add_control(struct kexec_layout *layout, const struct kexec_range *range);
void kexec_layout_free(struct kexec_layout *layout);
unsigned int kexec_layout_find(const struct kexec_layout *layout, u64 addr);
long kexec_layout_page(const struct kexec_layout *layout, u64 addr);
bool kexec_layout_holds(const struct kexec_layout *layout, const struct kexec_range *range,
			struct kexec_range *obstacle);
bool kexec_layout_uses(const struct kexec_layout *layout, const struct kexec_range *range,
		       struct kexec_range *obstacle);

#endif /* _KERNEL_KEXEC_LAYOUT_H */
