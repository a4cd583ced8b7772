/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _KERNEL_KEXEC_EXTENTS_H
#define _KERNEL_KEXEC_EXTENTS_H

#include <linux/kexec.h>

#include "frames.h"
#include "layout.h"
#include "range.h"
#include "refusal.h"

/**
 * struct kexec_extents - where each byte of an image is now
 * @extent:	sorted by destination; NULL for none
 * @nr:		number of @extent
 *
 * An extent whose source is its destination is in place. No other source is in any
 * destination.
 */
struct kexec_extents {
	struct kexec_extent *extent;
	unsigned int nr;
};

unsigned long kexec_extents_frames(const struct kexec_layout *layout,
				   const struct kexec_preload *preload);
int kexec_extents_assign(const struct kexec_layout *layout,
			 const struct kexec_preload *preload, struct kexec_frames *frames,
			 struct kexec_extents *extents, struct kexec_refusal *why);
int kexec_extents_in_region(const struct kexec_layout *layout, struct kexec_extents *extents,
			    struct kexec_refusal *why);
void kexec_extents_free(struct kexec_extents *extents);
u64 kexec_extents_in_place(const struct kexec_extents *extents,
			   const struct kexec_range *range);
u64 kexec_extents_to_move(const struct kexec_extents *extents);

#endif /* _KERNEL_KEXEC_EXTENTS_H */
