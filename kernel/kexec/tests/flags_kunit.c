// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit test of the flags of kexec_load(2): the flag of a feature is accepted only where the
 * feature is configured.
 */
#include <kunit/test.h>
#include <linux/kexec.h>

#include "../flags.h"

static void features_need_their_option(struct kunit *test)
{
	static const struct {
		unsigned long flag;
		bool configured;
		enum kexec_reason reason;
	} features[] = {
		{ KEXEC_PRESERVE_CONTEXT, IS_ENABLED(CONFIG_KEXEC_JUMP),
		  KEXEC_REFUSED_FLAG_JUMP },
		{ KEXEC_UPDATE_ELFCOREHDR, true },
		{ KEXEC_CRASH_HOTPLUG_SUPPORT, true },
	};

	for (int i = 0; i < ARRAY_SIZE(features); i++) {
		struct kexec_refusal why = KEXEC_REFUSAL_INIT;
		int ret = kexec_check_flags(features[i].flag, &why);

		KUNIT_EXPECT_EQ_MSG(test, ret, features[i].configured ? 0 : -EINVAL,
				    "flag %#lx", features[i].flag);
		KUNIT_EXPECT_EQ(test, why.reason, features[i].configured ?
				KEXEC_REFUSED_NONE : features[i].reason);
	}
}

static struct kunit_case kexec_flags_cases[] = {
	KUNIT_CASE(features_need_their_option),
	{}
};

static struct kunit_suite kexec_flags_suite = {
	.name = "kexec_flags",
	.test_cases = kexec_flags_cases,
};

kunit_test_suite(kexec_flags_suite);
