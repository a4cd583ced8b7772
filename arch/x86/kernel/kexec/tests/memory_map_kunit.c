// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests of memory_map.c.
 */
#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/kexec.h>
#include <linux/sizes.h>
#include <linux/string.h>

#include <asm/e820/api.h>

#include "../memory_map.h"

/* Short, for tables */
#define RAM	E820_TYPE_RAM
#define RSV	E820_TYPE_RESERVED
#define NEW	E820_TYPE_SOFT_RESERVED

/* In pages, so that a table is easy to read */
struct pages {
	u64 start;
	u64 end;
	enum e820_type type;
};

#define MAP_MAX		12

static void make_map(struct kexec_memory_map *map, struct e820_entry *entry,
		     const struct pages *pages, unsigned int nr)
{
	*map = (struct kexec_memory_map){ .entry = entry, .nr = nr, .max = MAP_MAX };
	for (unsigned int i = 0; i < nr; i++)
		entry[i] = (struct e820_entry){
			pages[i].start * PAGE_SIZE,
			(pages[i].end - pages[i].start) * PAGE_SIZE, pages[i].type,
		};
}

static void gap_is_found(struct kunit *test)
{
	static const struct pages firmware[] = {
		{ 1, 160, RAM }, { 240, 256, RSV }, { 256, 1000, RAM }, { 1000, 1010, NEW },
		{ 1010, 2000, RAM }, { 2000, 2100, RAM }, { 4000, 4100, RSV },
	};
	static const struct {
		u64 start, end;
		bool lacks;
		u64 gap_start, gap_end;
	} cases[] = {
		{ 1, 160, false }, { 300, 301, false }, { 256, 1000, false },
		{ 0, 1, true, 0, 1 }, { 0, 300, true, 0, 1 },
		{ 159, 161, true, 160, 256 }, { 200, 256, true, 160, 256 },
		{ 999, 1001, true, 1000, 1010 }, { 256, 2000, true, 1000, 1010 },
		{ 1010, 2099, false },
		{ 2099, 2100, false }, { 2050, 2100, false },
		/* After all RAM */
		{ 2099, 2101, true, 2100, 0 }, { 3000, 3001, true, 2100, 0 },
		{ 4000, 4001, true, 2100, 0 },
	};
	struct e820_entry entry[MAP_MAX];
	struct kexec_memory_map map;

	make_map(&map, entry, firmware, ARRAY_SIZE(firmware));
	for (unsigned int i = 0; i < ARRAY_SIZE(cases); i++) {
		u64 gap_end = U64_MAX, start = 0, end = 0;

		if (cases[i].gap_end)
			gap_end = cases[i].gap_end * PAGE_SIZE;
		KUNIT_EXPECT_EQ_MSG(test, cases[i].lacks,
				    kexec_memory_map_gap(&map, cases[i].start * PAGE_SIZE,
							 cases[i].end * PAGE_SIZE,
							 &start, &end), "case %u", i);
		if (!cases[i].lacks)
			continue;
		KUNIT_EXPECT_EQ_MSG(test, start, cases[i].gap_start * PAGE_SIZE, "case %u", i);
		KUNIT_EXPECT_EQ_MSG(test, end, gap_end, "case %u", i);
	}
}

/* A page of which the map has only a part is not there; nor is one with two types. */
static void gap_of_partial_pages(struct kunit *test)
{
	struct e820_entry entry[] = {
		{ 0x1800, 0x9000, RAM }, { 0xa800, 0x100, RSV }, { 0x20000, 0x10000, RAM },
	};
	struct kexec_memory_map map = { entry, ARRAY_SIZE(entry), ARRAY_SIZE(entry) };
	u64 start, end;

	KUNIT_EXPECT_FALSE(test, kexec_memory_map_gap(&map, 0x2000, 0xa000, &start, &end));
	KUNIT_EXPECT_TRUE(test, kexec_memory_map_gap(&map, 0x1000, 0x3000, &start, &end));
	KUNIT_EXPECT_EQ(test, end, 0x2000);
	KUNIT_EXPECT_TRUE(test, kexec_memory_map_gap(&map, 0x9000, 0xb000, &start, &end));
	KUNIT_EXPECT_EQ(test, start, 0xa000);
	KUNIT_EXPECT_EQ(test, end, 0x20000);
}

static void empty_map_has_no_ram(struct kunit *test)
{
	struct kexec_memory_map map = {};
	u64 start, end;

	KUNIT_EXPECT_TRUE(test, kexec_memory_map_gap(&map, 0, PAGE_SIZE, &start, &end));
	KUNIT_EXPECT_EQ(test, start, 0);
	KUNIT_EXPECT_EQ(test, end, U64_MAX);
}

