// SPDX-License-Identifier: GPL-2.0
/*
 * kexec_load(2) with KEXEC_ON_CRASH: what has to lie in the reserved memory, what
 * then stands there, and the slot that is not the one for reboots.
 */
#include "crash.h"
#include "held_load.h"

#define BIG	(4 * KX_MIB)

static unsigned char buffer[BIG];

FIXTURE(crash)
{
	struct kx_range region;
	unsigned char *map;
	struct kx_segment s[KX_SEGMENT_MAX];	/* of a page each, from @s[0] on */
	struct kx_segment normal;		/* for the other slot */
};

FIXTURE_SETUP(crash)
{
	const char *missing = kxc_open(&self->region, &self->map);
	unsigned int i;

	if (missing)
		SKIP(return, "%s", missing);
	ASSERT_TRUE(kxc_clear());
	kxc_fill(buffer, BIG, 1);
	for (i = 0; i < KX_SEGMENT_MAX; i++)
		self->s[i] = (struct kx_segment){
			buffer + i, KX_PAGE, self->region.start + KX_MIB * (i + 1), KX_PAGE
		};
	self->normal = (struct kx_segment){ buffer, 1, kx_destination(), KX_PAGE };
}

FIXTURE_TEARDOWN(crash)
{
	EXPECT_TRUE(kxc_clear());
}

#define EXPECT_NOT_LOADED()	EXPECT_EQ(0, kxc_loaded())

TEST_F(crash, load_and_unload)
{
	EXPECT_EQ(0, kxc_loaded());
	EXPECT_EQ(0, kx_load(1, self->s, KX_ON_CRASH));
	EXPECT_EQ(1, kxc_loaded());
	EXPECT_EQ(0, kx_loaded());
	EXPECT_EQ(0, kxc_unload());
	EXPECT_EQ(0, kxc_loaded());
	EXPECT_EQ(0, kxc_unload());
}

TEST_F(crash, native_architecture)
{
	EXPECT_EQ(0, kx_load(1, self->s, KX_ON_CRASH | KX_ARCH(KX_NATIVE)));
	EXPECT_EQ(1, kxc_loaded());
}

TEST_F(crash, slots_are_independent)
{
	EXPECT_EQ(0, kx_load(1, &self->normal, 0));
	EXPECT_EQ(0, kxc_loaded());
	EXPECT_EQ(0, kx_load(1, self->s, KX_ON_CRASH));
	EXPECT_EQ(1, kx_loaded());
	EXPECT_EQ(0, kx_unload());
	EXPECT_EQ(1, kxc_loaded());
	EXPECT_EQ(0, kx_load(1, &self->normal, 0));
	EXPECT_EQ(0, kxc_unload());
	EXPECT_EQ(1, kx_loaded());
	EXPECT_EQ(0, kxc_loaded());
}

/* An image for a reboot has nothing to do with what is reserved. */
TEST_F(crash, normal_load_leaves_it)
{
	EXPECT_EQ(0, kx_load(1, self->s, KX_ON_CRASH));
	EXPECT_EQ(EADDRNOTAVAIL, kx_load(1, &self->normal, KX_ON_CRASH));
	EXPECT_EQ(0, kx_load(1, &self->normal, 0));
	EXPECT_TRUE(kxc_holds(self->map, self->region, &self->s[0]));
	EXPECT_EQ(1, kxc_loaded());
}

/* The manual page: loaded to reserved memory at the time of the call. */
TEST_F(crash, data_stands_there)
{
	const size_t sizes[] = { 0, 1, 7, 8, KX_PAGE - 1, KX_PAGE, KX_PAGE + 1, 0x12345 };
	unsigned int i;

	kxc_scrub(self->map, kxc_bytes(self->region));
	for (i = 0; i < KX_SEGMENT_MAX; i++) {
		self->s[i].bufsz = sizes[i % ARRAY_SIZE(sizes)];
		self->s[i].memsz = (i % 3 + 0x13) * KX_PAGE;
	}
	ASSERT_EQ(0, kx_load(KX_SEGMENT_MAX, self->s, KX_ON_CRASH));
	for (i = 0; i < KX_SEGMENT_MAX; i++)
		EXPECT_TRUE(kxc_holds(self->map, self->region, &self->s[i])) {
			TH_LOG("segment %u", i);
		}
}

