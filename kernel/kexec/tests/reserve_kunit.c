// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests of reserve.c: what the forms of crashkernel= come to.
 */
#include <kunit/test.h>
#include <linux/kexec.h>
#include <linux/sizes.h>

#include "../crash/reserve.h"

struct value_case {
	const char *text;
	unsigned long long ram;
	int ret;
	struct crash_value want;
};

static const struct value_case value_cases[] __initconst = {
	{ "256M", SZ_1G, 0, { CRASH_SIZE, SZ_256M } },
	{ "0x10000000", SZ_1G, 0, { CRASH_SIZE, SZ_256M } },
	{ "1G@16M", SZ_1G, 0, { CRASH_SIZE, SZ_1G, SZ_16M } },
	{ "64K quiet", SZ_1G, 0, { CRASH_SIZE, SZ_64K } },
	{ "0", SZ_1G, 0, { CRASH_SIZE } },
	{ "256M,high", SZ_1G, 0, { CRASH_HIGH, SZ_256M } },
	{ "72M,low root=/dev/vda", SZ_1G, 0, { CRASH_LOW, 72 * SZ_1M } },
	{ "0,low", SZ_1G, 0, { CRASH_LOW } },
	{ "1G-4G:192M,4G-:256M", SZ_2G, 0, { CRASH_RANGES, 192 * SZ_1M } },
	{ "1G-4G:192M,4G-:256M", SZ_1G, 0, { CRASH_RANGES, 192 * SZ_1M } },
	{ "1G-4G:192M,4G-:256M", SZ_4G, 0, { CRASH_RANGES, SZ_256M } },
	{ "1G-4G:192M,4G-:256M", 16ULL * SZ_1G, 0, { CRASH_RANGES, SZ_256M } },
	{ "1G-4G:192M,4G-:256M", SZ_512M, 0, { CRASH_RANGES } },
	{ "512M-:64M@32M x", SZ_1G, 0, { CRASH_RANGES, SZ_64M, SZ_32M } },
	{ "1M-:16M,1M-:32M", SZ_1G, 0, { CRASH_RANGES, SZ_16M } },
	{ "0X10000K", SZ_1G, 0, { CRASH_SIZE, SZ_64M } },
	{ "8p@7e", SZ_1G, 0, { CRASH_SIZE, 8ULL << 50, 7ULL << 60 } },
	{ "9223372036854775807", SZ_1G, 0, { CRASH_SIZE, S64_MAX } },
	{ "9223372036854775808", SZ_1G, -EINVAL },
	{ "18446744073709551615", SZ_1G, -EINVAL },
	{ "18446744073709617152", SZ_1G, -EINVAL },	/* 2^64 + 64K */
	{ "17592186044480M", SZ_1G, -EINVAL },		/* 2^64 + 64M */
	{ "16777217T", SZ_1G, -EINVAL },
	{ "17E", SZ_1G, -EINVAL },
	{ "00000000000000000000000064M", SZ_1G, -EINVAL },
	{ "0x", SZ_1G, -EINVAL },
	{ "64M@17E", SZ_1G, -EINVAL },
	{ "64M,middle,high", SZ_1G, -EINVAL },
	{ "64M,high,high", SZ_1G, -EINVAL },
	{ "17E-:64M", SZ_1G, -EINVAL },
	{ "1G-17E:64M", SZ_1G, -EINVAL },
	{ "", SZ_1G, -EINVAL },
	{ " 64M", SZ_1G, -EINVAL },
	{ "M", SZ_1G, -EINVAL },
	{ "-64M", SZ_1G, -EINVAL },
	{ "64M@", SZ_1G, -EINVAL },
	{ "64M@high", SZ_1G, -EINVAL },
	{ "64Mfoo", SZ_1G, -EINVAL },
	{ "64M,", SZ_1G, -EINVAL },
	{ "64M,middle", SZ_1G, -EINVAL },
	{ "64M@16M,high", SZ_1G, -EINVAL },
	{ "64M,high,low", SZ_1G, -EINVAL },
	{ ",high", SZ_1G, -EINVAL },
	{ ",low", SZ_1G, -EINVAL },
	{ "1G-:64M,high", SZ_1G, -EINVAL },
	{ "1G:64M", SZ_1G, -EINVAL },
	{ "-4G:64M", SZ_1G, -EINVAL },
	{ "4G-1G:64M", SZ_1G, -EINVAL },
	{ "1G-1G:64M", SZ_1G, -EINVAL },
	{ "1G-4G:", SZ_1G, -EINVAL },
	{ "1G-4G:64M,", SZ_1G, -EINVAL },
	{ "1G-4G:64M,128M", SZ_1G, -EINVAL },
	{ "1G-4G:64M@", SZ_1G, -EINVAL },
	{ "1G-4G:64M,4G-1G:64M", SZ_2G, -EINVAL },
};

