/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An armed crash kernel stays armed: whatever a load of another one fails at, the
 * former is loaded and each byte of it is where it was. The programs that include
 * this say, by variants of the fixture armed, what the load fails at.
 */
#ifndef KEXEC_TEST_ARMED_H
#define KEXEC_TEST_ARMED_H

#include "crash.h"
#include "file_load.h"

#define BIG	(8 * KX_MIB)

/* A region of this size is much more than what can be had when memory is short. */
#define KXC_ENOUGH	(64 * KX_MIB)

static unsigned char *big;

struct armed {
	struct kx_range region;
	unsigned char *map;
	uint64_t *scrubbed, *before, *after;	/* sums of pages */
	struct kx_segment s[3];			/* of the next image; [1] is the large one */
	struct kxf_call call;			/* the same by file */
	int other;
};

static unsigned long pages(const struct armed *a)
{
	return kxc_bytes(a->region) / KX_PAGE;
}

/* The former image: pages at both ends of the region, and a tail of zeros. */
static int arm_segments(struct armed *a)
{
	const struct kx_segment s[3] = {
		{ big + 5, KX_PAGE, a->region.start + 4 * KX_MIB, KX_PAGE },
		{ big + 77, KX_MIB + 3, a->region.start + 5 * KX_MIB, 2 * KX_MIB },
		{ big + 99, 17, a->region.end - KX_PAGE, KX_PAGE },
	};

	return kx_load(3, s, KX_ON_CRASH);
}

static int arm_file(struct armed *a)
{
	return kxf_load(&a->call);
}

/* Where it is, and what it is, shows by what its load has changed. */
static int arm(struct armed *a, int (*load)(struct armed *a))
{
	int err;

	kxc_scrub(a->map, kxc_bytes(a->region));
	kxc_sum_pages(a->map, kxc_bytes(a->region), a->scrubbed);
	err = load(a);
	kxc_sum_pages(a->map, kxc_bytes(a->region), a->before);
	return err;
}

/* Pages of the region that changed; those of the former image only, if @own. */
static unsigned long changed(struct armed *a, bool own)
{
	unsigned long i, nr = 0;

	kxc_sum_pages(a->map, kxc_bytes(a->region), a->after);
	for (i = 0; i < pages(a); i++)
		if (a->after[i] != a->before[i] &&
		    !(own && a->before[i] == a->scrubbed[i]))
			nr++;
	return nr;
}

static unsigned long written_by_arming(const struct armed *a)
{
	unsigned long i, nr = 0;

	for (i = 0; i < pages(a); i++)
		nr += a->before[i] != a->scrubbed[i];
	return nr;
}

static inline int load(struct armed *a)
{
	return kx_load(3, a->s, KX_ON_CRASH);
}

FIXTURE(armed)
{
	struct armed a;
	int err;
};

FIXTURE_VARIANT(armed)
{
	int (*fail)(struct armed *a);
	int err;
	bool beside;		/* it may have written beside the former image */
	bool only_armed;	/* with nothing armed it succeeds; wants KXC_ENOUGH */
};

static void prepare(struct armed *a)
{
	a->scrubbed = calloc(pages(a), sizeof(*a->scrubbed));
	a->before = calloc(pages(a), sizeof(*a->before));
	a->after = calloc(pages(a), sizeof(*a->after));
	a->call = kxf_good_call();
	a->call.flags = KXF_ON_CRASH;
	a->other = -1;
	big = mmap(NULL, BIG + KX_PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
		   -1, 0);
	kxc_fill(big, BIG + KX_PAGE, 7);
	a->s[0] = (struct kx_segment){ big + KX_PAGE, KX_PAGE, a->region.start + 4 * KX_MIB,
				       KX_PAGE };
	a->s[1] = (struct kx_segment){ big, BIG, a->region.start + 5 * KX_MIB, BIG + KX_MIB };
	a->s[2] = (struct kx_segment){ big, 100, a->region.end - 3 * KX_PAGE, 3 * KX_PAGE };
}

static void clean_up(struct armed *a)
{
	close(a->other);
	kxf_close(&a->call);
	free(a->scrubbed);
	free(a->before);
	free(a->after);
}

FIXTURE_SETUP(armed)
{
	const char *missing = kxc_open(&self->a.region, &self->a.map);

	if (missing)
		SKIP(return, "%s", missing);
	if (variant->only_armed && kxc_bytes(self->a.region) < KXC_ENOUGH)
		SKIP(return, "makes memory short: boot with crashkernel=64M");
	ASSERT_TRUE(kxc_clear());
	prepare(&self->a);
}

FIXTURE_TEARDOWN(armed)
{
	EXPECT_TRUE(kxc_clear());
	clean_up(&self->a);
}

#define EXPECT_STAYS(former)							\
do {										\
	struct armed *__a = &self->a;						\
										\
	ASSERT_EQ(0, arm(__a, former));						\
	EXPECT_LT(3UL, written_by_arming(__a));					\
	EXPECT_EQ(variant->err, variant->fail(__a));				\
	EXPECT_EQ(1, kxc_loaded());						\
	EXPECT_EQ(0UL, changed(__a, variant->beside));				\
	EXPECT_NE(0, kxc_protected(__a->region));				\
} while (0)

TEST_F(armed, segments_stay)
{
	EXPECT_STAYS(arm_segments);
}

TEST_F(armed, file_stays)
{
	EXPECT_STAYS(arm_file);
}

/* Nor does a load that fails arm anything. */
TEST_F(armed, nothing_stays_nothing)
{
	if (variant->only_armed)
		return;
	EXPECT_EQ(variant->err, variant->fail(&self->a));
	EXPECT_EQ(0, kxc_loaded());
}

/* After it, a good one is loaded and whole. */
TEST_F(armed, next_load_is_good)
{
	struct kx_segment s[3];

	memcpy(s, self->a.s, sizeof(s));
	ASSERT_EQ(0, arm(&self->a, arm_segments));
	variant->fail(&self->a);
	ASSERT_EQ(0, kx_load(3, s, KX_ON_CRASH));
	for (int i = 0; i < 3; i++)
		EXPECT_TRUE(kxc_holds(self->a.map, self->a.region, &s[i]));
	EXPECT_NE(0, kxc_protected(self->a.region));
}

#endif /* KEXEC_TEST_ARMED_H */
