// SPDX-License-Identifier: GPL-2.0-only
/*
 * Allocates and frees the blocks of an image, see frames.h.
 */
#include <linux/cc_platform.h>
#include <linux/cma.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/sizes.h>
#include <linux/swap.h>
#include <linux/vmalloc.h>

#include "frames.h"

/**
 * kexec_block_range() - get the memory of a block, as the next kernel sees it
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

/* Nobody else can use pages whose encryption is unknown. */
static void kexec_block_lose(unsigned int order)
{
	pr_err("kexec: %u pages lost: their encryption could not be changed\n",
	       1 << order);
}

/**
 * kexec_block_free() - free a block
 * @page:	its first page, on no list
 *
 * Context: Process context. May sleep.
 */
void kexec_block_free(struct page *page)
{
	unsigned int order = page_private(page);

	set_page_private(page, 0);
	if (arch_kexec_pre_free_pages(page_address(page), 1 << order))
		kexec_block_lose(order);
	else
		__free_pages(page, order);
}

/**
 * kexec_block_split() - make a block of each page of a block
 * @page:	the first page, not of a compound page, on no list
 *
 * Context: Any.
 */
void kexec_block_split(struct page *page)
{
	unsigned int order = page_private(page);

	split_page(page, order);
	/* page_private() of the pages after the first is undefined so far. */
	for (unsigned long i = 0; i < 1UL << order; i++)
		set_page_private(page + i, 0);
}

/* From here on it is a block, its order in page_private(). */
static bool kexec_block_init(struct page *page, gfp_t gfp, unsigned int order)
{
	if (arch_kexec_post_alloc_pages(page_address(page), 1 << order, gfp)) {
		kexec_block_lose(order);
		return false;
	}
	set_page_private(page, order);
	return true;
}

static struct page *kexec_block_alloc(gfp_t gfp, unsigned int order, u64 limit)
{
	struct page *page = alloc_pages(gfp | __GFP_NOWARN, order);

	if (!page && !order) {
		/* The lists of the CPUs may hold pages for allocations of another type. */
		drain_all_pages(NULL);
		page = alloc_page(gfp | __GFP_NOWARN);
	}
	if (!page || !kexec_block_init(page, gfp, order))
		return NULL;
	if (kexec_block_range(page).end - 1 > limit) {
		kexec_block_free(page);
		return NULL;
	}
	return page;
}

/**
 * kexec_frames_init() - start with no blocks
 * @frames:	to be initialised
 *
 * Context: Any.
 */
void kexec_frames_init(struct kexec_frames *frames)
{
	INIT_LIST_HEAD(&frames->blocks);
	frames->nr = 0;
}

/**
 * kexec_frames_free() - free all blocks
 * @frames:	the blocks; none are left
 *
 * Context: Process context. May sleep.
 */
void kexec_frames_free(struct kexec_frames *frames)
{
	struct page *page, *next;

	list_for_each_entry_safe(page, next, &frames->blocks, lru) {
		list_del(&page->lru);
		kexec_block_free(page);
		cond_resched();
	}
	frames->nr = 0;
}

/**
 * kexec_frames_add() - add a block
 * @frames:	gets the block
 * @page:	its first page, on no list
 *
 * Context: Any.
 */
void kexec_frames_add(struct kexec_frames *frames, struct page *page)
{
	list_add_tail(&page->lru, &frames->blocks);
	frames->nr += 1UL << page_private(page);
}

/**
 * kexec_frames_take() - make a block of pages that were allocated otherwise
 * @frames:	gets the block
 * @page:	the first page, not of a compound page
 * @order:	how many there are, as for alloc_pages()
 *
 * Context: Process context. May sleep.
 */
void kexec_frames_take(struct kexec_frames *frames, struct page *page, unsigned int order)
{
	if (kexec_block_init(page, GFP_KERNEL, order))
		kexec_frames_add(frames, page);
}

/*
 * By address; in any order when the process is killed. list_sort() would go on: it can only be
 * made to compare faster.
 */
static void kexec_frames_sort(struct kexec_frames *frames)
{
	struct list_head part[32];
	unsigned long pfns = 0;

	/* By the lowest digit first: what is equal in the next one stays in this order. */
	for (unsigned int shift = 0; !shift || pfns >> shift; shift += ilog2(ARRAY_SIZE(part))) {
		struct page *page, *next;

		for (unsigned int i = 0; i < ARRAY_SIZE(part); i++)
			INIT_LIST_HEAD(&part[i]);
		list_for_each_entry_safe(page, next, &frames->blocks, lru) {
			unsigned long pfn = page_to_pfn(page);

			if (kexec_killed())
				break;
			list_move_tail(&page->lru, &part[(pfn >> shift) % ARRAY_SIZE(part)]);
			pfns |= pfn;
		}
		for (unsigned int i = 0; i < ARRAY_SIZE(part); i++)
			list_splice_tail(&part[i], &frames->blocks);
	}
}

