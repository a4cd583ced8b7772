// SPDX-License-Identifier: GPL-2.0
/*
 * kexec_load(2) under kernel lockdown: its images are not signed, so it is
 * refused from level "integrity" on. There is no way back before a reboot.
 */
#include <sys/mount.h>

#include "common.h"

#define LOCKDOWN	"/sys/kernel/security/lockdown"

static char page[KX_PAGE];

static bool lockdown_present(void)
{
	if (access(LOCKDOWN, F_OK))
		mount("securityfs", "/sys/kernel/security", "securityfs", 0, NULL);
	return !access(LOCKDOWN, F_OK);
}

FIXTURE(lockdown)
{
	struct kx_segment s;
};

FIXTURE_SETUP(lockdown)
{
	self->s = (struct kx_segment){ page, 1, kx_destination(), KX_PAGE };
	ASSERT_NE(0UL, self->s.mem);
	if (!lockdown_present())
		SKIP(return, "needs CONFIG_SECURITY_LOCKDOWN_LSM, and it in lsm=");
}

FIXTURE_TEARDOWN(lockdown)
{
}

TEST_F(lockdown, off_at_first)
{
	char line[80];

	ASSERT_TRUE(kx_read_line(LOCKDOWN, line, sizeof(line)));
	ASSERT_NE(NULL, strstr(line, "[none]"));
	EXPECT_EQ(0, kx_load(1, &self->s, 0));
	EXPECT_EQ(1, kx_loaded());
}

TEST_F(lockdown, integrity_refuses_loads)
{
	ASSERT_EQ(0, kx_write(LOCKDOWN, "integrity"));
	EXPECT_REFUSED(kx_try(1, &self->s, 0), EPERM, KX_NO_SEGMENT, "lockdown");
	EXPECT_EQ(EPERM, kx_load(1, &self->s, KX_ON_CRASH));
	EXPECT_EQ(1, kx_loaded());
}

static void __attribute__((constructor)) skip_unless_fresh(void)
{
	kx_skip_unless_fresh("lockdown");
}

TEST_HARNESS_MAIN
