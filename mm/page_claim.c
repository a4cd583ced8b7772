// SPDX-License-Identifier: GPL-2.0-only
/**
 * DOC: claiming page frames by their number
 *
 * page_claim_range() allocates as many page frames of a given range as possible without
 * waiting for anybody: best effort, page by page. The caller must do without the rest.
 * alloc_contig_range() is for callers that need all of a range, and wait for it.
 *
 * - A free page is taken.
 * - Clean page cache that is not mapped is evicted, as soft offlining does, without I/O.
 * - Other page cache, and anonymous memory, is migrated within its node, to pages that are
 *   free: with MIGRATE_ASYNC, and a target that is allocated without reclaim.
 *
 * All else is passed over: what is locked, dirty, under writeback or pinned; mapped page cache
 * with private data, and other that cannot be released at once; what is not on the LRU lists,
 * such as pages of the kernel, of hugetlbfs, of balloons and those that another CPU is about
 * to put on a list; a large folio of page cache for whose migration there is no free block of
 * its size; poisoned pages; ZONE_MOVABLE, CMA areas and highmem; mlocked memory unless
 * vm.compact_unevictable_allowed has it; memory that a guest has not accepted yet. memory.min
 * and memory.low are not considered: what is evicted is chosen by where it is, not by whose it
 * is, as for soft offlining. A large folio of anonymous memory that finds no free block of its
 * size is split, and migrated page by page.
 *
 * One pageblock at a time is isolated, so that the allocator gives nobody else what becomes
 * free in it, and is given its own type again afterwards. Memory offlining, and others who
 * isolate it, get EBUSY meanwhile. Pages that cannot be allocated do not affect the others of
 * their pageblock. Pageblocks that the allocator sets apart (isolated ones, CMA, the reserve
 * for atomic allocations) are passed over, and so are those that are partly in another zone.
 *
 * By that, nothing is waited for that another task would have to do: no folio lock, no writeback,
 * no server, no work item. Migration may sleep on the locks of rmap and in MMU notifiers,
 * which may wait for their device. A fatal signal is noticed after a pageblock, or after a
 * batch that is migrated: 32 pages, or a large folio and those before it.
 *
 * The free pages of a zone stay above its high watermark, plus what it keeps for itself
 * from allocations with GFP_KERNEL; those of the pageblock that is isolated do not count
 * for a moment, and those on this CPU's list do for migration. A page that was evicted, or
 * migrated to another zone, costs its zone no free one, so it is taken even below that. A
 * zone may keep all that it has: by default, where the zones above it have 256 times its
 * memory. Where targets of migration are short, the allocator may take them from pageblocks
 * of other types, as for anybody; the boost of the watermark that this brings lasts until
 * kswapd runs next.
 *
 * Pages that are left because free ones are short are counted. page_claim_reclaim() is for
 * callers who rather have others' memory reclaimed, as for any allocation, than do without.
 * It is the one function here that may wait for I/O, and only where such an allocation would.
 */
#include <linux/array_size.h>
#include <linux/cpuset.h>
#include <linux/error-injection.h>
#include <linux/memory_hotplug.h>
#include <linux/migrate.h>
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/page-isolation.h>
#include <linux/page_claim.h>
#include <linux/pagemap.h>
#include <linux/psi.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/swap.h>

#include "internal.h"

/*
 * What is wanted of one pageblock. LRU folios are no larger than that.
 *
 * @start, @end: page frame numbers; @type: of the pageblock, when it was isolated; @released:
 * how many pages have become free in it that have cost its zone none: they were evicted, or
 * migrated to another zone; @elsewhere: how many targets another zone has had for the folios
 * that are being migrated; @no_target: nothing can be migrated from it any more.
 */
struct page_claim_block {
	struct zone *zone;
	unsigned long start;
	unsigned long end;
	int type;
	unsigned long released;
	unsigned long elsewhere;
	bool no_target;
	struct page_claim_stats *stats;
};

/**
 * should_fail_page_claim() - let fault injection pass over free pages
 * @page:	the first of them
 * @order:	how many there are, as for alloc_pages()
 *
 * Context: Atomic.
 * Return: true to pass over them.
 */
noinline bool should_fail_page_claim(struct page *page, unsigned int order)
{
	bool fail = false;

	/* The compiler must not conclude that it need not be called. */
	OPTIMIZER_HIDE_VAR(fail);
	return fail;
}
ALLOW_ERROR_INJECTION(should_fail_page_claim, TRUE);

