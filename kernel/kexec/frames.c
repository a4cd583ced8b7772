// SPDX-License-Identifier: GPL-2.0-only
/**
 * DOC: where the frames of an image come from
 *
 * Every block of pages that an image owns is on one of two lists. What may hold data
 * goes to kexec_memory.frames: the destinations that could be claimed, see
 * claim.c, and whatever the allocator gives for the rest. A block that happens
 * to lie in a destination is as good as data can be placed. What the jump itself
 * needs (code, page tables, lists) must lie outside every destination and reserved
 * range; when the allocator offers a destination instead, that block is kept for data
 * and the next one is asked for. So nothing that was allocated is ever put aside, no
 * conflict is met twice, and the number of tries is bounded by the size of the image.
 *
 * All blocks are in the linear map. No architecture in the tree has a limit
 * below the end of it, or else it asks for a zone that is within (s390).
 */
#include <linux/cc_platform.h>
#include <linux/mm.h>
#include <linux/vmalloc.h>

#include "../kexec_internal.h"

/**
 * kexec_memory_init() - start with no frames
 * @memory:	to be initialised
 *
 * Context: Any.
 */
void kexec_memory_init(struct kexec_memory *memory)
{
	*memory = (struct kexec_memory){};
	INIT_LIST_HEAD(&memory->frames);
	INIT_LIST_HEAD(&memory->control);
}

/* What cannot be told to be encrypted or not is of no use to anybody else. */
static void kexec_lose_block(unsigned int order)
{
	pr_err("kexec: %u pages lost: their encryption could not be changed\n",
	       1 << order);
}

/**
 * kexec_free_block() - give a block back
 * @page:	its first page, on no list
 *
 * Context: Process context. May sleep.
 */
void kexec_free_block(struct page *page)
{
	unsigned int order = page_private(page);

	set_page_private(page, 0);
	if (arch_kexec_pre_free_pages(page_address(page), 1 << order))
		kexec_lose_block(order);
	else
		__free_pages(page, order);
}

static void kexec_free_blocks(struct list_head *blocks)
{
	struct page *page, *next;

	list_for_each_entry_safe(page, next, blocks, lru) {
		list_del(&page->lru);
		kexec_free_block(page);
		cond_resched();
	}
}

/**
 * kexec_memory_free_frames() - give the frames that hold data back
 * @memory:	of an image whose data stands where it will run, or is not needed
 *
 * Context: Process context. May sleep.
 */
void kexec_memory_free_frames(struct kexec_memory *memory)
{
	kexec_free_blocks(&memory->frames);
	memory->nr_frames = 0;
	kvfree(memory->extents);
	memory->extents = NULL;
	memory->nr_extents = 0;
}

/**
 * kexec_memory_free() - give every frame back
 * @memory:	of an image that is not loaded any more, or not yet
 *
 * What a crash image has in the memory that is reserved just stays there.
 *
 * Context: Process context. May sleep.
 */
void kexec_memory_free(struct kexec_memory *memory)
{
	kexec_memory_free_frames(memory);
	kexec_free_blocks(&memory->control);
	vunmap(memory->vmcoreinfo);
	kexec_memory_init(memory);
}

/**
 * kexec_block_range() - the memory of a block, as the next kernel sees it
 * @page:	its first page
 *
 * Context: Any.
 * Return: The range.
 */
struct kexec_range kexec_block_range(struct page *page)
{
	struct kexec_range range;

	kexec_range_init(&range, kexec_page_addr(page), (u64)PAGE_SIZE << page_private(page));
	return range;
}

/*
 * When even a single page cannot be had, there may be many on the lists of the
 * CPUs, kept for allocations of another kind.
 */
static struct page *kexec_alloc_pages(gfp_t gfp, unsigned int order)
{
	struct page *page = alloc_pages(gfp | __GFP_NOWARN, order);

	if (page || order)
		return page;
	drain_all_pages(NULL);
	return alloc_pages(gfp | __GFP_NOWARN, order);
}