static void __init reserve_values(struct kunit *test)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(value_cases); i++) {
		const struct value_case *c = &value_cases[i];
		struct crash_value value;

		KUNIT_EXPECT_EQ_MSG(test, crash_parse_value(c->text, c->ram, &value),
				    c->ret, "'%s'", c->text);
		if (c->ret)
			continue;
		KUNIT_EXPECT_EQ_MSG(test, value.form, c->want.form, "'%s'", c->text);
		KUNIT_EXPECT_EQ_MSG(test, value.size, c->want.size, "'%s'", c->text);
		KUNIT_EXPECT_EQ_MSG(test, value.base, c->want.base, "'%s'", c->text);
	}
}

struct line_case {
	const char *line;
	int ret;
	unsigned long long size, base, low;
	bool high;
};

#define USUAL	ULLONG_MAX

static const struct line_case line_cases[] __initconst = {
	{ "", -ENOENT },
	{ "quiet splash", -ENOENT },
	{ "nocrashkernel=64M", -ENOENT },
	{ "crashkernel", -ENOENT },
	{ "crashkernel=64M", 0, SZ_64M },
	{ "root=/dev/vda crashkernel=64M quiet", 0, SZ_64M },
	{ "crashkernel=64M crashkernel=128M@1M", 0, SZ_128M, SZ_1M },
	{ "x.crashkernel=1M crashkernel=64M", 0, SZ_64M },
	{ "crashkernel=256M,high", 0, SZ_256M, 0, USUAL, true },
	{ "crashkernel=256M,high crashkernel=64M,low", 0, SZ_256M, 0, SZ_64M, true },
	{ "crashkernel=64M,low crashkernel=256M,high", 0, SZ_256M, 0, SZ_64M, true },
	{ "crashkernel=256M,high crashkernel=0,low", 0, SZ_256M, 0, 0, true },
	{ "crashkernel=256M,high crashkernel=64M", 0, SZ_64M },
	{ "crashkernel=1G-:64M crashkernel=256M,high", 0, SZ_64M },
	{ "crashkernel=64M,low", -ENOENT },
	{ "crashkernel=0", -EINVAL },
	{ "crashkernel=2G-4G:64M", 0, SZ_64M },
	{ "crashkernel=4G-:64M", -EINVAL },
	{ "crashkernel=junk", -ENOENT },
	{ "crashkernel=64M crashkernel=junk", 0, SZ_64M },
	{ "crashkernel=auto crashkernel=64M", 0, SZ_64M },
	{ "crashkernel=64M,cma crashkernel=128M,high", 0, SZ_128M, 0, USUAL, true },
	{ "crashkernel=256", -ENOENT },
	{ "crashkernel=64M crashkernel=256", 0, SZ_64M },
	{ "crashkernel=256,high", -ENOENT },
	{ "crashkernel=64M,high crashkernel=256,low", 0, SZ_64M, 0, USUAL, true },
};

static void __init reserve_lines(struct kunit *test)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(line_cases); i++) {
		const struct line_case *c = &line_cases[i];
		unsigned long long size, base, low = 0;
		u64 want = c->low == USUAL ? DEFAULT_CRASH_KERNEL_LOW_SIZE : c->low;
		char line[80];
		bool high = false;

		strscpy(line, c->line);
		KUNIT_EXPECT_EQ_MSG(test, parse_crashkernel(line, SZ_2G - SZ_1M, &size,
							    &base, &low, &high),
				    c->ret, "'%s'", c->line);
		if (c->ret)
			continue;
		KUNIT_EXPECT_EQ_MSG(test, size, c->size, "'%s'", c->line);
		KUNIT_EXPECT_EQ_MSG(test, base, c->base, "'%s'", c->line);
		KUNIT_EXPECT_EQ_MSG(test, low, want, "'%s'", c->line);
		KUNIT_EXPECT_EQ_MSG(test, high, c->high, "'%s'", c->line);
	}
}