/**
 * page_claim_begin() - have free and cached pages where they can be claimed
 *
 * Lists of CPUs hold some of them: the free ones of all CPUs are returned, unless somebody
 * else is about to, and the cached ones of this CPU. Worth calling once before a number of
 * ranges.
 *
 * Context: Process context. May sleep.
 */
void page_claim_begin(void)
{
	lru_add_drain();
	drain_all_pages(NULL);
}

/*
 * The zone of a page that can be claimed from its pageblock, NULL if that is partly in another
 * zone or set apart. Only under the zone's lock this lasts.
 */
static struct zone *page_claim_zone(unsigned long pfn)
{
	struct page *page = pfn_to_online_page(pfn);
	struct zone *zone = page ? page_zone(page) : NULL;

	if (!page || is_highmem(zone) || zone_idx(zone) == ZONE_MOVABLE ||
	    page_zone(pfn_to_page(pageblock_start_pfn(pfn))) != zone ||
	    page_zone(pfn_to_page(pageblock_end_pfn(pfn) - 1)) != zone ||
	    get_pageblock_migratetype(page) >= MIGRATE_PCPTYPES)
		return NULL;
	return zone;
}

/* How many pages are free of a zone, if it is @more than it counts */
static unsigned long page_claim_free(struct zone *zone, unsigned long more)
{
	unsigned long free = zone_page_state(zone, NR_FREE_PAGES);

	if (zone->percpu_drift_mark && free < zone->percpu_drift_mark)
		free = zone_page_state_snapshot(zone, NR_FREE_PAGES);
	return free + more;
}

/* How many pages, which count as free, a guest has not accepted yet */
static unsigned long page_claim_unaccepted(struct zone *zone)
{
#ifdef CONFIG_UNACCEPTED_MEMORY
	return zone_page_state(zone, NR_UNACCEPTED);
#else
	return 0;
#endif
}

/* How many free pages a zone keeps for others */
static unsigned long page_claim_kept(struct zone *zone)
{
	/*
	 * Without the boost of the watermark, which lasts until kswapd has run: until then, other
	 * allocations may reclaim for themselves.
	 */
	unsigned long kept = zone->_watermark[WMARK_HIGH] +
			     zone->lowmem_reserve[gfp_zone(GFP_KERNEL)] +
			     READ_ONCE(zone->nr_free_highatomic);

	if (IS_ENABLED(CONFIG_CMA))
		kept += zone_page_state(zone, NR_FREE_CMA_PAGES);
	return kept + page_claim_unaccepted(zone);
}

/* How many pages a zone can spare, if @more are free than it counts */
static unsigned long page_claim_spare(struct zone *zone, unsigned long more)
{
	unsigned long free = page_claim_free(zone, more), kept = page_claim_kept(zone);

	return free > kept ? free - kept : 0;
}

static bool page_claim_isolate(struct page_claim_block *block)
{
	struct page *page = pfn_to_page(pageblock_start_pfn(block->start));
	struct zone *zone = block->zone;

	guard(spinlock_irqsave)(&zone->lock);
	if (page_claim_zone(block->start) != zone)
		return false;
	block->type = get_pageblock_migratetype(page);
	if (!move_freepages_block_isolate(zone, page, MIGRATE_ISOLATE))
		return false;
	zone->nr_isolate_pageblock++;
	return true;
}

/* Without a lock, this may be any number. */
static unsigned int page_claim_free_order(struct page *page)
{
	unsigned int order = PageBuddy(page) ? buddy_order_unsafe(page) : 0;

	return order <= MAX_PAGE_ORDER ? order : 0;
}

static bool page_claim_is_cache(struct folio *folio)
{
	return !folio_test_anon(folio) && !folio_test_swapbacked(folio);
}

static bool page_claim_can_evict(struct folio *folio)
{
	return page_claim_is_cache(folio) && !folio_mapped(folio) &&
	       !folio_test_dirty(folio) && !folio_test_writeback(folio) &&
	       !folio_test_unevictable(folio);
}

static bool page_claim_can_migrate(struct folio *folio)
{
	if (folio_test_writeback(folio) || folio_has_private(folio))
		return false;
	if (folio_test_unevictable(folio) && !compact_unevictable_allowed())
		return false;
	/* It would be split, for which page cache may need an allocation with reclaim. */
	if (!folio_test_anon(folio) && folio_test_pmd_mappable(folio) &&
	    !thp_migration_supported())
		return false;
	return !page_claim_is_cache(folio) || !folio_test_dirty(folio);
}