/* From here on it is a block, its order in page_private(). */
static bool kexec_block_init(struct page *page, gfp_t gfp, unsigned int order)
{
	if (arch_kexec_post_alloc_pages(page_address(page), 1 << order, gfp)) {
		kexec_lose_block(order);
		return false;
	}
	set_page_private(page, order);
	return true;
}

static struct page *kexec_block_alloc(gfp_t gfp, unsigned int order, u64 limit)
{
	struct page *page = kexec_alloc_pages(gfp, order);

	if (!page || !kexec_block_init(page, gfp, order))
		return NULL;
	if (kexec_block_range(page).end - 1 > limit) {
		kexec_free_block(page);
		return NULL;
	}
	return page;
}

static void kexec_keep_frame(struct kexec_memory *memory, struct page *page)
{
	list_add_tail(&page->lru, &memory->frames);
	memory->nr_frames += 1UL << page_private(page);
}

/**
 * kexec_place_adopt() - make pages that were allocated otherwise a block for data
 * @memory:	gets the block
 * @page:	the first page, of a compound page unless @order is 0
 * @order:	how many there are, as for alloc_pages()
 *
 * Context: Process context. May sleep.
 */
void kexec_place_adopt(struct kexec_memory *memory, struct page *page, unsigned int order)
{
	if (kexec_block_init(page, GFP_KERNEL, order))
		kexec_keep_frame(memory, page);
}

/**
 * kexec_place_frame() - get one more block for data
 * @memory:	gets the block
 * @gfp:	how hard to try
 * @order:	size of the block, as for alloc_pages()
 *
 * Context: Process context. May sleep.
 * Return: The block, or NULL when there was none.
 */
struct page *kexec_place_frame(struct kexec_memory *memory, gfp_t gfp,
			       unsigned int order)
{
	struct page *page = kexec_block_alloc(gfp, order, KEXEC_SOURCE_MEMORY_LIMIT);

	if (page)
		kexec_keep_frame(memory, page);
	return page;
}

static bool kexec_is_wanted(const struct kexec_memory *memory,
			    const struct kexec_range *range)
{
	for (unsigned int i = 0; i < memory->nr_reserved; i++)
		if (kexec_range_overlaps(&memory->reserved[i], range))
			return true;
	return kexec_layout_meets(&memory->layout, range);
}

/**
 * kexec_place_outside() - get a block that no destination touches
 * @memory:	gets the block, and those which were met on the way
 * @gfp:	how hard to try
 * @order:	size of the block, as for alloc_pages()
 * @limit:	last address that the block may have
 *
 * Context: Process context. May sleep.
 * Return: The block, or NULL when there was none.
 */
struct page *kexec_place_outside(struct kexec_memory *memory, gfp_t gfp,
				 unsigned int order, u64 limit)
{
	struct kexec_range range;
	struct page *page;

	while (!fatal_signal_pending(current)) {
		page = kexec_block_alloc(gfp, order, limit);
		if (!page)
			return NULL;
		range = kexec_block_range(page);
		if (!kexec_is_wanted(memory, &range)) {
			list_add_tail(&page->lru, &memory->control);
			return page;
		}
		kexec_keep_frame(memory, page);
		cond_resched();
	}
	return NULL;
}

/**
 * kexec_split_block() - make a block of each page of a block
 * @page:	the first page, not of a compound page, on no list
 *
 * Context: Any.
 */
void kexec_split_block(struct page *page)
{
	unsigned int order = page_private(page);

	split_page(page, order);
	/* What the pages behind the first have there is whatever it was. */
	for (unsigned long i = 0; i < 1UL << order; i++)
		set_page_private(page + i, 0);
}

/**
 * kexec_vmap() - map frames in one piece
 * @pages:	the frames
 * @nr:		how many
 *
 * Context: Process context. May sleep.
 * Return: The address, for vunmap(), or NULL.
 */
void *kexec_vmap(struct page **pages, unsigned long nr)
{
	pgprot_t prot = PAGE_KERNEL;

	/* As arch_kexec_post_alloc_pages() has left them. */
	if (cc_platform_has(CC_ATTR_HOST_MEM_ENCRYPT))
		prot = pgprot_decrypted(prot);
	return vmap(pages, nr, VM_MAP, prot);
}
