// SPDX-License-Identifier: GPL-2.0
/*
 * sysctl kernel.kexec_load_disabled: goes from 0 to 1 once in a boot. The tests
 * build on each other in the order in which they stand.
 */
#include "common.h"

#define DISABLED	"/proc/sys/kernel/kexec_load_disabled"

static char page[KX_PAGE];

static int load(void)
{
	struct kx_segment s = { page, 1, kx_destination(), KX_PAGE };

	return s.mem ? kx_load(1, &s, 0) : -1;
}

static int state(void)
{
	char line[16];

	return kx_read_line(DISABLED, line, sizeof(line)) ? atoi(line) : -1;
}

TEST(starts_at_0)
{
	ASSERT_EQ(0, state());
	EXPECT_EQ(0, load());
	EXPECT_EQ(1, kx_loaded());
}

TEST(writing_0_changes_nothing)
{
	kx_write(DISABLED, "0");
	EXPECT_EQ(0, state());
	EXPECT_EQ(0, load());
}

TEST(other_values_are_refused)
{
	EXPECT_EQ(EINVAL, kx_write(DISABLED, "2"));
	EXPECT_EQ(EINVAL, kx_write(DISABLED, "-1"));
	EXPECT_EQ(EINVAL, kx_write(DISABLED, "no"));
	EXPECT_EQ(0, state());
}

TEST(rises_to_1)
{
	ASSERT_EQ(0, kx_write(DISABLED, "1"));
	EXPECT_EQ(1, state());
}

TEST(then_a_load_is_refused)
{
	struct kx_segment s = { page, 1, kx_destination(), KX_PAGE };

	ASSERT_EQ(1, state());
	EXPECT_REFUSED(kx_try(1, &s, 0), EPERM, KX_NO_SEGMENT, "kexec_load_disabled");
	EXPECT_EQ(EPERM, kx_load(1, &s, KX_ON_CRASH));
	EXPECT_EQ(EPERM, kx_load(1, &s, 1UL << 15));
}

/* An image loaded before stays: that is what the sysctl is for. */
TEST(then_an_unload_is_refused)
{
	ASSERT_EQ(1, state());
	ASSERT_EQ(1, kx_loaded());
	EXPECT_EQ(EPERM, kx_unload());
	EXPECT_EQ(1, kx_loaded());
}

TEST(never_falls)
{
	ASSERT_EQ(1, state());
	EXPECT_EQ(EINVAL, kx_write(DISABLED, "0"));
	EXPECT_EQ(1, state());
	EXPECT_EQ(0, kx_write(DISABLED, "1"));
	EXPECT_EQ(1, state());
	EXPECT_EQ(EPERM, load());
}

static void __attribute__((constructor)) skip_unless_fresh(void)
{
	kx_skip_unless_fresh("load_disabled");
}

TEST_HARNESS_MAIN
