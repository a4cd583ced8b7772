// SPDX-License-Identifier: GPL-2.0
/*
 * /sys/kernel/kexec_crash_size: how much is reserved for crash kernels, and how to
 * give some of it back, by either of its names. It only falls, so the tests build on
 * each other in the order in which they stand.
 */
#include "crash.h"
#include "held_load.h"

static unsigned char page[KX_PAGE];

static unsigned long reserved(void)
{
	struct kx_range parts[KXC_PARTS];
	unsigned int nr = kxc_iomem("Crash kernel", parts, KXC_PARTS);
	unsigned long bytes = 0;

	while (nr--)
		bytes += kxc_bytes(parts[nr]);
	return bytes;
}

/* Answers 0 or the errno. */
static int set_size(unsigned long size)
{
	char text[32];

	snprintf(text, sizeof(text), "%lu", size);
	return kx_write(KXC_SIZE, text);
}

static int arm(void)
{
	struct kx_segment s = { page, 1, kxc_region().start + KX_MIB, KX_PAGE };

	return kx_load(1, &s, KX_ON_CRASH);
}

#define EXPECT_SIZE(size)							\
do {										\
	unsigned long __size = (size);						\
										\
	EXPECT_EQ((long)__size, kxc_number(KXC_SIZE));				\
	EXPECT_EQ(__size, reserved());						\
} while (0)

TEST(is_what_iomem_says)
{
	EXPECT_LT(0UL, reserved());
	EXPECT_SIZE(reserved());
}

TEST(nonsense_is_refused)
{
	unsigned long size = reserved();

	EXPECT_EQ(EINVAL, kx_write(KXC_SIZE, "many"));
	EXPECT_EQ(EINVAL, kx_write(KXC_SIZE, "-4096"));
	EXPECT_SIZE(size);
}

TEST(never_grows)
{
	unsigned long size = reserved();

	EXPECT_EQ(EINVAL, set_size(size + 1));
	EXPECT_EQ(EINVAL, set_size(size + KX_PAGE));
	EXPECT_EQ(EINVAL, set_size(1UL << 62));
	EXPECT_EQ(EINVAL, set_size(-1UL));
	EXPECT_SIZE(size);
}

TEST(may_stay_the_same)
{
	unsigned long size = reserved();

	EXPECT_EQ(0, set_size(size));
	EXPECT_SIZE(size);
}

/* A crash kernel that is loaded stands in it. */
TEST(not_while_loaded)
{
	unsigned long size = reserved();

	ASSERT_EQ(0, arm());
	EXPECT_EQ(ENOENT, set_size(size / 2));
	EXPECT_EQ(ENOENT, set_size(0));
	EXPECT_SIZE(size);
	EXPECT_EQ(1, kxc_loaded());
	EXPECT_EQ(0, kxc_unload());
}

TEST(not_while_a_load_runs)
{
	unsigned long size = reserved();
	struct held_load held;

	if (!held_prepare(&held, kx_destination()))
		SKIP(return, "needs CONFIG_USERFAULTFD");
	ASSERT_TRUE(held_start(&held));
	EXPECT_EQ(EBUSY, set_size(size / 2));
	EXPECT_EQ(0, held_finish(&held));
	EXPECT_EQ(0, kx_unload());
	EXPECT_SIZE(size);
}

/* In another process, as a kernel that cannot use it might take that along. */
static void use_memory(unsigned long bytes)
{
	unsigned char *at = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
				 MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

	if (at == MAP_FAILED)
		_exit(1);
	memset(at, 0xa5, bytes);
	_exit(0);
}

/* All the memory that can be had is written to. */
static bool memory_works(void)
{
	pid_t child = fork();
	int status;

	if (!child)
		use_memory(kx_meminfo("MemAvailable") - 32 * KX_MIB);
	return child > 0 && waitpid(child, &status, 0) == child && !status;
}

