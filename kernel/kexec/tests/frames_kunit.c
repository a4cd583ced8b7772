// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests of frames.c, claim.c and extents.c, with the machine's real memory.
 */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/prandom.h>
#include <linux/vmstat.h>

#include "../claim.h"
#include "../extents.h"
#include "../frames.h"
#include "../layout.h"
#include "killed.h"

#define P		PAGE_SIZE

static const struct kexec_preload none[KEXEC_SEGMENT_MAX];

/* The layout of the running test: too large for the stack with KASAN */
static struct kexec_layout layout;

static void layout_begin(void)
{
	layout.nr = 0;
	layout.pages = 0;
}

static void layout_add(u64 start, unsigned long pages)
{
	layout.piece[layout.nr] = (struct kexec_piece){
		.dst = { start, start + pages * P }, .segment = layout.nr,
		.first = layout.pages,
	};
	layout.nr++;
	layout.pages += pages;
}

static void check_blocks(struct kunit *test, const struct kexec_frames *frames, bool outside)
{
	unsigned long pages = 0;
	struct page *page;

	list_for_each_entry(page, &frames->blocks, lru) {
		struct kexec_range range = kexec_block_range(page);

		pages += kexec_range_len(&range) / P;
		if (outside)
			KUNIT_EXPECT_FALSE(test, kexec_layout_uses(&layout, &range, NULL));
	}
	KUNIT_EXPECT_EQ(test, pages, frames->nr);
}

/* 32 MiB from which the allocator gives just now */
static u64 next_memory(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);
	u64 addr;

	KUNIT_ASSERT_NOT_NULL(test, page);
	addr = kexec_page_addr(page);
	__free_page(page);
	return round_down(addr, SZ_32M);
}

static void outside_is_outside(struct kunit *test)
{
	struct kexec_frames frames, control;

	layout_begin();
	layout_add(next_memory(test), SZ_32M / P);
	kexec_frames_init(&frames);
	kexec_frames_init(&control);
	for (int i = 0; i < 300; i++)
		KUNIT_EXPECT_NOT_NULL(test, kexec_control_alloc(&layout, &frames, &control,
								GFP_KERNEL, i % 3, -1UL));
	check_blocks(test, &control, true);
	KUNIT_EXPECT_EQ(test, control.nr, 700);
	check_blocks(test, &frames, false);
	kexec_frames_free(&frames);
	kexec_frames_free(&control);
}

static void outside_respects_limit(struct kunit *test)
{
	struct kexec_frames frames, control;
	struct page *page;
	u64 end;

	layout_begin();
	kexec_frames_init(&frames);
	kexec_frames_init(&control);
	page = kexec_control_alloc(&layout, &frames, &control, GFP_KERNEL, 3, -1UL);
	KUNIT_ASSERT_NOT_NULL(test, page);
	end = kexec_block_range(page).end;
	kexec_frames_free(&control);
	/* What was just freed is given again, or something like it. */
	page = kexec_control_alloc(&layout, &frames, &control, GFP_KERNEL, 3, end - 2);
	if (page)
		KUNIT_EXPECT_LE(test, kexec_block_range(page).end - 1, end - 2);
	KUNIT_EXPECT_NULL(test, kexec_control_alloc(&layout, &frames, &control, GFP_KERNEL,
						    0, 0));
	/* A block above the limit is freed, not kept for data. */
	KUNIT_EXPECT_TRUE(test, list_empty(&frames.blocks));
	kexec_frames_free(&control);
}

/* No claimed block reaches over the gap between two pieces. */
static void check_claimed(struct kunit *test, const struct kexec_frames *frames)
{
	struct page *page;

	list_for_each_entry(page, &frames->blocks, lru) {
		struct kexec_range range = kexec_block_range(page);

		KUNIT_EXPECT_GE(test, kexec_layout_page(&layout, range.start), 0L);
		KUNIT_EXPECT_EQ(test, kexec_layout_page(&layout, range.end - P) -
				kexec_layout_page(&layout, range.start),
				(long)(kexec_range_len(&range) / P) - 1);
	}
	KUNIT_EXPECT_LE(test, frames->nr, layout.pages);
}

/* Two pieces that begin and end within pageblocks, and meet in one of them. */
static void claimed_is_wanted(struct kunit *test)
{
	u64 start = next_memory(test);
	struct kexec_refusal why = KEXEC_REFUSAL_INIT;
	struct kexec_extents extents = {};
	struct kexec_claimed claimed = {};
	struct kexec_frames frames;

	layout_begin();
	layout_add(start + 5 * P, 2000);
	layout_add(start + 2010 * P, 500);
	kexec_frames_init(&frames);
	kexec_claim(&layout, none, &frames, &claimed, false);
	check_claimed(test, &frames);
	KUNIT_EXPECT_EQ(test, claimed.stats.taken, frames.nr);
	KUNIT_ASSERT_EQ(test, 0, kexec_frames_alloc(&frames, layout.pages, &why));
	KUNIT_ASSERT_EQ(test, 0, kexec_extents_assign(&layout, none, &frames, &extents, &why));
	KUNIT_EXPECT_EQ(test, frames.nr, layout.pages);
	kexec_extents_free(&extents);
	kexec_frames_free(&frames);
}