TEST_F(crash, descending_segments)
{
	unsigned int i;

	for (i = 0; i < KX_SEGMENT_MAX; i++)
		self->s[i].mem = self->region.start + KX_MIB * (KX_SEGMENT_MAX - i);
	ASSERT_EQ(0, kx_load(KX_SEGMENT_MAX, self->s, KX_ON_CRASH));
	for (i = 0; i < KX_SEGMENT_MAX; i++)
		EXPECT_TRUE(kxc_holds(self->map, self->region, &self->s[i]));
}

TEST_F(crash, large_segment)
{
	struct kx_segment *s = &self->s[0];

	kxc_scrub(self->map, kxc_bytes(self->region));
	s->buf = buffer + 1;
	s->bufsz = BIG - 1;
	s->memsz = BIG + KX_MIB;
	ASSERT_EQ(0, kx_load(1, s, KX_ON_CRASH));
	EXPECT_TRUE(kxc_holds(self->map, self->region, s));
}

/* What the process does with its buffer afterwards is its own business. */
TEST_F(crash, buffer_is_copied)
{
	static unsigned char copy[KX_PAGE];
	struct kx_segment s = self->s[0];

	memcpy(copy, buffer, KX_PAGE);
	self->s[0].buf = copy;
	ASSERT_EQ(0, kx_load(1, self->s, KX_ON_CRASH));
	memset(copy, 0, KX_PAGE);
	EXPECT_TRUE(kxc_holds(self->map, self->region, &s));
}

TEST_F(crash, replace)
{
	ASSERT_EQ(0, kx_load(2, self->s, KX_ON_CRASH));
	self->s[0].buf = buffer + KX_PAGE;
	ASSERT_EQ(0, kx_load(3, self->s, KX_ON_CRASH));
	EXPECT_EQ(1, kxc_loaded());
	for (unsigned int i = 0; i < 3; i++)
		EXPECT_TRUE(kxc_holds(self->map, self->region, &self->s[i]));
}

TEST_F(crash, first_and_last_page)
{
	self->s[0].mem = self->region.start;
	self->s[1].mem = self->region.end - KX_PAGE;
	ASSERT_EQ(0, kx_load(2, self->s, KX_ON_CRASH));
	EXPECT_TRUE(kxc_holds(self->map, self->region, &self->s[0]));
	EXPECT_TRUE(kxc_holds(self->map, self->region, &self->s[1]));
}

/* The jump needs pages in the region, too. */
TEST_F(crash, no_room_for_the_jump)
{
	self->s[0].mem = self->region.start;
	self->s[0].memsz = kxc_bytes(self->region);
	EXPECT_REFUSED(kx_try_at(self->s[0].mem, 1, self->s, KX_ON_CRASH), ENOMEM,
		       KX_NO_SEGMENT, "room");
	EXPECT_NOT_LOADED();
	self->s[0].memsz -= KX_MIB;
	EXPECT_EQ(0, kx_load(1, self->s, KX_ON_CRASH));
	EXPECT_TRUE(kxc_holds(self->map, self->region, &self->s[0]));
}

TEST_F(crash, write_protected)
{
	if (kxc_protected(self->region) < 0)
		SKIP(return, "needs CONFIG_PTDUMP_DEBUGFS");
	ASSERT_EQ(0, kx_load(2, self->s, KX_ON_CRASH));
	EXPECT_EQ(1, kxc_protected(self->region));
	ASSERT_EQ(0, kx_load(3, self->s, KX_ON_CRASH));
	EXPECT_EQ(1, kxc_protected(self->region));
}