/* Shrinks to @size, and says how far off that what is free has grown is. */
static long shrink(unsigned long size, int *err)
{
	unsigned long total = kx_meminfo("MemTotal"), before = reserved();

	*err = set_size(size);
	return (long)(kx_meminfo("MemTotal") - total) - (long)(before - reserved());
}

/* What was protected while a crash kernel stood there is ordinary memory after it. */
TEST(gives_memory_back)
{
	unsigned long size = reserved() / 4 * 3 & -KX_PAGE;
	int err;

	ASSERT_EQ(0, arm());
	ASSERT_EQ(0, kxc_unload());
	EXPECT_EQ(0, shrink(size, &err));
	EXPECT_EQ(0, err);
	EXPECT_SIZE(size);
	EXPECT_TRUE(memory_works());
}

TEST(what_is_left_can_be_used)
{
	struct kx_range region = kxc_region();
	struct kx_segment s = { page, 1, region.end - KX_PAGE, KX_PAGE };

	ASSERT_EQ(0, kx_load(1, &s, KX_ON_CRASH));
	EXPECT_EQ(0, kxc_unload());
	s.mem = region.end;
	EXPECT_REFUSED(kx_try_at(region.start, 1, &s, KX_ON_CRASH), EADDRNOTAVAIL, 0,
		       "outside");
}

/* Never less than was asked for, and not much more. */
TEST(sizes_that_are_not_pages)
{
	unsigned long size = reserved() / 2 & -KX_PAGE;
	int err;

	EXPECT_EQ(0, shrink(size - 1, &err));
	EXPECT_EQ(0, err);
	EXPECT_SIZE(size);
	EXPECT_EQ(0, shrink(size - KX_PAGE + 1, &err));
	EXPECT_EQ(0, err);
	EXPECT_SIZE(size);
	EXPECT_EQ(0, shrink(size - KX_PAGE, &err));
	EXPECT_EQ(0, err);
	EXPECT_SIZE(size - KX_PAGE);
	EXPECT_EQ(EINVAL, set_size(size));
}

/* What is written to the newer name does the same. */
TEST(by_the_newer_name)
{
	unsigned long size = reserved() / 2 & -KX_PAGE;
	char text[32];

	snprintf(text, sizeof(text), "%lu", size);
	ASSERT_EQ(0, arm());
	EXPECT_EQ(ENOENT, kx_write(KXC_NEWER_SIZE, text));
	ASSERT_EQ(0, kxc_unload());
	EXPECT_EQ(0, kx_write(KXC_NEWER_SIZE, text));
	EXPECT_SIZE(size);
	EXPECT_EQ((long)size, kxc_number(KXC_NEWER_SIZE));
	EXPECT_EQ(EINVAL, kx_write(KXC_NEWER_SIZE, "1073741824"));
	EXPECT_SIZE(size);
}

TEST(zero_frees_all)
{
	struct kx_segment s = { page, 1, kxc_region().start, KX_PAGE };
	int err;

	ASSERT_EQ(0, arm());
	ASSERT_EQ(0, kxc_unload());
	EXPECT_EQ(0, shrink(0, &err));
	EXPECT_EQ(0, err);
	EXPECT_SIZE(0);
	EXPECT_TRUE(memory_works());
	EXPECT_REFUSED(kx_try_at(s.mem, 1, &s, KX_ON_CRASH), EADDRNOTAVAIL, KX_NO_SEGMENT,
		       "reserved");
	EXPECT_EQ(0, kxc_loaded());
	EXPECT_EQ(0, set_size(0));
	EXPECT_EQ(EINVAL, set_size(KX_PAGE));
}

static void __attribute__((constructor)) skip_unless_reserved(void)
{
	if (kx_crash_memory())
		return;
	ksft_print_header();
	ksft_exit_skip("no memory is reserved: boot with crashkernel=64M\n");
}

TEST_HARNESS_MAIN
