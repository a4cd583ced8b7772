/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of the kexec core share, see Documentation/kdump/.
 */
#ifndef _KERNEL_KEXEC_INTERNAL_H
#define _KERNEL_KEXEC_INTERNAL_H

#include <linux/ima.h>
#include <linux/kexec.h>

#ifdef CONFIG_KEXEC_CORE

#include "kexec/layout.h"
#include "kexec/refusal.h"

/**
 * struct kexec_held - pages of a piece that have their data before it has frames
 * @pages:	the pages, in the order of the data; whole blocks
 * @nr:		how many, from the start of the piece
 */
struct kexec_held {
	struct page **pages;
	unsigned long nr;
};

/* Ranges that a loader may keep free of everything */
#define KEXEC_RESERVED_MAX	4

/* Ranges of the crash region that the pages for one jump may be in */
#define KEXEC_REGION_RANGES_MAX	32

/**
 * struct kexec_memory - the frames of an image and what they are for
 * @layout:	the destinations
 * @reserved:	ranges that the image needs from the jump on, without data
 * @nr_reserved: entries used of @reserved
 * @held:	by piece of @layout: what is to be taken over with its data
 * @frames:	blocks that hold the data: destinations got hold of, and blocks
 *		that lie outside every destination and are moved at the jump
 * @nr_frames:	pages on @frames
 * @control:	blocks, outside every destination, for code, page tables, lists
 * @region:	the same for a crash image, in the memory reserved for it
 * @nr_region:	entries used of @region
 * @vmcoreinfo:	of a crash image: copy of vmcoreinfo in that memory
 * @extents:	sorted by destination: where each byte of the layout is now
 * @nr_extents:	entries of @extents
 * @digested:	bytes of the layout that the purgatory has digests of
 *
 * Blocks are chained by page->lru, their order kept in page_private().
 */
struct kexec_memory {
	struct kexec_layout layout;
	struct kexec_range reserved[KEXEC_RESERVED_MAX];
	unsigned int nr_reserved;
	struct kexec_held held[KEXEC_SEGMENT_MAX];
	struct list_head frames;
	unsigned long nr_frames;
	struct list_head control;
	struct kexec_range region[KEXEC_REGION_RANGES_MAX];
	unsigned int nr_region;
	void *vmcoreinfo;
	struct kexec_extent *extents;
	unsigned int nr_extents;
	u64 digested;
};

/* Where a page is, as the next kernel sees it */
static inline u64 kexec_page_addr(struct page *page)
{
	return (u64)page_to_boot_pfn(page) << PAGE_SHIFT;
}

/* frames.c */
void kexec_memory_init(struct kexec_memory *memory);
void kexec_memory_free_frames(struct kexec_memory *memory);
void kexec_memory_free(struct kexec_memory *memory);
struct kexec_range kexec_block_range(struct page *page);
void kexec_free_block(struct page *page);
void kexec_split_block(struct page *page);
void kexec_place_adopt(struct kexec_memory *memory, struct page *page, unsigned int order);
struct page *kexec_place_frame(struct kexec_memory *memory, gfp_t gfp,
			       unsigned int order);
struct page *kexec_place_outside(struct kexec_memory *memory, gfp_t gfp,
				 unsigned int order, u64 limit);
void *kexec_vmap(struct page **pages, unsigned long nr);

/* claim.c */
#ifdef CONFIG_KEXEC_CLAIM
void kexec_claim(struct kexec_memory *memory);
void kexec_claim_run(struct kexec_memory *memory, unsigned long nr);
bool kexec_claim_is_likely(unsigned long pfn);
#else
static inline void kexec_claim(struct kexec_memory *memory) { }
static inline void kexec_claim_run(struct kexec_memory *memory, unsigned long nr) { }
static inline bool kexec_claim_is_likely(unsigned long pfn) { return true; }
#endif

/* fill.c */
int kexec_stage_get(struct kexec_memory *memory, unsigned long pages,
		    struct kexec_refusal *why);
int kexec_stage_acquire(struct kexec_memory *memory, struct kexec_refusal *why);
int kexec_stage_fill(struct kexec_memory *memory,
		     const struct kexec_segment *segments, bool in_kernel,
		     struct kexec_refusal *why);

/* list.c */
int kexec_list_build(struct kimage *image, struct kexec_refusal *why);

/* kexec_core.c */
bool kexec_trylock(void);
void kexec_unlock(void);
int kexec_begin_load(struct kexec_refusal *why);
void kexec_end_load(void);
struct kimage *kimage_alloc(int type);
void kimage_free(struct kimage *image);
int kimage_prepare(struct kimage *image, struct kexec_refusal *why);
u64 kimage_in_place(const struct kimage *image, const struct kexec_range *range);
u64 kimage_to_move(const struct kimage *image);
int kimage_complete(struct kimage *image, struct kexec_refusal *why);
int kimage_publish(int type, struct kimage *image, struct kexec_refusal *why);

#ifdef CONFIG_MEMORY_HOTREMOVE

/* memhotplug.c */
void kexec_offline_watch(void);
struct kimage *kexec_offline_swap(struct kimage *image, struct kexec_refusal *why);

#else /* !CONFIG_MEMORY_HOTREMOVE */

static inline void kexec_offline_watch(void) { }

static inline struct kimage *kexec_offline_swap(struct kimage *image,
						struct kexec_refusal *why)
{
	return xchg(&kexec_image, image);
}

#endif /* CONFIG_MEMORY_HOTREMOVE */

/* jump.c */
#ifdef CONFIG_KEXEC_JUMP
int kexec_jump(struct kimage *image);
#else
static inline int kexec_jump(struct kimage *image)
{
	return -EINVAL;
}
#endif

