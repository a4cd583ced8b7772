// SPDX-License-Identifier: GPL-2.0
/*
 * kexec_file_load(2) without CAP_SYS_BOOT: EPERM, before anything else is
 * looked at.
 */
#include "file_load.h"

static struct kxf_call call;

FIXTURE(perm)
{
};

/* An image is loaded that nobody without the capability may touch. */
FIXTURE_SETUP(perm)
{
	call = kxf_good_call();
	ASSERT_EQ(0, kxf_load(&call));
}

FIXTURE_TEARDOWN(perm)
{
	EXPECT_EQ(1, kx_loaded());
	EXPECT_EQ(0, kxf_unload());
	kxf_close(&call);
}

static int load(void)
{
	return kxf_load(&call);
}

static bool nothing(void)
{
	return true;
}

static int without_capability(void)
{
	return kx_errno_in_child(kx_drop_cap_sys_boot, load);
}

/* That the capability is what the other tests miss. */
TEST_F(perm, load_with_capability)
{
	EXPECT_EQ(0, kx_errno_in_child(nothing, load));
}

TEST_F(perm, load)
{
	EXPECT_EQ(EPERM, without_capability());
}

TEST_F(perm, unload)
{
	EXPECT_EQ(EPERM, kx_errno_in_child(kx_drop_cap_sys_boot, kxf_unload));
}

TEST_F(perm, load_on_crash)
{
	call.flags = KXF_ON_CRASH;
	EXPECT_EQ(EPERM, without_capability());
}

TEST_F(perm, before_flags)
{
	call.flags = 1UL << 63;
	EXPECT_EQ(EPERM, without_capability());
}

TEST_F(perm, before_descriptors)
{
	struct kxf_call good = call;

	call.kernel = -1;
	call.initrd = -1;
	EXPECT_EQ(EPERM, without_capability());
	call = good;
}

TEST_F(perm, before_the_kernel)
{
	struct kxf_call good = call;

	call.kernel = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	EXPECT_EQ(EPERM, without_capability());
	close(call.kernel);
	call = good;
}

TEST_F(perm, before_cmdline)
{
	call.cmdline = (void *)8;
	EXPECT_EQ(EPERM, without_capability());
	call.cmdline_len = ULONG_MAX;
	EXPECT_EQ(EPERM, without_capability());
}

/* Nobody without the capability can write to the log, see also kexec_load_report. */
TEST_F(perm, nothing_is_logged)
{
	struct kx_refusal refusal = { 0 };
	int fd = kx_log_mark();

	for (unsigned int i = 0; i < 60; i++)
		ASSERT_EQ(EPERM, without_capability());
	kx_log_collect(fd, &refusal);
	EXPECT_EQ(0U, refusal.lines) {
		TH_LOG("the last of them: '%s'", refusal.text);
	}
}

TEST_F(perm, ordinary_user)
{
	EXPECT_EQ(EPERM, kx_errno_in_child(kx_become_nobody, load));
}

static int succeed(void)
{
	return 0;
}

/* All capabilities of a user namespace are none over the machine. */
TEST_F(perm, root_of_a_user_namespace)
{
	if (kx_errno_in_child(kx_enter_user_namespace, succeed) < 0)
		SKIP(return, "needs CONFIG_USER_NS");
	EXPECT_EQ(EPERM, kx_errno_in_child(kx_enter_user_namespace, load));
	EXPECT_EQ(EPERM, kx_errno_in_child(kx_enter_user_namespace, kxf_unload));
}

TEST_HARNESS_MAIN