static void missing_bytes_are_counted(struct kunit *test)
{
	static const struct pages firmware[] = {
		{ 1, 160, RAM }, { 240, 256, RSV }, { 256, 1000, RAM }, { 1010, 2000, RAM },
	};
	static const struct {
		u64 start, end, missing;
	} cases[] = {
		{ 1, 160, 0 }, { 256, 1000, 0 }, { 5, 5, 0 },
		{ 0, 1, 1 }, { 159, 257, 96 }, { 170, 180, 10 }, { 240, 256, 16 },
		{ 0, 1020, 107 }, { 1990, 2100, 100 }, { 3000, 3007, 7 }, { 0, 3000, 1107 },
	};
	struct e820_entry entry[MAP_MAX];
	struct kexec_memory_map map;

	make_map(&map, entry, firmware, ARRAY_SIZE(firmware));
	for (unsigned int i = 0; i < ARRAY_SIZE(cases); i++)
		KUNIT_EXPECT_EQ_MSG(test, cases[i].missing * PAGE_SIZE,
				    kexec_memory_map_missing(&map, cases[i].start * PAGE_SIZE,
							     cases[i].end * PAGE_SIZE),
				    "case %u", i);
}

/* Of the machine that the test runs on */
static void last_page_is_left(struct kunit *test)
{
	const struct e820_table *table = e820_table_kexec;
	u64 last = 0, start, end;

	for (unsigned int i = 0; i < table->nr_entries; i++)
		if (table->entries[i].type == RAM)
			last = PAGE_ALIGN_DOWN(table->entries[i].addr + table->entries[i].size);
	KUNIT_ASSERT_GT(test, last, SZ_1M);
	last -= PAGE_SIZE;
	KUNIT_EXPECT_FALSE(test, arch_kexec_next_lacks(last - SZ_64K, last, &start, &end));
	KUNIT_EXPECT_TRUE(test, arch_kexec_next_lacks(last - SZ_64K, last + 1, &start, &end));
	KUNIT_EXPECT_EQ(test, start, last);
	KUNIT_EXPECT_EQ(test, end, U64_MAX);
	KUNIT_EXPECT_EQ(test, arch_kexec_next_missing(last, last + 2 * PAGE_SIZE), PAGE_SIZE);
}

struct set_case {
	struct pages set;
	unsigned int nr;
	struct pages after[6];
};

/* Of the map { 10-20 RAM, 20-30 RSV, 40-50 RAM } */
static const struct set_case set_cases[] = {
	/* In a gap */
	{ { 0, 5, NEW }, 4,
	  { { 0, 5, NEW }, { 10, 20, RAM }, { 20, 30, RSV }, { 40, 50, RAM } } },
	{ { 60, 70, NEW }, 4,
	  { { 10, 20, RAM }, { 20, 30, RSV }, { 40, 50, RAM }, { 60, 70, NEW } } },
	{ { 32, 34, NEW }, 4,
	  { { 10, 20, RAM }, { 20, 30, RSV }, { 32, 34, NEW }, { 40, 50, RAM } } },
	{ { 30, 40, NEW }, 4,
	  { { 10, 20, RAM }, { 20, 30, RSV }, { 30, 40, NEW }, { 40, 50, RAM } } },
	/* All or a part of one entry */
	{ { 10, 20, NEW }, 3, { { 10, 20, NEW }, { 20, 30, RSV }, { 40, 50, RAM } } },
	{ { 12, 14, NEW }, 5,
	  { { 10, 12, RAM }, { 12, 14, NEW }, { 14, 20, RAM }, { 20, 30, RSV }, { 40, 50, RAM } } },
	{ { 10, 14, NEW }, 4,
	  { { 10, 14, NEW }, { 14, 20, RAM }, { 20, 30, RSV }, { 40, 50, RAM } } },
	{ { 15, 20, NEW }, 4,
	  { { 10, 15, RAM }, { 15, 20, NEW }, { 20, 30, RSV }, { 40, 50, RAM } } },
	/* Of several */
	{ { 15, 45, NEW }, 3, { { 10, 15, RAM }, { 15, 45, NEW }, { 45, 50, RAM } } },
	{ { 5, 35, NEW }, 2, { { 5, 35, NEW }, { 40, 50, RAM } } },
	{ { 0, 60, NEW }, 1, { { 0, 60, NEW } } },
};

static void expect_map(struct kunit *test, const struct kexec_memory_map *map,
		       const struct kexec_memory_map *want, unsigned int nr)
{
	KUNIT_ASSERT_EQ_MSG(test, map->nr, want->nr, "case %u", nr);
	for (unsigned int i = 0; i < want->nr; i++) {
		const struct e820_entry *entry = &map->entry[i], *expected = &want->entry[i];

		KUNIT_EXPECT_EQ_MSG(test, entry->addr, expected->addr, "case %u, %u", nr, i);
		KUNIT_EXPECT_EQ_MSG(test, entry->size, expected->size, "case %u, %u", nr, i);
		KUNIT_EXPECT_EQ_MSG(test, entry->type, expected->type, "case %u, %u", nr, i);
	}
}

