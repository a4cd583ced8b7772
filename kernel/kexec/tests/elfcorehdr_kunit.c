// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests of elfcorehdr.c: ranges against a model that knows each byte, headers
 * against what they are read back as.
 */
#include <kunit/test.h>
#include <linux/bitmap.h>
#include <linux/elf.h>
#include <linux/kexec.h>
#include <linux/mm.h>
#include <linux/prandom.h>
#include <linux/sizes.h>
#include <linux/vmalloc.h>

#define BYTES	64
#define RANGES	8
#define ROUNDS	20000

static struct crash_mem *elf_alloc(struct kunit *test, unsigned int room)
{
	struct crash_mem *mem = kunit_kzalloc(test, struct_size(mem, ranges, room), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, mem);
	mem->max_nr_ranges = room;
	return mem;
}

static void elf_add(struct crash_mem *mem, u64 first, u64 last)
{
	mem->ranges[mem->nr_ranges++] = (struct range){ first, last };
}

/* Some disjoint ranges, sorted, with gaps or without */
static void elf_random(struct rnd_state *rnd, struct crash_mem *mem)
{
	unsigned int pos = 0;

	mem->nr_ranges = 0;
	while (mem->nr_ranges < RANGES) {
		unsigned int first = pos + prandom_u32_state(rnd) % 6;
		unsigned int last = first + prandom_u32_state(rnd) % 12;

		if (last >= BYTES)
			return;
		elf_add(mem, first, last);
		pos = last + 1;
	}
}

static void elf_to_model(const struct crash_mem *mem, unsigned long *model)
{
	bitmap_zero(model, BYTES);
	for (unsigned int i = 0; i < mem->nr_ranges; i++)
		bitmap_set(model, mem->ranges[i].start,
			   mem->ranges[i].end + 1 - mem->ranges[i].start);
}

static bool elf_is_sound(const struct crash_mem *mem)
{
	for (unsigned int i = 0; i < mem->nr_ranges; i++)
		if (mem->ranges[i].start > mem->ranges[i].end ||
		    (i && mem->ranges[i].start <= mem->ranges[i - 1].end))
			return false;
	return mem->nr_ranges <= mem->max_nr_ranges;
}

static void elf_exclude_like_model(struct kunit *test)
{
	struct crash_mem *mem = elf_alloc(test, RANGES + 1);
	DECLARE_BITMAP(model, BYTES);
	DECLARE_BITMAP(got, BYTES);
	struct rnd_state rnd;

	prandom_seed_state(&rnd, 4711);
	for (unsigned int i = 0; i < ROUNDS; i++) {
		unsigned int first = prandom_u32_state(&rnd) % BYTES;
		unsigned int last = first + prandom_u32_state(&rnd) % (BYTES - first);

		elf_random(&rnd, mem);
		elf_to_model(mem, model);
		bitmap_clear(model, first, last + 1 - first);
		KUNIT_ASSERT_EQ(test, crash_exclude_mem_range(mem, first, last), 0);
		elf_to_model(mem, got);
		KUNIT_ASSERT_TRUE(test, elf_is_sound(mem));
		KUNIT_ASSERT_TRUE_MSG(test, bitmap_equal(model, got, BYTES),
				      "round %u, without [%u-%u]", i, first, last);
	}
}

static void elf_exclude_without_room(struct kunit *test)
{
	struct crash_mem *mem = elf_alloc(test, 1);

	elf_add(mem, 10, 20);
	KUNIT_EXPECT_EQ(test, crash_exclude_mem_range(mem, 12, 13), -ENOMEM);
	KUNIT_EXPECT_EQ(test, mem->nr_ranges, 1);
	KUNIT_EXPECT_EQ(test, crash_exclude_mem_range(mem, 15, 20), 0);
	KUNIT_EXPECT_EQ(test, mem->ranges[0].end, 14);
}

