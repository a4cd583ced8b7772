// SPDX-License-Identifier: GPL-2.0
/*
 * reboot(LINUX_REBOOT_CMD_KEXEC) where it has to fail: with nothing to start, and for
 * whoever may not start it. Were a call here to succeed, the machine would run into
 * an image of zeros, and the test would not come to its end.
 */
#include <linux/reboot.h>
#include <sched.h>

#include "crash.h"

static char page[KX_PAGE];

/* Answers the errno. */
static int reboot_with(unsigned int magic1, unsigned int magic2)
{
	return syscall(SYS_reboot, magic1, magic2, LINUX_REBOOT_CMD_KEXEC, NULL) ? errno : 0;
}

static int start(void)
{
	return reboot_with(LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2);
}

FIXTURE(nothing)
{
};

FIXTURE_SETUP(nothing)
{
	ASSERT_EQ(0, kx_unload());
	ASSERT_EQ(0, kx_loaded());
}

FIXTURE_TEARDOWN(nothing)
{
}

TEST_F(nothing, loaded)
{
	EXPECT_EQ(EINVAL, start());
}

TEST_F(nothing, loaded_any_more)
{
	struct kx_segment s = { page, 1, kx_destination(), KX_PAGE };

	ASSERT_EQ(0, kx_load(1, &s, 0));
	ASSERT_EQ(0, kx_unload());
	EXPECT_EQ(EINVAL, start());
}

TEST_F(nothing, after_a_refused_load)
{
	struct kx_segment s = { (void *)8, 1, kx_destination(), KX_PAGE };

	ASSERT_EQ(EFAULT, kx_load(1, &s, 0));
	EXPECT_EQ(EINVAL, start());
}

/* A crash kernel is for crashes alone. */
TEST_F(nothing, but_a_crash_kernel)
{
	struct kx_segment s = { page, 1, kxc_region().start, KX_PAGE };

	if (!s.mem)
		SKIP(return, "no memory is reserved: boot with crashkernel=64M");
	ASSERT_EQ(0, kx_load(1, &s, KX_ON_CRASH));
	EXPECT_EQ(EINVAL, start());
	EXPECT_EQ(1, kxc_loaded());
	EXPECT_EQ(0, kxc_unload());
}

FIXTURE(loaded)
{
};

FIXTURE_SETUP(loaded)
{
	struct kx_segment s = { page, 1, kx_destination(), KX_PAGE };

	ASSERT_NE(0UL, s.mem);
	ASSERT_EQ(0, kx_load(1, &s, 0));
}

FIXTURE_TEARDOWN(loaded)
{
	EXPECT_EQ(1, kx_loaded());
	EXPECT_EQ(0, kx_unload());
}

TEST_F(loaded, wrong_magic)
{
	EXPECT_EQ(EINVAL, reboot_with(0, LINUX_REBOOT_MAGIC2));
	EXPECT_EQ(EINVAL, reboot_with(LINUX_REBOOT_MAGIC1, 0));
}

TEST_F(loaded, without_capability)
{
	EXPECT_EQ(EPERM, kx_errno_in_child(kx_drop_cap_sys_boot, start));
}

static int succeed(void)
{
	return 0;
}

TEST_F(loaded, root_of_a_user_namespace)
{
	if (kx_errno_in_child(kx_enter_user_namespace, succeed) < 0)
		SKIP(return, "needs CONFIG_USER_NS");
	EXPECT_EQ(EPERM, kx_errno_in_child(kx_enter_user_namespace, start));
}

static bool enter_pid_namespace(void)
{
	return !unshare(CLONE_NEWPID);
}

static bool nothing(void)
{
	return true;
}

static int start_in_child(void)
{
	return kx_errno_in_child(nothing, start);
}

/* A container's init reboots its container, and a container has no kernel. */
TEST_F(loaded, init_of_a_pid_namespace)
{
	if (kx_errno_in_child(enter_pid_namespace, succeed) < 0)
		SKIP(return, "needs CONFIG_PID_NS");
	EXPECT_EQ(EINVAL, kx_errno_in_child(enter_pid_namespace, start_in_child));
}

TEST_HARNESS_MAIN
