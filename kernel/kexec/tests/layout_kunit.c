// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests of range.[ch] and layout.c.
 */
#include <kunit/test.h>
#include <linux/prandom.h>

#include "../layout.h"

#define P		PAGE_SIZE
#define LAST		(SZ_2G - 1)
#define ROUNDS		20000

/* range.h */

static void range_init_refuses_wrap(struct kunit *test)
{
	static const struct {
		u64 start, len;
		bool fits;
	} cases[] = {
		{ 0, 0, true },
		{ 0, U64_MAX, true },
		{ 1, U64_MAX, false },
		{ U64_MAX, 0, true },
		{ U64_MAX, 1, false },
		{ U64_MAX - 0xfff, 0x1000, false },
		{ U64_MAX - 0x1fff, 0x1000, true },
		{ 0x1000, 0x1000, true },
	};

	for (int i = 0; i < ARRAY_SIZE(cases); i++) {
		struct kexec_range range;

		KUNIT_EXPECT_EQ_MSG(test, cases[i].fits,
				    kexec_range_init(&range, cases[i].start, cases[i].len),
				    "case %d", i);
	}
}

static void range_empty_meets_nothing(struct kunit *test)
{
	const struct kexec_range all = { 0, U64_MAX };

	for (u64 start = 0; start < 10; start++) {
		const struct kexec_range none = { start, start };

		KUNIT_EXPECT_TRUE(test, kexec_range_empty(&none));
		KUNIT_EXPECT_FALSE(test, kexec_range_overlaps(&none, &all));
		KUNIT_EXPECT_FALSE(test, kexec_range_overlaps(&all, &none));
		KUNIT_EXPECT_FALSE(test, kexec_range_overlaps(&none, &none));
	}
}

/* All pairs of ranges within 0..8, compared with a look at every address. */
static void range_overlap_matches_model(struct kunit *test)
{
	for (unsigned int code = 0; code < 9 * 9 * 9 * 9; code++) {
		const struct kexec_range a = { code % 9, code / 9 % 9 };
		const struct kexec_range b = { code / 81 % 9, code / 729 };
		struct kexec_range both = kexec_range_intersect(&a, &b);
		u64 common = 0;

		for (u64 i = 0; i < 9; i++)
			common += i >= a.start && i < a.end && i >= b.start && i < b.end;
		KUNIT_ASSERT_EQ(test, !!common, kexec_range_overlaps(&a, &b));
		KUNIT_ASSERT_EQ(test, common,
				kexec_range_empty(&both) ? 0 : kexec_range_len(&both));
	}
}

/* kexec_layout_build(): one row a rule and its neighbours */

struct layout_case {
	const char *name;
	struct kexec_segment segments[4];
	unsigned long nr;
	enum kexec_reason reason;
	int error;
	int segment;
};

#define SEG(addr, size, buf) { .mem = (addr), .memsz = (size), .bufsz = (buf) }

