// SPDX-License-Identifier: GPL-2.0
/*
 * kexec_load(2), the segments' numbers: alignment, range, bufsz against memsz,
 * overlap, count, the bound on their sum.
 */
#include "common.h"

static char page[KX_PAGE];

/* In pages; @at counts from the first page of the destination. */
struct piece {
	unsigned int at, len;
};

static struct kx_segment segment_of(unsigned long dest, struct piece piece)
{
	return (struct kx_segment){
		.buf = page,
		.bufsz = piece.len ? 1 : 0,
		.mem = dest + piece.at * KX_PAGE,
		.memsz = piece.len * KX_PAGE,
	};
}

FIXTURE(segments)
{
	unsigned long dest;
	struct kx_segment s[KX_SEGMENT_MAX + 1];
};

/* 17 good segments of a page each, a page apart. */
FIXTURE_SETUP(segments)
{
	unsigned int i;

	self->dest = kx_destination();
	ASSERT_NE(0UL, self->dest);
	ASSERT_EQ(0, kx_unload());
	for (i = 0; i <= KX_SEGMENT_MAX; i++)
		self->s[i] = segment_of(self->dest, (struct piece){ 2 * i, 1 });
}

FIXTURE_TEARDOWN(segments)
{
	EXPECT_EQ(0, kx_unload());
}

TEST_F(segments, one)
{
	EXPECT_EQ(0, kx_load(1, self->s, 0));
	EXPECT_EQ(1, kx_loaded());
}

TEST_F(segments, sixteen)
{
	EXPECT_EQ(0, kx_load(KX_SEGMENT_MAX, self->s, 0));
	EXPECT_EQ(1, kx_loaded());
}

TEST_F(segments, seventeen)
{
	EXPECT_REFUSED(kx_try(KX_SEGMENT_MAX + 1, self->s, 0), EINVAL,
		       KX_NO_SEGMENT, "segments");
	EXPECT_EQ(0, kx_loaded());
}

#if __SIZEOF_LONG__ == 8
/* Counts that look small, or like an unload, when cut to 32 bits. */
TEST_F(segments, count_is_not_truncated)
{
	EXPECT_EQ(EINVAL, kx_load((1UL << 32) + 1, self->s, 0));
	EXPECT_EQ(EINVAL, kx_load(~0UL, self->s, 0));
	ASSERT_EQ(0, kx_load(1, self->s, 0));
	EXPECT_EQ(EINVAL, kx_load(1UL << 32, self->s, 0));
	EXPECT_EQ(1, kx_loaded());
}
#endif

/* The count is found before the array is read. */
TEST_F(segments, count_before_array)
{
	EXPECT_EQ(EINVAL, kx_load_raw(KX_SEGMENT_MAX + 1, (void *)8, 0));
}

TEST_F(segments, mem_not_aligned)
{
	const unsigned long offsets[] = { 1, 8, 0x800, 0xfff };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(offsets); i++) {
		self->s[1].mem = self->dest + 2 * KX_PAGE + offsets[i];
		EXPECT_REFUSED(kx_try(3, self->s, 0), EADDRNOTAVAIL, 1, "aligned");
	}
	EXPECT_EQ(0, kx_loaded());
}

TEST_F(segments, memsz_not_aligned)
{
	const unsigned long sizes[] = { 1, 8, KX_PAGE - 1, KX_PAGE + 1 };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		self->s[2].memsz = sizes[i];
		EXPECT_REFUSED(kx_try(3, self->s, 0), EADDRNOTAVAIL, 2, "aligned");
	}
	EXPECT_EQ(0, kx_loaded());
}

/* bufsz, unlike memsz, need not be a multiple of anything. */
TEST_F(segments, bufsz_of_any_size)
{
	self->s[0].bufsz = 1;
	self->s[1].bufsz = KX_PAGE - 1;
	self->s[2].bufsz = KX_PAGE;
	EXPECT_EQ(0, kx_load(3, self->s, 0));
}

TEST_F(segments, bufsz_above_memsz)
{
	const size_t sizes[] = {
		KX_PAGE + 1, 2 * KX_PAGE, KX_TOP_BIT, ~0UL,
#if __SIZEOF_LONG__ == 8
		1UL << 32,
#endif
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		self->s[1].bufsz = sizes[i];
		EXPECT_REFUSED(kx_try(3, self->s, 0), EINVAL, 1, "bufsz");
	}
	EXPECT_EQ(0, kx_loaded());
}

/* The sanity checks on segments come before any copying. */
TEST_F(segments, checks_before_copying)
{
	self->s[0].buf = (void *)8;
	self->s[2].mem += 1;
	EXPECT_REFUSED(kx_try(3, self->s, 0), EADDRNOTAVAIL, 2, "aligned");
	self->s[2].mem -= 1;
	self->s[2].bufsz = KX_PAGE + 1;
	EXPECT_REFUSED(kx_try(3, self->s, 0), EINVAL, 2, "bufsz");
}

