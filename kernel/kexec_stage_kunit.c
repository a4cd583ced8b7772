// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests of kexec_place.c and kexec_stage.c.
 */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/prandom.h>
#include <linux/vmstat.h>

#include "kexec_internal.h"

#define P		PAGE_SIZE
#define MODEL_PAGES	48
#define ROUNDS		20000
#define EXTENTS_MAX	(2 * MODEL_PAGES)

/* Pages as runs of characters: 'x' belongs, '.' does not. */
static unsigned int parse_ranges(const char *map, struct kexec_range *ranges)
{
	unsigned int nr = 0;

	for (u64 i = 0; map[i]; i++) {
		if (map[i] != 'x')
			continue;
		if (nr && ranges[nr - 1].end == i * P)
			ranges[nr - 1].end += P;
		else
			ranges[nr++] = (struct kexec_range){ i * P, (i + 1) * P };
	}
	return nr;
}

static void parse_layout(const char *map, struct kexec_layout *layout)
{
	struct kexec_range ranges[KEXEC_SEGMENT_MAX];

	*layout = (struct kexec_layout){ .nr = parse_ranges(map, ranges) };
	for (unsigned int i = 0; i < layout->nr; i++) {
		layout->piece[i] = (struct kexec_piece){ ranges[i], i };
		layout->pages += kexec_range_len(&ranges[i]) / P;
	}
}

struct plan_case {
	const char *name;
	const char *layout;
	const char *frames;
	/* "dst<src+len", in pages, blank between */
	const char *plan;
};

static const struct plan_case plan_cases[] = {
	{ "nothing", "", "", "" },
	{ "in place", ".xx.", ".xx.", "1<1+2" },
	{ "all elsewhere", "xx..", "..xx", "0<2+2" },
	{ "first half in place", "xx..", "x..x", "0<0+1 1<3+1" },
	{ "second half in place", "xx..", ".x.x", "0<3+1 1<1+1" },
	{ "middle in place", "xxx...", ".x.xx.", "0<3+1 1<1+1 2<4+1" },
	{ "source from two frames", "xxx......", "...x.xx..", "0<3+1 1<5+2" },
	{ "frame over both ends", ".xx....", "xxxx...", "1<1+2" },
	{ "frame over two pieces", "x.x....", "xxx....", "0<0+1 2<2+1" },
	{ "spare between two pieces", "x.x.", ".xx.", "0<1+1 2<2+1" },
	{ "spare before the pieces", ".xx.", "xx..", "1<1+1 2<0+1" },
	{ "sources in order", "x.x.x....", "......xxx", "0<6+1 2<7+1 4<8+1" },
	{ "frames left over", "x...", ".xxx", "0<1+1" },
};

