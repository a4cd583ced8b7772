// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests of assign.c. Memory is a string, a character a page.
 */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/prandom.h>

#include "../assign.h"
#include "killed.h"

#define P		PAGE_SIZE
#define MODEL_PAGES	48
#define ROUNDS		20000

/*
 * In a layout, 'x' is a destination. In memory, 'x' is an empty frame, '.' is
 * memory that is not ours, and a letter from 'A' on is a frame that holds that
 * page of the layout.
 */
struct assign_model {
	char layout[MODEL_PAGES + 1];
	char memory[MODEL_PAGES + 1];
};

static struct assign_model *assign_memory;

static void assign_copy(u64 to, u64 from)
{
	assign_memory->memory[to / P] = assign_memory->memory[from / P];
	assign_memory->memory[from / P] = 'x';
}

static void parse_layout(const char *map, struct kexec_layout *layout)
{
	struct kexec_piece *piece = layout->piece - 1;

	*layout = (struct kexec_layout){};
	for (u64 i = 0; map[i]; i++) {
		if (map[i] != 'x')
			continue;
		if (!i || map[i - 1] != 'x') {
			*++piece = (struct kexec_piece){ { i * P, i * P }, layout->nr,
							 layout->pages };
			layout->nr++;
		}
		piece->dst.end += P;
		layout->pages++;
	}
}

/* What the core does: first what holds data, then the empty frames. */
static int make_assignment(struct kexec_assign *assign, struct assign_model *model)
{
	char before[MODEL_PAGES + 1];

	strscpy(before, model->memory);
	assign_memory = model;
	assign->copy = assign_copy;
	if (kexec_assign_begin(assign))
		return -EINTR;
	for (u64 i = 0; before[i]; i++)
		if (before[i] >= 'A' && before[i] < 'x')
			kexec_assign_preloaded(assign, before[i] - 'A', i * P);
	for (u64 i = 0, len; before[i]; i += max(len, 1ULL)) {
		struct kexec_range block;

		len = strspn(before + i, "x");
		kexec_range_init(&block, i * P, len * P);
		if (len)
			kexec_assign_give(assign, &block);
	}
	return kexec_assign_finish(assign);
}

struct assign_case {
	const char *name;
	const char *layout;
	const char *memory;
	/* "dst<src+len", in pages, blank between */
	const char *assign;
	/* where the data is afterwards; NULL where there was none */
	const char *after;
};

static const struct assign_case assign_cases[] = {
	{ "nothing", "", "", "", NULL },
	{ "in place", ".xx.", ".xx.", "1<1+2", NULL },
	{ "all elsewhere", "xx..", "..xx", "0<2+2", NULL },
	{ "first half in place", "xx..", "x..x", "0<0+1 1<3+1", NULL },
	{ "second half in place", "xx..", ".x.x", "0<3+1 1<1+1", NULL },
	{ "middle in place", "xxx...", ".x.xx.", "0<3+1 1<1+1 2<4+1", NULL },
	{ "source from two frames", "xxx......", "...x.xx..", "0<3+1 1<5+2", NULL },
	{ "frame over both ends", ".xx....", "xxxx...", "1<1+2", NULL },
	{ "frame over two pieces", "x.x....", "xxx....", "0<0+1 2<2+1", NULL },
	{ "spare between two pieces", "x.x.", ".xx.", "0<1+1 2<2+1", NULL },
	{ "spare before the pieces", ".xx.", "xx..", "1<1+1 2<0+1", NULL },
	{ "sources in order", "x.x.x....", "......xxx", "0<6+1 2<7+1 4<8+1", NULL },
	{ "frames left over", "x...", ".xxx", "0<3+1", NULL },
	{ "preloaded in place", ".xx.", "xAB.", "1<1+2", "xAB." },
	{ "preloaded elsewhere stays there", "xx...", "..ABx", "0<2+2", "..ABx" },
	{ "held, and its place is got", "xx...", "x.AB.", "0<0+1 1<3+1", "A.xB." },
	{ "preloaded in another's place", ".xx..", ".B.xx", "1<1+1 2<4+1", ".x.xB" },
	{ "preloaded in each other's", ".xx..", ".BAx.", "1<1+2", ".ABx." },
	{ "a ring of three", ".xxx.", ".CABx", "1<1+3", ".ABCx" },
	{ "a chain", ".xxx..", "..ABxC", "1<4+1 2<2+2", "..BCAx" },
	{ "half preloaded, half empty", "xxxx.....", "....ABxxx", "0<4+2 2<7+2", "....ABxxx" },
};

