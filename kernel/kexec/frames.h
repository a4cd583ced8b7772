/* SPDX-License-Identifier: GPL-2.0-only */
/**
 * DOC: where the frames of an image come from
 *
 * An image owns blocks of pages of two kinds. Frames may hold data: destinations that
 * were claimed (claim.c), and pages from the allocator for the rest. A frame
 * that happens to lie in a destination is as good as data can be placed. Control pages,
 * which hold the code, page tables and lists of the jump itself, must lie outside every
 * destination and reserved range. When the allocator offers a destination instead, that
 * block is kept as a frame and the next one is allocated. So no allocated block is put
 * aside, no conflict is met twice, and the number of allocations is bounded by the size
 * of the image.
 *
 * All blocks are in the linear map. No architecture in the tree has a limit
 * below the end of it, or else it asks for a zone that is within (s390).
 */
#ifndef _KERNEL_KEXEC_FRAMES_H
#define _KERNEL_KEXEC_FRAMES_H

#include <linux/gfp_types.h>
#include <linux/kexec.h>
#include <linux/list.h>
#include <linux/mm.h>

#include "layout.h"
#include "range.h"
#include "refusal.h"

/**
 * struct kexec_frames - blocks of pages
 * @blocks:	chained by page->lru; the order of each is in page_private()
 * @nr:		how many pages
 */
struct kexec_frames {
	struct list_head blocks;
	unsigned long nr;
};

/**
 * struct kexec_preload - pages of a piece that have their data before frames are assigned
 * @pages:	the pages in the order of the data, whole blocks; taken over by the image
 * @nr:		how many, from the start of the piece
 */
struct kexec_preload {
	struct page **pages;
	unsigned long nr;
};

/* The address of a page as the next kernel sees it */
static inline u64 kexec_page_addr(struct page *page)
{
	return (u64)page_to_boot_pfn(page) << PAGE_SHIFT;
}

/* The linear mapping of such an address */
static inline void *kexec_virt(u64 addr)
{
	return phys_to_virt(boot_phys_to_phys(addr));
}

struct kexec_range kexec_block_range(struct page *page);
void kexec_block_free(struct page *page);
void kexec_block_split(struct page *page);

void kexec_frames_init(struct kexec_frames *frames);
void kexec_frames_free(struct kexec_frames *frames);
void kexec_frames_add(struct kexec_frames *frames, struct page *page);
void kexec_frames_take(struct kexec_frames *frames, struct page *page, unsigned int order);
int kexec_frames_check(unsigned long pages, struct kexec_refusal *why);
int kexec_frames_alloc(struct kexec_frames *frames, unsigned long pages,
		       struct kexec_refusal *why);
void kexec_frames_trim(struct kexec_frames *frames, const struct kexec_layout *layout,
		       unsigned long pages);
struct page *kexec_control_alloc(const struct kexec_layout *layout,
				 struct kexec_frames *frames, struct kexec_frames *control,
				 gfp_t gfp, unsigned int order, u64 limit);
void *kexec_vmap(struct page **pages, unsigned long nr);

#endif /* _KERNEL_KEXEC_FRAMES_H */
