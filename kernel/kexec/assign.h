/* SPDX-License-Identifier: GPL-2.0-only */
/**
 * DOC: which frame holds which page of an image
 *
 * An image of n pages owns n frames or more, wherever the allocator found them.
 * Some of them have data already: a file is read before it is known where it goes.
 * Every page of the layout is assigned a frame, such that every frame that lies in a
 * destination holds the very page that belongs there. Then a page is either in place,
 * or in a frame that is no destination, and what has to be moved can be moved in any
 * order.
 *
 * An empty frame that is no destination is a spare. One that is a destination is
 * assigned to its page at once: the data is copied from the frame where it was, which
 * is the empty one now, and so on. Each step puts a page in place for good.
 *
 * Of the frames that came with data, those that lie in the destination of other data
 * have to be emptied. Their data is copied to a spare, and they are then assigned
 * like any other empty frame. At any time there are as many spares as there are
 * more frames than pages, plus one for each page that has no frame yet: so where
 * frames came with data, one frame more than pages is enough to never run out.
 */
#ifndef _KERNEL_KEXEC_ASSIGN_H
#define _KERNEL_KEXEC_ASSIGN_H

#include <linux/kexec.h>

#include "layout.h"

#define KEXEC_NO_FRAME	U64_MAX

/**
 * struct kexec_assign - frames that are being assigned to pages
 * @layout:	the destinations
 * @frame:	for each page of the layout the address of its frame, or
 *		KEXEC_NO_FRAME
 * @spare:	a stack of empty frames that are no destination; room for as many
 *		as there are frames
 * @nr_spares:	how many there are
 * @missing:	how many pages have no frame yet
 * @preloaded:	how many frames came with data
 * @copy:	copies the page at an address to another
 */
struct kexec_assign {
	const struct kexec_layout *layout;
	u64 *frame;
	u64 *spare;
	unsigned long nr_spares;
	unsigned long missing;
	unsigned long preloaded;
	void (*copy)(u64 to, u64 from);
};

int kexec_assign_begin(struct kexec_assign *assign);
void kexec_assign_preloaded(struct kexec_assign *assign, unsigned long page, u64 frame);
void kexec_assign_give(struct kexec_assign *assign, const struct kexec_range *block);
int kexec_assign_finish(struct kexec_assign *assign);
unsigned int kexec_assign_extents(const struct kexec_assign *assign,
				  struct kexec_extent *extents, unsigned int room);

#endif /* _KERNEL_KEXEC_ASSIGN_H */
