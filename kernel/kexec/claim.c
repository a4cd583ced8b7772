// SPDX-License-Identifier: GPL-2.0-only
/**
 * DOC: claiming destinations
 *
 * Data that is put where it will run need not be moved at the jump. So the frames of
 * each destination are claimed where they lie, page by page: those that can be allocated
 * without waiting for anybody, see mm/page_claim.c. The rest is staged: its pages get
 * frames somewhere else, see frames.h. Staging may have others' memory reclaimed, so
 * destinations are claimed a second time after it.
 *
 * What is free or clean is claimed in all destinations before anything is migrated: then
 * nothing is migrated from one destination to another. Where a node has too few free pages to
 * take those of a destination, or to migrate to, as many are reclaimed as staging would have
 * reclaimed instead: then the load waits for that as any allocation does. Where other nodes or
 * zones have room for what would be staged, only what needs no I/O is reclaimed.
 *
 * What a file is read into has no destination yet: a run is chosen of which most can be
 * claimed, for the destination to be there.
 */
#include <linux/init.h>
#include <linux/kexec.h>
#include <linux/mm.h>
#include <linux/page_claim.h>
#include <linux/sysctl.h>

#include "claim.h"

/* kernel.kexec_claim: efforts that are made, from the first on */
static int kexec_claim_efforts = PAGE_CLAIM_MIGRATE + 1;

static void kexec_claim_pfns(unsigned long pfn, unsigned long nr,
			     enum page_claim_effort effort, struct kexec_frames *frames,
			     struct page_claim_stats *stats)
{
	struct page *page, *next;
	LIST_HEAD(blocks);

	page_claim_range(pfn, nr, effort, &blocks, stats);
	list_for_each_entry_safe(page, next, &blocks, lru) {
		list_del(&page->lru);
		kexec_frames_take(frames, page, page_private(page));
		cond_resched();
	}
}

/*
 * Has as many pages reclaimed as the last claim lacked, of those that would be staged otherwise.
 * Returns whether it makes sense to claim again.
 */
static bool kexec_claim_make_room(struct page_claim_stats *stats, unsigned long missing)
{
	unsigned long pages = min(stats->lacking, missing);
	struct kexec_refusal why = KEXEC_REFUSAL_INIT;

	return pages && !kexec_frames_check(pages, &why) && page_claim_reclaim(stats, missing);
}

static bool kexec_claim_is_preloaded(const struct kexec_range *dst,
				     const struct kexec_preload *preload, unsigned long page)
{
	return kexec_page_addr(preload->pages[page]) == dst->start + page * PAGE_SIZE;
}

/* All of a piece but the preloaded pages that are in place. */
static void kexec_claim_piece(const struct kexec_range *dst, const struct kexec_preload *preload,
			      enum page_claim_effort effort, struct kexec_frames *frames,
			      struct page_claim_stats *stats)
{
	unsigned long start = PHYS_PFN(boot_phys_to_phys(dst->start));
	unsigned long pages = kexec_range_len(dst) >> PAGE_SHIFT, first = 0;

	for (unsigned long page = 0; page < preload->nr && !kexec_killed_at(page); page++) {
		if (!kexec_claim_is_preloaded(dst, preload, page))
			continue;
		if (page > first)
			kexec_claim_pfns(start + first, page - first, effort, frames, stats);
		first = page + 1;
	}
	if (pages > first)
		kexec_claim_pfns(start + first, pages - first, effort, frames, stats);
}

/* How many pages kexec_claim_piece() asks for */
static unsigned long kexec_claim_wanted(const struct kexec_range *dst,
					const struct kexec_preload *preload)
{
	unsigned long wanted = kexec_range_len(dst) >> PAGE_SHIFT;

	for (unsigned long page = 0; page < preload->nr && !kexec_killed_at(page); page++)
		wanted -= kexec_claim_is_preloaded(dst, preload, page);
	return wanted;
}

/**
 * kexec_claim() - claim the destinations of an image where that is possible
 * @layout:	the destinations
 * @preload:	by piece of @layout, pages that have their data already
 * @frames:	gets the claimed pages
 * @claimed:	what was claimed before; all zero the first time
 * @reclaim:	whether others' memory may be reclaimed for it
 *
 * Ends early when the process is killed.
 *
 * Context: Process context. May sleep.
 */