/* What counts when one after the other cannot be honoured, 0 for none */
struct next_case {
	const char *line;
	unsigned long long size[5];
};

static const struct next_case next_cases[] __initconst = {
	{ "crashkernel=64M", { SZ_64M } },
	{ "crashkernel=64M crashkernel=2G", { SZ_2G, SZ_64M } },
	{ "crashkernel=64M crashkernel=junk crashkernel=2G", { SZ_2G, SZ_64M } },
	{ "crashkernel=1G,high crashkernel=64M crashkernel=2G", { SZ_2G, SZ_64M, SZ_1G } },
	{ "crashkernel=64M crashkernel=1G,high crashkernel=256,high", { SZ_64M, SZ_1G } },
	{ "crashkernel=64M,low crashkernel=1G,high", { SZ_1G } },
	{ "crashkernel=64M crashkernel=0 crashkernel=2G", { SZ_2G } },
};

static void __init reserve_next(struct kunit *test)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(next_cases); i++) {
		const struct next_case *c = &next_cases[i];
		struct crash_request request = {};
		char line[80];
		int ret;

		strscpy(line, c->line);
		ret = parse_crashkernel(line, SZ_1G, &request.size, &request.base,
					&request.low_size, &request.high);
		for (unsigned int j = 0; j < ARRAY_SIZE(c->size) - 1 && !ret; j++) {
			KUNIT_EXPECT_EQ_MSG(test, request.size, c->size[j], "'%s', %u",
					    c->line, j);
			ret = crash_next_request(line, SZ_1G, &request, false);
			if (ret)
				KUNIT_EXPECT_EQ_MSG(test, c->size[j + 1], 0, "'%s'", c->line);
		}
		KUNIT_EXPECT_NE_MSG(test, ret, 0, "'%s'", c->line);
	}
}

/* How much low memory is tried when one after the other is too much, before all is */
static void __init reserve_next_low(struct kunit *test)
{
	char line[] = "crashkernel=1G,high crashkernel=72M,low crashkernel=2G crashkernel=3G,low";
	const struct {
		bool low_failed;
		u64 size, low;
	} after[] = {
		{ true, SZ_1G, 3ULL * SZ_1G },
		{ true, SZ_1G, 72 * SZ_1M },
		{ true, SZ_1G, DEFAULT_CRASH_KERNEL_LOW_SIZE },
	};
	struct crash_request request = {};

	KUNIT_ASSERT_EQ(test, 0, parse_crashkernel(line, SZ_1G, &request.size, &request.base,
						   &request.low_size, &request.high));
	KUNIT_EXPECT_EQ(test, request.size, SZ_2G);
	for (unsigned int i = 0; i < ARRAY_SIZE(after); i++) {
		KUNIT_EXPECT_EQ_MSG(test, 0, crash_next_request(line, SZ_1G, &request,
								after[i].low_failed), "%u", i);
		KUNIT_EXPECT_EQ_MSG(test, request.size, after[i].size, "%u", i);
		KUNIT_EXPECT_EQ_MSG(test, request.low_size, after[i].low, "%u", i);
	}
	KUNIT_EXPECT_EQ(test, -ENOENT, crash_next_request(line, SZ_1G, &request, true));
}

/* Most architectures have no such forms. */
static void __init reserve_without_high(struct kunit *test)
{
	char line[] = "crashkernel=256M,high";
	unsigned long long size, base;

	KUNIT_EXPECT_EQ(test, parse_crashkernel(line, SZ_2G, &size, &base, NULL, NULL),
			-ENOENT);
}

static struct kunit_case __refdata crash_reserve_cases[] = {
	KUNIT_CASE(reserve_values),
	KUNIT_CASE(reserve_lines),
	KUNIT_CASE(reserve_next),
	KUNIT_CASE(reserve_next_low),
	KUNIT_CASE(reserve_without_high),
	{}
};

static struct kunit_suite crash_reserve_suite = {
	.name = "crash_reserve",
	.test_cases = crash_reserve_cases,
};

kunit_test_init_section_suite(crash_reserve_suite);