/* For the one above: a page that can be written is told from one that cannot. */
TEST_F(crash, other_memory_is_writable)
{
	struct kx_range page = { self->normal.mem, self->normal.mem + KX_PAGE };
	int protected = kxc_protected(page);

	if (protected < 0)
		SKIP(return, "needs CONFIG_PTDUMP_DEBUGFS");
	EXPECT_EQ(0, protected);
}

TEST_F(crash, entry)
{
	const unsigned long outside[] = {
		0, self->region.start - 1, self->region.end, ~0UL, self->normal.mem,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(outside); i++) {
		EXPECT_REFUSED(kx_try_at(outside[i], 1, self->s, KX_ON_CRASH),
			       EADDRNOTAVAIL, KX_NO_SEGMENT, "entry");
		EXPECT_NOT_LOADED();
	}
	EXPECT_EQ(0, kx_load_at(self->region.start, 1, self->s, KX_ON_CRASH));
	EXPECT_EQ(0, kx_load_at(self->region.end - 1, 1, self->s, KX_ON_CRASH));
	EXPECT_EQ(1, kxc_loaded());
}

/* From here on segment 1 of three is wrong. */
#define EXPECT_SECOND_REFUSED(code, word)					\
do {										\
	EXPECT_REFUSED(kx_try_at(self->s[0].mem, 3, self->s, KX_ON_CRASH),	\
		       code, 1, word);						\
	EXPECT_NOT_LOADED();							\
} while (0)

TEST_F(crash, not_aligned)
{
	self->s[1].mem += 1;
	EXPECT_SECOND_REFUSED(EADDRNOTAVAIL, "aligned");
	self->s[1].mem -= 1;
	self->s[1].memsz += KX_PAGE / 2;
	EXPECT_SECOND_REFUSED(EADDRNOTAVAIL, "aligned");
}

TEST_F(crash, bufsz_above_memsz)
{
	self->s[1].bufsz = KX_PAGE + 1;
	EXPECT_SECOND_REFUSED(EINVAL, "bufsz");
}

TEST_F(crash, overlap)
{
	self->s[0].memsz = 4 * KX_PAGE;
	self->s[1].mem = self->s[0].mem + 3 * KX_PAGE;
	EXPECT_SECOND_REFUSED(EINVAL, "overlap");
	self->s[1].mem += KX_PAGE;
	EXPECT_EQ(0, kx_load(3, self->s, KX_ON_CRASH));
}

TEST_F(crash, buffer_fault)
{
	self->s[1].buf = (void *)8;
	EXPECT_SECOND_REFUSED(EFAULT, "buffer");
}

FIXTURE(outside)
{
	struct kx_range region;
	unsigned char *map;
};

/* @mem counts from the begin of the region, or from its end. */
FIXTURE_VARIANT(outside)
{
	bool from_end, absolute, all;	/* @all: the region's size is added to @memsz */
	unsigned long mem, memsz;
	const char *word;
};

#define OUTSIDE	"outside the crash kernel's memory"
#define WRAPS	"wraps"

FIXTURE_VARIANT_ADD(outside, page_below) { false, false, false, -KX_PAGE, KX_PAGE, OUTSIDE };
FIXTURE_VARIANT_ADD(outside, page_above) { true, false, false, 0, KX_PAGE, OUTSIDE };
FIXTURE_VARIANT_ADD(outside, across_start) { false, false, false, -KX_PAGE, 2 * KX_PAGE, OUTSIDE };
FIXTURE_VARIANT_ADD(outside, across_end) { true, false, false, -KX_PAGE, 2 * KX_PAGE, OUTSIDE };
FIXTURE_VARIANT_ADD(outside, page_too_many) { false, false, true, 0, KX_PAGE, OUTSIDE };
FIXTURE_VARIANT_ADD(outside, around) { false, false, true, -KX_PAGE, 2 * KX_PAGE, OUTSIDE };
FIXTURE_VARIANT_ADD(outside, first_page_of_ram) { false, true, false, 0, KX_PAGE, OUTSIDE };
#if __SIZEOF_LONG__ == 8
FIXTURE_VARIANT_ADD(outside, all_below) { false, true, false, 0, 1UL << 40, OUTSIDE };
FIXTURE_VARIANT_ADD(outside, above_52_bits) { false, true, false, 1UL << 52, KX_PAGE, OUTSIDE };
FIXTURE_VARIANT_ADD(outside, to_the_last) { false, false, false, 0, 1UL << 62, OUTSIDE };
FIXTURE_VARIANT_ADD(outside, wraps) { false, false, false, 0, -KX_PAGE, WRAPS };
FIXTURE_VARIANT_ADD(outside, wraps_into_it) { false, true, false, -KX_PAGE, 1UL << 32, WRAPS };
#endif