static const struct layout_case layout_cases[] = {
	{ "no segments", {}, 0 },
	{ "one", { SEG(P, P, P) }, 1 },
	{ "no data", { SEG(P, P, 0) }, 1 },
	{ "data short by one", { SEG(P, P, P - 1) }, 1 },
	{ "at address 0", { SEG(0, P, 1) }, 1 },
	{ "up to the last page", { SEG(LAST + 1 - P, P, P) }, 1 },
	{ "adjacent", { SEG(P, P, P), SEG(2 * P, P, P) }, 2 },
	{ "adjacent, descending", { SEG(2 * P, P, P), SEG(P, P, P) }, 2 },
	{ "gap of a page", { SEG(P, P, P), SEG(3 * P, P, P) }, 2 },
	{ "mem unaligned", { SEG(P + 1, P, P) }, 1,
	  KEXEC_REFUSED_UNALIGNED, -EADDRNOTAVAIL, 0 },
	{ "memsz unaligned", { SEG(P, P - 1, P - 1) }, 1,
	  KEXEC_REFUSED_UNALIGNED, -EADDRNOTAVAIL, 0 },
	{ "second unaligned", { SEG(P, P, P), SEG(8 * P, 1, 1) }, 2,
	  KEXEC_REFUSED_UNALIGNED, -EADDRNOTAVAIL, 1 },
	{ "empty but unaligned", { SEG(P + 8, 0, 0) }, 1,
	  KEXEC_REFUSED_UNALIGNED, -EADDRNOTAVAIL, 0 },
	{ "one page too far", { SEG(LAST + 1, P, P) }, 1,
	  KEXEC_REFUSED_UNREACHABLE, -EADDRNOTAVAIL, 0 },
	{ "last page too far", { SEG(LAST + 1 - P, 2 * P, P) }, 1,
	  KEXEC_REFUSED_UNREACHABLE, -EADDRNOTAVAIL, 0 },
	{ "too far on its own", { SEG(0, P, P), SEG(P, LAST + 1, P) }, 2,
	  KEXEC_REFUSED_UNREACHABLE, -EADDRNOTAVAIL, 1 },
	{ "identical", { SEG(P, P, P), SEG(P, P, P) }, 2,
	  KEXEC_REFUSED_OVERLAP, -EINVAL, 1 },
	{ "nested", { SEG(0, 8 * P, P), SEG(2 * P, P, P) }, 2,
	  KEXEC_REFUSED_OVERLAP, -EINVAL, 1 },
	{ "nested, inner first", { SEG(2 * P, P, P), SEG(0, 8 * P, P) }, 2,
	  KEXEC_REFUSED_OVERLAP, -EINVAL, 1 },
	{ "partial", { SEG(0, 2 * P, P), SEG(P, 2 * P, P) }, 2,
	  KEXEC_REFUSED_OVERLAP, -EINVAL, 1 },
	{ "partial, descending", { SEG(P, 2 * P, P), SEG(0, 2 * P, P) }, 2,
	  KEXEC_REFUSED_OVERLAP, -EINVAL, 1 },
	{ "nested beyond a neighbour",
	  { SEG(0, 9 * P, P), SEG(20 * P, P, P), SEG(8 * P, P, P) }, 3,
	  KEXEC_REFUSED_OVERLAP, -EINVAL, 2 },
	{ "buffer too large by one", { SEG(P, P, P + 1) }, 1,
	  KEXEC_REFUSED_BUFSZ, -EINVAL, 0 },
	{ "buffer for an empty one", { SEG(0, P, P), SEG(P, 0, 1) }, 2,
	  KEXEC_REFUSED_BUFSZ, -EINVAL, 1 },
	{ "address before overlap",
	  { SEG(P, P, P), SEG(P, P, P), SEG(1, P, P) }, 3,
	  KEXEC_REFUSED_UNALIGNED, -EADDRNOTAVAIL, 2 },
	{ "overlap before buffer", { SEG(P, P, 2 * P), SEG(P, P, P) }, 2,
	  KEXEC_REFUSED_OVERLAP, -EINVAL, 1 },
	{ "empty at 0", { SEG(0, 0, 0), SEG(0, P, P) }, 2 },
	{ "empty within another", { SEG(0, 8 * P, P), SEG(2 * P, 0, 0) }, 2 },
	{ "empty twice at one place", { SEG(P, 0, 0), SEG(P, 0, 0) }, 2 },
	{ "empty at the top", { SEG(~(P - 1), 0, 0), SEG(P, P, P) }, 2 },
};