/* More references than the page cache, the page tables and this code have */
static bool page_claim_is_pinned(struct folio *folio, struct address_space *mapping)
{
	return folio_ref_count(folio) >
	       folio_mapcount(folio) + (mapping ? folio_nr_pages(folio) : 0) + 1;
}

static unsigned long page_claim_listed(struct zone *zone)
{
	return READ_ONCE(raw_cpu_ptr(zone->per_cpu_pageset)->count);
}

/* What allocations from the zones say that pages can be claimed from */
static const gfp_t page_claim_zones[] = { 0, __GFP_DMA32, __GFP_DMA };

/*
 * Which zone of a node can spare so many pages to migrate to, with those on this CPU's list if
 * @listed? Returns the flags to allocate them with, 0 for none: beside the boost of the
 * watermark and the caller's cpuset, since what the zone can spare is known.
 */
static gfp_t page_claim_target_gfp(int nid, unsigned long nr, bool listed)
{
	for (int i = 0; i < ARRAY_SIZE(page_claim_zones); i++) {
		gfp_t gfp = page_claim_zones[i];
		struct zone *zone = &NODE_DATA(nid)->node_zones[gfp_zone(gfp)];

		if (populated_zone(zone) &&
		    page_claim_spare(zone, listed ? page_claim_listed(zone) : 0) > nr)
			return gfp | __GFP_MOVABLE | __GFP_THISNODE | __GFP_HIGH |
			       __GFP_NOMEMALLOC | __GFP_NOWARN;
	}
	return 0;
}

/* Is it worth while to begin with a folio of so many pages? */
static bool page_claim_has_targets(struct page_claim_block *block, unsigned long nr)
{
	return page_claim_target_gfp(zone_to_nid(block->zone), nr + SWAP_CLUSTER_MAX, false) != 0;
}

/* The zones of a node, in the order in which allocations with GFP_KERNEL look at them */
static struct zonelist *page_claim_zonelist(int nid)
{
	return node_zonelist(nid, GFP_KERNEL | __GFP_THISNODE);
}

static struct zone *page_claim_first_zone(int nid)
{
	return zonelist_zone(first_zones_zonelist(page_claim_zonelist(nid),
						  gfp_zone(GFP_KERNEL), NULL));
}

/* Reclaim would help to have so many pages. */
static void page_claim_lacks(struct page_claim_block *block, unsigned long nr)
{
	struct page_claim_stats *stats = block->stats;
	int nid = zone_to_nid(block->zone);
	struct zone *first = page_claim_first_zone(nid);

	/* A small zone may keep all that it has. Memory that can be accepted is no shortage. */
	if (page_claim_kept(first) >= zone_managed_pages(first) || page_claim_unaccepted(first))
		return;
	if (stats->lacking_nid != nid)
		stats->lacking = 0;
	stats->lacking_nid = nid;
	stats->lacking += nr;
}

static void page_claim_lacks_targets(struct page_claim_block *block, unsigned long nr)
{
	if (!page_claim_has_targets(block, nr))
		page_claim_lacks(block, nr);
}

/* With the folio locked: evicts it, or puts it on the list. Returns how many pages that has. */
static unsigned long page_claim_clear_folio(struct page_claim_block *block,
					    struct folio *folio,
					    enum page_claim_effort effort,
					    struct list_head *migrate)
{
	struct address_space *mapping = folio_mapping(folio);
	unsigned long nr = folio_nr_pages(folio);

	if (page_claim_can_evict(folio) && folio_evictable(folio) &&
	    mapping_evict_folio(mapping, folio)) {
		block->released += nr;
		block->stats->evicted += nr;
		return 0;
	}
	if (effort < PAGE_CLAIM_MIGRATE || !page_claim_can_migrate(folio) ||
	    (mapping && mapping_inaccessible(mapping)) ||
	    page_claim_is_pinned(folio, mapping))
		return 0;
	/* A large one would be split for nothing if its parts had no targets either. */
	if (block->no_target || (nr > 1 && !page_claim_has_targets(block, nr))) {
		page_claim_lacks_targets(block, nr);
		return 0;
	}
	if (!isolate_folio_to_list(folio, migrate))
		return 0;
	/* A large one that has no target ends the migration of those after it. */
	list_move_tail(&folio->lru, migrate);
	return nr;
}

/* Returns the folio that a page is in with a reference, if it can be a candidate at all. */
static struct folio *page_claim_get_folio(struct page *page)
{
	struct folio *folio;