/* Callers tell an address that cannot be had from a request that is wrong. */
TEST_F(segments, addresses_before_sizes)
{
	self->s[0].bufsz = KX_PAGE + 1;
	self->s[2].mem += 1;
	EXPECT_REFUSED(kx_try(3, self->s, 0), EADDRNOTAVAIL, 2, "aligned");
}

/* Of 32 bits, no address wraps and none is too high. */
#if __SIZEOF_LONG__ == 8
FIXTURE(range)
{
	unsigned long dest;
};

FIXTURE_VARIANT(range)
{
	unsigned long mem, memsz;
};

FIXTURE_VARIANT_ADD(range, wraps_by_a_page) { -KX_PAGE, 2 * KX_PAGE };
FIXTURE_VARIANT_ADD(range, wraps_to_itself) { KX_PAGE, -KX_PAGE };
FIXTURE_VARIANT_ADD(range, wraps_by_half) { 1UL << 63, (1UL << 63) + KX_PAGE };
FIXTURE_VARIANT_ADD(range, ends_at_the_wrap) { -KX_PAGE, KX_PAGE };
FIXTURE_VARIANT_ADD(range, largest_size) { 0, -KX_PAGE };
FIXTURE_VARIANT_ADD(range, sign_bit) { 1UL << 63, KX_PAGE };
FIXTURE_VARIANT_ADD(range, above_52_bits) { 1UL << 52, KX_PAGE };
FIXTURE_VARIANT_ADD(range, across_52_bits) { (1UL << 52) - KX_PAGE, 2 * KX_PAGE };

FIXTURE_SETUP(range)
{
	self->dest = kx_destination();
	ASSERT_NE(0UL, self->dest);
	ASSERT_EQ(0, kx_unload());
}

FIXTURE_TEARDOWN(range)
{
	EXPECT_EQ(0, kx_unload());
}

/* No CPU reaches more than 52 bits of physical address. */
TEST_F(range, refused)
{
	struct kx_segment s[2] = {
		segment_of(self->dest, (struct piece){ 0, 1 }),
		{ page, 1, variant->mem, variant->memsz },
	};
	struct kx_refusal refusal = kx_try(2, s, 0);

	EXPECT_EQ(EADDRNOTAVAIL, refusal.err);
	EXPECT_EQ(1U, refusal.lines);
	EXPECT_TRUE(kx_reason_names(&refusal, 1, "")) {
		TH_LOG("the reason does not name segment 1: '%s'", refusal.text);
	}
	EXPECT_EQ(0, kx_loaded());
}
#endif

FIXTURE(overlap)
{
	unsigned long dest;
};

FIXTURE_VARIANT(overlap)
{
	struct piece a, b;
	bool good;
};

FIXTURE_VARIANT_ADD(overlap, identical_page) { { 8, 1 }, { 8, 1 }, false };
FIXTURE_VARIANT_ADD(overlap, identical) { { 8, 4 }, { 8, 4 }, false };
FIXTURE_VARIANT_ADD(overlap, nested) { { 8, 8 }, { 10, 2 }, false };
FIXTURE_VARIANT_ADD(overlap, nested_reverse) { { 10, 2 }, { 8, 8 }, false };
FIXTURE_VARIANT_ADD(overlap, nested_at_start) { { 8, 8 }, { 8, 1 }, false };
FIXTURE_VARIANT_ADD(overlap, nested_at_end) { { 8, 8 }, { 15, 1 }, false };
FIXTURE_VARIANT_ADD(overlap, nested_at_end_reverse) { { 15, 1 }, { 8, 8 }, false };
FIXTURE_VARIANT_ADD(overlap, partial) { { 8, 4 }, { 10, 4 }, false };
FIXTURE_VARIANT_ADD(overlap, partial_descending) { { 10, 4 }, { 8, 4 }, false };
FIXTURE_VARIANT_ADD(overlap, one_page) { { 8, 4 }, { 11, 4 }, false };
FIXTURE_VARIANT_ADD(overlap, one_page_descending) { { 11, 4 }, { 8, 4 }, false };
FIXTURE_VARIANT_ADD(overlap, adjacent) { { 8, 4 }, { 12, 4 }, true };
FIXTURE_VARIANT_ADD(overlap, adjacent_descending) { { 12, 4 }, { 8, 4 }, true };
FIXTURE_VARIANT_ADD(overlap, apart) { { 8, 1 }, { 100, 1 }, true };
FIXTURE_VARIANT_ADD(overlap, apart_descending) { { 100, 1 }, { 8, 1 }, true };

FIXTURE_SETUP(overlap)
{
	self->dest = kx_destination();
	ASSERT_NE(0UL, self->dest);
	ASSERT_EQ(0, kx_unload());
}