static void plan_case_desc(const struct plan_case *c, char *desc)
{
	strscpy(desc, c->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(plan_case, plan_cases, plan_case_desc);

static void plan_print(const struct kexec_extent *extents, unsigned int nr,
		       char *out, size_t size)
{
	size_t used = 0;

	out[0] = '\0';
	for (unsigned int i = 0; i < nr; i++)
		used += scnprintf(out + used, size - used, "%s%llu<%llu+%llu",
				  i ? " " : "", (u64)extents[i].dst / P,
				  (u64)extents[i].src / P, (u64)extents[i].len / P);
}

static void plan_table(struct kunit *test)
{
	const struct plan_case *c = test->param_value;
	struct kexec_extent extents[8];
	struct kexec_range frames[8];
	struct kexec_layout layout;
	unsigned int nr_frames, nr;
	char plan[128];

	parse_layout(c->layout, &layout);
	nr_frames = parse_ranges(c->frames, frames);
	nr = kexec_stage_plan(&layout, frames, nr_frames, NULL);
	KUNIT_ASSERT_LE(test, nr, ARRAY_SIZE(extents));
	KUNIT_EXPECT_EQ(test, nr, kexec_stage_plan(&layout, frames, nr_frames, extents));
	plan_print(extents, nr, plan, sizeof(plan));
	KUNIT_EXPECT_STREQ(test, plan, c->plan);
}

/* Pieces and frames at random, the plan compared page by page with its promise */

struct plan_model {
	char layout[MODEL_PAGES + 1];
	char frames[MODEL_PAGES + 1];
	unsigned long missing;
};

static void plan_model_random(struct plan_model *model, struct rnd_state *rnd)
{
	u32 density = prandom_u32_state(rnd) % 7 + 1;
	int need = 0;

	memset(model, 0, sizeof(*model));
	for (int i = 0; i < MODEL_PAGES; i++) {
		bool run = i && prandom_u32_state(rnd) % 4;
		bool in = prandom_u32_state(rnd) % 8 < density && i < MODEL_PAGES / 2;

		model->layout[i] = run ? model->layout[i - 1] : in ? 'x' : '.';
		if (i >= MODEL_PAGES / 2)
			model->layout[i] = '.';
		model->frames[i] = prandom_u32_state(rnd) % 2 ? 'x' : '.';
		need += (model->layout[i] == 'x') - (model->frames[i] == 'x');
	}
	/* Never fewer frames than destinations. */
	for (int i = MODEL_PAGES - 1; need > 0; i--) {
		need -= model->frames[i] != 'x';
		model->frames[i] = 'x';
	}
}

static void plan_check_extent(struct kunit *test, struct plan_model *model,
			      const struct kexec_extent *extent)
{
	for (u64 done = 0; done < extent->len; done += P) {
		u64 dst = (extent->dst + done) / P, src = (extent->src + done) / P;

		/* Each destination once, each frame once. */
		KUNIT_ASSERT_EQ(test, model->layout[dst], 'x');
		KUNIT_ASSERT_EQ(test, model->frames[src], 'x');
		if (src != dst) {
			/* A source elsewhere is in no destination, done or not. */
			KUNIT_ASSERT_EQ(test, model->layout[src], '.');
			/* A frame that lies in the destination is used in place. */
			KUNIT_ASSERT_EQ(test, model->frames[dst], '.');
		}
		model->layout[dst] = 'd';
		model->frames[src] = 'u';
	}
}

static void plan_keeps_promise(struct kunit *test)
{
	struct kexec_extent *extents;
	struct kexec_range *frames;
	struct rnd_state rnd;

	extents = kunit_kcalloc(test, EXTENTS_MAX, sizeof(*extents), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, extents);
	frames = kunit_kcalloc(test, MODEL_PAGES, sizeof(*frames), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, frames);
	prandom_seed_state(&rnd, 117);
	for (int round = 0; round < ROUNDS; round++) {
		struct kexec_layout layout;
		struct plan_model model;
		unsigned int nr_frames, nr;

		plan_model_random(&model, &rnd);
		parse_layout(model.layout, &layout);
		nr_frames = parse_ranges(model.frames, frames);
		nr = kexec_stage_plan(&layout, frames, nr_frames, NULL);
		KUNIT_ASSERT_LE(test, nr, EXTENTS_MAX);
		KUNIT_ASSERT_EQ(test, nr,
				kexec_stage_plan(&layout, frames, nr_frames, extents));
		for (unsigned int i = 0; i < nr; i++) {
			plan_check_extent(test, &model, &extents[i]);
			if (i)
				KUNIT_ASSERT_GE(test, extents[i].dst,
						extents[i - 1].dst + extents[i - 1].len);
		}
		KUNIT_ASSERT_NULL(test, strchr(model.layout, 'x'));
	}
}

/* With the machine's real memory */

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
	KUNIT_CASE_PARAM(plan_table, plan_case_gen_params),
	KUNIT_CASE_SLOW(plan_keeps_promise),
	KUNIT_CASE(outside_is_outside),
	KUNIT_CASE(outside_respects_limit),
	KUNIT_CASE(acquire_exactly),
	KUNIT_CASE_SLOW(acquire_too_much_fails),
	{}
};

static struct kunit_suite kexec_stage_suite = {
	.name = "kexec_stage",
	.test_cases = kexec_stage_cases,
};

kunit_test_suite(kexec_stage_suite);
