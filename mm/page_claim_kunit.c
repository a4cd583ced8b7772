// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests of page_claim.c, with the machine's real memory. The tests run at boot, when
 * others use little of it.
 */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/page-isolation.h>
#include <linux/page_claim.h>
#include <linux/pagemap.h>
#include <linux/shmem_fs.h>
#include <linux/swap.h>

#include "internal.h"

static LIST_HEAD(blocks);
static struct page_claim_stats stats;

static int page_claim_test_init(struct kunit *test)
{
	INIT_LIST_HEAD(&blocks);
	stats = (struct page_claim_stats){};
	page_claim_begin();
	return 0;
}

static void free_blocks(void)
{
	struct page *page, *next;

	list_for_each_entry_safe(page, next, &blocks, lru) {
		unsigned int order = page_private(page);

		list_del(&page->lru);
		set_page_private(page, 0);
		__free_pages(page, order);
	}
}

static void page_claim_test_exit(struct kunit *test)
{
	free_blocks();
}

/* Two pageblocks that are free: allocated, and freed again. */
static unsigned long free_pageblocks(struct kunit *test)
{
	unsigned int order = pageblock_order + 1;
	struct page *page;

	if (order > MAX_PAGE_ORDER)
		kunit_skip(test, "a pageblock is the largest that can be allocated");
	page = alloc_pages(GFP_KERNEL, order);
	KUNIT_ASSERT_NOT_NULL(test, page);
	__free_pages(page, order);
	return page_to_pfn(page);
}

/* Every block is within the range, and none overlaps another. */
static unsigned long check_blocks(struct kunit *test, unsigned long first, unsigned long nr)
{
	unsigned long pages = 0;
	struct page *page;

	list_for_each_entry(page, &blocks, lru) {
		unsigned long pfn = page_to_pfn(page), size = 1UL << page_private(page);

		KUNIT_EXPECT_GE(test, pfn, first);
		KUNIT_EXPECT_LE(test, pfn + size, first + nr);
		KUNIT_EXPECT_EQ(test, page_count(page), 1);
		for (unsigned long i = 0; i < size; i++)
			KUNIT_EXPECT_FALSE(test, PageBuddy(page + i));
		pages += size;
	}
	KUNIT_EXPECT_EQ(test, pages, stats.taken);
	return pages;
}

static void check_types(struct kunit *test, unsigned long pfn, unsigned long nr, int type)
{
	for (unsigned long i = 0; i < nr; i += pageblock_nr_pages)
		KUNIT_EXPECT_EQ(test, get_pageblock_migratetype(pfn_to_page(pfn + i)), type);
}

static void free_pages_are_taken(struct kunit *test)
{
	unsigned long pfn = free_pageblocks(test), nr = pageblock_nr_pages;
	int type = get_pageblock_migratetype(pfn_to_page(pfn));
	unsigned long isolated = page_zone(pfn_to_page(pfn))->nr_isolate_pageblock;

	KUNIT_EXPECT_EQ(test, 0, page_claim_range(pfn, nr, PAGE_CLAIM_CLEAN, &blocks, &stats));
	KUNIT_EXPECT_EQ(test, check_blocks(test, pfn, nr), nr);
	KUNIT_EXPECT_TRUE(test, list_is_singular(&blocks));
	KUNIT_EXPECT_EQ(test, stats.free, nr);
	KUNIT_EXPECT_EQ(test, stats.evicted + stats.migrated, 0);
	check_types(test, pfn, nr, type);
	free_blocks();
	check_types(test, pfn, nr, type);
	KUNIT_EXPECT_EQ(test, isolated, page_zone(pfn_to_page(pfn))->nr_isolate_pageblock);
}

/*
 * Neither end is that of a buddy: what is outside stays free, and the pageblock beside it
 * keeps its type.
 */