	if (!PageLRU(page))
		return NULL;
	folio = page_folio(page);
	if (!folio_try_get(folio))
		return NULL;
	if (page_folio(page) == folio && folio_test_lru(folio) && !folio_test_hugetlb(folio) &&
	    !folio_contain_hwpoisoned_page(folio))
		return folio;
	folio_put(folio);
	return NULL;
}

static struct folio *page_claim_alloc_target(struct folio *src)
{
	/* What the list was filled up with is not spare any more. */
	gfp_t gfp = page_claim_target_gfp(folio_nid(src), folio_nr_pages(src), true);
	struct folio *dst;

	if (!gfp)
		return NULL;
	dst = __folio_alloc(gfp, folio_order(src), folio_nid(src), NULL);
	/* The allocator may have gone on to a lower zone. */
	if (!dst || page_claim_spare(folio_zone(dst), page_claim_listed(folio_zone(dst))))
		return dst;
	folio_put(dst);
	return NULL;
}

/* A large folio without a target may be split: migrate_pages() does not report of its parts. */
static struct folio *page_claim_get_target(struct folio *src, unsigned long private)
{
	struct page_claim_block *block = (struct page_claim_block *)private;
	bool large = folio_test_large(src);
	struct folio *dst;

	/* There are as many parts as the folio had pages. */
	dst = !large && fatal_signal_pending(current) ? NULL : page_claim_alloc_target(src);
	if (dst && folio_zone(dst) != block->zone)
		block->elsewhere += folio_nr_pages(dst);
	if (!dst && !large)
		block->no_target = true;
	return dst;
}

static void page_claim_migrate(struct page_claim_block *block, struct list_head *folios)
{
	unsigned int migrated = 0;
	struct folio *folio;

	if (list_empty(folios))
		return;
	block->elsewhere = 0;
	if (migrate_pages(folios, page_claim_get_target, NULL, (unsigned long)block,
			  MIGRATE_ASYNC, MR_PAGE_CLAIM, &migrated)) {
		if (block->no_target)
			list_for_each_entry(folio, folios, lru)
				page_claim_lacks_targets(block, folio_nr_pages(folio));
		putback_movable_pages(folios);
	}
	block->stats->migrated += migrated;
	block->released += min(block->elsewhere, migrated);
}

/* Lets as many pages become free as can be done at once. */
static void page_claim_clear(struct page_claim_block *block, enum page_claim_effort effort)
{
	unsigned long pfn = block->start, gathered = 0;
	LIST_HEAD(folios);

	while (pfn < block->end && !fatal_signal_pending(current)) {
		struct page *page = pfn_to_page(pfn);
		struct folio *folio = page_claim_get_folio(page);
		unsigned long nr = 0;

		if (!folio) {
			pfn += 1UL << page_claim_free_order(page);
			continue;
		}
		pfn = folio_pfn(folio) + folio_nr_pages(folio);
		if (folio_trylock(folio)) {
			nr = page_claim_clear_folio(block, folio, effort, &folios);
			folio_unlock(folio);
		}
		folio_put(folio);
		gathered += nr;
		if (gathered >= SWAP_CLUSTER_MAX || nr > 1) {
			page_claim_migrate(block, &folios);
			gathered = 0;
		}
		cond_resched();
	}
	page_claim_migrate(block, &folios);
}

static unsigned long page_claim_count_free(struct page_claim_block *block)
{
	unsigned long pfn = pageblock_start_pfn(block->start), end = pageblock_end_pfn(pfn);
	unsigned long free = 0, nr;

	for (; pfn < end; pfn += nr) {
		struct page *page = pfn_to_page(pfn);
		bool is_free = PageBuddy(page);

		nr = is_free ? 1UL << buddy_order(page) : 1;
		free += is_free ? nr : 0;
	}
	return min(free, pageblock_nr_pages);
}

/* Takes whole buddies off the lists of the allocator. Returns how many pages may be kept. */
static unsigned long page_claim_take_buddies(struct page_claim_block *block,
					     struct list_head *buddies)
{
	unsigned long pfn = pageblock_start_pfn(block->start), nr, most, left, free;
	unsigned long lacking = 0;

