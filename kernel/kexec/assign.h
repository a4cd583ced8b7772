/* SPDX-License-Identifier: GPL-2.0-only */
/**
 * DOC: which frame holds which page of an image
 *
 * An image of n pages owns n frames or more, wherever the allocator found them.
 * Some of them may have been filled already: a file is read before it is known
 * where it goes. The plan says for each page of the layout which frame it is to
 * be in, such that every frame that lies in a destination holds the very page
 * that belongs there. Then a page is either in place, or in a frame that is no
 * destination, and what is left to be moved can be moved in any order.
 *
 * An empty frame that is no destination is a spare. One that is a destination is
 * given its page at once: the data comes out of the frame where it was, which
 * is the empty one now, and so on. Each step puts a page in place for good.
 *
 * Of the frames that hold data, those that lie in a destination of other data
 * have to be emptied. Their data goes to a spare, and they are then given away
 * like any other empty frame. At any time there are as many spares as there are
 * more frames than pages, plus one for each page that has no frame yet: so where
 * frames came filled, one frame more than pages is enough to never run out.
 */
#ifndef _KERNEL_KEXEC_PLAN_H
#define _KERNEL_KEXEC_PLAN_H

#include <linux/kexec.h>

#include "layout.h"

#define KEXEC_NO_FRAME	U64_MAX

/**
 * struct kexec_plan - a plan in the making
 * @layout:	the destinations
 * @frame:	for each page of the layout the address of its frame, or
 *		KEXEC_NO_FRAME
 * @spare:	a stack of empty frames that are no destination; room for as many
 *		as there are frames
 * @nr_spares:	how many there are
 * @missing:	how many pages have no frame yet
 * @held:	how many frames came filled
 * @copy:	copies the page at an address to another
 */
struct kexec_plan {
	const struct kexec_layout *layout;
	u64 *frame;
	u64 *spare;
	unsigned long nr_spares;
	unsigned long missing;
	unsigned long held;
	void (*copy)(u64 to, u64 from);
};

void kexec_plan_begin(struct kexec_plan *plan);
void kexec_plan_hold(struct kexec_plan *plan, unsigned long page, u64 frame);
void kexec_plan_give(struct kexec_plan *plan, const struct kexec_range *block);
int kexec_plan_finish(struct kexec_plan *plan);
unsigned int kexec_plan_extents(const struct kexec_plan *plan,
				struct kexec_extent *extents, unsigned int room);

#endif /* _KERNEL_KEXEC_PLAN_H */
