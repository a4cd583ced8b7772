// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests of purgatory.c and digest.c with the architecture's own
 * purgatory. Nothing is started: whether it runs is for those tests that boot.
 */
#include <crypto/sha2.h>
#include <kunit/test.h>
#include <linux/purgatory.h>
#include <linux/random.h>
#include <linux/xxhash.h>

#include "../digest.h"
#include "../file_pages.h"
#include "../memory.h"
#include "../purgatory.h"
#include "../refusal.h"

#define MEM		0x123456000UL
#define DIGESTS		"purgatory_segment_digests"
#define REGIONS		"purgatory_sha_regions"
#define DIGEST		"purgatory_sha256_digest"

/* An image on its way, with what kexec_file_load(2) would give it */
struct purgatory_case {
	struct kimage image;
	struct kexec_files file;
	struct kexec_memory memory;
	struct kexec_refusal why;
	struct kexec_buf kbuf;
};

static void purgatory_case_exit(void *data)
{
	struct purgatory_case *pc = data;

	kexec_purgatory_free(&pc->image);
}

static struct purgatory_case *purgatory_case_new(struct kunit *test)
{
	struct purgatory_case *pc = kunit_kzalloc(test, sizeof(*pc), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, pc);
	pc->why.segment = -1;
	pc->image.why = &pc->why;
	pc->image.file = &pc->file;
	pc->image.memory = &pc->memory;
#ifdef CONFIG_CRASH_HOTPLUG
	pc->image.elfcorehdr_index = -1;
#endif
	pc->kbuf.mem = MEM;
	KUNIT_ASSERT_EQ(test, 0, kunit_add_action_or_reset(test, purgatory_case_exit, pc));
	return pc;
}

static struct purgatory_case *purgatory_case_loaded(struct kunit *test)
{
	struct purgatory_case *pc = purgatory_case_new(test);

	KUNIT_ASSERT_EQ(test, 0, kexec_load_purgatory(&pc->image, &pc->kbuf));
	return pc;
}

static void purgatory_becomes_a_segment(struct kunit *test)
{
	struct purgatory_case *pc = purgatory_case_loaded(test);
	const struct kexec_segment *segment = pc->image.segment;

	KUNIT_EXPECT_EQ(test, 1, pc->image.nr_segments);
	KUNIT_EXPECT_EQ(test, MEM, segment->mem);
	KUNIT_EXPECT_PTR_EQ(test, pc->image.purgatory_info.purgatory_buf, segment->kbuf);
	KUNIT_EXPECT_GE(test, segment->memsz, segment->bufsz);
	KUNIT_EXPECT_TRUE(test, PAGE_ALIGNED(segment->memsz));
	KUNIT_EXPECT_GE(test, pc->image.start, MEM);
	KUNIT_EXPECT_LT(test, pc->image.start, MEM + segment->bufsz);
}

/* Every loaded section is in the segment, at its alignment, and meets no other. */
static void purgatory_sections_fit(struct kunit *test)
{
	struct purgatory_case *pc = purgatory_case_loaded(test);
	const struct purgatory_info *pi = &pc->image.purgatory_info;
	unsigned long last = pc->kbuf.memsz;

	for (int i = 0; i < pi->ehdr->e_shnum; i++) {
		const Elf_Shdr *a = &pi->sechdrs[i];

		if (!(a->sh_flags & SHF_ALLOC))
			continue;
		KUNIT_EXPECT_EQ(test, MEM + a->sh_offset, a->sh_addr);
		KUNIT_EXPECT_LE(test, a->sh_offset + a->sh_size,
				a->sh_type == SHT_NOBITS ? last : pc->kbuf.bufsz);
		KUNIT_EXPECT_EQ(test, 0, a->sh_addralign ? a->sh_addr % a->sh_addralign : 0);
		for (int k = 0; k < i; k++) {
			const Elf_Shdr *b = &pi->sechdrs[k];

			KUNIT_EXPECT_FALSE(test, b->sh_flags & SHF_ALLOC &&
					   a->sh_offset < b->sh_offset + b->sh_size &&
					   b->sh_offset < a->sh_offset + a->sh_size);
		}
	}
}

