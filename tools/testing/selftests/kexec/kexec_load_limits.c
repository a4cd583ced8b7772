// SPDX-License-Identifier: GPL-2.0
/*
 * sysctls kernel.kexec_load_limit_reboot and _panic: how many calls are left,
 * -1 for no limit. They only fall, so the tests build on each other in the
 * order in which they stand.
 */
#include "call_limits.h"
#include "crash.h"

static char page[KX_PAGE];

static int load(unsigned long flags)
{
	struct kx_segment s = { page, 1, kx_destination(), KX_PAGE };

	return s.mem ? kx_load(1, &s, flags) : -1;
}

static int load_normal(void)
{
	return load(0);
}

TEST(start_unlimited)
{
	ASSERT_EQ(-1, left(REBOOT));
	ASSERT_EQ(-1, left(PANIC));
	EXPECT_EQ(0, load(0));
	EXPECT_EQ(0, kx_unload());
	EXPECT_EQ(-1, left(REBOOT));
}

TEST(nonsense_is_refused)
{
	EXPECT_EQ(EINVAL, kx_write(REBOOT, "-2"));
	EXPECT_EQ(EINVAL, kx_write(REBOOT, "many"));
	EXPECT_EQ(-1, left(REBOOT));
}

TEST(values_only_fall)
{
	ASSERT_EQ(0, kx_write(REBOOT, "9"));
	EXPECT_EQ(9, left(REBOOT));
	EXPECT_EQ(EINVAL, kx_write(REBOOT, "10"));
	EXPECT_EQ(EINVAL, kx_write(REBOOT, "-1"));
	EXPECT_EQ(9, left(REBOOT));
	EXPECT_EQ(0, kx_write(REBOOT, "4"));
	EXPECT_EQ(4, left(REBOOT));
	EXPECT_EQ(EINVAL, kx_write(REBOOT, "5"));
	EXPECT_EQ(4, left(REBOOT));
	EXPECT_EQ(-1, left(PANIC));
}

/* Who may not call at all cannot use up the calls of those who may. */
TEST(calls_without_capability_do_not_count)
{
	ASSERT_EQ(4, left(REBOOT));
	EXPECT_EQ(EPERM, kx_errno_in_child(kx_drop_cap_sys_boot, load_normal));
	EXPECT_EQ(4, left(REBOOT));
}

TEST(a_load_counts)
{
	ASSERT_EQ(4, left(REBOOT));
	EXPECT_EQ(0, load(0));
	EXPECT_EQ(3, left(REBOOT));
}

TEST(an_unload_counts)
{
	ASSERT_EQ(3, left(REBOOT));
	EXPECT_EQ(0, kx_unload());
	EXPECT_EQ(2, left(REBOOT));
}

TEST(a_refused_load_counts)
{
	struct kx_segment s = { page, 1, kx_destination() + 1, KX_PAGE };

	ASSERT_EQ(2, left(REBOOT));
	EXPECT_EQ(EADDRNOTAVAIL, kx_load(1, &s, 0));
	EXPECT_EQ(1, left(REBOOT));
}

TEST(the_last_call_is_served)
{
	ASSERT_EQ(1, left(REBOOT));
	EXPECT_EQ(0, load(0));
	EXPECT_EQ(0, left(REBOOT));
	EXPECT_EQ(1, kx_loaded());
}

TEST(then_calls_are_refused)
{
	struct kx_segment s = { page, 1, kx_destination(), KX_PAGE };

	ASSERT_EQ(0, left(REBOOT));
	EXPECT_REFUSED(kx_try(1, &s, 0), EPERM, KX_NO_SEGMENT, "kexec_load_limit_reboot");
	EXPECT_EQ(EPERM, kx_unload());
	EXPECT_EQ(1, kx_loaded());
	EXPECT_EQ(0, left(REBOOT));
	EXPECT_EQ(EINVAL, kx_write(REBOOT, "1"));
	EXPECT_EQ(0, left(REBOOT));
}

/* With no reboot calls left, those for a crash image are still served. */
TEST(crash_kernels_count)
{
	struct kx_segment s = { page, 1, kxc_region().start, KX_PAGE };

	ASSERT_EQ(0, left(REBOOT));
	if (!s.mem)
		SKIP(return, "no memory is reserved");
	EXPECT_EQ(0, kx_load(1, &s, KX_ON_CRASH));
	EXPECT_EQ(-1, left(PANIC));
	ASSERT_EQ(0, kx_write(PANIC, "5"));
	EXPECT_EQ(0, kxc_unload());
	EXPECT_EQ(4, left(PANIC));
	EXPECT_EQ(0, kx_load(1, &s, KX_ON_CRASH));
	EXPECT_EQ(3, left(PANIC));
	EXPECT_EQ(0, left(REBOOT));
}

TEST(panic_has_its_own_count)
{
	struct kx_segment s = { page, 1, kx_destination(), KX_PAGE };
	int before = left(PANIC), armed = kxc_loaded();

	ASSERT_EQ(0, left(REBOOT));
	EXPECT_EQ(EADDRNOTAVAIL, load(KX_ON_CRASH));
	EXPECT_EQ(before < 0 ? -1 : before - 1, left(PANIC));
	ASSERT_EQ(0, kx_write(PANIC, "2"));
	EXPECT_EQ(EINVAL, kx_write(PANIC, "3"));
	EXPECT_EQ(EADDRNOTAVAIL, load(KX_ON_CRASH));
	EXPECT_EQ(1, left(PANIC));
	EXPECT_EQ(EADDRNOTAVAIL, load(KX_ON_CRASH));
	EXPECT_EQ(0, left(PANIC));
	EXPECT_REFUSED(kx_try(1, &s, KX_ON_CRASH), EPERM, KX_NO_SEGMENT,
		       "kexec_load_limit_panic");
	EXPECT_EQ(EPERM, kxc_unload());
	EXPECT_EQ(armed, kxc_loaded());
}

TEST_HARNESS_MAIN