/* No address may wrap: the first one of all, and the last. */
static void elf_exclude_at_the_ends(struct kunit *test)
{
	struct crash_mem *mem = elf_alloc(test, 2);

	elf_add(mem, 0, U64_MAX);
	KUNIT_EXPECT_EQ(test, crash_exclude_mem_range(mem, 0, SZ_1M - 1), 0);
	KUNIT_EXPECT_EQ(test, mem->ranges[0].start, SZ_1M);
	KUNIT_EXPECT_EQ(test, crash_exclude_mem_range(mem, SZ_1G, U64_MAX), 0);
	KUNIT_EXPECT_EQ(test, mem->ranges[0].end, SZ_1G - 1);
	KUNIT_EXPECT_EQ(test, crash_exclude_mem_range(mem, 0, U64_MAX), 0);
	KUNIT_EXPECT_EQ(test, mem->nr_ranges, 0);
}

static void elf_check_notes(struct kunit *test, const Elf64_Phdr *phdr)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu) {
		KUNIT_EXPECT_EQ(test, phdr->p_type, PT_NOTE);
		KUNIT_EXPECT_EQ(test, phdr->p_offset,
				per_cpu_ptr_to_phys(per_cpu_ptr(crash_notes, cpu)));
		/* Read by physical address, in one piece */
		KUNIT_EXPECT_EQ(test, phdr->p_offset >> PAGE_SHIFT,
				(phdr->p_offset + phdr->p_memsz - 1) >> PAGE_SHIFT);
		phdr++;
	}
	KUNIT_EXPECT_EQ(test, phdr->p_type, PT_NOTE);
	KUNIT_EXPECT_EQ(test, phdr->p_offset, paddr_vmcoreinfo_note());
	KUNIT_EXPECT_EQ(test, phdr->p_memsz, VMCOREINFO_NOTE_SIZE);
}

static void elf_check_headers(struct kunit *test, int kernel_map)
{
	unsigned int notes = num_possible_cpus() + 1;
	struct crash_mem *mem = elf_alloc(test, 2);
	const Elf64_Phdr *phdr;
	unsigned long size;
	Elf64_Ehdr *ehdr;
	void *headers;

	elf_add(mem, SZ_1M, SZ_2M - 1);
	elf_add(mem, SZ_16M, SZ_64M - 1);
	KUNIT_ASSERT_EQ(test, crash_prepare_elf64_headers(mem, kernel_map, &headers, &size), 0);
	ehdr = headers;
	phdr = headers + ehdr->e_phoff;
	KUNIT_EXPECT_EQ(test, memcmp(ehdr->e_ident, ELFMAG, SELFMAG), 0);
	KUNIT_EXPECT_EQ(test, ehdr->e_type, ET_CORE);
	KUNIT_EXPECT_EQ(test, ehdr->e_phnum, notes + kernel_map + 2);
	KUNIT_EXPECT_LE(test, ehdr->e_phoff + ehdr->e_phnum * sizeof(*phdr), size);
	elf_check_notes(test, phdr);
	phdr += notes;
	if (kernel_map) {
		KUNIT_EXPECT_EQ(test, phdr->p_vaddr, (unsigned long)_text);
		KUNIT_EXPECT_EQ(test, phdr->p_paddr, __pa_symbol(_text));
		phdr++;
	}
	for (unsigned int i = 0; i < 2; i++, phdr++) {
		KUNIT_EXPECT_EQ(test, phdr->p_type, PT_LOAD);
		KUNIT_EXPECT_EQ(test, phdr->p_offset, mem->ranges[i].start);
		KUNIT_EXPECT_EQ(test, phdr->p_paddr, mem->ranges[i].start);
		KUNIT_EXPECT_EQ(test, phdr->p_vaddr,
				(unsigned long)__va(mem->ranges[i].start));
		KUNIT_EXPECT_EQ(test, phdr->p_memsz, range_len(&mem->ranges[i]));
		KUNIT_EXPECT_EQ(test, phdr->p_filesz, phdr->p_memsz);
	}
	vfree(headers);
}

static void *elf_make(struct kunit *test, struct crash_mem *mem, unsigned int spare)
{
	unsigned long size;
	Elf64_Ehdr *ehdr;
	void *headers, *copy;

	KUNIT_ASSERT_EQ(test, crash_prepare_elf64_headers(mem, 1, &headers, &size), 0);
	copy = kunit_kzalloc(test, size + spare * sizeof(Elf64_Phdr), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, copy);
	memcpy(copy, headers, size);
	vfree(headers);
	ehdr = copy;
	ehdr->e_phnum += spare;
	return copy;
}