static void assign_case_desc(const struct assign_case *c, char *desc)
{
	strscpy(desc, c->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(assign_case, assign_cases, assign_case_desc);

static void assign_print(const struct kexec_extent *extents, unsigned int nr,
			 char *out, size_t size)
{
	size_t used = 0;

	out[0] = '\0';
	for (unsigned int i = 0; i < nr; i++)
		used += scnprintf(out + used, size - used, "%s%llu<%llu+%llu",
				  i ? " " : "", (u64)extents[i].dst / P,
				  (u64)extents[i].src / P, (u64)extents[i].len / P);
}

static void assign_alloc(struct kunit *test, struct kexec_assign *assign,
			 const struct kexec_layout *layout)
{
	assign->layout = layout;
	assign->frame = kunit_kcalloc(test, MODEL_PAGES, sizeof(u64), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, assign->frame);
	assign->spare = kunit_kcalloc(test, MODEL_PAGES, sizeof(u64), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, assign->spare);
}

static void assign_table(struct kunit *test)
{
	const struct assign_case *c = test->param_value;
	struct kexec_extent extents[8];
	static struct kexec_layout layout;
	struct assign_model model;
	struct kexec_assign assign;
	unsigned int nr;
	char text[128];

	parse_layout(c->layout, &layout);
	strscpy(model.memory, c->memory);
	assign_alloc(test, &assign, &layout);
	KUNIT_ASSERT_EQ(test, 0, make_assignment(&assign, &model));
	nr = kexec_assign_extents(&assign, NULL, 0);
	KUNIT_ASSERT_LE(test, nr, ARRAY_SIZE(extents));
	KUNIT_EXPECT_EQ(test, nr, kexec_assign_extents(&assign, extents, nr));
	assign_print(extents, nr, text, sizeof(text));
	KUNIT_EXPECT_STREQ(test, text, c->assign);
	if (c->after)
		KUNIT_EXPECT_STREQ(test, model.memory, c->after);
}

/* Pieces, frames and data at random: is each promise of assign.h kept? */

static void model_random_layout(struct assign_model *model, struct rnd_state *rnd)
{
	u32 density = prandom_u32_state(rnd) % 7 + 1;

	memset(model, 0, sizeof(*model));
	for (int i = 0; i < MODEL_PAGES; i++) {
		bool run = i && prandom_u32_state(rnd) % 4;
		bool in = prandom_u32_state(rnd) % 8 < density;

		model->layout[i] = run ? model->layout[i - 1] : in ? 'x' : '.';
		if (i >= MODEL_PAGES / 2)
			model->layout[i] = '.';
	}
}

static void model_random_memory(struct assign_model *model, int pages,
				struct rnd_state *rnd)
{
	u32 share = prandom_u32_state(rnd) % 5;
	int need = pages;

	memset(model->memory, '.', MODEL_PAGES);
	for (int page = 0; page < pages; page++) {
		int at = prandom_u32_state(rnd) % MODEL_PAGES;

		if (prandom_u32_state(rnd) % 4 >= share || model->memory[at] != '.')
			continue;
		model->memory[at] = 'A' + page;
		/* One frame more than pages. */
		if (need == pages)
			need++;
		need--;
	}
	/* Just so many empty ones as there have to be, or some more. */
	need += prandom_u32_state(rnd) % 2 * 3;
	for (int at = prandom_u32_state(rnd) % MODEL_PAGES; need > 0 &&
	     strchr(model->memory, '.'); at = (at + 7) % MODEL_PAGES) {
		if (model->memory[at] != '.')
			continue;
		model->memory[at] = 'x';
		need--;
	}
}

static void model_check(struct kunit *test, const struct assign_model *before,
			const struct assign_model *after, const struct kexec_assign *assign)
{
	char used[MODEL_PAGES] = {};
	int page = 0;

	for (int dst = 0; dst < MODEL_PAGES; dst++) {
		int at;

		if (before->layout[dst] != 'x')
			continue;
		KUNIT_ASSERT_NE(test, assign->frame[page], KEXEC_NO_FRAME);
		at = assign->frame[page] / P;
		/* It is one of our frames, and nobody else's. */
		KUNIT_ASSERT_NE(test, before->memory[at], '.');
		KUNIT_ASSERT_EQ(test, used[at]++, 0);
		/* In place, or in no destination; in place if we have that frame. */
		if (at != dst) {
			KUNIT_ASSERT_EQ(test, before->layout[at], '.');
			KUNIT_ASSERT_EQ(test, before->memory[dst], '.');
		}
		/* Data that was there is there. */
		if (strchr(before->memory, 'A' + page))
			KUNIT_ASSERT_EQ(test, after->memory[at], 'A' + page);
		page++;
	}
}

static void assign_keeps_promises(struct kunit *test)
{
	struct assign_model before, after;
	static struct kexec_layout layout;
	struct kexec_assign assign;
	struct rnd_state rnd;

	assign_alloc(test, &assign, &layout);
	prandom_seed_state(&rnd, 117);
	for (int round = 0; round < ROUNDS; round++) {
		model_random_layout(&before, &rnd);
		parse_layout(before.layout, &layout);
		model_random_memory(&before, layout.pages, &rnd);
		after = before;
		KUNIT_ASSERT_EQ(test, 0, make_assignment(&assign, &after));
		model_check(test, &before, &after, &assign);
	}
}

/* Once the process is killed, no page is looked at any more. */
static void assign_ends_when_killed(struct kunit *test)
{
	static struct kexec_layout layout;
	struct kexec_extent extents[8];
	struct kexec_assign assign;
	struct assign_model model = { .memory = ".....xxxxxx" };

	parse_layout("xxxxx......", &layout);
	assign_alloc(test, &assign, &layout);
	set_killed(true);
	KUNIT_EXPECT_EQ(test, -EINTR, make_assignment(&assign, &model));
	set_killed(false);
	KUNIT_EXPECT_EQ(test, 0, assign.frame[0]);

	KUNIT_ASSERT_EQ(test, 0, kexec_assign_begin(&assign));
	kexec_assign_give(&assign, &(struct kexec_range){ 5 * P, 11 * P });
	KUNIT_ASSERT_EQ(test, 5, assign.missing);
	set_killed(true);
	KUNIT_EXPECT_EQ(test, -EINTR, kexec_assign_finish(&assign));
	set_killed(false);

	KUNIT_ASSERT_EQ(test, 0, kexec_assign_finish(&assign));
	set_killed(true);
	KUNIT_EXPECT_EQ(test, 0, kexec_assign_extents(&assign, extents, ARRAY_SIZE(extents)));
	set_killed(false);
	KUNIT_EXPECT_EQ(test, 1, kexec_assign_extents(&assign, extents, ARRAY_SIZE(extents)));
}

static struct kunit_case kexec_assign_cases[] = {
	KUNIT_CASE_PARAM(assign_table, assign_case_gen_params),
	KUNIT_CASE_SLOW(assign_keeps_promises),
	KUNIT_CASE(assign_ends_when_killed),
	{}
};

static struct kunit_suite kexec_assign_suite = {
	.name = "kexec_assign",
	.test_cases = kexec_assign_cases,
};

kunit_test_suite(kexec_assign_suite);