#ifdef CONFIG_CRASH_DUMP

/* region.c */
bool crash_region_range(struct kexec_range *range);
void crash_region_open(void);
int crash_region_share(void);
void crash_region_close(void);
struct page *crash_region_place(struct kexec_memory *memory, unsigned int order);

/* image.c */
int crash_image_build(struct kimage *image, struct kexec_refusal *why);
int crash_image_arm(struct kimage *image);

#else /* !CONFIG_CRASH_DUMP */

static inline bool crash_region_range(struct kexec_range *range)
{
	return false;
}

static inline struct page *crash_region_place(struct kexec_memory *memory,
					      unsigned int order)
{
	return NULL;
}

static inline int crash_image_build(struct kimage *image, struct kexec_refusal *why)
{
	return kexec_refuse(why, KEXEC_REFUSED_NO_REGION, 0);
}

static inline int crash_image_arm(struct kimage *image)
{
	return 0;
}

#endif /* CONFIG_CRASH_DUMP */

#ifdef CONFIG_CRASH_HOTPLUG

/* hotplug.c */
void crash_hotplug_catch_up(void);

static inline void kimage_set_hotplug_support(struct kimage *image, unsigned long flags)
{
	image->hotplug_support = image->type == KEXEC_TYPE_CRASH &&
				 arch_crash_hotplug_support(image, flags);
}

/* The headers of a dump follow the memory that there is. */
static inline bool kimage_changes(const struct kimage *image, unsigned long segment)
{
	return image->elfcorehdr_index == segment;
}

#else /* !CONFIG_CRASH_HOTPLUG */

static inline void crash_hotplug_catch_up(void) { }

static inline void kimage_set_hotplug_support(struct kimage *image, unsigned long flags) { }

static inline bool kimage_changes(const struct kimage *image, unsigned long segment)
{
	return false;
}

#endif /* CONFIG_CRASH_HOTPLUG */

#ifdef CONFIG_KEXEC_FILE

/**
 * struct kexec_buffer - a file in frames that an image can take over
 * @pages:	the frames in the order of the file; NULL for one that is gone. They
 *		are the pages of blocks, one block after the other
 * @nr_pages:	how many
 * @map:	all of it, in one piece
 * @size:	bytes of the file
 * @stays:	its data begins with it and is to stay where it is: should be one piece
 */
struct kexec_buffer {
	struct page **pages;
	unsigned long nr_pages;
	void *map;
	size_t size;
	bool stays;
};

/**
 * struct kexec_file - what kexec_file_load(2) needs until the image is loaded
 * @kernel:	the kernel's file
 * @initrd:	the initrd's file
 */
struct kexec_file {
	struct kexec_buffer kernel;
	struct kexec_buffer initrd;
};

/* file_pages.c */
int kexec_buffer_alloc(struct kexec_buffer *buffer, size_t size,
		       struct kexec_refusal *why);
void kexec_buffer_free(struct kexec_buffer *buffer);
struct kexec_buffer *kexec_buffer_find(struct kexec_file *file, const void *data);
bool kexec_buffer_best_run(const struct kexec_buffer *buffer, const void *data,
			   size_t size, u64 *addr);
void kexec_buffer_hold(struct kimage *image);

/* verify.c */
int kexec_verify_kernel(struct kimage *image, struct kexec_refusal *why);

#else /* !CONFIG_KEXEC_FILE */

static inline void kexec_buffer_hold(struct kimage *image) { }

#endif /* CONFIG_KEXEC_FILE */

#ifdef CONFIG_KEXEC_PURGATORY

/* purgatory.c, digest.c */
void kexec_purgatory_free(struct kimage *image);
int kexec_purgatory_seal(struct kimage *image, struct kexec_refusal *why);

#else /* !CONFIG_KEXEC_PURGATORY */

static inline void kexec_purgatory_free(struct kimage *image) { }

static inline int kexec_purgatory_seal(struct kimage *image,
				       struct kexec_refusal *why)
{
	return 0;
}

#endif /* CONFIG_KEXEC_PURGATORY */

#ifdef CONFIG_KEXEC_SIG
bool kexec_sig_enforced(void);
#else
static inline bool kexec_sig_enforced(void)
{
	return false;
}
#endif

#ifdef CONFIG_IMA_KEXEC

/* IMA drops the mapping of the former image and, if there is a buffer, makes one. */
static inline void kexec_ima_map(struct kimage *image)
{
	ima_kexec_post_load(image);
}

static inline void kexec_ima_forget(struct kimage *image)
{
	image->ima_buffer_addr = 0;
	ima_kexec_post_load(image);
}

/* IMA writes to its segment until the jump. */
static inline bool kexec_ima_owns(const struct kimage *image, unsigned long segment)
{
	return image->is_ima_segment_index_set && image->ima_segment_index == segment;
}

#else /* !CONFIG_IMA_KEXEC */

static inline void kexec_ima_map(struct kimage *image) { }
static inline void kexec_ima_forget(struct kimage *image) { }

static inline bool kexec_ima_owns(const struct kimage *image, unsigned long segment)
{
	return false;
}

#endif /* CONFIG_IMA_KEXEC */

/* sysfs.c */
void kexec_sysfs_set_image(int type, const struct kimage *image);
void kexec_sysfs_set_last_error(const struct kexec_refusal *why);

/* kexec.c; here for its test */
int kexec_check_flags(unsigned long flags, struct kexec_refusal *why);

/* permit.c */
int kexec_load_permitted(int type, struct kexec_refusal *why);

#endif /* CONFIG_KEXEC_CORE */
#endif /* _KERNEL_KEXEC_INTERNAL_H */
