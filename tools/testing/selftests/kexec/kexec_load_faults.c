// SPDX-License-Identifier: GPL-2.0
/*
 * kexec_load(2), memory of the caller that cannot be read: the segment array,
 * the segments' buffers.
 */
#include "common.h"

/* Above user space whatever the number of page-table levels. */
#define KERNEL_ADDRESS	((void *)0xffff800000000000UL)
#define NON_CANONICAL	((void *)0x0100000000000000UL)

static char page[KX_PAGE];

static char *map(size_t size)
{
	char *at = mmap(NULL, size, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return at == MAP_FAILED ? NULL : at;
}

FIXTURE(array)
{
	struct kx_segment s[2];
	char *two_pages;	/* the second cannot be read */
};

FIXTURE_SETUP(array)
{
	unsigned long dest = kx_destination();

	ASSERT_NE(0UL, dest);
	ASSERT_EQ(0, kx_unload());
	self->s[0] = (struct kx_segment){ page, 1, dest, KX_PAGE };
	self->s[1] = (struct kx_segment){ page, 1, dest + KX_PAGE, KX_PAGE };
	self->two_pages = map(2 * KX_PAGE);
	ASSERT_NE(NULL, self->two_pages);
	ASSERT_EQ(0, mprotect(self->two_pages + KX_PAGE, KX_PAGE, PROT_NONE));
}

FIXTURE_TEARDOWN(array)
{
	EXPECT_EQ(0, kx_unload());
}

#define EXPECT_ARRAY_FAULT(nr, at)						\
do {										\
	EXPECT_REFUSED(kx_try(nr, at, 0), EFAULT, KX_NO_SEGMENT, "segment");	\
	EXPECT_EQ(0, kx_loaded());						\
} while (0)

TEST_F(array, null)
{
	EXPECT_ARRAY_FAULT(1, NULL);
}

TEST_F(array, not_readable)
{
	EXPECT_ARRAY_FAULT(1, self->two_pages + KX_PAGE);
}

TEST_F(array, not_mapped)
{
	ASSERT_EQ(0, munmap(self->two_pages, 2 * KX_PAGE));
	EXPECT_ARRAY_FAULT(1, self->two_pages);
}

TEST_F(array, kernel_address)
{
	EXPECT_ARRAY_FAULT(1, KERNEL_ADDRESS);
}

TEST_F(array, non_canonical_address)
{
	EXPECT_ARRAY_FAULT(1, NON_CANONICAL);
}

/* The first element is whole, the second lies in the page that is not. */
TEST_F(array, second_element_not_readable)
{
	char *at = self->two_pages + KX_PAGE - sizeof(self->s[0]);

	memcpy(at, self->s, sizeof(self->s[0]));
	EXPECT_ARRAY_FAULT(2, at);
}

TEST_F(array, element_cut_in_two)
{
	char *at = self->two_pages + KX_PAGE - sizeof(self->s[0]) / 2;

	memcpy(at, self->s, sizeof(self->s[0]) / 2);
	EXPECT_ARRAY_FAULT(1, at);
}

/* Up to the last byte before the fault: nothing more is read than is due. */
TEST_F(array, ends_at_the_page)
{
	char *at = self->two_pages + KX_PAGE - sizeof(self->s);

	memcpy(at, self->s, sizeof(self->s));
	EXPECT_EQ(0, kx_load_raw(2, at, 0));
	EXPECT_EQ(1, kx_loaded());
}

TEST_F(array, not_aligned)
{
	char *at = self->two_pages + 3;

	memcpy(at, self->s, sizeof(self->s));
	EXPECT_EQ(0, kx_load_raw(2, at, 0));
	EXPECT_EQ(1, kx_loaded());
}

/* An unload reads no array. */
TEST_F(array, not_read_by_an_unload)
{
	ASSERT_EQ(0, kx_load(1, self->s, 0));
	EXPECT_EQ(0, kx_load_raw(0, KERNEL_ADDRESS, 0));
	EXPECT_EQ(0, kx_loaded());
}

#define BIG	(4 * KX_MIB)

FIXTURE(buffer)
{
	struct kx_segment s[3];
	char *big;
};

/* Segment 1 of three is the one that the tests spoil. */
FIXTURE_SETUP(buffer)
{
	unsigned long dest = kx_destination();

	ASSERT_NE(0UL, dest);
	ASSERT_EQ(0, kx_unload());
	self->big = map(BIG);
	ASSERT_NE(NULL, self->big);
	memset(self->big, 0xa5, BIG);
	self->s[0] = (struct kx_segment){ page, 1, dest, KX_PAGE };
	self->s[1] = (struct kx_segment){ self->big, BIG, dest + KX_PAGE, BIG };
	self->s[2] = (struct kx_segment){ page, 1, dest + KX_PAGE + BIG, KX_PAGE };
}

FIXTURE_TEARDOWN(buffer)
{
	EXPECT_EQ(0, kx_unload());
}

#define EXPECT_BUFFER_FAULT()							\
do {										\
	EXPECT_REFUSED(kx_try(3, self->s, 0), EFAULT, 1, "buffer");		\
	EXPECT_EQ(0, kx_loaded());						\
} while (0)

TEST_F(buffer, good)
{
	EXPECT_EQ(0, kx_load(3, self->s, 0));
	EXPECT_EQ(1, kx_loaded());
}

TEST_F(buffer, null)
{
	self->s[1].buf = NULL;
	EXPECT_BUFFER_FAULT();
}

TEST_F(buffer, kernel_address)
{
	self->s[1].buf = KERNEL_ADDRESS;
	EXPECT_BUFFER_FAULT();
}

TEST_F(buffer, non_canonical_address)
{
	self->s[1].buf = NON_CANONICAL;
	EXPECT_BUFFER_FAULT();
}

TEST_F(buffer, hole_in_the_middle)
{
	ASSERT_EQ(0, mprotect(self->big + BIG / 2, KX_PAGE, PROT_NONE));
	EXPECT_BUFFER_FAULT();
}

TEST_F(buffer, tail_not_readable)
{
	ASSERT_EQ(0, mprotect(self->big + BIG - KX_PAGE, KX_PAGE, PROT_NONE));
	EXPECT_BUFFER_FAULT();
}

TEST_F(buffer, first_page_not_readable)
{
	ASSERT_EQ(0, mprotect(self->big, KX_PAGE, PROT_NONE));
	EXPECT_BUFFER_FAULT();
}

/* One byte too many: the last of bufsz lies in the page that cannot be read. */
TEST_F(buffer, last_byte_not_readable)
{
	ASSERT_EQ(0, mprotect(self->big + BIG - KX_PAGE, KX_PAGE, PROT_NONE));
	self->s[1].bufsz = BIG - KX_PAGE + 1;
	EXPECT_BUFFER_FAULT();
}

TEST_F(buffer, ends_at_the_page)
{
	ASSERT_EQ(0, mprotect(self->big + BIG - KX_PAGE, KX_PAGE, PROT_NONE));
	self->s[1].bufsz = BIG - KX_PAGE;
	EXPECT_EQ(0, kx_load(3, self->s, 0));
	EXPECT_EQ(1, kx_loaded());
}

TEST_F(buffer, at_an_odd_address)
{
	self->s[1].buf = self->big + 1;
	self->s[1].bufsz = BIG - 1;
	EXPECT_EQ(0, kx_load(3, self->s, 0));
	EXPECT_EQ(1, kx_loaded());
}

/* Two segments may be filled from the same bytes. */
TEST_F(buffer, shared)
{
	self->s[0].buf = self->big;
	self->s[2].buf = self->big;
	EXPECT_EQ(0, kx_load(3, self->s, 0));
	EXPECT_EQ(1, kx_loaded());
}

/* Of a buffer of size 0 the address does not matter. */
TEST_F(buffer, size_zero)
{
	self->s[1].bufsz = 0;
	self->s[1].buf = NULL;
	EXPECT_EQ(0, kx_load(3, self->s, 0));
	EXPECT_EQ(1, kx_loaded());
	self->s[1].buf = KERNEL_ADDRESS;
	EXPECT_EQ(0, kx_load(3, self->s, 0));
}

TEST_HARNESS_MAIN