FIXTURE_TEARDOWN(overlap)
{
	EXPECT_EQ(0, kx_unload());
}

/* Put the pair at @i and @j of @nr segments that else stand well apart. */
static struct kx_refusal try_pair(unsigned long dest, struct piece a,
				  struct piece b, unsigned int i,
				  unsigned int j, unsigned int nr)
{
	struct kx_segment s[KX_SEGMENT_MAX];
	unsigned int k;

	for (k = 0; k < nr; k++)
		s[k] = segment_of(dest, (struct piece){ 200 + 2 * k, 1 });
	s[i] = segment_of(dest, a);
	s[j] = segment_of(dest, b);
	return kx_try(nr, s, 0);
}

#define CHECK_PAIR(first, second, nr)						\
do {										\
	int __i = (first), __j = (second);					\
	struct kx_refusal __r = try_pair(self->dest, variant->a, variant->b,	\
					 __i, __j, nr);				\
										\
	EXPECT_EQ(variant->good ? 0 : EINVAL, __r.err);				\
	EXPECT_EQ(variant->good ? 0U : 1U, __r.lines);				\
	EXPECT_EQ(variant->good ? 1 : 0, kx_loaded());				\
	EXPECT_TRUE(variant->good || kx_reason_names(&__r, __i, "overlap") ||	\
		    kx_reason_names(&__r, __j, "overlap")) {			\
		TH_LOG("the reason names neither segment: '%s'", __r.text);	\
	}									\
} while (0)

TEST_F(overlap, pair)
{
	CHECK_PAIR(0, 1, 2);
}

TEST_F(overlap, neighbours_of_three)
{
	CHECK_PAIR(1, 2, 3);
}

TEST_F(overlap, first_and_last_of_sixteen)
{
	CHECK_PAIR(0, 15, 16);
}

TEST_F(overlap, last_and_first_of_sixteen)
{
	CHECK_PAIR(15, 0, 16);
}

FIXTURE(bound)
{
	unsigned long dest, total;
};

/* An image may take all memory that is available, less a reserve. */
FIXTURE_SETUP(bound)
{
	self->dest = kx_destination();
	self->total = (kx_meminfo("MemTotal") + kx_meminfo("SwapTotal")) & -KX_PAGE;
	ASSERT_NE(0UL, self->dest);
	ASSERT_NE(0UL, self->total);
	ASSERT_EQ(0, kx_unload());
}

FIXTURE_TEARDOWN(bound)
{
	EXPECT_EQ(0, kx_unload());
}

/* The refusal has both figures: what was wanted, and what could have been had. */
TEST_F(bound, one_segment_above)
{
	struct kx_segment s[2] = {
		segment_of(self->dest, (struct piece){ 0, 1 }),
		{ page, 1, self->dest + KX_PAGE, self->total },
	};
	char wanted[80];

	snprintf(wanted, sizeof(wanted), "too little memory for the image: %lu bytes wanted, ",
		 self->total + KX_PAGE);
	EXPECT_REFUSED(kx_try(2, s, 0), ENOMEM, KX_NO_SEGMENT, wanted);
	EXPECT_EQ(0, kx_loaded());
}

TEST_F(bound, sum_above)
{
	unsigned long each = self->total / 2 / KX_PAGE * KX_PAGE + KX_PAGE;
	struct kx_segment s[2] = {
		{ page, 1, self->dest, each },
		{ page, 1, self->dest + each, each },
	};

	EXPECT_REFUSED(kx_try(2, s, 0), ENOMEM, KX_NO_SEGMENT, "too little memory");
	EXPECT_EQ(0, kx_loaded());
}

TEST_F(bound, sixteen_above)
{
	unsigned long each = self->total / 16 / KX_PAGE * KX_PAGE + KX_PAGE;
	struct kx_segment s[KX_SEGMENT_MAX];
	unsigned int i;

	for (i = 0; i < KX_SEGMENT_MAX; i++)
		s[i] = (struct kx_segment){ page, 1, self->dest + i * each, each };
	EXPECT_REFUSED(kx_try(KX_SEGMENT_MAX, s, 0), ENOMEM, KX_NO_SEGMENT, "too little memory");
	EXPECT_EQ(0, kx_loaded());
}

/* Half of memory is no bound. */
TEST_F_TIMEOUT(bound, most_of_memory_is_loaded, 120)
{
	unsigned long size = kx_meminfo("MemAvailable") / 10 * 8 & -KX_PAGE;
	struct kx_segment s = { page, 1, self->dest, size };

	if (size <= kx_meminfo("MemTotal") / 2 || size > 2048 * KX_MIB)
		SKIP(return, "needs half of memory, and takes too long with more than 2 GiB");
	EXPECT_EQ(0, kx_load(1, &s, 0));
	EXPECT_EQ(1, kx_loaded());
}

TEST_HARNESS_MAIN
