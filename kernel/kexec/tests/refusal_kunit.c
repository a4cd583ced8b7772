// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests of refusal.c.
 */
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/sizes.h>

#include "../refusal.h"

/* An errno that is its own cause is reported as that, wherever it was met. */
static void refusal_of_errno(struct kunit *test)
{
	static const struct {
		int error;
		enum kexec_reason reason;
	} cases[] = {
		{ -ENOMEM, KEXEC_REFUSED_NO_MEMORY },
		{ -EINTR, KEXEC_REFUSED_SIGNAL },
		{ -EADDRNOTAVAIL, KEXEC_REFUSED_NO_HOLE },
		{ -EIO, KEXEC_REFUSED_LOADER },
		{ -ENOEXEC, KEXEC_REFUSED_LOADER },
	};

	for (int i = 0; i < ARRAY_SIZE(cases); i++) {
		struct kexec_refusal why = KEXEC_REFUSAL_INIT;

		KUNIT_EXPECT_EQ(test, cases[i].error,
				kexec_refuse_error(&why, KEXEC_REFUSED_LOADER, cases[i].error));
		KUNIT_EXPECT_EQ(test, cases[i].reason, why.reason);
		KUNIT_EXPECT_EQ(test, cases[i].error, why.error);
	}
}

static void refusal_first_cause_stays(struct kunit *test)
{
	const struct kexec_range range = { SZ_1M, SZ_2M };
	struct kexec_refusal why = KEXEC_REFUSAL_INIT;
	char text[KEXEC_REFUSAL_TEXT_MAX];

	KUNIT_EXPECT_EQ(test, -EINVAL,
			kexec_refuse_segment(&why, KEXEC_REFUSED_OVERLAP, 3, &range));
	KUNIT_EXPECT_EQ(test, -EINVAL, kexec_refuse(&why, KEXEC_REFUSED_BUSY, 7));
	KUNIT_EXPECT_EQ(test, -EINVAL, kexec_refuse_error(&why, KEXEC_REFUSED_LOADER, -EIO));
	KUNIT_EXPECT_EQ(test, KEXEC_REFUSED_OVERLAP, why.reason);
	KUNIT_EXPECT_EQ(test, 0, why.detail);
	kexec_refusal_format(&why, text, sizeof(text));
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "segment 3 [0x100000-0x200000) (error -22)"));
}

/* Any cause can be formatted: an errno and a text, in the room that there is. */
static void refusal_table_is_whole(struct kunit *test)
{
	for (enum kexec_reason reason = 0; reason < KEXEC_REASON_COUNT; reason++) {
		struct kexec_refusal why = KEXEC_REFUSAL_INIT;
		char text[KEXEC_REFUSAL_TEXT_MAX];

		kexec_refuse(&why, reason, U64_MAX);
		KUNIT_ASSERT_NOT_NULL(test, kexec_refusal_text(&why));
		KUNIT_EXPECT_GT(test, strlen(kexec_refusal_text(&why)), 5);
		KUNIT_EXPECT_LT(test, kexec_refusal_format(&why, text, sizeof(text)),
				sizeof(text) - 1);
	}
}

static struct kunit_case kexec_refusal_cases[] = {
	KUNIT_CASE(refusal_of_errno),
	KUNIT_CASE(refusal_first_cause_stays),
	KUNIT_CASE(refusal_table_is_whole),
	{}
};

static struct kunit_suite kexec_refusal_suite = {
	.name = "kexec_refusal",
	.test_cases = kexec_refusal_cases,
};

kunit_test_suite(kexec_refusal_suite);
