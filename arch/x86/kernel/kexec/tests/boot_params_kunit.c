// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests of boot_params.c.
 */
#include <kunit/test.h>
#include <linux/sizes.h>
#include <linux/string.h>

#include "../boot_params.h"

#define BOOT_MEM	0x123456000ULL

/* Set up by begin_boot(), written by write_all() */
struct boot {
	struct kexec_boot_source source;
	struct kexec_bzimage bz;
	struct boot_params *params;
	size_t size;
};

static struct e820_entry *new_e820(struct kunit *test, unsigned int nr)
{
	struct e820_entry *map = kunit_kcalloc(test, nr + 1, sizeof(*map), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, map);
	for (unsigned int i = 0; i < nr; i++)
		map[i] = (struct e820_entry){ i * SZ_1M, SZ_4K + i, 1 + i % 5 };
	return map;
}

/* The nodes as the next kernel finds them; all must be inside, and aligned. */
static struct setup_data *node_at(struct kunit *test, const struct boot *boot, u64 at)
{
	struct setup_data *node = (void *)boot->params + (at - BOOT_MEM);

	KUNIT_ASSERT_GE(test, at, BOOT_MEM + sizeof(struct boot_params));
	KUNIT_ASSERT_TRUE(test, IS_ALIGNED(at, 8));
	KUNIT_ASSERT_LE(test, at - BOOT_MEM + sizeof(*node), boot->size);
	KUNIT_ASSERT_LE(test, at - BOOT_MEM + sizeof(*node) + node->len, boot->size);
	return node;
}

static struct setup_data *find_node(struct kunit *test, const struct boot *boot, u32 type)
{
	struct setup_data *found = NULL, *node;
	unsigned int nr = 0;

	for (u64 at = boot->params->hdr.setup_data; at; at = node->next) {
		node = node_at(test, boot, at);
		KUNIT_ASSERT_LT(test, nr++, 10);
		if (node->type != type)
			continue;
		KUNIT_EXPECT_NULL(test, found);
		found = node;
	}
	return found;
}

/* Zero, written, and with a red zone behind it */
static void write_all(struct kunit *test, struct boot *boot)
{
	size_t size = kexec_boot_data_size(&boot->source);
	u8 *buf = kunit_kzalloc(test, size + 64, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, buf);
	memset(buf + size, 0x5a, 64);
	KUNIT_ASSERT_EQ(test, 0, kexec_boot_data_write(&boot->source, buf, size, BOOT_MEM));
	KUNIT_ASSERT_NULL(test, memchr_inv(buf + size, 0x5a, 64));
	KUNIT_EXPECT_EQ(test, -ENOSPC,
			kexec_boot_data_write(&boot->source, buf, size - 1, BOOT_MEM));
	boot->params = (struct boot_params *)buf;
	boot->size = size;
}

/* A file that has a header and 0xa5 around it */
static void begin_boot(struct kunit *test, struct boot *boot)
{
	struct boot_params *file = kunit_kmalloc(test, sizeof(*file), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, file);
	memset(file, 0xa5, sizeof(*file));
	file->hdr = (struct setup_header){
		.boot_flag	= 0xaa55,
		.header		= 0x53726448,
		.version	= 0x20f,
		.loadflags	= LOADED_HIGH,
		.init_size	= SZ_64K,
		/* None of this is the file's to say. */
		.ramdisk_image	= 0x1234,
		.ramdisk_size	= 0x1234,
		.cmd_line_ptr	= 0x1234,
		.setup_data	= 0x1234,
	};
	boot->bz = (struct kexec_bzimage){
		.header_end	= 0x26c,
		.cmdline_max	= 2047,
		.alignment	= SZ_2M,
		.setup_type_max	= SETUP_TYPE_MAX,
	};
	boot->source = (struct kexec_boot_source){
		.file = file, .bz = &boot->bz, .cmdline = "", .kernel_align = SZ_2M,
	};
}

static void check_e820(struct kunit *test, unsigned int nr)
{
	struct e820_entry *map = new_e820(test, nr);
	struct boot_e820_entry *rest;
	struct setup_data *node;
	struct boot boot;

	begin_boot(test, &boot);
	boot.source.e820 = map;
	boot.source.nr_e820 = nr;
	write_all(test, &boot);
	node = find_node(test, &boot, SETUP_E820_EXT);
	KUNIT_ASSERT_EQ(test, boot.params->e820_entries, min(nr, 128U));
	KUNIT_ASSERT_EQ(test, !!node, nr > 128);
	KUNIT_ASSERT_EQ(test, node ? node->len : 0,
			(nr - boot.params->e820_entries) * sizeof(*rest));
	rest = node ? (void *)node->data : NULL;
	for (unsigned int i = 0; i < nr; i++) {
		struct boot_e820_entry *entry = i < 128 ? &boot.params->e820_table[i] :
							  &rest[i - 128];

		KUNIT_ASSERT_EQ(test, entry->addr, map[i].addr);
		KUNIT_ASSERT_EQ(test, entry->size, map[i].size);
		KUNIT_ASSERT_EQ(test, entry->type, map[i].type);
	}
}

static void boot_e820_whole(struct kunit *test)
{
	static const unsigned int counts[] = { 0, 1, 127, 128, 129, 130, 300, 5000 };

	for (int i = 0; i < ARRAY_SIZE(counts); i++)
		check_e820(test, counts[i]);
}