FIXTURE_SETUP(outside)
{
	const char *missing = kxc_open(&self->region, &self->map);

	if (missing)
		SKIP(return, "%s", missing);
	ASSERT_TRUE(kxc_clear());
}

FIXTURE_TEARDOWN(outside)
{
	EXPECT_TRUE(kxc_clear());
}

TEST_F(outside, refused)
{
	unsigned long first = self->region.start + KX_MIB;
	unsigned long base = variant->from_end ? self->region.end : self->region.start;
	struct kx_segment s[3] = {
		{ buffer, KX_PAGE, first, KX_PAGE },
		{ buffer, 1, variant->absolute ? variant->mem : base + variant->mem,
		  variant->memsz + (variant->all ? kxc_bytes(self->region) : 0) },
		{ buffer, KX_PAGE, first + KX_PAGE, KX_PAGE },
	};

	EXPECT_REFUSED(kx_try_at(first, 3, s, KX_ON_CRASH), EADDRNOTAVAIL, 1, variant->word);
	EXPECT_NOT_LOADED();
}

FIXTURE(busy)
{
	struct kx_range region;
	unsigned char *map;
	struct kx_segment crash, normal;
	struct held_load held;
};

/* Which slot the load that is held is for */
FIXTURE_VARIANT(busy)
{
	unsigned long flags;
};

FIXTURE_VARIANT_ADD(busy, with_a_reboot_kernel) { 0 };
FIXTURE_VARIANT_ADD(busy, with_a_crash_kernel) { KX_ON_CRASH };

FIXTURE_SETUP(busy)
{
	const char *missing = kxc_open(&self->region, &self->map);
	unsigned long dest = kx_destination();

	if (missing)
		SKIP(return, "%s", missing);
	ASSERT_TRUE(kxc_clear());
	self->crash = (struct kx_segment){ buffer, 1, self->region.start + KX_MIB, KX_PAGE };
	self->normal = (struct kx_segment){ buffer, 1, dest + KX_MIB, KX_PAGE };
	if (!held_prepare(&self->held, variant->flags ? self->region.start + 2 * KX_MIB : dest))
		SKIP(return, "needs CONFIG_USERFAULTFD");
	self->held.flags = variant->flags;
}

FIXTURE_TEARDOWN(busy)
{
	EXPECT_TRUE(kxc_clear());
}

TEST_F(busy, other_calls)
{
	ASSERT_TRUE(held_start(&self->held));
	EXPECT_EQ(EBUSY, kx_load(1, &self->crash, KX_ON_CRASH));
	EXPECT_EQ(EBUSY, kx_load(1, &self->normal, 0));
	EXPECT_EQ(EBUSY, kxc_unload());
	EXPECT_EQ(EBUSY, kx_write(KXC_SIZE, "0"));
	EXPECT_EQ(0, kxc_loaded());
	EXPECT_EQ(0, held_finish(&self->held));
	EXPECT_EQ(!!variant->flags, kxc_loaded());
	EXPECT_EQ(!variant->flags, kx_loaded());
}

TEST_F(busy, not_afterwards)
{
	ASSERT_TRUE(held_start(&self->held));
	ASSERT_EQ(EBUSY, kx_load(1, &self->crash, KX_ON_CRASH));
	ASSERT_EQ(0, held_finish(&self->held));
	EXPECT_EQ(0, kx_load(1, &self->crash, KX_ON_CRASH));
	EXPECT_EQ(1, kxc_loaded());
}

TEST_HARNESS_MAIN
