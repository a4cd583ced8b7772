// SPDX-License-Identifier: GPL-2.0
/*
 * Where a refusal can be read: the kernel log, /sys/kernel/kexec/last_error and
 * the tracepoint kexec:kexec_refuse say the same.
 */
#include <sys/stat.h>

#include "trace.h"

#define LAST_ERROR	"/sys/kernel/kexec/last_error"

static char page[KX_PAGE];

static struct kx_refusal refuse_unaligned(void)
{
	const struct kx_segment segment = {
		page, 1, kx_destination() + 1, KX_PAGE
	};

	return kx_try(1, &segment, 0);
}

static bool nothing(void)
{
	return true;
}

static int undefined_flag(void)
{
	return kx_load(0, NULL, 1UL << 15);
}

TEST(last_error_is_what_was_logged)
{
	struct kx_refusal refusal = refuse_unaligned();
	char line[512];

	EXPECT_REFUSED(refusal, EADDRNOTAVAIL, 0, "aligned");
	ASSERT_TRUE(kx_read_line(LAST_ERROR, line, sizeof(line)));
	EXPECT_STREQ(refusal.text, line);
}

TEST(last_error_is_the_last)
{
	char line[512];

	refuse_unaligned();
	EXPECT_EQ(EINVAL, undefined_flag());
	ASSERT_TRUE(kx_read_line(LAST_ERROR, line, sizeof(line)));
	EXPECT_NE(NULL, strstr(line, "flag"));
}

TEST(last_error_outlives_a_success)
{
	char line[512];

	refuse_unaligned();
	EXPECT_EQ(0, kx_unload());
	ASSERT_TRUE(kx_read_line(LAST_ERROR, line, sizeof(line)));
	EXPECT_NE(NULL, strstr(line, "aligned"));
}

/* Nobody without the capability can hide a reason. */
TEST(last_error_is_a_privileged_caller_s)
{
	char line[512];

	refuse_unaligned();
	EXPECT_EQ(EPERM, kx_errno_in_child(kx_drop_cap_sys_boot, undefined_flag));
	ASSERT_TRUE(kx_read_line(LAST_ERROR, line, sizeof(line)));
	EXPECT_NE(NULL, strstr(line, "aligned"));
}

static int refused_often(void)
{
	for (unsigned int i = 0; i < 60; i++)
		if (undefined_flag() != EPERM)
			return 1;
	return 0;
}

/* Nobody without the capability can write to the log. */
TEST(nothing_is_logged_without_the_capability)
{
	struct kx_refusal refusal = { 0 };
	int mark = kx_log_mark();

	ASSERT_LE(0, mark);
	EXPECT_EQ(0, kx_errno_in_child(kx_drop_cap_sys_boot, refused_often));
	/* -1: no CONFIG_USER_NS */
	EXPECT_GE(0, kx_errno_in_child(kx_enter_user_namespace, refused_often));
	kx_log_collect(mark, &refusal);
	EXPECT_EQ(0U, refusal.lines) {
		TH_LOG("the last of them: '%s'", refusal.text);
	}
}

TEST(last_error_is_for_root)
{
	struct stat st;

	ASSERT_EQ(0, stat(LAST_ERROR, &st));
	EXPECT_EQ(0400U, st.st_mode & 07777);
}

TEST(tracepoint_fires)
{
	char range[80];

	if (!kxt_mount())
		SKIP(return, "no trace events in this kernel");
	ASSERT_EQ(0, kxt_start());
	refuse_unaligned();
	EXPECT_EQ(EPERM, kx_errno_in_child(kx_drop_cap_sys_boot, undefined_flag));
	EXPECT_EQ(0, kx_errno_in_child(nothing, kx_unload));
	ASSERT_EQ(0, kxt_stop());

	snprintf(range, sizeof(range), "segment=0 range=[%#lx-", kx_destination() + 1);
	EXPECT_TRUE(kxt_has("refuse", range));
	EXPECT_TRUE(kxt_has("refuse", "CAP_SYS_BOOT"));
	EXPECT_FALSE(kxt_has("refuse", "not refused"));
}

TEST_HARNESS_MAIN
