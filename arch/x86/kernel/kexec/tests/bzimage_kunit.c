// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests of bzimage_header.c.
 */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/prandom.h>
#include <linux/sizes.h>
#include <linux/unaligned.h>
#include <linux/vmalloc.h>

#include <asm/bootparam.h>

#include "../bzimage_header.h"

/* The image that all tests begin with: small, and nothing wrong with it */
#define SETUP_SECTS	3
#define SETUP_SIZE	((SETUP_SECTS + 1) * 512)
#define KERNEL_SIZE	0x1000
#define PAYLOAD_AT	0x300
#define PAYLOAD_SIZE	0x800
#define INFO_AT		0xf00
#define SIGNATURE_SIZE	40	/* behind what the header declares */
#define IMAGE_SIZE	(SETUP_SIZE + KERNEL_SIZE + SIGNATURE_SIZE)

#define FIELD(name)	{ #name, offsetof(struct boot_params, hdr.name), \
			  sizeof_field(struct setup_header, name) }

struct field {
	const char *name;
	unsigned int at;
	unsigned int size;
};

static const struct field fields[] = {
	FIELD(setup_sects), FIELD(root_flags), FIELD(syssize), FIELD(ram_size),
	FIELD(vid_mode), FIELD(root_dev), FIELD(boot_flag), FIELD(jump),
	FIELD(header), FIELD(version), FIELD(realmode_swtch), FIELD(start_sys_seg),
	FIELD(kernel_version), FIELD(type_of_loader), FIELD(loadflags),
	FIELD(setup_move_size), FIELD(code32_start), FIELD(ramdisk_image),
	FIELD(ramdisk_size), FIELD(bootsect_kludge), FIELD(heap_end_ptr),
	FIELD(ext_loader_ver), FIELD(ext_loader_type), FIELD(cmd_line_ptr),
	FIELD(initrd_addr_max), FIELD(kernel_alignment), FIELD(relocatable_kernel),
	FIELD(min_alignment), FIELD(xloadflags), FIELD(cmdline_size),
	FIELD(hardware_subarch), FIELD(hardware_subarch_data), FIELD(payload_offset),
	FIELD(payload_length), FIELD(setup_data), FIELD(pref_address),
	FIELD(init_size), FIELD(handover_offset), FIELD(kernel_info_offset),
};

static void put_field(u8 *file, unsigned int at, unsigned int size, u64 value)
{
	for (unsigned int i = 0; i < size; i++)
		file[at + i] = value >> 8 * i;
}

static struct setup_header *header_of(u8 *file)
{
	return (void *)file + offsetof(struct boot_params, hdr);
}

static void make_image(u8 *file)
{
	struct setup_header *hdr = header_of(file);
	u8 *kernel = file + SETUP_SIZE;

	memset(file, 0xa5, IMAGE_SIZE);
	*hdr = (struct setup_header){
		.setup_sects		= SETUP_SECTS,
		.syssize		= KERNEL_SIZE / 16,
		.boot_flag		= 0xaa55,
		.jump			= 0x6aeb,
		.header			= 0x53726448,
		.version		= 0x20f,
		.loadflags		= LOADED_HIGH,
		.initrd_addr_max	= 0x7fffffff,
		.kernel_alignment	= SZ_2M,
		.relocatable_kernel	= 1,
		.min_alignment		= 21,
		.xloadflags		= XLF_KERNEL_64 | XLF_CAN_BE_LOADED_ABOVE_4G |
					  XLF_5LEVEL,
		.cmdline_size		= 2047,
		.payload_offset		= PAYLOAD_AT,
		.payload_length		= PAYLOAD_SIZE,
		.pref_address		= SZ_16M,
		.init_size		= SZ_64K,
		.kernel_info_offset	= INFO_AT,
	};
	put_unaligned_le32(0x506f544c, kernel + INFO_AT);
	put_unaligned_le32(16, kernel + INFO_AT + 4);
	put_unaligned_le32(16, kernel + INFO_AT + 8);
	put_unaligned_le32(SETUP_TYPE_MAX, kernel + INFO_AT + 12);
}

