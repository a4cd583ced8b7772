// SPDX-License-Identifier: GPL-2.0
/*
 * kexec_load(2) without CAP_SYS_BOOT: EPERM, before anything else is looked at.
 */
#include "common.h"

static char page[KX_PAGE];
static struct kx_segment segment = { page, 1, 0, KX_PAGE };

FIXTURE(perm)
{
};

/* An image is loaded that nobody without the capability may touch. */
FIXTURE_SETUP(perm)
{
	segment.mem = kx_destination();
	ASSERT_NE(0UL, segment.mem);
	ASSERT_EQ(0, kx_load(1, &segment, 0));
}

FIXTURE_TEARDOWN(perm)
{
	EXPECT_EQ(1, kx_loaded());
	EXPECT_EQ(0, kx_unload());
}

static int load(void)
{
	return kx_load(1, &segment, 0);
}

static int load_on_crash(void)
{
	return kx_load(1, &segment, KX_ON_CRASH);
}

static int bad_flag(void)
{
	return kx_load(1, &segment, 1UL << 15);
}

static int bad_architecture(void)
{
	return kx_load(1, &segment, KX_ARCH(EM_68K));
}

static int bad_count(void)
{
	return kx_load(KX_SEGMENT_MAX + 1, &segment, 0);
}

static int bad_array(void)
{
	return kx_load_raw(1, (void *)8, 0);
}

static bool nothing(void)
{
	return true;
}

/* That the capability is what the other tests miss. */
TEST_F(perm, load_with_capability)
{
	EXPECT_EQ(0, kx_errno_in_child(nothing, load));
}

TEST_F(perm, load)
{
	EXPECT_EQ(EPERM, kx_errno_in_child(kx_drop_cap_sys_boot, load));
}

TEST_F(perm, unload)
{
	EXPECT_EQ(EPERM, kx_errno_in_child(kx_drop_cap_sys_boot, kx_unload));
}

TEST_F(perm, load_on_crash)
{
	EXPECT_EQ(EPERM, kx_errno_in_child(kx_drop_cap_sys_boot, load_on_crash));
}

TEST_F(perm, before_flags)
{
	EXPECT_EQ(EPERM, kx_errno_in_child(kx_drop_cap_sys_boot, bad_flag));
}

TEST_F(perm, before_architecture)
{
	EXPECT_EQ(EPERM, kx_errno_in_child(kx_drop_cap_sys_boot, bad_architecture));
}

TEST_F(perm, before_count)
{
	EXPECT_EQ(EPERM, kx_errno_in_child(kx_drop_cap_sys_boot, bad_count));
}

TEST_F(perm, before_array)
{
	EXPECT_EQ(EPERM, kx_errno_in_child(kx_drop_cap_sys_boot, bad_array));
}

TEST_F(perm, ordinary_user)
{
	EXPECT_EQ(EPERM, kx_errno_in_child(kx_become_nobody, load));
}

static int holds_cap_sys_boot(void)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct data[2] = { 0 };

	syscall(SYS_capget, &header, data);
	return !!(data[0].effective & (1U << KX_CAP_SYS_BOOT));
}

/* All capabilities of a user namespace are none over the machine. */
TEST_F(perm, root_of_a_user_namespace)
{
	int holds = kx_errno_in_child(kx_enter_user_namespace, holds_cap_sys_boot);

	if (holds < 0)
		SKIP(return, "needs CONFIG_USER_NS");
	EXPECT_EQ(1, holds);
	EXPECT_EQ(EPERM, kx_errno_in_child(kx_enter_user_namespace, load));
	EXPECT_EQ(EPERM, kx_errno_in_child(kx_enter_user_namespace, kx_unload));
}

TEST_HARNESS_MAIN