void kexec_claim(const struct kexec_layout *layout, const struct kexec_preload *preload,
		 struct kexec_frames *frames, struct kexec_claimed *claimed, bool reclaim)
{
	struct page_claim_stats *stats = &claimed->stats;
	int efforts = READ_ONCE(kexec_claim_efforts);
	unsigned long wanted[KEXEC_SEGMENT_MAX];

	if (!efforts)
		return;
	page_claim_begin();
	for (unsigned int i = 0; i < layout->nr; i++)
		wanted[i] = kexec_claim_wanted(&layout->piece[i].dst, &preload[i]);
	for (int effort = PAGE_CLAIM_CLEAN; effort < efforts; effort++) {
		bool last = effort == efforts - 1;

		for (unsigned int i = 0; i < layout->nr; i++) {
			const struct kexec_range *dst = &layout->piece[i].dst;
			unsigned long before = stats->taken - claimed->pages[i];

			if (claimed->pages[i] == wanted[i])
				continue;
			stats->lacking = 0;
			kexec_claim_piece(dst, &preload[i], effort, frames, stats);
			claimed->pages[i] = stats->taken - before;
			if (!last || !reclaim ||
			    !kexec_claim_make_room(stats, wanted[i] - claimed->pages[i]))
				continue;
			page_claim_begin();
			/* Free pages first, so that nothing is migrated to them. */
			for (int again = PAGE_CLAIM_CLEAN; again < efforts; again++)
				kexec_claim_piece(dst, &preload[i], again, frames, stats);
			claimed->pages[i] = stats->taken - before;
		}
	}
	claimed->passed_over = 0;
	for (unsigned int i = 0; i < layout->nr; i++)
		claimed->passed_over += wanted[i] - claimed->pages[i];
}

/**
 * kexec_claim_run() - claim pages of one run, wherever that is
 * @frames:	empty; gets those that are available
 * @nr:		how many pages the run has, not 0
 * @stats:	what was done is added to it
 *
 * Ends early when the process is killed.
 *
 * Context: Process context. May sleep.
 * Return: The first page frame number of the run, 0 for none.
 */
unsigned long kexec_claim_run(struct kexec_frames *frames, unsigned long nr,
			      struct page_claim_stats *stats)
{
	int efforts = READ_ONCE(kexec_claim_efforts);
	unsigned long pfn;

	if (!efforts)
		return 0;
	page_claim_begin();
	pfn = page_claim_find(nr, efforts - 1);
	for (int effort = PAGE_CLAIM_CLEAN; pfn && effort < efforts; effort++) {
		stats->lacking = 0;
		kexec_claim_pfns(pfn, nr, effort, frames, stats);
	}
	if (pfn && kexec_claim_make_room(stats, nr - frames->nr)) {
		page_claim_begin();
		for (int effort = PAGE_CLAIM_CLEAN; effort < efforts; effort++)
			kexec_claim_pfns(pfn, nr, effort, frames, stats);
	}
	return pfn;
}

/**
 * kexec_claim_likely() - count the pages that can probably be claimed
 * @pfn:	page frame number of the first
 *
 * Context: Process context.
 * Return: As page_claim_likely().
 */
unsigned long kexec_claim_likely(unsigned long pfn)
{
	int efforts = READ_ONCE(kexec_claim_efforts);

	return efforts ? page_claim_likely(pfn, efforts - 1) : 0;
}

static struct ctl_table kexec_claim_sysctls[] = {
	{
		.procname	= "kexec_claim",
		.data		= &kexec_claim_efforts,
		.maxlen		= sizeof(kexec_claim_efforts),
		.mode		= 0644,
		.proc_handler	= proc_dointvec_minmax,
		.extra1		= SYSCTL_ZERO,
		.extra2		= SYSCTL_TWO,
	},
};

static int __init kexec_claim_sysctl_init(void)
{
	register_sysctl_init("kernel", kexec_claim_sysctls);
	return 0;
}
late_initcall(kexec_claim_sysctl_init);