	guard(spinlock_irqsave)(&block->zone->lock);
	/* Once its isolation has ended, what became free is anybody's. */
	if (!is_migrate_isolate_page(pfn_to_page(pfn)))
		return 0;
	free = page_claim_count_free(block);
	most = max(page_claim_spare(block->zone, free), min(block->released, free));
	for (left = most; pfn < block->end; pfn += nr) {
		struct page *page = pfn_to_page(pfn);
		unsigned long wanted;
		unsigned int order;

		nr = 1;
		if (!PageBuddy(page))
			continue;
		order = buddy_order(page);
		nr = 1UL << order;
		/* Of a larger one, somebody else has isolated the rest. */
		if (pfn + nr <= block->start || order > pageblock_order)
			continue;
		wanted = min(pfn + nr, block->end) - max(pfn, block->start);
		if (left) {
			if (should_fail_page_claim(page, order) ||
			    !__isolate_free_page(page, order))
				continue;
			set_page_private(page, order);
			list_add_tail(&page->lru, buddies);
		}
		lacking += wanted - min(left, wanted);
		left -= min(left, wanted);
	}
	if (lacking && block->zone == page_claim_first_zone(zone_to_nid(block->zone)))
		page_claim_lacks(block, lacking);
	return most;
}

static void page_claim_keep(struct page_claim_block *block, struct page *page,
			    unsigned int order, struct list_head *blocks)
{
	set_page_private(page, order);
	list_add_tail(&page->lru, blocks);
	block->stats->taken += 1UL << order;
}

static bool page_claim_wants(const struct page_claim_block *block, unsigned long pfn)
{
	return pfn >= block->start && pfn < block->end;
}

static bool page_claim_has_poison(struct page *page, unsigned int order)
{
	for (unsigned long i = 0; i < 1UL << order; i++)
		if (PageHWPoison(page + i))
			return true;
	return false;
}

static void page_claim_take(struct page_claim_block *block, struct list_head *blocks)
{
	struct page *page, *next;
	unsigned long most;
	LIST_HEAD(buddies);

	most = page_claim_take_buddies(block, &buddies);
	list_for_each_entry_safe(page, next, &buddies, lru) {
		unsigned int order = page_private(page);
		unsigned long pfn = page_to_pfn(page), nr = 1UL << order;

		cond_resched();
		list_del(&page->lru);
		/* The flags are also for what the page's owner is recorded in. */
		post_alloc_hook(page, order, GFP_NOWAIT | __GFP_NOWARN);
		set_page_refcounted(page);
		if (page_claim_wants(block, pfn) && page_claim_wants(block, pfn + nr - 1) &&
		    nr <= most && !page_claim_has_poison(page, order)) {
			page_claim_keep(block, page, order, blocks);
			most -= nr;
			continue;
		}
		split_page(page, order);
		for (; nr--; page++, pfn++) {
			if (page_claim_wants(block, pfn) && most && !PageHWPoison(page)) {
				page_claim_keep(block, page, 0, blocks);
				most--;
			} else {
				/* A poisoned one does not become free again. */
				__free_page(page);
			}
		}
	}
}

/* There is not enough to migrate to, or the zone is short. */
static bool page_claim_is_short(struct page_claim_block *block)
{
	return !page_claim_has_targets(block, 1) ||
	       page_claim_free(block->zone, 0) <= block->zone->_watermark[WMARK_LOW];
}

/* What migration fills up this CPU's lists with is not spare: returns them if pages are short. */
static void page_claim_drain(struct page_claim_block *block)
{
	struct zonelist *zonelist = page_claim_zonelist(zone_to_nid(block->zone));
	struct zoneref *z;
	struct zone *zone;

	if (!page_claim_is_short(block))
		return;
	for_each_zone_zonelist(zone, z, zonelist, gfp_zone(GFP_KERNEL))
		lru_add_drain_cpu_zone(zone);
}

static void page_claim_block(struct page_claim_block *block, enum page_claim_effort effort,
			     struct list_head *blocks)
{
	struct page_claim_stats before = *block->stats, *stats = block->stats;
	unsigned long taken, cleared;

	if (!page_claim_isolate(block))
		return;
	page_claim_drain(block);
	/* Migration may sleep: not while what is isolated leaves the zone short. */
	block->no_target = effort >= PAGE_CLAIM_MIGRATE && page_claim_is_short(block);
	page_claim_clear(block, effort);
	page_claim_drain(block);
	page_claim_take(block, blocks);
	undo_isolate_page_range(block->start, block->end, block->type);
	taken = stats->taken - before.taken;
	cleared = stats->evicted - before.evicted + stats->migrated - before.migrated;
	stats->free += taken - min(taken, cleared);
}