/*
 * What was declared is in the file: worked out byte by byte and without any of
 * the code under test.
 */
static bool declared_is_there(const u8 *file, u64 len)
{
	u64 sects, setup, kernel, payload, payload_end;

	if (len < 0x26c)
		return false;
	sects = file[0x1f1] ? file[0x1f1] : 4;
	setup = 512 + 512 * sects;
	kernel = 16ULL * get_unaligned_le32(file + 0x1f4);
	payload = get_unaligned_le32(file + 0x248);
	payload_end = payload + get_unaligned_le32(file + 0x24c);
	return file[0x1fe] == 0x55 && file[0x1ff] == 0xaa &&
	       !memcmp(file + 0x202, "HdrS", 4) &&
	       get_unaligned_le16(file + 0x206) >= 0x20c &&
	       (file[0x211] & 1) && (file[0x236] & 1) &&
	       kernel && setup + kernel <= len &&
	       payload_end <= kernel && setup + payload_end <= len &&
	       kernel <= get_unaligned_le32(file + 0x260);
}

/* Nothing accepted may be used beyond the file or make the loader's sums wrap. */
static bool outcome_is_sane(const struct kexec_bzimage *bz, u64 len)
{
	return bz->header_end >= 0x268 && bz->header_end <= 0x290 &&
	       bz->header_end <= len &&
	       bz->kernel_offset <= len && bz->kernel_size > 0x200 &&
	       bz->kernel_size <= len - bz->kernel_offset &&
	       bz->init_size >= bz->kernel_size && bz->init_size <= SZ_2G &&
	       hweight64(bz->alignment) == 1 && bz->alignment <= SZ_1G &&
	       hweight64(bz->min_alignment) == 1 &&
	       bz->min_alignment <= bz->alignment &&
	       bz->pref_address + bz->init_size <= BIT_ULL(52) &&
	       !(bz->pref_address & ~PAGE_MASK);
}

/* The reason, NULL for a good file */
static const char *check(struct kunit *test, struct kexec_bzimage *bz, const u8 *file,
			 size_t len)
{
	enum kexec_format_match match;
	const char *why;

	match = kexec_bzimage_check(bz, file, len, &why);
	KUNIT_EXPECT_EQ(test, match == KEXEC_FORMAT_GOOD, !why);
	return why;
}

/* Whether it was accepted; that must have been right. */
static bool try(struct kunit *test, const u8 *file, u64 len, const char *what)
{
	struct kexec_bzimage bz;
	const char *why = check(test, &bz, file, len);

	if (why) {
		KUNIT_EXPECT_NE(test, strlen(why), 0);
		return false;
	}
	KUNIT_EXPECT_TRUE_MSG(test, declared_is_there(file, len), "%s", what);
	KUNIT_EXPECT_TRUE_MSG(test, outcome_is_sane(&bz, len), "%s", what);
	return true;
}

static u8 *new_image(struct kunit *test)
{
	u8 *file = kunit_kmalloc(test, IMAGE_SIZE, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, file);
	make_image(file);
	return file;
}

static void header_good(struct kunit *test)
{
	u8 *file = new_image(test);
	struct kexec_bzimage bz;

	KUNIT_ASSERT_NULL(test, check(test, &bz, file, IMAGE_SIZE));
	KUNIT_EXPECT_EQ(test, bz.header_end, 0x26c);
	KUNIT_EXPECT_EQ(test, bz.kernel_offset, SETUP_SIZE);
	KUNIT_EXPECT_EQ(test, bz.kernel_size, KERNEL_SIZE);
	KUNIT_EXPECT_EQ(test, bz.init_size, SZ_64K);
	KUNIT_EXPECT_EQ(test, bz.alignment, SZ_2M);
	KUNIT_EXPECT_EQ(test, bz.min_alignment, SZ_2M);
	KUNIT_EXPECT_EQ(test, bz.pref_address, SZ_16M);
	KUNIT_EXPECT_EQ(test, bz.initrd_max, 0x7fffffff);
	KUNIT_EXPECT_EQ(test, bz.cmdline_max, 2047);
	KUNIT_EXPECT_EQ(test, bz.setup_type_max, SETUP_TYPE_MAX);
	KUNIT_EXPECT_EQ(test, bz.version, 0x20f);
	KUNIT_EXPECT_TRUE(test, bz.relocatable);
	KUNIT_EXPECT_TRUE(test, bz.above_4g);
	KUNIT_EXPECT_TRUE(test, bz.enter_la57);
	KUNIT_EXPECT_FALSE(test, bz.runs_la57);
	KUNIT_EXPECT_FALSE(test, bz.efi);
}

