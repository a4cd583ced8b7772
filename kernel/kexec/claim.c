// SPDX-License-Identifier: GPL-2.0-only
/**
 * DOC: claiming destinations
 *
 * Data that is put where it will run need not be moved at the jump. So the frames of
 * each destination are taken out of the page allocator where they lie, and what uses
 * them and can be moved is moved away, by alloc_contig_range(). Large pieces are asked
 * for first, and what cannot be had is halved, down to a pageblock: where a single page
 * of a pageblock cannot be moved, the allocator gives none of it. Such a pageblock is
 * passed over and staged: its pages get frames somewhere else, see frames.h.
 *
 * Nothing depends on success, so not much is tried: each pageblock is met in as many
 * attempts as there are sizes, at most. Memory that others are short of is left to the
 * allocator, which knows when to reclaim and when to refuse. Frames of ZONE_MOVABLE and
 * of CMA areas are not claimed: it was promised that they can be had back at any time.
 *
 * What a file is read into has no destination yet: it is claimed in one piece wherever
 * there is one, for the destination to be there.
 *
 * From a pageblock on, pieces are compound pages, which are freed in one go. Of a
 * pageblock that is not a destination as a whole, all that is one is claimed at once,
 * since those pages cannot be moved either from then on.
 */
#include <linux/kexec.h>
#include <linux/memory_hotplug.h>
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/sched/signal.h>
#include <linux/sizes.h>
#include <linux/swap.h>

#include "claim.h"

/* The most at a time: what hugetlbfs may have in one piece. */
#define KEXEC_CLAIM_MOST	(SZ_1G / PAGE_SIZE)

/*
 * @frames: gets what is claimed; @layout: the destinations, NULL where any run will do;
 * @preload: by piece; @pos: the first page frame that has not been tried; @most: pages to
 * ask for at a time.
 */
struct kexec_claim {
	struct kexec_frames *frames;
	const struct kexec_layout *layout;
	const struct kexec_preload *preload;
	unsigned long pos;
	unsigned long most;
};

static struct zone *kexec_claim_zone(unsigned long pfn)
{
	struct page *page = pfn_to_online_page(pfn);

	if (!page || is_highmem(page_zone(page)) || page_zonenum(page) == ZONE_MOVABLE)
		return NULL;
	return page_zone(page);
}

/* A piece is in one zone, without a hole, and enough is left when it is taken. */
static bool kexec_claim_is_possible(unsigned long pos, unsigned long nr)
{
	struct zone *zone = kexec_claim_zone(pos);

	if (!zone || kexec_claim_zone(pos + nr - 1) != zone)
		return false;
	for (unsigned long pfn = pageblock_end_pfn(pos); pfn < pos + nr; pfn += pageblock_nr_pages)
		if (kexec_claim_zone(pfn) != zone)
			return false;
	return zone_watermark_ok(zone, 0, high_wmark_pages(zone) + nr, zone_idx(zone), 0);
}

/**
 * kexec_claim_is_likely() - check whether a page can probably be claimed
 * @pfn:	page frame number
 *
 * Where the allocator groups what can be moved, at least nobody was given anything
 * else as long as there was other room.
 *
 * Context: Any.
 * Return: true if so.
 */
bool kexec_claim_is_likely(unsigned long pfn)
{
	struct page *page = kexec_claim_zone(pfn) ? pfn_to_page(pfn) : NULL;

	return page && !PageReserved(page) &&
	       get_pageblock_migratetype(page) == MIGRATE_MOVABLE;
}

/* Pages between two pieces are freed again. */
static bool kexec_claim_pages(struct kexec_claim *claim, unsigned long pos, unsigned long nr)
{
	if (alloc_contig_range(pos, pos + nr, MIGRATE_MOVABLE, GFP_KERNEL | __GFP_NOWARN))
		return false;
	for (unsigned long pfn = pos; pfn < pos + nr; pfn++) {
		struct page *page = pfn_to_page(pfn);

		if (!claim->layout ||
		    kexec_layout_page(claim->layout, kexec_page_addr(page)) >= 0)
			kexec_frames_take(claim->frames, page, 0);
		else
			__free_page(page);
	}
	return true;
}

static bool kexec_claim_compound(struct kexec_claim *claim, unsigned long pos,
				 unsigned long nr)
{
	if (alloc_contig_range(pos, pos + nr, MIGRATE_MOVABLE,
			       GFP_KERNEL | __GFP_NOWARN | __GFP_COMP))
		return false;
	kexec_frames_take(claim->frames, pfn_to_page(pos), ilog2(nr));
	return true;
}

/* Whole pageblocks: a power of two of pages, aligned to it. */
static void kexec_claim_blocks(struct kexec_claim *claim, unsigned long end)
{
	unsigned long nr = min(claim->most, end - claim->pos);

	nr = min(rounddown_pow_of_two(nr), claim->pos ? 1UL << __ffs(claim->pos) : nr);
	if (kexec_claim_is_possible(claim->pos, nr) &&
	    kexec_claim_compound(claim, claim->pos, nr)) {
		claim->most = min(2 * claim->most, KEXEC_CLAIM_MOST);
	} else if (nr > pageblock_nr_pages) {
		claim->most = nr / 2;
		return;
	}
	claim->pos += nr;
}

/*
 * A part of a pageblock, up to the last destination in it. That may be all of the pageblock,
 * but not a compound page: there is a gap in it, which is freed.
 */