/**
 * page_claim_range() - allocate those pages of a range that are available at once
 * @start_pfn:	first page frame number
 * @nr:		how many
 * @effort:	what to do for a page
 * @blocks:	gets the pages: blocks chained by page->lru, of the order that page_private()
 *		says, to be freed like those of alloc_pages()
 * @stats:	what was done is added to it
 *
 * The range may have holes and be in several zones. With PAGE_CLAIM_MIGRATE, what is migrated
 * may end up further on in the range, to be migrated once more, unless all that is free has
 * been claimed before.
 *
 * Context: Process context. May sleep, waits for nobody.
 * Return: 0, however many pages there are; -EINTR when the process was killed before the
 * last pageblock, and @blocks has what was allocated until then.
 */
int page_claim_range_noprof(unsigned long start_pfn, unsigned long nr,
			    enum page_claim_effort effort, struct list_head *blocks,
			    struct page_claim_stats *stats)
{
	unsigned long end_pfn = start_pfn + nr, next;

	for (unsigned long pfn = start_pfn; pfn < end_pfn; pfn = next) {
		struct page_claim_block block = { .start = pfn, .stats = stats };

		if (fatal_signal_pending(current))
			return -EINTR;
		cond_resched();
		/* The end of the last pageblock may be 0. */
		next = min(pageblock_end_pfn(pfn) - 1, end_pfn - 1) + 1;
		block.end = next;
		block.zone = page_claim_zone(pfn);
		if (block.zone)
			page_claim_block(&block, effort, blocks);
	}
	return 0;
}

/* How many pages may be reclaimed and not be free afterwards */
#define PAGE_CLAIM_TAKEN	(8 * SWAP_CLUSTER_MAX)

/* Returns how many pages have become free on the node. */
static unsigned long page_claim_shrink(int nid, gfp_t gfp)
{
	unsigned long progress, memstall;
	unsigned int noreclaim;

	gfp |= __GFP_THISNODE;
	cond_resched();
	psi_memstall_enter(&memstall);
	fs_reclaim_acquire(gfp);
	noreclaim = memalloc_noreclaim_save();
	progress = try_to_free_pages(page_claim_zonelist(nid), 0, gfp, NULL);
	memalloc_noreclaim_restore(noreclaim);
	fs_reclaim_release(gfp);
	psi_memstall_leave(&memstall);
	return progress;
}

/* How many pages a node can spare, with those on the lists of CPUs; how many are free at all */
static unsigned long page_claim_node_spare(int nid, unsigned long *free)
{
	struct zonelist *zonelist = page_claim_zonelist(nid);
	unsigned long pages = 0;
	struct zoneref *z;
	struct zone *zone;

	*free = 0;
	for_each_zone_zonelist(zone, z, zonelist, gfp_zone(GFP_KERNEL)) {
		unsigned long listed = 0;
		int cpu;

		for_each_online_cpu(cpu)
			listed += READ_ONCE(per_cpu_ptr(zone->per_cpu_pageset, cpu)->count);
		pages += page_claim_spare(zone, listed);
		*free += page_claim_free(zone, listed);
	}
	return pages;
}

/* The memory policy of the process, which allocations look at too, is not considered. */
static bool page_claim_may_use(struct zone *zone)
{
	return cpuset_zone_allowed(zone, GFP_KERNEL);
}

/* How many pages can be spared for allocations of this process with GFP_KERNEL */
static unsigned long page_claim_allocatable(void)
{
	struct zonelist *zonelist = node_zonelist(numa_mem_id(), GFP_KERNEL);
	unsigned long pages = 0;
	struct zoneref *z;
	struct zone *zone;

	for_each_zone_zonelist(zone, z, zonelist, gfp_zone(GFP_KERNEL))
		if (page_claim_may_use(zone))
			pages += page_claim_spare(zone, 0);
	return pages;
}

static unsigned long page_claim_cached(int nid)
{
	return node_page_state(NODE_DATA(nid), NR_ACTIVE_FILE) +
	       node_page_state(NODE_DATA(nid), NR_INACTIVE_FILE);
}

/**
 * page_claim_reclaim() - have as many pages reclaimed as claims have lacked
 * @stats:	of the claims; what they have lacked is forgotten
 * @most:	how many pages the caller would allocate instead; no more are reclaimed, beside
 *		those that the zones are short of by themselves
 *
 * Reclaims like an allocation with GFP_KERNEL that finds no free page, with all the waiting
 * of that. Where @most pages can be spared anyway, such an allocation would not wait: then
 * only what needs no I/O and no filesystem is reclaimed. Ends early when others take more than
 * the half of what is reclaimed, and one MiB, and when the process is killed.
 *
 * Context: Process context. May sleep.
 * Return: Whether a claim can be expected to have more.
 */
