// SPDX-License-Identifier: GPL-2.0
/*
 * kexec_load(2), segments of length zero. They take part in nothing: they
 * overlap no other segment, and no memory is put aside for them.
 */
#include "common.h"

static char page[KX_PAGE];

FIXTURE(empty)
{
	unsigned long dest;
};

FIXTURE_VARIANT(empty)
{
	bool relative;		/* is @mem counted from the destination? */
	unsigned long mem;
};

FIXTURE_VARIANT_ADD(empty, first_page) { false, 0 };
FIXTURE_VARIANT_ADD(empty, odd_page) { false, 0x7000 };
FIXTURE_VARIANT_ADD(empty, top_page) { false, -KX_PAGE };
FIXTURE_VARIANT_ADD(empty, sign_bit) { false, KX_TOP_BIT };
FIXTURE_VARIANT_ADD(empty, at_the_start_of_another) { true, 0 };
FIXTURE_VARIANT_ADD(empty, inside_another) { true, KX_PAGE };
FIXTURE_VARIANT_ADD(empty, at_the_end_of_another) { true, 4 * KX_PAGE };
FIXTURE_VARIANT_ADD(empty, apart) { true, 16 * KX_PAGE };

FIXTURE_SETUP(empty)
{
	self->dest = kx_destination();
	ASSERT_NE(0UL, self->dest);
	ASSERT_EQ(0, kx_unload());
}

FIXTURE_TEARDOWN(empty)
{
	EXPECT_EQ(0, kx_unload());
}

static unsigned long address_of(unsigned long mem, bool relative,
				unsigned long dest)
{
	return relative ? dest + mem : mem;
}

TEST_F(empty, after_another)
{
	unsigned long mem = address_of(variant->mem, variant->relative, self->dest);
	struct kx_segment s[] = {
		{ page, 1, self->dest, 4 * KX_PAGE },
		{ NULL, 0, mem, 0 },
	};

	EXPECT_EQ(0, kx_load(2, s, 0));
	EXPECT_EQ(1, kx_loaded());
}

TEST_F(empty, before_another)
{
	unsigned long mem = address_of(variant->mem, variant->relative, self->dest);
	struct kx_segment s[] = {
		{ NULL, 0, mem, 0 },
		{ page, 1, self->dest, 4 * KX_PAGE },
	};

	EXPECT_EQ(0, kx_load(2, s, 0));
	EXPECT_EQ(1, kx_loaded());
}

TEST_F(empty, twice)
{
	unsigned long mem = address_of(variant->mem, variant->relative, self->dest);
	struct kx_segment s[] = {
		{ NULL, 0, mem, 0 },
		{ page, 1, self->dest, 4 * KX_PAGE },
		{ NULL, 0, mem, 0 },
	};

	EXPECT_EQ(0, kx_load(3, s, 0));
	EXPECT_EQ(1, kx_loaded());
}

/*
 * The image holds four pages, a control page or two and page tables. Were the
 * empty segment taken for one without end, all free pages would be put aside.
 */
TEST_F(empty, drains_no_memory)
{
	unsigned long mem = address_of(variant->mem, variant->relative, self->dest);
	struct kx_segment s[] = {
		{ NULL, 0, mem, 0 },
		{ page, 1, self->dest, 4 * KX_PAGE },
	};
	long before = kx_mem_free();

	ASSERT_EQ(0, kx_load(2, s, 0));
	EXPECT_GT(4 * (long)KX_MIB, before - kx_mem_free());
}

FIXTURE(empty_bad)
{
	struct kx_segment s[2];
};

FIXTURE_SETUP(empty_bad)
{
	unsigned long dest = kx_destination();

	ASSERT_NE(0UL, dest);
	ASSERT_EQ(0, kx_unload());
	self->s[0] = (struct kx_segment){ page, 1, dest, KX_PAGE };
	self->s[1] = (struct kx_segment){ NULL, 0, dest + KX_PAGE, 0 };
}

FIXTURE_TEARDOWN(empty_bad)
{
	EXPECT_EQ(0, kx_unload());
}

/* Empty or not, mem is a multiple of the page size. */
TEST_F(empty_bad, mem_not_aligned)
{
	self->s[1].mem += 1;
	EXPECT_REFUSED(kx_try(2, self->s, 0), EADDRNOTAVAIL, 1, "aligned");
}

/* No byte fits in nothing. */
TEST_F(empty_bad, bufsz_above_memsz)
{
	self->s[1].buf = page;
	self->s[1].bufsz = 1;
	EXPECT_REFUSED(kx_try(2, self->s, 0), EINVAL, 1, "bufsz");
}

/* A segment without data is all zeroes, not empty: it takes its place. */
TEST_F(empty_bad, zero_fill)
{
	self->s[1].memsz = KX_PAGE;
	EXPECT_EQ(0, kx_load(2, self->s, 0));
	EXPECT_EQ(1, kx_loaded());
	self->s[1].mem = self->s[0].mem;
	EXPECT_EQ(EINVAL, kx_load(2, self->s, 0));
}

TEST_HARNESS_MAIN