static void purgatory_variables(struct kunit *test)
{
	const bool each = IS_ENABLED(CONFIG_KEXEC_DIGEST_XXH64);
	const char *name = each ? DIGESTS : REGIONS, *longer = each ? DIGESTS "x" : REGIONS "x";
	const size_t size = each ? sizeof(purgatory_segment_digests) :
				   sizeof(purgatory_sha_regions);
	struct purgatory_case *pc = purgatory_case_loaded(test);
	struct kimage *image = &pc->image;
	u8 *in = kunit_kzalloc(test, size, GFP_KERNEL);
	u8 *out = kunit_kzalloc(test, size, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, in);
	KUNIT_ASSERT_NOT_NULL(test, out);
	get_random_bytes(in, size);
	KUNIT_EXPECT_EQ(test, 0, kexec_purgatory_get_set_symbol(image, name, in, size, false));
	KUNIT_EXPECT_EQ(test, 0, kexec_purgatory_get_set_symbol(image, name, out, size, true));
	KUNIT_EXPECT_MEMEQ(test, in, out, size);
	KUNIT_EXPECT_EQ(test, -EINVAL,
			kexec_purgatory_get_set_symbol(image, name, out, size - 1, true));
	KUNIT_EXPECT_EQ(test, -EINVAL,
			kexec_purgatory_get_set_symbol(image, longer, out, size, true));
	kexec_purgatory_free(image);
	KUNIT_EXPECT_EQ(test, -EINVAL,
			kexec_purgatory_get_set_symbol(image, name, out, size, true));
}

/* What cannot be added leaves nothing behind. */
static void purgatory_failure(struct kunit *test)
{
	struct purgatory_case *pc = purgatory_case_new(test);

	pc->image.nr_segments = KEXEC_SEGMENT_MAX;
	KUNIT_EXPECT_EQ(test, -EINVAL, kexec_load_purgatory(&pc->image, &pc->kbuf));
	KUNIT_EXPECT_EQ(test, KEXEC_SEGMENT_MAX, pc->image.nr_segments);
	KUNIT_EXPECT_NULL(test, pc->image.purgatory_info.purgatory_buf);
	KUNIT_EXPECT_NULL(test, pc->image.purgatory_info.sechdrs);
}

/* The bytes that a segment will have in memory, one segment after the other */
static u8 *purgatory_flat(struct kunit *test, const struct kexec_segment *segment,
			  unsigned long nr, size_t *size)
{
	u8 *flat;

	*size = 0;
	for (unsigned long i = 0; i < nr; i++)
		*size += segment[i].memsz;
	flat = kunit_kzalloc(test, *size, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, flat);
	for (size_t at = 0; nr; at += segment->memsz, segment++, nr--)
		memcpy(flat + at, segment->kbuf, segment->bufsz);
	return flat;
}

static void purgatory_add_random(struct kunit *test, struct kimage *image, size_t bufsz,
				 size_t memsz)
{
	struct kexec_segment *segment = &image->segment[image->nr_segments];
	u8 *data = kunit_kzalloc(test, bufsz + 1, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, data);
	get_random_bytes(data, bufsz);
	segment->kbuf = data;
	segment->bufsz = bufsz;
	segment->mem = 2 * MEM + image->nr_segments++ * SZ_1G;
	segment->memsz = memsz;
}

/* Neither the first segment, the purgatory, nor the one that hotplug changes has a digest. */
static bool purgatory_has_digest(const struct kimage *image, unsigned long segment)
{
#ifdef CONFIG_CRASH_HOTPLUG
	if (segment == image->elfcorehdr_index)
		return false;
#endif
	return segment && segment < image->nr_segments;
}

static void purgatory_expect_xxh64(struct kunit *test, struct kimage *image)
{
	struct kexec_segment_digest digests[KEXEC_SEGMENT_MAX];

	KUNIT_ASSERT_EQ(test, 0, kexec_purgatory_get_set_symbol(image, DIGESTS, digests,
								sizeof(digests), true));
	for (unsigned long i = 0; i < KEXEC_SEGMENT_MAX; i++) {
		const struct kexec_segment *segment = &image->segment[i];
		struct kexec_segment_digest expected = {};

		if (purgatory_has_digest(image, i)) {
			size_t size;
			u8 *flat = purgatory_flat(test, segment, 1, &size);

			expected.start = segment->mem;
			expected.len = segment->memsz;
			expected.xxh64 = xxh64(flat, size, 0);
		}
		KUNIT_EXPECT_MEMEQ(test, &expected, &digests[i], sizeof(expected));
	}
}