static void layout_case_desc(const struct layout_case *c, char *desc)
{
	strscpy(desc, c->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(layout_case, layout_cases, layout_case_desc);

static void layout_rules(struct kunit *test)
{
	const struct layout_case *c = test->param_value;
	const struct kexec_limits limits = { .last = LAST };
	struct kexec_refusal why = KEXEC_REFUSAL_INIT;
	static struct kexec_layout layout;
	int ret = kexec_layout_build(&layout, c->segments, c->nr, &limits, &why);

	KUNIT_EXPECT_EQ(test, ret, c->error);
	KUNIT_EXPECT_EQ(test, why.reason, c->reason);
	KUNIT_EXPECT_EQ(test, why.error, c->error);
	if (c->error)
		KUNIT_EXPECT_EQ(test, why.segment, c->segment);
}

static void layout_wrap(struct kunit *test)
{
	const struct kexec_limits limits = { .last = U64_MAX };
	const struct kexec_segment wraps = SEG(~(P - 1), 2 * P, P);
	struct kexec_refusal why = KEXEC_REFUSAL_INIT;
	static struct kexec_layout layout;

	if (!IS_ENABLED(CONFIG_64BIT))
		kunit_skip(test, "a segment of a 32-bit kernel cannot wrap 64 bits");
	KUNIT_EXPECT_EQ(test, -EADDRNOTAVAIL,
			kexec_layout_build(&layout, &wraps, 1, &limits, &why));
	KUNIT_EXPECT_EQ(test, why.reason, KEXEC_REFUSED_WRAP);
}

static void layout_segment_max(struct kunit *test)
{
	const struct kexec_limits limits = { .last = LAST };
	struct kexec_segment segments[KEXEC_SEGMENT_MAX + 1] = {};
	struct kexec_refusal why = KEXEC_REFUSAL_INIT;
	static struct kexec_layout layout;

	for (int i = 0; i <= KEXEC_SEGMENT_MAX; i++)
		segments[i] = (struct kexec_segment)SEG((100 - i) * P, P, 0);
	KUNIT_EXPECT_EQ(test, 0, kexec_layout_build(&layout, segments, KEXEC_SEGMENT_MAX,
						    &limits, &why));
	KUNIT_EXPECT_EQ(test, layout.nr, KEXEC_SEGMENT_MAX);
	KUNIT_EXPECT_EQ(test, layout.piece[0].segment, KEXEC_SEGMENT_MAX - 1);
	KUNIT_EXPECT_EQ(test, -EINVAL,
			kexec_layout_build(&layout, segments, KEXEC_SEGMENT_MAX + 1,
					   &limits, &why));
	KUNIT_EXPECT_EQ(test, why.reason, KEXEC_REFUSED_SEGMENT_COUNT);
}

/* A model that marks pages one by one: slow, but hard to get wrong. */

#define MODEL_PAGES	24

struct layout_model {
	u8 owner[MODEL_PAGES + 1];
	bool overlap;
	unsigned long pages;
};

static void layout_model_add(struct layout_model *model,
			     const struct kexec_segment *segment, u8 owner)
{
	for (unsigned long i = 0; i < segment->memsz / P; i++) {
		u8 *page = &model->owner[segment->mem / P + i];

		model->overlap |= *page;
		*page = owner;
		model->pages++;
	}
}

static void layout_compare(struct kunit *test, const struct layout_model *model,
			   const struct kexec_layout *layout)
{
	KUNIT_ASSERT_EQ(test, layout->pages, model->pages);
	for (unsigned int i = 1; i < layout->nr; i++)
		KUNIT_ASSERT_LE(test, layout->piece[i - 1].dst.end,
				layout->piece[i].dst.start);
	for (u64 page = 0; page < MODEL_PAGES; page++) {
		const struct kexec_range one = { page * P, (page + 1) * P };
		struct kexec_range obstacle;
		unsigned int i = kexec_layout_find(layout, one.start);
		bool in = kexec_layout_uses(layout, &one, &obstacle);

		KUNIT_ASSERT_EQ(test, in, !!model->owner[page]);
		if (in)
			KUNIT_ASSERT_EQ(test, layout->piece[i].segment + 1,
					model->owner[page]);
	}
}

static void layout_matches_model(struct kunit *test)
{
	const struct kexec_limits limits = { .last = LAST };
	unsigned int refused = 0;
	struct rnd_state rnd;

	prandom_seed_state(&rnd, 6012);
	for (int round = 0; round < ROUNDS; round++) {
		struct kexec_segment segments[KEXEC_SEGMENT_MAX];
		struct kexec_refusal why = KEXEC_REFUSAL_INIT;
		unsigned long nr = prandom_u32_state(&rnd) % 8;
		struct layout_model model = {};
		static struct kexec_layout layout;
		int ret;

		for (unsigned long i = 0; i < nr; i++) {
			segments[i] = (struct kexec_segment)
				SEG(prandom_u32_state(&rnd) % (MODEL_PAGES - 4) * P,
				    prandom_u32_state(&rnd) % 5 * P, 0);
			layout_model_add(&model, &segments[i], i + 1);
		}
		ret = kexec_layout_build(&layout, segments, nr, &limits, &why);
		KUNIT_ASSERT_EQ(test, ret, model.overlap ? -EINVAL : 0);
		refused += !!ret;
		if (!ret)
			layout_compare(test, &model, &layout);
	}
	/* Neither outcome is rare, or the test would say little. */
	KUNIT_EXPECT_GT(test, refused, ROUNDS / 10);
	KUNIT_EXPECT_LT(test, refused, ROUNDS - ROUNDS / 10);
}

static void reason_texts(struct kunit *test)
{
	for (int i = 0; i < KEXEC_REASON_COUNT; i++) {
		struct kexec_refusal a = { .reason = i };

		KUNIT_ASSERT_NOT_NULL(test, kexec_refusal_text(&a));
		for (int k = 0; k < i; k++) {
			struct kexec_refusal b = { .reason = k };

			KUNIT_EXPECT_STRNEQ(test, kexec_refusal_text(&a),
					    kexec_refusal_text(&b));
		}
	}
}

static void reason_first_one_stays(struct kunit *test)
{
	struct kexec_refusal why = KEXEC_REFUSAL_INIT;

	KUNIT_EXPECT_EQ(test, -EINVAL, kexec_refuse(&why, KEXEC_REFUSED_FLAGS, 1));
	KUNIT_EXPECT_EQ(test, -EINVAL, kexec_refuse(&why, KEXEC_REFUSED_NO_MEMORY, 0));
	KUNIT_EXPECT_EQ(test, why.reason, KEXEC_REFUSED_FLAGS);
	KUNIT_EXPECT_EQ(test, why.error, -EINVAL);
}

#define SEARCH_END	24

struct search_model {
	struct kexec_range taken[3];
};

static bool search_obstacle(const struct kexec_range *candidate, struct kexec_range *obstacle,
			    const void *data)
{
	const struct search_model *model = data;

	return kexec_range_meets(candidate, model->taken, ARRAY_SIZE(model->taken), obstacle);
}

/* Try every address. */
static bool search_naively(const struct kexec_search *search, const struct kexec_range *within,
			   u64 *found)
{
	bool any = false;

	for (u64 start = within->start; start + search->size <= within->end; start++) {
		const struct kexec_range candidate = { start, start + search->size };
		struct kexec_range obstacle;

		if (start % search->align ||
		    search->obstacle(&candidate, &obstacle, search->data))
			continue;
		*found = start;
		any = true;
		if (!search->top_down)
			break;
	}
	return any;
}

static void range_search_matches_model(struct kunit *test)
{
	struct rnd_state rnd;

	prandom_seed_state(&rnd, 6012);
	for (int round = 0; round < ROUNDS; round++) {
		struct search_model model;
		const struct kexec_search search = {
			.size = 1 + prandom_u32_state(&rnd) % 8,
			.align = 1 << prandom_u32_state(&rnd) % 4,
			.top_down = round % 2,
			.obstacle = search_obstacle,
			.data = &model,
		};
		struct kexec_range within;
		u64 found = 0, expected = 0;
		bool any;

		within.start = prandom_u32_state(&rnd) % SEARCH_END;
		within.end = prandom_u32_state(&rnd) % SEARCH_END;
		for (int i = 0; i < ARRAY_SIZE(model.taken); i++) {
			model.taken[i].start = prandom_u32_state(&rnd) % SEARCH_END;
			model.taken[i].end = model.taken[i].start + prandom_u32_state(&rnd) % 5;
		}
		any = search_naively(&search, &within, &expected);
		KUNIT_ASSERT_EQ(test, any, kexec_range_search(&search, &within, &found));
		KUNIT_ASSERT_EQ(test, expected, found);
	}
}

/* Nothing overflows at either end of the addresses. */
static void range_search_at_the_ends(struct kunit *test)
{
	struct search_model model = { .taken = { { U64_MAX - 8, U64_MAX }, { 0, 8 } } };
	struct kexec_search search = {
		.size = SZ_4K, .align = SZ_4K, .obstacle = search_obstacle, .data = &model,
	};
	const struct kexec_range top = { U64_MAX - SZ_8K, U64_MAX }, bottom = { 0, SZ_4K };
	u64 found;

	KUNIT_EXPECT_TRUE(test, kexec_range_search(&search, &top, &found));
	search.size = SZ_8K;
	KUNIT_EXPECT_FALSE(test, kexec_range_search(&search, &top, &found));
	search.size = SZ_4K;
	KUNIT_EXPECT_FALSE(test, kexec_range_search(&search, &bottom, &found));
	search.top_down = true;
	KUNIT_EXPECT_FALSE(test, kexec_range_search(&search, &bottom, &found));
}

static struct kunit_case kexec_range_cases[] = {
	KUNIT_CASE(range_init_refuses_wrap),
	KUNIT_CASE(range_empty_meets_nothing),
	KUNIT_CASE(range_overlap_matches_model),
	KUNIT_CASE(range_search_matches_model),
	KUNIT_CASE(range_search_at_the_ends),
	{}
};

static struct kunit_suite kexec_range_suite = {
	.name = "kexec_range",
	.test_cases = kexec_range_cases,
};

/* Every second page, then what is between: as many ranges as there are */
static void layout_control_grows(struct kunit *test)
{
	static struct kexec_layout layout;
	const u64 pages = 1000;

	layout = (struct kexec_layout){};
	for (u64 page = 0; page < pages; page += 2) {
		const struct kexec_range range = { page * P, (page + 1) * P };

		KUNIT_ASSERT_EQ(test, 0, kexec_layout_add_control(&layout, &range));
	}
	KUNIT_EXPECT_EQ(test, layout.nr_control, pages / 2);
	for (u64 page = 0; page < pages + 2; page++) {
		const struct kexec_range range = { page * P, (page + 1) * P };

		KUNIT_EXPECT_EQ(test, page < pages && page % 2 == 0,
				kexec_layout_holds(&layout, &range, NULL));
	}
	for (u64 page = pages - 1; page < pages + 1; page++) {
		const struct kexec_range range = { page * P, (page + 1) * P };

		KUNIT_ASSERT_EQ(test, 0, kexec_layout_add_control(&layout, &range));
	}
	KUNIT_EXPECT_EQ(test, layout.nr_control, pages / 2);
	kexec_layout_free(&layout);
}

static struct kunit_case kexec_layout_cases[] = {
	KUNIT_CASE_PARAM(layout_rules, layout_case_gen_params),
	KUNIT_CASE(layout_wrap),
	KUNIT_CASE(layout_segment_max),
	KUNIT_CASE(layout_matches_model),
	KUNIT_CASE(layout_control_grows),
	KUNIT_CASE(reason_texts),
	KUNIT_CASE(reason_first_one_stays),
	{}
};

static struct kunit_suite kexec_layout_suite = {
	.name = "kexec_layout",
	.test_cases = kexec_layout_cases,
};

kunit_test_suites(&kexec_range_suite, &kexec_layout_suite);
