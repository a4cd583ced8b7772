// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests of list.c: lists are built for real and read back by the
 * plainest walker that knows the tags.
 */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "../list.h"
#include "../memory.h"

#define P		PAGE_SIZE
#define ENTRIES		(PAGE_SIZE / sizeof(kimage_entry_t))

struct list_walk {
	const kimage_entry_t *next;
	u64 dst;
};

/* True with the next copy; false at the end. */
static bool list_walk_next(struct kunit *test, struct list_walk *walk,
			   u64 *dst, u64 *src)
{
	for (;;) {
		kimage_entry_t entry = *walk->next++;
		u64 addr = entry & PAGE_MASK;

		switch (entry & ~PAGE_MASK) {
		case IND_DESTINATION:
			walk->dst = addr;
			break;
		case IND_INDIRECTION:
			walk->next = phys_to_virt(boot_phys_to_phys(addr));
			break;
		case IND_SOURCE:
			*dst = walk->dst;
			*src = addr;
			walk->dst += P;
			return true;
		case IND_DONE:
			return false;
		default:
			KUNIT_FAIL_AND_ABORT(test, "tag %#lx", entry & ~PAGE_MASK);
		}
	}
}

static void list_check(struct kunit *test, const struct kexec_extent *extents,
		       unsigned int nr)
{
	struct kexec_memory *memory = kunit_kzalloc(test, sizeof(*memory), GFP_KERNEL);
	struct kexec_refusal why = KEXEC_REFUSAL_INIT;
	kimage_entry_t head = 0;
	struct list_walk walk = { .next = &head };
	u64 dst, src;

	KUNIT_ASSERT_NOT_NULL(test, memory);
	kexec_memory_init(memory);
	memory->extents.nr = nr;
	/* Freed with the rest by kexec_memory_free(). */
	memory->extents.extent = kmemdup(extents, nr * sizeof(*extents), GFP_KERNEL);
	KUNIT_ASSERT_EQ(test, 0, kexec_list_build(memory, &head, &why));
	KUNIT_EXPECT_TRUE(test, head & IND_INDIRECTION);
	for (unsigned int i = 0; i < nr; i++) {
		for (u64 done = 0; done < extents[i].len; done += P) {
			KUNIT_ASSERT_TRUE(test, list_walk_next(test, &walk, &dst, &src));
			KUNIT_ASSERT_EQ(test, dst, extents[i].dst + done);
			KUNIT_ASSERT_EQ(test, src, extents[i].src + done);
		}
	}
	KUNIT_EXPECT_FALSE(test, list_walk_next(test, &walk, &dst, &src));
	kexec_memory_free(memory);
}

/* Some architectures take the head of any list for an indirection. */
static void list_without_extents(struct kunit *test)
{
	list_check(test, NULL, 0);
}

static void list_in_place_is_listed(struct kunit *test)
{
	static const struct kexec_extent extents[] = {
		{ .dst = 4 * P, .src = 4 * P, .len = 3 * P },
		{ .dst = 7 * P, .src = 90 * P, .len = P },
		{ .dst = 20 * P, .src = 91 * P, .len = 2 * P },
	};

	list_check(test, extents, ARRAY_SIZE(extents));
}

/* The link at the end of a page: every length around the first two of them. */
static void list_page_boundaries(struct kunit *test)
{
	for (unsigned long len = 2 * ENTRIES - 6; len < 2 * ENTRIES + 3; len++) {
		const struct kexec_extent one = {
			.dst = SZ_16M, .src = SZ_64M, .len = len * P,
		};
		const struct kexec_extent half = {
			.dst = SZ_16M, .src = SZ_64M, .len = (len - ENTRIES) * P,
		};

		list_check(test, &one, 1);
		list_check(test, &half, 1);
	}
}

static void list_many_extents(struct kunit *test)
{
	unsigned int nr = 3000;
	struct kexec_extent *extents;

	extents = kunit_kcalloc(test, nr, sizeof(*extents), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, extents);
	for (unsigned int i = 0; i < nr; i++)
		extents[i] = (struct kexec_extent){
			.dst = (u64)i * 8 * P,
			.src = SZ_1G + (u64)(nr - i) * 8 * P,
			.len = (1 + i % 4) * P,
		};
	list_check(test, extents, nr);
}

static struct kunit_case kexec_list_cases[] = {
	KUNIT_CASE(list_without_extents),
	KUNIT_CASE(list_in_place_is_listed),
	KUNIT_CASE(list_page_boundaries),
	KUNIT_CASE(list_many_extents),
	{}
};

static struct kunit_suite kexec_list_suite = {
	.name = "kexec_list",
	.test_cases = kexec_list_cases,
};

kunit_test_suite(kexec_list_suite);