/* What is left to the running system: 1/64 of memory, within bounds. */
static unsigned long kexec_frames_reserve(void)
{
	return clamp(totalram_pages() / 64, SZ_16M / PAGE_SIZE, SZ_1G / PAGE_SIZE);
}

/**
 * kexec_frames_check() - check whether the machine has memory for so many pages
 * @pages:	how many
 * @why:	filled in if not
 *
 * Before anybody's memory is touched for them. There may be, and yet an allocation fails.
 *
 * Context: Process context.
 * Return: 0 or -ENOMEM.
 */
int kexec_frames_check(unsigned long pages, struct kexec_refusal *why)
{
	long available = si_mem_available() + get_nr_swap_pages() -
			 (long)kexec_frames_reserve();

	if (!pages || (available > 0 && pages <= available))
		return 0;
	return kexec_refuse_size(why, (u64)pages << PAGE_SHIFT,
				 (u64)max(available, 0L) << PAGE_SHIFT);
}

/**
 * kexec_frames_alloc() - allocate blocks until there are enough pages
 * @frames:	gets the missing ones; sorted by address on success
 * @pages:	how many pages there have to be
 * @why:	filled in on failure
 *
 * For a large block memory is reclaimed or compacted once, if at all, for single pages as
 * long as that succeeds; the OOM killer is never invoked. Neither may the load leave so
 * little that it is invoked by the next allocation of anyone else.
 *
 * Context: Process context. May sleep.
 * Return: 0; -ENOMEM; -EINTR when the process was killed. Blocks that were allocated
 * before a failure stay in @frames.
 */
int kexec_frames_alloc(struct kexec_frames *frames, unsigned long pages,
		       struct kexec_refusal *why)
{
	unsigned long missing = pages - min(pages, frames->nr);
	unsigned int order = MAX_PAGE_ORDER;
	int ret = kexec_frames_check(missing, why);

	if (ret)
		return ret;
	for (; frames->nr < pages; missing = pages - frames->nr) {
		struct page *page;

		if (kexec_killed())
			return kexec_refuse(why, KEXEC_REFUSED_SIGNAL, 0);

		order = min_t(unsigned int, order, ilog2(missing));
		page = kexec_block_alloc(GFP_KERNEL |
					 (order ? __GFP_NORETRY : __GFP_RETRY_MAYFAIL),
					 order, KEXEC_SOURCE_MEMORY_LIMIT);
		if (page)
			kexec_frames_add(frames, page);
		else if (!order)
			return kexec_refuse(why, KEXEC_REFUSED_NO_MEMORY,
					    (u64)missing << PAGE_SHIFT);
		else
			order--;
	}
	kexec_frames_sort(frames);
	if (fatal_signal_pending(current))
		return kexec_refuse(why, KEXEC_REFUSED_SIGNAL, 0);
	return 0;
}

/**
 * kexec_frames_trim() - free blocks that are no destination, while there are too many pages
 * @frames:	the blocks
 * @layout:	the destinations
 * @pages:	how many pages there have to be
 *
 * Ends early when the process is killed.
 *
 * Context: Process context. May sleep.
 */
void kexec_frames_trim(struct kexec_frames *frames, const struct kexec_layout *layout,
		       unsigned long pages)
{
	struct page *page, *next;

	list_for_each_entry_safe(page, next, &frames->blocks, lru) {
		struct kexec_range range = kexec_block_range(page);
		unsigned long nr = 1UL << page_private(page);

		if (frames->nr <= pages || kexec_killed())
			break;
		if (kexec_layout_holds(layout, &range, NULL))
			continue;
		list_del(&page->lru);
		frames->nr -= nr;
		if (frames->nr >= pages) {
			kexec_block_free(page);
			continue;
		}
		kexec_block_split(page);
		for (; nr--; page++)
			if (frames->nr < pages)
				kexec_frames_add(frames, page);
			else
				kexec_block_free(page);
	}
}

/**
 * kexec_control_alloc() - allocate a block outside everything that an image uses
 * @layout:	what the image uses
 * @frames:	gets blocks that were allocated on the way and that it does use
 * @control:	gets the block
 * @gfp:	as for alloc_pages()
 * @order:	size of the block, as for alloc_pages()
 * @limit:	last address that the block may have
 *
 * Context: Process context. May sleep.
 * Return: The block, or NULL when out of memory or the process was killed.
 */
struct page *kexec_control_alloc(const struct kexec_layout *layout,
				 struct kexec_frames *frames, struct kexec_frames *control,
				 gfp_t gfp, unsigned int order, u64 limit)
{
	while (!kexec_killed()) {
		struct page *page = kexec_block_alloc(gfp, order, limit);
		struct kexec_range range;

		if (!page)
			return NULL;
		range = kexec_block_range(page);
		if (!kexec_layout_uses(layout, &range, NULL)) {
			kexec_frames_add(control, page);
			return page;
		}
		kexec_frames_add(frames, page);
	}
	return NULL;
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
