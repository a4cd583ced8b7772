// SPDX-License-Identifier: GPL-2.0
/*
 * sysctl kernel.kexec_load_disabled holds for kexec_file_load(2), too. It goes
 * from 0 to 1 once in a boot: the tests build on each other in the order in
 * which they stand.
 */
#include "file_load.h"

#define DISABLED	"/proc/sys/kernel/kexec_load_disabled"

TEST(a_load_before)
{
	struct kxf_call call = kxf_good_call();
	char line[16];

	ASSERT_TRUE(kx_read_line(DISABLED, line, sizeof(line)));
	ASSERT_STREQ("0", line);
	EXPECT_EQ(0, kxf_load(&call));
	EXPECT_EQ(1, kx_loaded());
	ASSERT_EQ(0, kx_write(DISABLED, "1"));
	kxf_close(&call);
}

TEST(then_a_load_is_refused)
{
	struct kxf_call call = kxf_good_call();

	EXPECT_FILE_REFUSED(&call, EPERM, "kexec_load_disabled");
	call.flags = KXF_ON_CRASH;
	EXPECT_FILE_REFUSED(&call, EPERM, "kexec_load_disabled");
	kxf_close(&call);
}

/* Before anything else is looked at. */
TEST(then_a_bad_load_is_refused_likewise)
{
	const struct kxf_call bad_flag = { -1, -1, NULL, 0, 1UL << 15 };
	const struct kxf_call bad_kernel = { -1, -1, NULL, 0, 0 };

	EXPECT_FILE_REFUSED(&bad_flag, EPERM, "kexec_load_disabled");
	EXPECT_FILE_REFUSED(&bad_kernel, EPERM, "kexec_load_disabled");
}

/* The image that was loaded before stays: that is what the sysctl is for. */
TEST(then_an_unload_is_refused)
{
	ASSERT_EQ(1, kx_loaded());
	EXPECT_EQ(EPERM, kxf_unload());
	EXPECT_EQ(EPERM, kx_unload());
	EXPECT_EQ(1, kx_loaded());
}

static void __attribute__((constructor)) skip_unless_fresh(void)
{
	kx_skip_unless_fresh("load_disabled");
}

TEST_HARNESS_MAIN
