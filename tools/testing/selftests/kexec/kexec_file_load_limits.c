// SPDX-License-Identifier: GPL-2.0
/*
 * sysctls kernel.kexec_load_limit_reboot and _panic count the calls of
 * kexec_file_load(2) as well. They only fall, so the tests build on each other
 * in the order in which they stand.
 */
#include "file_load.h"
#include "call_limits.h"

static char page[KX_PAGE];

static int load(unsigned long flags)
{
	struct kxf_call call = kxf_good_call();
	int err;

	call.flags = flags;
	err = kxf_load(&call);
	kxf_close(&call);
	return err;
}

static int load_normal(void)
{
	return load(0);
}

TEST(no_limit_at_first)
{
	ASSERT_EQ(-1, left(REBOOT));
	ASSERT_EQ(-1, left(PANIC));
	EXPECT_EQ(0, load(0));
	EXPECT_EQ(0, kxf_unload());
	EXPECT_EQ(-1, left(REBOOT));
	ASSERT_EQ(0, kx_write(REBOOT, "6"));
	EXPECT_EQ(6, left(REBOOT));
}

/* Who may not call at all cannot use up the calls of those who may. */
TEST(calls_without_capability_do_not_count)
{
	ASSERT_EQ(6, left(REBOOT));
	EXPECT_EQ(EPERM, kx_errno_in_child(kx_drop_cap_sys_boot, load_normal));
	EXPECT_EQ(6, left(REBOOT));
}

TEST(a_load_counts)
{
	ASSERT_EQ(6, left(REBOOT));
	EXPECT_EQ(0, load(0));
	EXPECT_EQ(5, left(REBOOT));
}

TEST(an_unload_counts)
{
	ASSERT_EQ(5, left(REBOOT));
	EXPECT_EQ(0, kxf_unload());
	EXPECT_EQ(4, left(REBOOT));
}

TEST(a_refused_load_counts)
{
	const struct kxf_call bad = { -1, -1, NULL, 0, 0 };

	ASSERT_EQ(4, left(REBOOT));
	EXPECT_EQ(EBADF, kxf_load(&bad));
	EXPECT_EQ(3, left(REBOOT));
}

/* One count for both system calls. */
TEST(segments_count_with_files)
{
	struct kx_segment segment = { page, 1, kx_destination(), KX_PAGE };

	ASSERT_EQ(3, left(REBOOT));
	EXPECT_EQ(0, kx_load(1, &segment, 0));
	EXPECT_EQ(2, left(REBOOT));
}

/* What concerns the crash slot takes nothing from the count for reboots. */
TEST(panic_has_its_own_count)
{
	ASSERT_EQ(2, left(REBOOT));
	if (kx_crash_memory())
		SKIP(return, "memory is reserved for a crash kernel");
	ASSERT_EQ(0, kx_write(PANIC, "2"));
	EXPECT_EQ(EADDRNOTAVAIL, load(KXF_ON_CRASH));
	EXPECT_EQ(1, left(PANIC));
	EXPECT_EQ(0, load(KXF_ON_CRASH | KXF_UNLOAD));
	EXPECT_EQ(0, left(PANIC));
	EXPECT_EQ(2, left(REBOOT));
}

TEST(no_call_left_for_a_panic)
{
	struct kxf_call call = kxf_good_call();

	if (left(PANIC))
		SKIP(return, "memory is reserved for a crash kernel");
	call.flags = KXF_ON_CRASH;
	EXPECT_FILE_REFUSED(&call, EPERM, "kexec_load_limit_panic");
	EXPECT_EQ(2, left(REBOOT));
	kxf_close(&call);
}

TEST(the_last_calls_are_served)
{
	ASSERT_EQ(2, left(REBOOT));
	EXPECT_EQ(0, load(0));
	EXPECT_EQ(0, load(0));
	EXPECT_EQ(0, left(REBOOT));
	EXPECT_EQ(1, kx_loaded());
}

TEST(then_calls_are_refused)
{
	struct kxf_call call = kxf_good_call();

	ASSERT_EQ(0, left(REBOOT));
	EXPECT_FILE_REFUSED(&call, EPERM, "kexec_load_limit_reboot");
	EXPECT_EQ(EPERM, kxf_unload());
	EXPECT_EQ(EPERM, kx_unload());
	EXPECT_EQ(1, kx_loaded());
	EXPECT_EQ(0, left(REBOOT));
	kxf_close(&call);
}

TEST_HARNESS_MAIN