/* Free pageblocks, with the gap in one that both pieces together begin and end. */
static void claimed_spares_gap(struct kunit *test)
{
	struct page *page = alloc_pages(GFP_KERNEL, MAX_PAGE_ORDER);
	struct kexec_claimed claimed = {};
	struct kexec_frames frames;
	u64 start;

	KUNIT_ASSERT_NOT_NULL(test, page);
	start = kexec_page_addr(page);
	__free_pages(page, MAX_PAGE_ORDER);
	layout_begin();
	layout_add(start, 100);
	layout_add(start + 105 * P, 900);
	kexec_frames_init(&frames);
	kexec_claim(&layout, none, &frames, &claimed, false);
	check_claimed(test, &frames);
	kexec_frames_free(&frames);
}

static void assign_exactly(struct kunit *test)
{
	static const unsigned long sizes[] = { 1, 2, 3, 511, 1024, 1025, 5000 };

	for (int i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct kexec_refusal why = KEXEC_REFUSAL_INIT;
		struct kexec_extents extents = {};
		struct kexec_frames frames;
		unsigned long covered = 0;

		layout_begin();
		layout_add(SZ_16M, sizes[i]);
		kexec_frames_init(&frames);
		KUNIT_ASSERT_EQ(test, 0, kexec_frames_alloc(&frames, layout.pages, &why));
		KUNIT_ASSERT_EQ(test, 0, kexec_extents_assign(&layout, none, &frames, &extents,
							      &why));
		check_blocks(test, &frames, false);
		KUNIT_EXPECT_EQ(test, frames.nr, sizes[i]);
		for (unsigned int e = 0; e < extents.nr; e++)
			covered += extents.extent[e].len / P;
		KUNIT_EXPECT_EQ(test, covered, sizes[i]);
		kexec_extents_free(&extents);
		kexec_frames_free(&frames);
	}
}

static void alloc_too_much_fails(struct kunit *test)
{
	struct kexec_refusal why = KEXEC_REFUSAL_INIT;
	struct kexec_frames frames;

	kexec_frames_init(&frames);
	KUNIT_EXPECT_EQ(test, -ENOMEM, kexec_frames_alloc(&frames, totalram_pages() * 2, &why));
	KUNIT_EXPECT_EQ(test, why.reason, KEXEC_REFUSED_TOO_LARGE);
	kexec_frames_free(&frames);
}

static bool is_sorted(const struct kexec_frames *frames)
{
	unsigned long last = 0;
	struct page *page;

	list_for_each_entry(page, &frames->blocks, lru) {
		if (page_to_pfn(page) < last)
			return false;
		last = page_to_pfn(page);
	}
	return true;
}

/* Blocks of all sizes, in an order that is nobody's */
static void shuffled_frames(struct kunit *test, struct kexec_frames *frames)
{
	struct rnd_state rnd;

	kexec_frames_init(frames);
	prandom_seed_state(&rnd, 118);
	for (int i = 0; i < 2000; i++) {
		unsigned int order = prandom_u32_state(&rnd) % 4;
		struct page *page = alloc_pages(GFP_KERNEL, order);

		KUNIT_ASSERT_NOT_NULL(test, page);
		set_page_private(page, order);
		kexec_frames_add(frames, page);
		if (prandom_u32_state(&rnd) % 2)
			list_rotate_left(&frames->blocks);
	}
	KUNIT_ASSERT_FALSE(test, is_sorted(frames));
}

static void frames_are_sorted(struct kunit *test)
{
	struct kexec_refusal why = KEXEC_REFUSAL_INIT;
	struct kexec_frames frames;

	shuffled_frames(test, &frames);
	KUNIT_EXPECT_EQ(test, 0, kexec_frames_alloc(&frames, frames.nr, &why));
	KUNIT_EXPECT_TRUE(test, is_sorted(&frames));
	check_blocks(test, &frames, false);
	kexec_frames_free(&frames);
}

/* Once the process is killed, nothing is allocated, sorted, given back or assigned any more. */
static void frames_end_when_killed(struct kunit *test)
{
	struct kexec_refusal why = KEXEC_REFUSAL_INIT;
	struct kexec_extents extents = {};
	struct kexec_frames frames;
	unsigned long nr;

	shuffled_frames(test, &frames);
	nr = frames.nr;
	layout_begin();
	layout_add(SZ_16M, 100);
	set_killed(true);
	KUNIT_EXPECT_EQ(test, -EINTR, kexec_frames_alloc(&frames, nr, &why));
	KUNIT_EXPECT_EQ(test, -EINTR, kexec_frames_alloc(&frames, nr + 1, &why));
	kexec_frames_trim(&frames, &layout, 100);
	KUNIT_EXPECT_EQ(test, -EINTR, kexec_extents_assign(&layout, none, &frames, &extents,
							   &why));
	set_killed(false);
	KUNIT_EXPECT_EQ(test, why.reason, KEXEC_REFUSED_SIGNAL);
	KUNIT_EXPECT_EQ(test, frames.nr, nr);
	KUNIT_EXPECT_FALSE(test, is_sorted(&frames));
	check_blocks(test, &frames, false);
	kexec_extents_free(&extents);
	kexec_frames_free(&frames);
}

static struct kunit_case kexec_frames_cases[] = {
	KUNIT_CASE(outside_is_outside),
	KUNIT_CASE(outside_respects_limit),
	KUNIT_CASE(claimed_is_wanted),
	KUNIT_CASE(claimed_spares_gap),
	KUNIT_CASE(assign_exactly),
	KUNIT_CASE(frames_are_sorted),
	KUNIT_CASE(frames_end_when_killed),
	KUNIT_CASE_SLOW(alloc_too_much_fails),
	{}
};

static struct kunit_suite kexec_frames_suite = {
	.name = "kexec_frames",
	.test_cases = kexec_frames_cases,
};

kunit_test_suite(kexec_frames_suite);