static void parts_are_taken(struct kunit *test)
{
	unsigned long first = free_pageblocks(test);
	unsigned long pfn = first + 3, nr = pageblock_nr_pages / 2;
	int type = get_pageblock_migratetype(pfn_to_page(first));
	int next_type = get_pageblock_migratetype(pfn_to_page(first + pageblock_nr_pages));

	KUNIT_EXPECT_EQ(test, 0, page_claim_range(pfn, nr, PAGE_CLAIM_CLEAN, &blocks, &stats));
	KUNIT_EXPECT_EQ(test, check_blocks(test, pfn, nr), nr);
	KUNIT_EXPECT_TRUE(test, is_free_buddy_page(pfn_to_page(pfn - 1)));
	KUNIT_EXPECT_TRUE(test, is_free_buddy_page(pfn_to_page(pfn + nr)));
	check_types(test, first, 1, type);
	check_types(test, first + pageblock_nr_pages, 1, next_type);
}

/* One page that is in use costs that page. */
static void used_pages_are_passed_over(struct kunit *test)
{
	unsigned long pfn = free_pageblocks(test), nr = pageblock_nr_pages;
	struct page *used;

	KUNIT_ASSERT_EQ(test, 0, page_claim_range(pfn + 100, 1, PAGE_CLAIM_CLEAN, &blocks,
						  &stats));
	KUNIT_ASSERT_EQ(test, stats.taken, 1);
	used = list_first_entry(&blocks, struct page, lru);
	list_del(&used->lru);
	stats = (struct page_claim_stats){};
	KUNIT_EXPECT_EQ(test, 0, page_claim_range(pfn, nr, PAGE_CLAIM_MIGRATE, &blocks, &stats));
	KUNIT_EXPECT_EQ(test, check_blocks(test, pfn, nr), nr - 1);
	KUNIT_EXPECT_EQ(test, page_count(used), 1);
	__free_page(used);
}

/* Holes, and what is not there at all */
static void nothing_is_no_error(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, 0, page_claim_range(0, 1, PAGE_CLAIM_MIGRATE, &blocks, &stats));
	KUNIT_EXPECT_EQ(test, 0, page_claim_range(PHYS_PFN(U64_MAX) - 5000, 5000,
						  PAGE_CLAIM_MIGRATE, &blocks, &stats));
	KUNIT_EXPECT_EQ(test, stats.taken, 0);
}

/* A pageblock that somebody else has isolated is left to them. */
static void isolated_pageblocks_are_passed_over(struct kunit *test)
{
	unsigned long pfn = free_pageblocks(test), nr = pageblock_nr_pages;
	int type = get_pageblock_migratetype(pfn_to_page(pfn));

	KUNIT_ASSERT_EQ(test, 0, start_isolate_page_range(pfn, pfn + nr, type, 0, GFP_KERNEL));
	KUNIT_EXPECT_EQ(test, 0, page_claim_range(pfn, nr, PAGE_CLAIM_MIGRATE, &blocks, &stats));
	KUNIT_EXPECT_EQ(test, stats.taken, 0);
	check_types(test, pfn, nr, MIGRATE_ISOLATE);
	undo_isolate_page_range(pfn, pfn + nr, type);
	check_types(test, pfn, nr, type);
}

/* No zone can spare a page, although no more than is possible is kept. */
static void raise_high_watermarks(void)
{
	struct zone *zone;

	for_each_populated_zone(zone) {
		unsigned long managed = zone_managed_pages(zone);
		unsigned long other = 1 + zone->nr_free_highatomic +
				      zone->lowmem_reserve[gfp_zone(GFP_KERNEL)];

		if (IS_ENABLED(CONFIG_CMA))
			other += zone_page_state(zone, NR_FREE_CMA_PAGES);

		zone->_watermark[WMARK_HIGH] = managed - min(managed, other);
	}
}

/* The reserve for atomic allocations stays what it is. */
static void reserve_is_passed_over(struct kunit *test)
{
	unsigned long reserved, pfn;
	struct zone *zone;
	struct page *page;

	/* Below the low watermark, such an allocation reserves the pageblock that it is from. */
	raise_high_watermarks();
	for_each_populated_zone(zone)
		zone->_watermark[WMARK_LOW] = zone->_watermark[WMARK_HIGH];
	page = alloc_pages(__GFP_HIGH, 3);
	setup_per_zone_wmarks();
	KUNIT_ASSERT_NOT_NULL(test, page);
	zone = page_zone(page);
	pfn = pageblock_start_pfn(page_to_pfn(page));
	__free_pages(page, 3);
	if (get_pageblock_migratetype(page) != MIGRATE_HIGHATOMIC)
		kunit_skip(test, "a zone is too small to have a reserve");
	reserved = zone->nr_reserved_highatomic;
	KUNIT_EXPECT_EQ(test, 0, page_claim_range(pfn, pageblock_nr_pages, PAGE_CLAIM_MIGRATE,
						  &blocks, &stats));
	KUNIT_EXPECT_EQ(test, stats.taken, 0);
	KUNIT_EXPECT_EQ(test, 0, page_claim_likely(pfn, PAGE_CLAIM_MIGRATE));
	check_types(test, pfn, pageblock_nr_pages, MIGRATE_HIGHATOMIC);
	KUNIT_EXPECT_EQ(test, reserved, zone->nr_reserved_highatomic);
}