/* Each range has one entry, and nothing else has. */
static void elf_check_loads(struct kunit *test, const void *headers, const struct crash_mem *mem)
{
	const Elf64_Ehdr *ehdr = headers;
	const Elf64_Phdr *phdr = headers + ehdr->e_phoff;
	unsigned int nr = 0, notes = 0, found = 0;

	for (unsigned int i = 0; i < ehdr->e_phnum; i++, phdr++) {
		nr += phdr->p_type == PT_LOAD;
		notes += phdr->p_type == PT_NOTE;
		for (unsigned int k = 0; k < mem->nr_ranges; k++)
			found += phdr->p_type == PT_LOAD &&
				 phdr->p_vaddr == (unsigned long)__va(mem->ranges[k].start) &&
				 phdr->p_offset == mem->ranges[k].start &&
				 phdr->p_filesz == range_len(&mem->ranges[k]);
	}
	/* One is the kernel's own mapping. */
	KUNIT_EXPECT_EQ(test, nr, mem->nr_ranges + 1);
	KUNIT_EXPECT_EQ(test, found, mem->nr_ranges);
	KUNIT_EXPECT_EQ(test, notes, num_possible_cpus() + 1);
}

/* From any ranges to any others */
static void elf_headers_are_edited(struct kunit *test)
{
	struct crash_mem *before = elf_alloc(test, RANGES), *after = elf_alloc(test, RANGES);
	struct rnd_state rnd;

	prandom_seed_state(&rnd, 56);
	for (int round = 0; round < 200; round++) {
		void *to, *from;
		u16 phnum;

		elf_random(&rnd, before);
		elf_random(&rnd, after);
		to = elf_make(test, before, RANGES);
		from = elf_make(test, after, 0);
		phnum = ((Elf64_Ehdr *)to)->e_phnum;
		KUNIT_ASSERT_EQ(test, crash_edit_elf64_headers(to, from), 0);
		elf_check_loads(test, to, after);
		KUNIT_ASSERT_EQ(test, ((Elf64_Ehdr *)to)->e_phnum, phnum);
		kunit_kfree(test, from);
		kunit_kfree(test, to);
	}
}

static void elf_edit_without_room(struct kunit *test)
{
	struct crash_mem *before = elf_alloc(test, 1), *after = elf_alloc(test, 3);
	void *to, *from;

	elf_add(before, SZ_1M, SZ_2M - 1);
	elf_add(after, SZ_1M, SZ_2M - 1);
	elf_add(after, SZ_4M, SZ_8M - 1);
	elf_add(after, SZ_16M, SZ_32M - 1);
	to = elf_make(test, before, 1);
	from = elf_make(test, after, 0);
	KUNIT_EXPECT_EQ(test, crash_edit_elf64_headers(to, from), -ENOSPC);
	after->nr_ranges = 2;
	elf_check_loads(test, to, after);
	/* Entries that become free are used. */
	before->nr_ranges = 0;
	elf_add(before, SZ_64M, SZ_128M - 1);
	from = elf_make(test, before, 0);
	KUNIT_EXPECT_EQ(test, crash_edit_elf64_headers(to, from), 0);
	elf_check_loads(test, to, before);
	after->nr_ranges = 2;
	from = elf_make(test, after, 0);
	KUNIT_EXPECT_EQ(test, crash_edit_elf64_headers(to, from), 0);
	elf_check_loads(test, to, after);
}

static void elf_headers(struct kunit *test)
{
	elf_check_headers(test, 0);
	elf_check_headers(test, 1);
}

static struct kunit_case crash_elf_cases[] = {
	KUNIT_CASE(elf_exclude_like_model),
	KUNIT_CASE(elf_exclude_without_room),
	KUNIT_CASE(elf_exclude_at_the_ends),
	KUNIT_CASE(elf_headers),
	KUNIT_CASE(elf_headers_are_edited),
	KUNIT_CASE(elf_edit_without_room),
	{}
};

static struct kunit_suite crash_elf_suite = {
	.name = "crash_elf",
	.test_cases = crash_elf_cases,
};

kunit_test_suite(crash_elf_suite);