static void purgatory_expect_sha256(struct kunit *test, struct kimage *image)
{
	struct kexec_sha_region regions[KEXEC_SEGMENT_MAX];
	u8 digest[SHA256_DIGEST_SIZE], expected[SHA256_DIGEST_SIZE];
	size_t size;
	u8 *flat = purgatory_flat(test, &image->segment[1], image->nr_segments - 1, &size);

	KUNIT_ASSERT_EQ(test, 0, kexec_purgatory_get_set_symbol(image, REGIONS, regions,
								sizeof(regions), true));
	for (unsigned long i = 0; i < KEXEC_SEGMENT_MAX; i++) {
		bool hashed = purgatory_has_digest(image, i);

		KUNIT_EXPECT_EQ(test, hashed ? image->segment[i].mem : 0, regions[i].start);
		KUNIT_EXPECT_EQ(test, hashed ? image->segment[i].memsz : 0, regions[i].len);
	}
	KUNIT_ASSERT_EQ(test, 0, kexec_purgatory_get_set_symbol(image, DIGEST, digest,
								sizeof(digest), true));
	sha256(flat, size, expected);
	KUNIT_EXPECT_MEMEQ(test, expected, digest, sizeof(digest));
}

static struct purgatory_case *purgatory_case_filled(struct kunit *test)
{
	struct purgatory_case *pc = purgatory_case_loaded(test);

	purgatory_add_random(test, &pc->image, 3 * PAGE_SIZE, 3 * PAGE_SIZE);
	purgatory_add_random(test, &pc->image, PAGE_SIZE + 1, 4 * PAGE_SIZE);
	purgatory_add_random(test, &pc->image, 0, PAGE_SIZE);
	purgatory_add_random(test, &pc->image, SZ_1M + 1, SZ_1M + PAGE_SIZE);
	return pc;
}

static void purgatory_gets_digests(struct kunit *test)
{
	struct purgatory_case *pc = purgatory_case_filled(test);

	KUNIT_ASSERT_EQ(test, 0, kexec_digest_image(&pc->image));
	KUNIT_EXPECT_EQ(test, SZ_1M + 9 * PAGE_SIZE, pc->memory.digested);
	if (IS_ENABLED(CONFIG_KEXEC_DIGEST_XXH64))
		purgatory_expect_xxh64(test, &pc->image);
	else
		purgatory_expect_sha256(test, &pc->image);
}

#ifdef CONFIG_CRASH_HOTPLUG
static void purgatory_leaves_out_elfcorehdr(struct kunit *test)
{
	struct purgatory_case *pc = purgatory_case_filled(test);

	if (!IS_ENABLED(CONFIG_KEXEC_DIGEST_XXH64))
		kunit_skip(test, "one digest for all segments");
	pc->image.elfcorehdr_index = 2;
	KUNIT_ASSERT_EQ(test, 0, kexec_digest_image(&pc->image));
	KUNIT_EXPECT_EQ(test, SZ_1M + 5 * PAGE_SIZE, pc->memory.digested);
	purgatory_expect_xxh64(test, &pc->image);
}
#endif

static void purgatory_none_gets_none(struct kunit *test)
{
	struct purgatory_case *pc = purgatory_case_new(test);

	KUNIT_EXPECT_EQ(test, 0, kexec_digest_image(&pc->image));
}

static struct kunit_case kexec_purgatory_cases[] = {
	KUNIT_CASE(purgatory_becomes_a_segment),
	KUNIT_CASE(purgatory_sections_fit),
	KUNIT_CASE(purgatory_variables),
	KUNIT_CASE(purgatory_failure),
	KUNIT_CASE(purgatory_gets_digests),
#ifdef CONFIG_CRASH_HOTPLUG
	KUNIT_CASE(purgatory_leaves_out_elfcorehdr),
#endif
	KUNIT_CASE(purgatory_none_gets_none),
	{}
};

static struct kunit_suite kexec_purgatory_suite = {
	.name = "kexec_purgatory",
	.test_cases = kexec_purgatory_cases,
};

kunit_test_suite(kexec_purgatory_suite);