#ifdef CONFIG_CONTIG_ALLOC
/* That a pageblock is isolated is the affair of whoever did so, whatever others try. */
static void isolation_survives_others(struct kunit *test)
{
	unsigned long pfn = free_pageblocks(test), nr = pageblock_nr_pages;
	int type = get_pageblock_migratetype(pfn_to_page(pfn));

	KUNIT_ASSERT_EQ(test, 0, start_isolate_page_range(pfn, pfn + nr, type, 0, GFP_KERNEL));
	KUNIT_EXPECT_EQ(test, -EBUSY, alloc_contig_range(pfn, pfn + 2 * nr, MIGRATE_MOVABLE,
							 GFP_KERNEL));
	check_types(test, pfn, nr, MIGRATE_ISOLATE);
	undo_isolate_page_range(pfn, pfn + nr, type);
	check_types(test, pfn, nr, type);
}
#endif

/* Memory of a file in tmpfs, which cannot be evicted: one page that is not locked. */
static struct folio *file_folio(struct kunit *test, struct file **file)
{
	struct folio *folio;

	*file = shmem_kernel_file_setup("page_claim", PAGE_SIZE, 0);
	KUNIT_ASSERT_FALSE(test, IS_ERR(*file));
	folio = shmem_read_folio((*file)->f_mapping, 0);
	KUNIT_ASSERT_FALSE(test, IS_ERR(folio));
	memset(folio_address(folio), 0x5a, PAGE_SIZE);
	/* Off the batch of whichever CPU this was */
	lru_add_drain_all();
	return folio;
}

static void check_file(struct kunit *test, struct file *file, bool moved, unsigned long pfn)
{
	struct folio *folio = shmem_read_folio(file->f_mapping, 0);

	KUNIT_ASSERT_FALSE(test, IS_ERR(folio));
	KUNIT_EXPECT_EQ(test, folio_pfn(folio) != pfn, moved);
	KUNIT_EXPECT_NULL(test, memchr_inv(folio_address(folio), 0x5a, PAGE_SIZE));
	folio_put(folio);
	fput(file);
}

static void used_memory_is_migrated(struct kunit *test)
{
	struct folio *folio;
	struct file *file;
	unsigned long pfn;

	if (!IS_ENABLED(CONFIG_SHMEM))
		kunit_skip(test, "needs CONFIG_SHMEM");
	folio = file_folio(test, &file);
	pfn = folio_pfn(folio);
	folio_put(folio);
	KUNIT_EXPECT_EQ(test, 0, page_claim_range(pfn, 1, PAGE_CLAIM_CLEAN, &blocks, &stats));
	KUNIT_EXPECT_EQ(test, stats.taken, 0);
	KUNIT_EXPECT_EQ(test, 0, page_claim_range(pfn, 1, PAGE_CLAIM_MIGRATE, &blocks, &stats));
	KUNIT_EXPECT_EQ(test, check_blocks(test, pfn, 1), 1);
	KUNIT_EXPECT_EQ(test, stats.migrated, 1);
	KUNIT_EXPECT_EQ(test, stats.free, 0);
	check_file(test, file, true, pfn);
}