/* One row a rule and its neighbours: a field, its value, part of the reason or NULL */
struct header_case {
	const char *name;
	struct field field;
	u64 value;
	const char *why;
};

static const struct header_case header_cases[] = {
	{ "no boot flag", FIELD(boot_flag), 0, "no magic" },
	{ "no HdrS", FIELD(header), 0, "no magic" },
	{ "protocol 2.11", FIELD(version), 0x20b, "older than 2.12" },
	{ "protocol 2.12", FIELD(version), 0x20c, NULL },
	{ "protocol of the future", FIELD(version), 0x2ff, NULL },
	{ "not loaded high", FIELD(loadflags), 0, "zImage" },
	{ "no 64-bit entry", FIELD(xloadflags), XLF_CAN_BE_LOADED_ABOVE_4G, "64-bit entry" },
	{ "a jump that is none", FIELD(jump), 0x6a00, "impossible length" },
	{ "header of no length", FIELD(jump), 0x00eb, "impossible length" },
	{ "header short by one", FIELD(jump), 0x65eb, "impossible length" },
	{ "header of 2.12", FIELD(jump), 0x66eb, NULL },
	{ "longest header", FIELD(jump), 0x7feb, NULL },
	{ "backward jump", FIELD(jump), 0x80eb, "impossible length" },
	{ "0 stands for 4 sectors", FIELD(setup_sects), 0, "smaller than its header" },
	{ "one sector less", FIELD(setup_sects), SETUP_SECTS - 1, "without a kernel_info" },
	{ "setup longer than the file", FIELD(setup_sects), 255, "setup code" },
	{ "no kernel", FIELD(syssize), 0, "part is empty" },
	{ "kernel ends at its entry", FIELD(syssize), 0x20, "part is empty" },
	{ "kernel longer by 16", FIELD(syssize), KERNEL_SIZE / 16 + 1, NULL },
	{ "kernel longer by 48", FIELD(syssize), KERNEL_SIZE / 16 + 3, "smaller than its" },
	{ "largest kernel", FIELD(syssize), U32_MAX, "smaller than its" },
	{ "paragraphs that wrap", FIELD(syssize), 0x10000000, "smaller than its" },
	{ "payload without place", FIELD(payload_offset), 0, "half a declaration" },
	{ "payload without length", FIELD(payload_length), 0, "half a declaration" },
	{ "payload to the end", FIELD(payload_length), KERNEL_SIZE - PAYLOAD_AT, NULL },
	{ "payload over the end", FIELD(payload_length), KERNEL_SIZE - PAYLOAD_AT + 1,
	  "payload ends behind" },
	{ "payload that wraps", FIELD(payload_length), U32_MAX - PAYLOAD_AT + 1,
	  "payload ends behind" },
	{ "payload far away", FIELD(payload_offset), U32_MAX, "payload ends behind" },
	{ "no alignment", FIELD(kernel_alignment), 0, "kernel_alignment" },
	{ "odd alignment", FIELD(kernel_alignment), SZ_2M + 1, "kernel_alignment" },
	{ "largest alignment", FIELD(kernel_alignment), SZ_1G, NULL },
	{ "alignment too large", FIELD(kernel_alignment), SZ_2G, "kernel_alignment" },
	{ "alignment below the least", FIELD(kernel_alignment), SZ_1M, "min_alignment" },
	{ "no least alignment", FIELD(min_alignment), 0, NULL },
	{ "least alignment too large", FIELD(min_alignment), 22, "min_alignment" },
	{ "least alignment of 2^255", FIELD(min_alignment), 255, "min_alignment" },
	{ "no init_size", FIELD(init_size), 0, "init_size" },
	{ "init_size short by one", FIELD(init_size), KERNEL_SIZE - 1, "init_size" },
	{ "smallest init_size", FIELD(init_size), KERNEL_SIZE, NULL },
	{ "largest init_size", FIELD(init_size), SZ_2G, NULL },
	{ "init_size too large", FIELD(init_size), SZ_2G + 1, "init_size" },
	{ "no preferred address", FIELD(pref_address), 0, NULL },
	{ "preferred address odd", FIELD(pref_address), SZ_16M + 1, "pref_address" },
	{ "preferred address wraps", FIELD(pref_address), PAGE_MASK, "pref_address" },
	{ "highest preferred address", FIELD(pref_address), BIT_ULL(52) - SZ_64K, NULL },
	{ "preferred address too high", FIELD(pref_address), BIT_ULL(52) - SZ_32K,
	  "pref_address" },
	{ "no kernel_info", FIELD(kernel_info_offset), 0, NULL },
	{ "kernel_info cut", FIELD(kernel_info_offset), KERNEL_SIZE - 15, "kernel_info is not" },
	{ "kernel_info far away", FIELD(kernel_info_offset), U32_MAX, "kernel_info is not" },
	{ "kernel_info elsewhere", FIELD(kernel_info_offset), INFO_AT - 1,
	  "without a kernel_info" },
};