static void range_is_set(struct kunit *test)
{
	static const struct pages before[] = { { 10, 20, RAM }, { 20, 30, RSV }, { 40, 50, RAM } };
	struct e820_entry entry[MAP_MAX], expected[MAP_MAX];

	for (unsigned int i = 0; i < ARRAY_SIZE(set_cases); i++) {
		const struct set_case *c = &set_cases[i];
		struct kexec_memory_map map, after;

		make_map(&map, entry, before, ARRAY_SIZE(before));
		make_map(&after, expected, c->after, c->nr);
		KUNIT_EXPECT_EQ(test, 0, kexec_memory_map_set(&map, c->set.start * PAGE_SIZE,
							      c->set.end * PAGE_SIZE,
							      c->set.type));
		expect_map(test, &map, &after, i);
	}
}

#if defined(CONFIG_KEXEC_FILE) && defined(CONFIG_CRASH_DUMP)
/* In the order in which they are set, with a region and its low part */
static void crash_map_is_composed(struct kunit *test)
{
	static const struct pages firmware[] = {
		{ 0, 160, RAM }, { 240, 256, RSV }, { 256, 1000, RAM },
		{ 1000, 1010, E820_TYPE_ACPI }, { 1010, 1020, E820_TYPE_NVS },
		{ 1100, 1200, NEW }, { 1200, 1300, E820_TYPE_PMEM }, { 1300, 1400, E820_TYPE_PRAM },
		{ 1400, 1500, E820_TYPE_RESERVED_KERN },
	};
	static const struct pages after[] = {
		{ 0, 160, RAM }, { 240, 256, RSV }, { 256, 300, RSV }, { 300, 400, RAM },
		{ 400, 1000, RSV }, { 1000, 1010, E820_TYPE_ACPI }, { 1010, 1020, E820_TYPE_NVS },
		{ 1100, 1200, RSV }, { 1200, 1300, RSV }, { 1300, 1400, RSV }, { 1400, 1500, RSV },
		/* The firmware does not call it RAM: memmap= did. */
		{ 1600, 1700, RAM },
	};
	struct e820_entry entry[2 * ARRAY_SIZE(after)], expected[ARRAY_SIZE(after)];
	struct kexec_memory_map map = { .entry = entry, .max = ARRAY_SIZE(entry) }, want;
	struct e820_table *table = kunit_kzalloc(test, sizeof(*table), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, table);
	make_map(&want, table->entries, firmware, ARRAY_SIZE(firmware));
	table->nr_entries = want.nr;
	make_map(&want, expected, after, ARRAY_SIZE(after));
	KUNIT_EXPECT_EQ(test, 0, kexec_memory_map_keep_off(&map, table));
	KUNIT_EXPECT_EQ(test, 0, kexec_memory_map_reserve_ram(&map, table));
	KUNIT_EXPECT_EQ(test, 0, kexec_memory_map_set(&map, 300 * PAGE_SIZE, 400 * PAGE_SIZE, RAM));
	KUNIT_EXPECT_EQ(test, 0, kexec_memory_map_set(&map, 1600 * PAGE_SIZE, 1700 * PAGE_SIZE,
						      RAM));
	expect_map(test, &map, &want, 0);
}
#endif

static void full_map_is_left_alone(struct kunit *test)
{
	struct e820_entry entry[2] = { { 0, PAGE_SIZE, RAM } };
	struct kexec_memory_map map = { entry, 1, ARRAY_SIZE(entry) };

	KUNIT_EXPECT_EQ(test, -ENOSPC, kexec_memory_map_set(&map, 0, 1, RSV));
	KUNIT_EXPECT_EQ(test, map.nr, 1);
	KUNIT_EXPECT_EQ(test, entry[0].size, PAGE_SIZE);
}

static struct kunit_case memory_map_cases[] = {
	KUNIT_CASE(gap_is_found),
	KUNIT_CASE(gap_of_partial_pages),
	KUNIT_CASE(empty_map_has_no_ram),
	KUNIT_CASE(missing_bytes_are_counted),
	KUNIT_CASE(last_page_is_left),
	KUNIT_CASE(range_is_set),
#if defined(CONFIG_KEXEC_FILE) && defined(CONFIG_CRASH_DUMP)
	KUNIT_CASE(crash_map_is_composed),
#endif
	KUNIT_CASE(full_map_is_left_alone),
	{}
};

static struct kunit_suite memory_map_suite = {
	.name = "kexec_memory_map",
	.test_cases = memory_map_cases,
};

kunit_test_suite(memory_map_suite);