/* A node that is short keeps what is free, and how much it lacks is counted. */
static void watermark_is_kept(struct kunit *test)
{
	unsigned long free, pfn;
	struct folio *folio;
	struct file *file;

	if (!IS_ENABLED(CONFIG_SHMEM))
		kunit_skip(test, "needs CONFIG_SHMEM");
	folio = file_folio(test, &file);
	pfn = folio_pfn(folio);
	folio_put(folio);
	free = free_pageblocks(test);
	if (page_zone(pfn_to_page(pfn)) != page_zone(pfn_to_page(free))) {
		fput(file);
		kunit_skip(test, "needs pages of one zone");
	}
	raise_high_watermarks();
	KUNIT_EXPECT_EQ(test, 0, page_claim_range(free, pageblock_nr_pages, PAGE_CLAIM_CLEAN,
						  &blocks, &stats));
	KUNIT_EXPECT_EQ(test, 0, page_claim_range(pfn, 1, PAGE_CLAIM_MIGRATE, &blocks, &stats));
	setup_per_zone_wmarks();
	KUNIT_EXPECT_EQ(test, stats.taken, 0);
	KUNIT_EXPECT_EQ(test, stats.migrated, 0);
	KUNIT_EXPECT_EQ(test, stats.lacking, pageblock_nr_pages + 1);
	check_file(test, file, false, pfn);
}

/* Locked, pinned or under writeback: neither waited for nor moved. */
static void busy_memory_stays(struct kunit *test)
{
	enum { LOCKED, PINNED, WRITEBACK, CASES };
	struct folio *folio;
	struct file *file;
	unsigned long pfn;

	if (!IS_ENABLED(CONFIG_SHMEM))
		kunit_skip(test, "needs CONFIG_SHMEM");
	for (int i = LOCKED; i < CASES; i++) {
		folio = file_folio(test, &file);
		pfn = folio_pfn(folio);
		folio_lock(folio);
		if (i == WRITEBACK)
			folio_start_writeback(folio);
		if (i != LOCKED)
			folio_unlock(folio);
		if (i != PINNED)
			folio_put(folio);
		KUNIT_EXPECT_EQ(test, 0, page_claim_range(pfn, 1, PAGE_CLAIM_MIGRATE, &blocks,
							  &stats));
		if (i == WRITEBACK)
			folio_end_writeback(folio);
		if (i == LOCKED)
			folio_unlock(folio);
		if (i == PINNED)
			folio_put(folio);
		check_file(test, file, false, pfn);
	}
	KUNIT_EXPECT_EQ(test, stats.taken, 0);
	KUNIT_EXPECT_EQ(test, stats.migrated, 0);
}

static void a_run_is_found(struct kunit *test)
{
	unsigned long nr = 3 * pageblock_nr_pages + 1;
	unsigned long pfn = page_claim_find(nr, PAGE_CLAIM_MIGRATE);

	KUNIT_ASSERT_NE(test, pfn, 0);
	KUNIT_EXPECT_GE(test, page_claim_likely(pfn, PAGE_CLAIM_CLEAN), pageblock_nr_pages);
	KUNIT_EXPECT_EQ(test, 0, page_claim_range(pfn, nr, PAGE_CLAIM_CLEAN, &blocks, &stats));
	KUNIT_EXPECT_EQ(test, check_blocks(test, pfn, nr), nr);
	KUNIT_EXPECT_EQ(test, 0, page_claim_likely(pfn, PAGE_CLAIM_MIGRATE));
	KUNIT_EXPECT_EQ(test, stats.evicted + stats.migrated, 0);
	KUNIT_EXPECT_EQ(test, 0, page_claim_find(2 * totalram_pages(), PAGE_CLAIM_MIGRATE));
}

static struct kunit_case page_claim_cases[] = {
	KUNIT_CASE(free_pages_are_taken),
	KUNIT_CASE(parts_are_taken),
	KUNIT_CASE(used_pages_are_passed_over),
	KUNIT_CASE(nothing_is_no_error),
	KUNIT_CASE(isolated_pageblocks_are_passed_over),
	KUNIT_CASE(reserve_is_passed_over),
#ifdef CONFIG_CONTIG_ALLOC
	KUNIT_CASE(isolation_survives_others),
#endif
	KUNIT_CASE(used_memory_is_migrated),
	KUNIT_CASE(watermark_is_kept),
	KUNIT_CASE(busy_memory_stays),
	KUNIT_CASE(a_run_is_found),
	{}
};

static struct kunit_suite page_claim_suite = {
	.name = "page_claim",
	.init = page_claim_test_init,
	.exit = page_claim_test_exit,
	.test_cases = page_claim_cases,
};

kunit_test_suite(page_claim_suite);
