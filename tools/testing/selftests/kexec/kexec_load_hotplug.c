// SPDX-License-Identifier: GPL-2.0
/*
 * Crash kernels and hotplug: the two flags of kexec_load(2), what the kernel says it
 * will do, and the headers of the dump after a CPU or memory went or came back.
 */
#include "elfcore.h"
#include "file_load.h"
#include "held_load.h"

#define CPUS		"/sys/devices/system/cpu/crash_hotplug"
#define MEMORY		"/sys/devices/system/memory/crash_hotplug"
#define HEADERS_SIZE	"/sys/kernel/crash_elfcorehdr_size"
#define CPU_1		"/sys/devices/system/cpu/cpu1/online"

static unsigned char page[KX_PAGE];

/* As kexec-tools do it: the headers are a segment that begins with ELF's magic. */
struct image {
	struct kx_range region;
	unsigned char *map, *room;
	struct kx_segment s[2];
};

static void make(struct image *image)
{
	size_t size = (kxc_number(HEADERS_SIZE) + KX_PAGE - 1) & -KX_PAGE;
	unsigned long at = image->region.start + KX_MIB;

	kxc_fill(page, KX_PAGE, 11);
	image->room = calloc(1, size);
	memcpy(image->room, ELFMAG, SELFMAG);
	image->s[0] = (struct kx_segment){ page, KX_PAGE, at, KX_PAGE };
	image->s[1] = (struct kx_segment){ image->room, size, at + KX_MIB, size };
}

/* 0, or the line of elfcore.h where they are not as they should be. */
static int check_headers(const struct image *image)
{
	return kxe_check((void *)(image->map + (image->s[1].mem - image->region.start)));
}

static bool is_untouched(const struct image *image, unsigned int segment)
{
	return kxc_holds(image->map, image->region, &image->s[segment]);
}

/* What is missing for these tests, or NULL. */
static const char *open_image(struct image *image)
{
	const char *missing = kxc_open(&image->region, &image->map);

	if (!missing && kx_config("CONFIG_CRASH_HOTPLUG") != 1)
		missing = "needs CONFIG_CRASH_HOTPLUG";
	return missing;
}

FIXTURE(hotplug)
{
	struct image i;
};

FIXTURE_SETUP(hotplug)
{
	const char *missing = open_image(&self->i);

	if (missing)
		SKIP(return, "%s", missing);
	ASSERT_TRUE(kxc_clear());
	ASSERT_LT(0, kxc_number(HEADERS_SIZE));
	make(&self->i);
}

FIXTURE_TEARDOWN(hotplug)
{
	EXPECT_TRUE(kxc_clear());
	free(self->i.room);
}

/* Room for a note of each CPU that may come, for vmcoreinfo, and some memory. */
TEST_F(hotplug, size_of_the_headers)
{
	EXPECT_LE((long)(sizeof(Elf64_Ehdr) +
			 (kxe_possible_cpus() + 2) * sizeof(Elf64_Phdr)),
		  kxc_number(HEADERS_SIZE));
}

#define EXPECT_SUPPORT(wanted)							\
do {										\
	int __wanted = (wanted);						\
										\
	EXPECT_EQ(__wanted, kxc_number(CPUS));					\
	if (!access(MEMORY, R_OK))						\
		EXPECT_EQ(__wanted, kxc_number(MEMORY));			\
} while (0)

TEST_F(hotplug, said_of_nothing)
{
	EXPECT_SUPPORT(0);
}

TEST_F(hotplug, said_without_a_flag)
{
	ASSERT_EQ(0, kx_load(2, self->i.s, KX_ON_CRASH));
	EXPECT_SUPPORT(0);
}

TEST_F(hotplug, said_with_update_elfcorehdr)
{
	ASSERT_EQ(0, kx_load(2, self->i.s, KX_ON_CRASH | KX_UPDATE_ELFCOREHDR));
	EXPECT_SUPPORT(1);
	ASSERT_EQ(0, kxc_unload());
	EXPECT_SUPPORT(0);
}

TEST_F(hotplug, said_with_hotplug_support)
{
	ASSERT_EQ(0, kx_load(2, self->i.s, KX_ON_CRASH | KX_CRASH_HOTPLUG));
	EXPECT_SUPPORT(1);
	ASSERT_EQ(0, kx_load(2, self->i.s, KX_ON_CRASH));
	EXPECT_SUPPORT(0);
}

TEST_F(hotplug, said_with_both)
{
	ASSERT_EQ(0, kx_load(2, self->i.s, KX_ON_CRASH | KX_CRASH_HOTPLUG | KX_UPDATE_ELFCOREHDR));
	EXPECT_SUPPORT(1);
}

/* What is loaded by file, the kernel can always change: it made it. */
TEST_F(hotplug, said_of_a_file)
{
	struct kxf_call call = kxf_good_call();

	call.flags = KXF_ON_CRASH;
	ASSERT_EQ(0, kxf_load(&call));
	EXPECT_SUPPORT(1);
	kxf_close(&call);
}

/* Only of crash kernels: an image for a reboot has nothing to change. */
TEST_F(hotplug, not_said_of_a_normal_image)
{
	struct kx_segment s = { page, 1, kx_destination(), KX_PAGE };

	ASSERT_EQ(0, kx_load(1, &s, KX_CRASH_HOTPLUG));
	EXPECT_SUPPORT(0);
}

/* What happens to the machine while a crash kernel is loaded */
static bool cpu_goes(void)
{
	return !kx_write(CPU_1, "0");
}

static bool cpu_comes(void)
{
	return !kx_write(CPU_1, "1");
}

/* A block of memory that can be given up now, and is; empty when there is none. */
static char block[64];
static unsigned long block_start;