/* The file may claim things about itself that are for the loader to say. */
static void boot_header_is_ours(struct kunit *test)
{
	struct boot boot;

	begin_boot(test, &boot);
	((struct boot_params *)boot.source.file)->hdr.loadflags = 0xff;
	write_all(test, &boot);
	KUNIT_EXPECT_EQ(test, boot.params->hdr.ramdisk_image, 0);
	KUNIT_EXPECT_EQ(test, boot.params->hdr.ramdisk_size, 0);
	KUNIT_EXPECT_EQ(test, boot.params->hdr.setup_data, 0);
	KUNIT_EXPECT_EQ(test, boot.params->hdr.loadflags, LOADED_HIGH | QUIET_FLAG | 0x1c);
	KUNIT_EXPECT_NE(test, boot.params->hdr.type_of_loader, 0);
	KUNIT_EXPECT_EQ(test, boot.params->hdr.init_size, SZ_64K);
	KUNIT_EXPECT_EQ(test, boot.params->hdr.header, 0x53726448);
	/* Else the kernel would distrust all of it. */
	KUNIT_EXPECT_EQ(test, boot.params->sentinel, 0);
	KUNIT_EXPECT_NULL(test, memchr_inv((u8 *)boot.params + boot.bz.header_end, 0,
					   0x290 - boot.bz.header_end));
}

static void boot_addresses(struct kunit *test)
{
	struct boot boot;
	u64 cmdline;

	begin_boot(test, &boot);
	boot.source.cmdline = "console=ttyS0 and not this";
	boot.source.cmdline_len = strlen("console=ttyS0");
	boot.source.initrd_mem = 0x1234567000;
	boot.source.initrd_size = 0x987654321;
	write_all(test, &boot);
	cmdline = boot.params->hdr.cmd_line_ptr | (u64)boot.params->ext_cmd_line_ptr << 32;
	/* The kernel copies as much as it has room for. */
	KUNIT_ASSERT_LE(test, cmdline + boot.bz.cmdline_max + 1, BOOT_MEM + boot.size);
	KUNIT_EXPECT_STREQ(test, (char *)boot.params + (cmdline - BOOT_MEM), "console=ttyS0");
	KUNIT_EXPECT_EQ(test, boot.source.initrd_mem,
			boot.params->hdr.ramdisk_image | (u64)boot.params->ext_ramdisk_image << 32);
	KUNIT_EXPECT_EQ(test, boot.source.initrd_size,
			boot.params->hdr.ramdisk_size | (u64)boot.params->ext_ramdisk_size << 32);
}

/* See put_header(). */
static void boot_no_stale_initrd(struct kunit *test)
{
	struct boot boot;

	begin_boot(test, &boot);
	boot.source.efi_map_size = 3 * 48;
	write_all(test, &boot);
	KUNIT_EXPECT_EQ(test, boot.params->hdr.type_of_loader, 0);
	KUNIT_EXPECT_EQ(test, boot.params->efi_info.efi_memmap_size, 3 * 48);
	KUNIT_EXPECT_NOT_NULL(test, find_node(test, &boot, SETUP_EFI));
	boot.source.initrd_mem = SZ_64M;
	boot.source.initrd_size = SZ_64K;
	write_all(test, &boot);
	KUNIT_EXPECT_NE(test, boot.params->hdr.type_of_loader, 0);
}

static void boot_nodes(struct kunit *test)
{
	struct setup_indirect *indirect;
	struct setup_data *node;
	struct boot boot;

	begin_boot(test, &boot);
	boot.source.e820 = new_e820(test, 200);
	boot.source.nr_e820 = 200;
	boot.source.seed = true;
	boot.source.ima_addr = 0xabcd000;
	boot.source.ima_size = 0x3000;
	write_all(test, &boot);
	node = find_node(test, &boot, SETUP_RNG_SEED);
	KUNIT_ASSERT_NOT_NULL(test, node);
	KUNIT_EXPECT_EQ(test, node->len, 32);
	KUNIT_EXPECT_NOT_NULL(test, memchr_inv(node->data, 0, node->len));
	node = find_node(test, &boot, SETUP_IMA);
	KUNIT_ASSERT_NOT_NULL(test, node);
	KUNIT_EXPECT_EQ(test, ((struct ima_setup_data *)node->data)->addr, 0xabcd000);
	KUNIT_EXPECT_EQ(test, ((struct ima_setup_data *)node->data)->size, 0x3000);
	node = find_node(test, &boot, SETUP_INDIRECT);
	KUNIT_ASSERT_NOT_NULL(test, node);
	indirect = (struct setup_indirect *)node->data;
	KUNIT_EXPECT_EQ(test, indirect->type, SETUP_INDIRECT | SETUP_IMA);
	KUNIT_EXPECT_EQ(test, indirect->addr, 0xabcd000);
	KUNIT_EXPECT_EQ(test, indirect->len, 0x3000);

	/* A kernel that does not say that it knows them gets none. */
	boot.bz.setup_type_max = SETUP_CC_BLOB;
	write_all(test, &boot);
	KUNIT_EXPECT_NOT_NULL(test, find_node(test, &boot, SETUP_IMA));
	KUNIT_EXPECT_NULL(test, find_node(test, &boot, SETUP_INDIRECT));
}

static struct kunit_case kexec_bootparams_cases[] = {
	KUNIT_CASE(boot_e820_whole),
	KUNIT_CASE(boot_header_is_ours),
	KUNIT_CASE(boot_addresses),
	KUNIT_CASE(boot_no_stale_initrd),
	KUNIT_CASE(boot_nodes),
	{}
};

static struct kunit_suite kexec_bootparams_suite = {
	.name = "kexec_bootparams",
	.test_cases = kexec_bootparams_cases,
};

kunit_test_suite(kexec_bootparams_suite);
