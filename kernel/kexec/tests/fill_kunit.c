// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests of frames.c and fill.c, with the machine's real memory.
 */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/vmstat.h>

#include "../../kexec_internal.h"

#define P		PAGE_SIZE

static void check_blocks(struct kunit *test, struct list_head *blocks,
			 const struct kexec_layout *layout, unsigned long *pages)
{
	struct page *page;

	*pages = 0;
	list_for_each_entry(page, blocks, lru) {
		struct kexec_range range = kexec_block_range(page);

		*pages += kexec_range_len(&range) / P;
		if (layout)
			KUNIT_EXPECT_FALSE(test, kexec_layout_meets(layout, &range));
	}
}

/* Make a destination of the memory from which the allocator gives just now. */
static void claim_next(struct kunit *test, struct kexec_layout *layout)
{
	struct page *page = alloc_page(GFP_KERNEL);
	u64 start;

	KUNIT_ASSERT_NOT_NULL(test, page);
	start = round_down((u64)page_to_boot_pfn(page) << PAGE_SHIFT, SZ_32M);
	__free_page(page);
	*layout = (struct kexec_layout){
		.nr = 1, .pages = SZ_32M / P,
		.piece = { { { start, start + SZ_32M }, 0 } },
	};
}

static void outside_is_outside(struct kunit *test)
{
	struct kexec_memory memory;
	unsigned long pages;

	kexec_memory_init(&memory);
	claim_next(test, &memory.layout);
	for (int i = 0; i < 300; i++)
		KUNIT_EXPECT_NOT_NULL(test, kexec_place_outside(&memory, GFP_KERNEL, i % 3,
								-1UL));
	check_blocks(test, &memory.control, &memory.layout, &pages);
	KUNIT_EXPECT_EQ(test, pages, 700);
	check_blocks(test, &memory.frames, NULL, &pages);
	KUNIT_EXPECT_EQ(test, pages, memory.nr_frames);
	kexec_memory_free(&memory);
}

static void outside_respects_limit(struct kunit *test)
{
	struct kexec_memory memory;
	struct page *page;
	u64 end;

	kexec_memory_init(&memory);
	page = kexec_place_outside(&memory, GFP_KERNEL, 3, -1UL);
	KUNIT_ASSERT_NOT_NULL(test, page);
	end = kexec_block_range(page).end;
	kexec_memory_free(&memory);
	/* What was just freed is given again, or something like it. */
	page = kexec_place_outside(&memory, GFP_KERNEL, 3, end - 2);
	if (page)
		KUNIT_EXPECT_LE(test, kexec_block_range(page).end - 1, end - 2);
	KUNIT_EXPECT_NULL(test, kexec_place_outside(&memory, GFP_KERNEL, 0, 0));
	/* A block above the limit is given back, not kept for data. */
	KUNIT_EXPECT_TRUE(test, list_empty(&memory.frames));
	kexec_memory_free(&memory);
}

/* No claimed block reaches over the gap between two pieces. */
static void check_claimed(struct kunit *test, const struct kexec_memory *memory)
{
	const struct kexec_layout *layout = &memory->layout;
	struct page *page;

	list_for_each_entry(page, &memory->frames, lru) {
		struct kexec_range range = kexec_block_range(page);

		KUNIT_EXPECT_GE(test, kexec_layout_page(layout, range.start), 0L);
		KUNIT_EXPECT_EQ(test, kexec_layout_page(layout, range.end - P) -
				kexec_layout_page(layout, range.start),
				(long)(kexec_range_len(&range) / P) - 1);
	}
}