bool page_claim_reclaim(struct page_claim_stats *stats, unsigned long most)
{
	unsigned long pages = min(stats->lacking, most), reclaimed = 0;
	unsigned long before, spare, free_before, free;
	int nid = stats->lacking_nid;

	stats->lacking = 0;
	if (!pages)
		return false;
	before = page_claim_node_spare(nid, &free_before);
	spare = before;
	while (spare < pages && !fatal_signal_pending(current)) {
		bool waits = page_claim_allocatable() < most;
		unsigned long progress;

		/* Without I/O, all else would be looked at for nothing. */
		if (!waits && page_claim_cached(nid) < pages)
			break;
		progress = page_claim_shrink(nid, waits ? GFP_KERNEL : GFP_NOIO);
		reclaimed += progress;
		spare = page_claim_node_spare(nid, &free);
		if (progress < (waits ? 1 : SWAP_CLUSTER_MAX) ||
		    reclaimed > 2 * (free - min(free, free_before)) + PAGE_CLAIM_TAKEN)
			break;
	}
	return spare >= pages || spare > before;
}

/* The cost of having a page in place: nothing if it is free, else a guess without a lock. */
enum page_claim_cost {
	PAGE_CLAIM_COST_EVICT	= 1,
	PAGE_CLAIM_COST_MIGRATE	= 4,
	PAGE_CLAIM_COST_NONE	= 16,
};

static enum page_claim_cost page_claim_folio_cost(struct folio *folio,
						  enum page_claim_effort effort)
{
	if (folio_test_locked(folio))
		return PAGE_CLAIM_COST_NONE;
	if (page_claim_can_evict(folio))
		return PAGE_CLAIM_COST_EVICT;
	if (effort >= PAGE_CLAIM_MIGRATE && page_claim_can_migrate(folio))
		return PAGE_CLAIM_COST_MIGRATE;
	return PAGE_CLAIM_COST_NONE;
}

/* Sets the cost of each of the pages from this one on that are in one folio. Returns how many. */
static unsigned long page_claim_used_pages(struct page *page, enum page_claim_effort effort,
					   enum page_claim_cost *cost)
{
	struct folio *folio = page_claim_get_folio(page);
	unsigned long nr;

	*cost = PAGE_CLAIM_COST_NONE;
	if (!folio)
		return 1;
	*cost = page_claim_folio_cost(folio, effort);
	nr = folio_pfn(folio) + folio_nr_pages(folio) - page_to_pfn(page);
	folio_put(folio);
	return nr;
}

/* How many free pages of one buddy there are from this one on */
static unsigned long page_claim_free_pages(unsigned long pfn)
{
	for (unsigned int order = 0; order <= MAX_PAGE_ORDER; order++) {
		unsigned long first = ALIGN_DOWN(pfn, 1UL << order);
		struct page *page = pfn_to_page(first);
		unsigned long end = first + (1UL << page_claim_free_order(page));

		if (PageBuddy(page) && end > pfn)
			return end - pfn;
	}
	return 0;
}

/**
 * page_claim_likely() - count the pages that can probably be claimed
 * @pfn:	page frame number of the first
 * @effort:	as for page_claim_range()
 *
 * Context: Process context.
 * Return: A number of pages from @pfn on, 0 if it cannot be claimed itself. More may follow.
 */
unsigned long page_claim_likely(unsigned long pfn, enum page_claim_effort effort)
{
	enum page_claim_cost cost;
	unsigned long nr;

	if (!page_claim_zone(pfn))
		return 0;
	nr = page_claim_free_pages(pfn);
	if (nr)
		return nr;
	nr = page_claim_used_pages(pfn_to_page(pfn), effort, &cost);
	return cost == PAGE_CLAIM_COST_NONE ? 0 : nr;
}

static bool page_claim_block_is_free(unsigned long pfn)
{
	return page_claim_free_pages(pfn) >= pageblock_nr_pages;
}

static unsigned int page_claim_block_cost(unsigned long pfn, enum page_claim_effort effort)
{
	unsigned long end = pfn + pageblock_nr_pages, nr;
	enum page_claim_cost each;
	unsigned int cost = 0;

	if (page_claim_block_is_free(pfn))
		return 0;
	while (pfn < end) {
		struct page *page = pfn_to_page(pfn);

		if (PageBuddy(page)) {
			pfn += 1UL << page_claim_free_order(page);
			continue;
		}
		nr = min(page_claim_used_pages(page, effort, &each), end - pfn);
		cost += nr * each;
		pfn += nr;
	}
	return cost;
}