static void kexec_claim_part(struct kexec_claim *claim, unsigned long end)
{
	const struct kexec_layout *layout = claim->layout;
	unsigned long left = pageblock_end_pfn(claim->pos) - claim->pos;
	u64 start = kexec_page_addr(pfn_to_page(claim->pos));
	u64 block_end = start + (u64)left * PAGE_SIZE;
	unsigned int i = kexec_layout_find(layout, kexec_page_addr(pfn_to_page(end - 1)));
	unsigned long nr;

	while (i + 1 < layout->nr && layout->piece[i + 1].dst.start < block_end)
		i++;
	nr = (min(layout->piece[i].dst.end, block_end) - start) >> PAGE_SHIFT;
	if (kexec_claim_is_possible(claim->pos, nr))
		kexec_claim_pages(claim, claim->pos, nr);
	claim->pos += nr;
}

/* What cannot be had at all, the running kernel for example, is passed over quickly. */
static bool kexec_claim_skips(struct kexec_claim *claim)
{
	struct page *page = pfn_to_online_page(claim->pos);

	if (page && !PageReserved(page))
		return false;
	claim->pos++;
	return true;
}

static void kexec_claim_range(struct kexec_claim *claim, u64 start, unsigned long nr)
{
	unsigned long first = PHYS_PFN(boot_phys_to_phys(start)), end = first + nr;

	claim->pos = max(claim->pos, first);
	while (claim->pos < end && !fatal_signal_pending(current)) {
		unsigned long block_end = pageblock_end_pfn(claim->pos);

		cond_resched();
		if (kexec_claim_skips(claim))
			continue;
		if (pageblock_aligned(claim->pos) && block_end <= end)
			kexec_claim_blocks(claim, end);
		else
			kexec_claim_part(claim, min(end, block_end));
	}
}

/* All of a piece but the preloaded pages that are in place. */
static void kexec_claim_piece(struct kexec_claim *claim, unsigned int i)
{
	const struct kexec_range *dst = &claim->layout->piece[i].dst;
	const struct kexec_preload *preload = &claim->preload[i];
	unsigned long pages = kexec_range_len(dst) >> PAGE_SHIFT, first = 0;

	for (unsigned long page = 0; page <= pages; page++) {
		bool in_place = page < preload->nr &&
				kexec_page_addr(preload->pages[page]) ==
				dst->start + page * PAGE_SIZE;

		if (page < pages && !in_place)
			continue;
		if (page > first)
			kexec_claim_range(claim, dst->start + first * PAGE_SIZE, page - first);
		first = page + 1;
	}
}

/**
 * kexec_claim() - claim the destinations of an image where that is possible
 * @layout:	the destinations
 * @preload:	by piece of @layout, pages that have their data already
 * @frames:	gets the claimed pages
 *
 * Context: Process context. May sleep.
 */
void kexec_claim(const struct kexec_layout *layout, const struct kexec_preload *preload,
		 struct kexec_frames *frames)
{
	struct kexec_claim claim = {
		.frames = frames, .layout = layout, .preload = preload,
		.most = KEXEC_CLAIM_MOST,
	};

	for (unsigned int i = 0; i < layout->nr; i++)
		kexec_claim_piece(&claim, i);
}

/* Where the first run of so many pages begins that can probably be claimed, or @end */
static unsigned long kexec_run_find(unsigned long pos, unsigned long end, unsigned long nr)
{
	unsigned long start = pos;

	for (; start + nr <= end; pos += pageblock_nr_pages) {
		if (pos >= start + nr)
			return start;
		if (!kexec_claim_is_likely(pos))
			start = pos + pageblock_nr_pages;
		cond_resched();
	}
	return end;
}

static bool kexec_run_claim_pages(struct kexec_claim *claim, unsigned long nr)
{
	unsigned long pos = claim->pos;

	claim->pos = pageblock_end_pfn(pos);
	return kexec_claim_is_possible(pos, nr) && kexec_claim_pages(claim, pos, nr);
}

/* No compound page at either end: this is where a file may have to be cut. */
static bool kexec_run_claim(struct kexec_claim *claim, unsigned long start, unsigned long nr)
{
	unsigned long blocks_end = start + round_down(nr - 1, pageblock_nr_pages);

	claim->pos = start;
	if (start < blocks_end && !kexec_run_claim_pages(claim, pageblock_nr_pages))
		return false;
	while (claim->pos < blocks_end) {
		kexec_claim_blocks(claim, blocks_end);
		if (claim->frames->nr < claim->pos - start)
			return false;
	}
	return kexec_run_claim_pages(claim, start + nr - blocks_end);
}

/* What could not be had once is not asked for again. */
static bool kexec_run_claim_in(struct kexec_frames *frames, struct zone *zone,
			       unsigned long nr)
{
	struct kexec_claim claim = {
		.frames = frames,
		.pos	= pageblock_align(zone->zone_start_pfn),
		.most	= KEXEC_CLAIM_MOST,
	};
	unsigned long end = zone_end_pfn(zone), start;

	while (!fatal_signal_pending(current) &&
	       zone_watermark_ok(zone, 0, high_wmark_pages(zone) + nr, zone_idx(zone), 0)) {
		start = kexec_run_find(claim.pos, end, nr);
		if (start == end)
			return false;
		if (kexec_run_claim(&claim, start, nr))
			return true;
		kexec_frames_free(frames);
	}
	return false;
}

/**
 * kexec_claim_run() - claim pages that lie in one piece, wherever that is
 * @frames:	empty; gets all of them, in order, or none
 * @nr:		how many pages, not 0
 *
 * Context: Process context. May sleep.
 */
void kexec_claim_run(struct kexec_frames *frames, unsigned long nr)
{
	struct zoneref *z;
	struct zone *zone;

	if (global_zone_page_state(NR_FREE_PAGES) < totalreserve_pages + nr)
		return;
	for_each_zone_zonelist(zone, z, node_zonelist(numa_mem_id(), GFP_KERNEL),
			       gfp_zone(GFP_KERNEL))
		if (kexec_run_claim_in(frames, zone, nr))
			return;
}