/* Two pieces that begin and end within pageblocks, and meet in one of them. */
static void claimed_is_wanted(struct kunit *test)
{
	struct kexec_refusal why = KEXEC_REFUSAL_INIT;
	struct kexec_memory memory;
	u64 start;

	kexec_memory_init(&memory);
	claim_next(test, &memory.layout);
	start = memory.layout.piece[0].dst.start;
	memory.layout = (struct kexec_layout){
		.nr = 2, .pages = 2000 + 500,
		.piece = { { { start + 5 * P, start + 2005 * P }, 0 },
			   { { start + 2010 * P, start + 2510 * P }, 1, 2000 } },
	};
	kexec_claim(&memory);
	check_claimed(test, &memory);
	KUNIT_EXPECT_LE(test, memory.nr_frames, memory.layout.pages);
	KUNIT_ASSERT_EQ(test, 0, kexec_stage_acquire(&memory, &why));
	KUNIT_EXPECT_EQ(test, memory.nr_frames, memory.layout.pages);
	kexec_memory_free(&memory);
}

/* Free pageblocks, with the gap in one that both pieces together begin and end. */
static void claimed_spares_gap(struct kunit *test)
{
	struct page *page = alloc_pages(GFP_KERNEL, MAX_PAGE_ORDER);
	struct kexec_memory memory;
	u64 start;

	KUNIT_ASSERT_NOT_NULL(test, page);
	start = (u64)page_to_boot_pfn(page) << PAGE_SHIFT;
	__free_pages(page, MAX_PAGE_ORDER);
	kexec_memory_init(&memory);
	memory.layout = (struct kexec_layout){
		.nr = 2, .pages = 100 + 900,
		.piece = { { { start, start + 100 * P }, 0 },
			   { { start + 105 * P, start + 1005 * P }, 1, 100 } },
	};
	kexec_claim(&memory);
	check_claimed(test, &memory);
	KUNIT_EXPECT_LE(test, memory.nr_frames, memory.layout.pages);
	kexec_memory_free(&memory);
}

static void acquire_exactly(struct kunit *test)
{
	static const unsigned long sizes[] = { 1, 2, 3, 511, 1024, 1025, 5000 };

	for (int i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct kexec_refusal why = KEXEC_REFUSAL_INIT;
		struct kexec_memory memory;
		unsigned long pages, covered = 0;

		kexec_memory_init(&memory);
		memory.layout = (struct kexec_layout){
			.nr = 1, .pages = sizes[i],
			.piece = { { { SZ_16M, SZ_16M + sizes[i] * P }, 0 } },
		};
		KUNIT_ASSERT_EQ(test, 0, kexec_stage_acquire(&memory, &why));
		check_blocks(test, &memory.frames, NULL, &pages);
		KUNIT_EXPECT_EQ(test, pages, sizes[i]);
		for (unsigned int e = 0; e < memory.nr_extents; e++)
			covered += memory.extents[e].len / P;
		KUNIT_EXPECT_EQ(test, covered, sizes[i]);
		kexec_memory_free(&memory);
	}
}

static void acquire_too_much_fails(struct kunit *test)
{
	struct kexec_refusal why = KEXEC_REFUSAL_INIT;
	unsigned long pages = totalram_pages() * 2;
	struct kexec_memory memory;

	kexec_memory_init(&memory);
	memory.layout = (struct kexec_layout){
		.nr = 1, .pages = pages, .piece = { { { 0, (u64)pages * P }, 0 } },
	};
	KUNIT_EXPECT_EQ(test, -ENOMEM, kexec_stage_acquire(&memory, &why));
	KUNIT_EXPECT_EQ(test, why.reason, KEXEC_REFUSED_NO_MEMORY);
	kexec_memory_free(&memory);
	KUNIT_EXPECT_TRUE(test, list_empty(&memory.frames));
}

static struct kunit_case kexec_stage_cases[] = {
	KUNIT_CASE(outside_is_outside),
	KUNIT_CASE(outside_respects_limit),
	KUNIT_CASE(claimed_is_wanted),
	KUNIT_CASE(claimed_spares_gap),
	KUNIT_CASE(acquire_exactly),
	KUNIT_CASE_SLOW(acquire_too_much_fails),
	{}
};

static struct kunit_suite kexec_stage_suite = {
	.name = "kexec_stage",
	.test_cases = kexec_stage_cases,
};

kunit_test_suite(kexec_stage_suite);