/* Returns the first page frame number of as many pageblocks that are free, 0 for none. */
static unsigned long page_claim_find_free(struct zone *zone, unsigned long blocks)
{
	unsigned long pfn = pageblock_align(zone->zone_start_pfn), run = 0;

	if (page_claim_spare(zone, 0) < blocks * pageblock_nr_pages)
		return 0;
	for (; pfn + pageblock_nr_pages <= zone_end_pfn(zone); pfn += pageblock_nr_pages) {
		cond_resched();
		if (fatal_signal_pending(current))
			return 0;
		if (page_claim_zone(pfn) != zone || !page_claim_block_is_free(pfn))
			run = 0;
		else if (++run == blocks)
			return pfn - (blocks - 1) * pageblock_nr_pages;
	}
	return 0;
}

/* No other run can be expected to be better. */
static bool page_claim_is_cheap(u64 cost, unsigned long blocks)
{
	return cost <= (u64)PAGE_CLAIM_COST_EVICT * blocks * pageblock_nr_pages;
}

/* How many pages of a zone are looked at for a better run than is known: 16 GiB of them */
#define PAGE_CLAIM_LOOK		(SZ_1G / PAGE_SIZE * 16)

/* The same, of the pageblocks that cost least, if that is less than @least. */
static unsigned long page_claim_find_cheap(struct zone *zone, unsigned long blocks,
					   enum page_claim_effort effort, u64 *least)
{
	unsigned long first = pageblock_align(zone->zone_start_pfn), best = 0;
	unsigned long end = pageblock_start_pfn(zone_end_pfn(zone));
	unsigned long nr = end > first ? (end - first) / pageblock_nr_pages : 0;
	bool known = *least < (u64)PAGE_CLAIM_COST_NONE * blocks * pageblock_nr_pages;
	u64 sum = 0;

	if (nr < blocks)
		return 0;

	/* Of the last pageblocks, as many as are looked at together */
	u32 *cost __free(kfree) = kcalloc(blocks, sizeof(*cost), GFP_NOWAIT | __GFP_NOWARN);
	if (!cost)
		return 0;
	for (unsigned long i = 0; i < nr && !fatal_signal_pending(current); i++) {
		unsigned long pfn = first + i * pageblock_nr_pages;
		u32 *this = &cost[i % blocks];

		cond_resched();
		sum -= *this;
		*this = page_claim_zone(pfn) == zone ?
			page_claim_block_cost(pfn, effort) :
			PAGE_CLAIM_COST_NONE * pageblock_nr_pages;
		sum += *this;
		if (i + 1 < blocks)
			continue;
		if (sum < *least) {
			*least = sum;
			known = true;
			best = pfn - (blocks - 1) * pageblock_nr_pages;
		}
		if (page_claim_is_cheap(sum, blocks) ||
		    (known && i >= blocks + PAGE_CLAIM_LOOK / pageblock_nr_pages))
			break;
	}
	return best;
}

/**
 * page_claim_find() - find a run of pages of which many can probably be claimed
 * @nr:		how many pages, not 0
 * @effort:	as for page_claim_range()
 *
 * Free ones are preferred to those that anybody uses, wherever they are in the caller's cpuset.
 *
 * Context: Process context. May sleep.
 * Return: The first page frame number, or 0.
 */
unsigned long page_claim_find(unsigned long nr, enum page_claim_effort effort)
{
	struct zonelist *zonelist = node_zonelist(numa_mem_id(), GFP_KERNEL);
	unsigned long blocks = DIV_ROUND_UP(nr, pageblock_nr_pages), best = 0, pfn;
	u64 least = (u64)PAGE_CLAIM_COST_NONE * blocks * pageblock_nr_pages;
	struct zoneref *z;
	struct zone *zone;

	for_each_zone_zonelist(zone, z, zonelist, gfp_zone(GFP_KERNEL)) {
		pfn = page_claim_may_use(zone) ? page_claim_find_free(zone, blocks) : 0;
		if (pfn)
			return pfn;
	}
	for_each_zone_zonelist(zone, z, zonelist, gfp_zone(GFP_KERNEL)) {
		if (!page_claim_may_use(zone))
			continue;
		pfn = page_claim_find_cheap(zone, blocks, effort, &least);
		if (pfn)
			best = pfn;
		if (page_claim_is_cheap(least, blocks))
			break;
	}
	return best;
}
