/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of the kexec core share, see Documentation/kdump/.
 */
#ifndef _KERNEL_KEXEC_INTERNAL_H
#define _KERNEL_KEXEC_INTERNAL_H

#include <linux/kexec.h>

#ifdef CONFIG_KEXEC_CORE

#include "kexec_layout.h"
#include "kexec_reason.h"

/**
 * struct kexec_memory - the frames of an image and what they are for
 * @layout:	the destinations
 * @frames:	blocks that hold the data: destinations got hold of, and blocks
 *		that lie outside every destination and are moved at the jump
 * @nr_frames:	pages on @frames
 * @control:	blocks, outside every destination, for code, page tables, lists
 * @extents:	sorted by destination: where each byte of the layout is now
 * @nr_extents:	entries of @extents
 *
 * Blocks are what alloc_pages() gave, chained by page->lru, their order kept in
 * page_private().
 */
struct kexec_memory {
	struct kexec_layout layout;
	struct list_head frames;
	unsigned long nr_frames;
	struct list_head control;
	struct kexec_extent *extents;
	unsigned int nr_extents;
};

/* kexec_place.c */
void kexec_memory_init(struct kexec_memory *memory);
void kexec_memory_free(struct kexec_memory *memory);
struct kexec_range kexec_block_range(struct page *page);
struct page *kexec_place_frame(struct kexec_memory *memory, gfp_t gfp,
			       unsigned int order);
struct page *kexec_place_outside(struct kexec_memory *memory, gfp_t gfp,
				 unsigned int order, u64 limit);

/* kexec_stage.c */
unsigned int kexec_stage_plan(const struct kexec_layout *layout,
			      const struct kexec_range *frames, unsigned int nr,
			      struct kexec_extent *extents);
int kexec_stage_acquire(struct kexec_memory *memory, struct kexec_refusal *why);
int kexec_stage_fill(struct kexec_memory *memory,
		     const struct kexec_segment *segments,
		     struct kexec_refusal *why);

/* kexec_list.c */
int kexec_list_build(struct kimage *image, struct kexec_refusal *why);

/* kexec_core.c */
bool kexec_trylock(void);
void kexec_unlock(void);
struct kimage *kimage_load(int type, unsigned long start,
			   const struct kexec_segment *segments,
			   unsigned long nr, bool preserve_context,
			   struct kexec_refusal *why);
void kimage_publish(struct kimage **slot, struct kimage *image);

/* kexec_sysfs.c */
void kexec_sysfs_set_last_error(const struct kexec_refusal *why);

/* kexec_limits.c */
int kexec_load_permitted(int type, struct kexec_refusal *why);

#endif /* CONFIG_KEXEC_CORE */
#endif /* _KERNEL_KEXEC_INTERNAL_H */