static bool memory_goes(void)
{
	char size[32];

	if (!kx_read_line("/sys/devices/system/memory/block_size_bytes", size, sizeof(size)))
		return false;
	for (int i = 255; i >= 0; i--) {
		snprintf(block, sizeof(block), "/sys/devices/system/memory/memory%d/state", i);
		block_start = i * strtoul(size, NULL, 16);
		if (!access(block, W_OK) && !kx_write(block, "offline"))
			return true;
	}
	return false;
}

static bool memory_comes(void)
{
	return !kx_write(block, "online");
}

FIXTURE(change)
{
	struct image i;
};

FIXTURE_VARIANT(change)
{
	bool (*goes)(void);
	bool (*comes)(void);
	unsigned long flags;
};

FIXTURE_VARIANT_ADD(change, cpu_with_update_elfcorehdr) {
	cpu_goes, cpu_comes, KX_ON_CRASH | KX_UPDATE_ELFCOREHDR
};

FIXTURE_VARIANT_ADD(change, cpu_with_hotplug_support) {
	cpu_goes, cpu_comes, KX_ON_CRASH | KX_CRASH_HOTPLUG
};

FIXTURE_VARIANT_ADD(change, memory_with_hotplug_support) {
	memory_goes, memory_comes, KX_ON_CRASH | KX_CRASH_HOTPLUG
};

FIXTURE_SETUP(change)
{
	const char *missing = open_image(&self->i);

	if (missing)
		SKIP(return, "%s", missing);
	ASSERT_TRUE(kxc_clear());
	if (!variant->goes())
		SKIP(return, "this machine has nothing that can go offline");
	ASSERT_TRUE(variant->comes());
	make(&self->i);
}

FIXTURE_TEARDOWN(change)
{
	variant->comes();
	EXPECT_TRUE(kxc_clear());
	free(self->i.room);
}

#define EXPECT_UPDATED()							\
do {										\
	EXPECT_EQ(0, check_headers(&self->i)) {					\
		TH_LOG("a line of elfcore.h");					\
	}									\
	EXPECT_TRUE(is_untouched(&self->i, 0));					\
	EXPECT_EQ(1, kxc_loaded());						\
	EXPECT_NE(0, kxc_protected(self->i.region));				\
} while (0)

TEST_F(change, headers_follow)
{
	ASSERT_EQ(0, kx_load(2, self->i.s, variant->flags));
	ASSERT_TRUE(is_untouched(&self->i, 1));
	ASSERT_TRUE(variant->goes());
	EXPECT_UPDATED();
	ASSERT_TRUE(variant->comes());
	EXPECT_UPDATED();
}

/* Without a flag the headers are in user space's hands, which has a digest of them. */
TEST_F(change, not_without_a_flag)
{
	ASSERT_EQ(0, kx_load(2, self->i.s, KX_ON_CRASH));
	ASSERT_TRUE(variant->goes());
	EXPECT_TRUE(is_untouched(&self->i, 1));
	ASSERT_TRUE(variant->comes());
	EXPECT_TRUE(is_untouched(&self->i, 1));
	EXPECT_EQ(1, kxc_loaded());
}

/* What comes while a call runs is made up for when it ends. */
TEST_F(change, while_a_call_runs)
{
	struct held_load held;

	ASSERT_EQ(0, kx_load(2, self->i.s, variant->flags));
	if (!held_prepare(&held, kx_destination()))
		SKIP(return, "needs CONFIG_USERFAULTFD");
	ASSERT_TRUE(held_start(&held));
	EXPECT_TRUE(variant->goes());
	EXPECT_EQ(0, held_finish(&held));
	EXPECT_UPDATED();
}

/* What is loaded by file has them from the start, and keeps them. */
TEST_F(change, of_a_file)
{
	struct kxf_call call = kxf_good_call();

	/* Those that an image before has left there are not to be found. */
	self->i.s[1].bufsz = 0;
	ASSERT_EQ(0, kx_load(2, self->i.s, KX_ON_CRASH));
	call.flags = KXF_ON_CRASH;
	ASSERT_EQ(0, kxf_load(&call));
	kxf_close(&call);
	self->i.s[1].mem = kxe_find(self->i.map, self->i.region, self->i.region.start);
	ASSERT_NE(0UL, self->i.s[1].mem);
	EXPECT_EQ(0, check_headers(&self->i));
	ASSERT_TRUE(variant->goes());
	EXPECT_EQ(0, check_headers(&self->i));
	ASSERT_TRUE(variant->comes());
	EXPECT_EQ(0, check_headers(&self->i));
	EXPECT_EQ(1, kxc_loaded());
	EXPECT_NE(0, kxc_protected(self->i.region));
}

/* Memory that was promised to be movable is not claimed, so it can go at any time. */
TEST(memory_of_an_image_goes_during_its_load)
{
	struct kx_refusal refusal = { 0 };
	struct held_load held;
	int log;

	if (!memory_goes())
		SKIP(return, "this machine has no memory that can go offline");
	if (kx_write(block, "online_movable") || !held_prepare(&held, block_start)) {
		memory_comes();
		SKIP(return, "needs ZONE_MOVABLE and CONFIG_USERFAULTFD");
	}
	ASSERT_EQ(0, kx_unload());
	log = kx_log_mark();
	ASSERT_TRUE(held_start(&held));
	EXPECT_EQ(0, kx_write(block, "offline"));
	refusal.err = held_finish(&held);
	kx_log_collect(log, &refusal);
	EXPECT_REFUSED(refusal, EBUSY, KX_NO_SEGMENT, "offline");
	EXPECT_EQ(0, kx_loaded());
	EXPECT_TRUE(memory_comes());
}

TEST_HARNESS_MAIN