static void header_case_desc(const struct header_case *c, char *desc)
{
	strscpy(desc, c->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(header_case, header_cases, header_case_desc);

static void header_rules(struct kunit *test)
{
	const struct header_case *c = test->param_value;
	u8 *file = new_image(test);
	struct kexec_bzimage bz;
	const char *why;

	put_field(file, c->field.at, c->field.size, c->value);
	why = check(test, &bz, file, IMAGE_SIZE);
	if (!c->why) {
		KUNIT_EXPECT_NULL_MSG(test, why, "refused: %s", why);
		return;
	}
	KUNIT_ASSERT_NOT_NULL(test, why);
	KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(why, c->why), "the reason was: %s", why);
}

/* A field, its value, the length of the file, and whose file it is */
static const struct {
	const char *name;
	struct field field;
	u64 value;
	size_t len;
	enum kexec_format_match match;
} match_cases[] = {
	{ "whole", FIELD(version), 0x20f, IMAGE_SIZE, KEXEC_FORMAT_GOOD },
	{ "no signature", FIELD(version), 0x20f, IMAGE_SIZE - SIGNATURE_SIZE, KEXEC_FORMAT_GOOD },
	{ "empty", FIELD(version), 0x20f, 0, KEXEC_FORMAT_OTHER },
	{ "shorter than a header", FIELD(version), 0x20f, 1023, KEXEC_FORMAT_OTHER },
	{ "no boot flag", FIELD(boot_flag), 0, IMAGE_SIZE, KEXEC_FORMAT_OTHER },
	{ "no HdrS", FIELD(header), 0, IMAGE_SIZE, KEXEC_FORMAT_OTHER },
	{ "only a header", FIELD(version), 0x20f, 1024, KEXEC_FORMAT_BAD },
	{ "old protocol", FIELD(version), 0x20b, IMAGE_SIZE, KEXEC_FORMAT_BAD },
	{ "no 64-bit entry", FIELD(xloadflags), 0, IMAGE_SIZE, KEXEC_FORMAT_BAD },
	{ "no init_size", FIELD(init_size), 0, IMAGE_SIZE, KEXEC_FORMAT_BAD },
	{ "no alignment", FIELD(kernel_alignment), 0, IMAGE_SIZE, KEXEC_FORMAT_BAD },
	{ "kernel_info far away", FIELD(kernel_info_offset), U32_MAX, IMAGE_SIZE,
	  KEXEC_FORMAT_BAD },
};

/* A loader of another format gets only files that are no bzImages at all. */
static void header_match(struct kunit *test)
{
	u8 *file = new_image(test);
	struct kexec_bzimage bz;
	const char *why;

	for (int i = 0; i < ARRAY_SIZE(match_cases); i++) {
		const struct field *field = &match_cases[i].field;

		make_image(file);
		put_field(file, field->at, field->size, match_cases[i].value);
		KUNIT_EXPECT_EQ_MSG(test, match_cases[i].match,
				    kexec_bzimage_check(&bz, file, match_cases[i].len, &why),
				    "%s: %s", match_cases[i].name, why ?: "good");
	}
}

/* What takes more than one field */
static void header_combinations(struct kunit *test)
{
	u8 *file = new_image(test);
	struct setup_header *hdr = header_of(file);

	hdr->payload_offset = 0;
	hdr->payload_length = 0;
	KUNIT_EXPECT_TRUE(test, try(test, file, IMAGE_SIZE, "no payload declared"));

	make_image(file);
	hdr->relocatable_kernel = 0;
	KUNIT_EXPECT_TRUE(test, try(test, file, IMAGE_SIZE, "not relocatable"));
	hdr->pref_address = 0;
	KUNIT_EXPECT_FALSE(test, try(test, file, IMAGE_SIZE, "runs at 0"));

	make_image(file);
	hdr->xloadflags = XLF_KERNEL_64;
	hdr->pref_address = SZ_4G - SZ_64K;
	KUNIT_EXPECT_TRUE(test, try(test, file, IMAGE_SIZE, "up to 4 GiB"));
	hdr->pref_address = SZ_4G - SZ_32K;
	KUNIT_EXPECT_FALSE(test, try(test, file, IMAGE_SIZE, "beyond 4 GiB"));

	/* What an older header does not have is not looked at. */
	make_image(file);
	hdr->version = 0x20c;
	hdr->jump = 0x66eb;
	hdr->kernel_info_offset = U32_MAX;
	KUNIT_EXPECT_TRUE(test, try(test, file, IMAGE_SIZE, "no kernel_info yet"));
}

static void header_of_other_files(struct kunit *test)
{
	u8 *file = new_image(test);
	struct kexec_bzimage bz;
	const char *why;

	header_of(file)->header = 0;
	memcpy(file, "MZ", 2);
	why = check(test, &bz, file, IMAGE_SIZE);
	KUNIT_ASSERT_NOT_NULL(test, why);
	KUNIT_EXPECT_NOT_NULL(test, strstr(why, "unified kernel image"));
	memset(file, 0, IMAGE_SIZE);
	KUNIT_EXPECT_FALSE(test, try(test, file, IMAGE_SIZE, "all 0"));
	memset(file, 0xff, IMAGE_SIZE);
	KUNIT_EXPECT_FALSE(test, try(test, file, IMAGE_SIZE, "all 0xff"));
	make_image(file);
	memcpy(file, "MZ", 2);
	KUNIT_EXPECT_TRUE(test, try(test, file, IMAGE_SIZE, "a PE file"));
}

/*
 * Cut at every length. The file ends where the mapping ends, so that to read on is
 * a fault, with KASAN or without.
 */
static void header_cut(struct kunit *test)
{
	u8 *file = new_image(test), *room = vmalloc(PAGE_ALIGN(IMAGE_SIZE));
	unsigned int accepted = 0;

	KUNIT_ASSERT_NOT_NULL(test, room);
	for (unsigned int len = 0; len <= IMAGE_SIZE; len++) {
		u8 *cut = room + PAGE_ALIGN(IMAGE_SIZE) - len;

		memcpy(cut, file, len);
		accepted += try(test, cut, len, "cut");
	}
	vfree(room);
	/* Only the signature may be missing. */
	KUNIT_EXPECT_EQ(test, accepted, SIGNATURE_SIZE + 1);
}

static u64 random_value(struct rnd_state *rnd)
{
	u64 value = (u64)prandom_u32_state(rnd) << 32 | prandom_u32_state(rnd);

	/* Small ones and powers of 2 often, they come further. */
	switch (prandom_u32_state(rnd) % 4) {
	case 0:
		return value >> prandom_u32_state(rnd) % 64;
	case 1:
		return BIT_ULL(prandom_u32_state(rnd) % 64);
	case 2:
		return value & ~0xfffULL;
	default:
		return value;
	}
}

#define ROUNDS	2000

static void fuzz_field(struct kunit *test, u8 *file, const struct field *field,
		       struct rnd_state *rnd, unsigned int *accepted)
{
	static const u64 edges[] = {
		0, 1, U64_MAX, U64_MAX - 1, 0x80, 0x8000, 0x80000000, BIT_ULL(63),
		S8_MAX, S16_MAX, S32_MAX, S64_MAX,
	};

	for (int i = 0; i < ARRAY_SIZE(edges) + ROUNDS; i++) {
		u64 value = i < ARRAY_SIZE(edges) ? edges[i] : random_value(rnd);

		make_image(file);
		put_field(file, field->at, field->size, value);
		*accepted += try(test, file, IMAGE_SIZE, field->name);
	}
}

static void header_fuzz_each_field(struct kunit *test)
{
	unsigned int accepted = 0, all = ARRAY_SIZE(fields) * ROUNDS;
	u8 *file = new_image(test);
	struct rnd_state rnd;

	prandom_seed_state(&rnd, 6012);
	for (int i = 0; i < ARRAY_SIZE(fields); i++)
		fuzz_field(test, file, &fields[i], &rnd, &accepted);
	/* Neither outcome is rare, or the test would say little. */
	KUNIT_EXPECT_GT(test, accepted, all / 10);
	KUNIT_EXPECT_LT(test, accepted, all - all / 10);
}

/* Some fields and the length at once */
static void header_fuzz_together(struct kunit *test)
{
	u8 *file = new_image(test), *room = vmalloc(PAGE_ALIGN(IMAGE_SIZE));
	unsigned int accepted = 0;
	struct rnd_state rnd;

	KUNIT_ASSERT_NOT_NULL(test, room);
	prandom_seed_state(&rnd, 612117);
	for (int round = 0; round < 50000; round++) {
		unsigned int nr = prandom_u32_state(&rnd) % 4;
		unsigned int len = IMAGE_SIZE;
		u8 *cut;

		make_image(file);
		while (nr--) {
			const struct field *field =
				&fields[prandom_u32_state(&rnd) % ARRAY_SIZE(fields)];

			put_field(file, field->at, field->size, random_value(&rnd));
		}
		if (prandom_u32_state(&rnd) % 2)
			len -= prandom_u32_state(&rnd) % (4 * SIGNATURE_SIZE);
		cut = room + PAGE_ALIGN(IMAGE_SIZE) - len;
		memcpy(cut, file, len);
		accepted += try(test, cut, len, "several fields");
	}
	vfree(room);
	KUNIT_EXPECT_GT(test, accepted, 5000);
	KUNIT_EXPECT_LT(test, accepted, 45000);
}

static struct kunit_case kexec_bzimage_cases[] = {
	KUNIT_CASE(header_good),
	KUNIT_CASE_PARAM(header_rules, header_case_gen_params),
	KUNIT_CASE(header_match),
	KUNIT_CASE(header_combinations),
	KUNIT_CASE(header_of_other_files),
	KUNIT_CASE(header_cut),
	KUNIT_CASE(header_fuzz_each_field),
	KUNIT_CASE(header_fuzz_together),
	{}
};

static struct kunit_suite kexec_bzimage_suite = {
	.name = "kexec_bzimage",
	.test_cases = kexec_bzimage_cases,
};

kunit_test_suite(kexec_bzimage_suite);
