// SPDX-License-Identifier: GPL-2.0
/*
 * kexec_load(2), the flags argument: each of its bits, each architecture.
 */
#include "common.h"

static char page[KX_PAGE];

/* Segment 0 in ordinary RAM: all that a load needs when its flags are good. */
static struct kx_segment one_page(unsigned long dest)
{
	return (struct kx_segment){ page, sizeof(page), dest, KX_PAGE };
}

FIXTURE(flags)
{
	struct kx_segment segment;
};

FIXTURE_SETUP(flags)
{
	unsigned long dest = kx_destination();

	ASSERT_NE(0UL, dest);
	ASSERT_EQ(0, kx_unload());
	self->segment = one_page(dest);
}

FIXTURE_TEARDOWN(flags)
{
	EXPECT_EQ(0, kx_unload());
}

/* The option that a flag needs; "" for one that means nothing here, NULL for undefined bits. */
static const char *option_of(unsigned long flag)
{
	switch (flag) {
	case KX_PRESERVE_CONTEXT:
		return "CONFIG_KEXEC_JUMP";
	case KX_UPDATE_ELFCOREHDR:
	case KX_CRASH_HOTPLUG:
		return "";
	default:
		return NULL;
	}
}

static bool is_undefined(unsigned long flag)
{
	return flag != KX_ON_CRASH && !option_of(flag);
}

/* Check that a load with @flags is refused because of @bit, and loads nothing. */
static void expect_bit_refused(struct __test_metadata *_metadata, const struct kx_segment *segment,
			       unsigned int bit, unsigned long flags)
{
	struct kx_refusal refusal = kx_try(1, segment, flags);
	const char *word = "flag";
	int err = EINVAL;

	if (bit >= 16 && bit < 32)
		word = "architecture";
	/* Known, but ordinary RAM is no place for a crash kernel. */
	if (1UL << bit == KX_ON_CRASH) {
		err = EADDRNOTAVAIL;
		word = "crash";
	}
	EXPECT_EQ(err, refusal.err) {
		TH_LOG("bit %u", bit);
	}
	EXPECT_EQ(1U, refusal.lines) {
		TH_LOG("bit %u: '%s'", bit, refusal.text);
	}
	EXPECT_TRUE(kx_reason_names(&refusal, KX_NO_SEGMENT, word)) {
		TH_LOG("bit %u: the reason lacks '%s': '%s'", bit, word, refusal.text);
	}
	EXPECT_EQ(0, kx_loaded()) {
		TH_LOG("bit %u", bit);
	}
	EXPECT_EQ(0, kx_unload());
}

TEST_F(flags, each_bit)
{
	for (unsigned int bit = 0; bit < KX_LONG_BITS; bit++)
		if (!option_of(1UL << bit))
			expect_bit_refused(_metadata, &self->segment, bit, 1UL << bit);
}

TEST_F(flags, bits_of_options)
{
	for (unsigned int bit = 0; bit < KX_LONG_BITS; bit++) {
		const char *option = option_of(1UL << bit);
		int configured;

		if (!option)
			continue;
		configured = *option ? kx_config(option) : 1;
		if (configured < 0)
			SKIP(return, "the kernel's configuration is not to be read");
		if (!configured) {
			expect_bit_refused(_metadata, &self->segment, bit, 1UL << bit);
			continue;
		}
		EXPECT_EQ(0, kx_load(1, &self->segment, 1UL << bit)) {
			TH_LOG("bit %u", bit);
		}
		EXPECT_EQ(0, kx_unload());
	}
}

/* Undefined bits are refused in a call that would unload, too. */
TEST_F(flags, each_bit_without_segments)
{
	for (unsigned int bit = 0; bit < KX_LONG_BITS; bit++) {
		if (!is_undefined(1UL << bit))
			continue;
		ASSERT_EQ(0, kx_load(1, &self->segment, 0));
		EXPECT_EQ(EINVAL, kx_load_raw(0, NULL, 1UL << bit)) {
			TH_LOG("bit %u", bit);
		}
		EXPECT_EQ(1, kx_loaded()) {
			TH_LOG("bit %u", bit);
		}
	}
}

/* A good architecture does not excuse a bad bit. */
TEST_F(flags, each_bit_with_native_architecture)
{
	for (unsigned int bit = 0; bit < KX_LONG_BITS; bit++)
		if (is_undefined(1UL << bit) && !(1UL << bit & KX_ARCH(0xffff)))
			expect_bit_refused(_metadata, &self->segment, bit,
					   1UL << bit | KX_ARCH(KX_NATIVE));
}

FIXTURE(architecture)
{
	struct kx_segment segment;
};

FIXTURE_VARIANT(architecture)
{
	unsigned int machine;
};

#if __SIZEOF_LONG__ == 8
FIXTURE_VARIANT_ADD(architecture, DEFAULT) { 0 };
#endif
FIXTURE_VARIANT_ADD(architecture, 386) { EM_386 };
FIXTURE_VARIANT_ADD(architecture, 68K) { EM_68K };
FIXTURE_VARIANT_ADD(architecture, PARISC) { EM_PARISC };
FIXTURE_VARIANT_ADD(architecture, X86_64) { EM_X86_64 };
FIXTURE_VARIANT_ADD(architecture, PPC) { EM_PPC };
FIXTURE_VARIANT_ADD(architecture, PPC64) { EM_PPC64 };
FIXTURE_VARIANT_ADD(architecture, IA_64) { EM_IA_64 };
FIXTURE_VARIANT_ADD(architecture, ARM) { EM_ARM };
FIXTURE_VARIANT_ADD(architecture, S390) { EM_S390 };
FIXTURE_VARIANT_ADD(architecture, SH) { EM_SH };
FIXTURE_VARIANT_ADD(architecture, MIPS_LE) { EM_MIPS_RS3_LE };
FIXTURE_VARIANT_ADD(architecture, MIPS) { EM_MIPS };
FIXTURE_VARIANT_ADD(architecture, AARCH64) { EM_AARCH64 };
FIXTURE_VARIANT_ADD(architecture, RISCV) { EM_RISCV };
FIXTURE_VARIANT_ADD(architecture, LOONGARCH) { EM_LOONGARCH };
/* Constants that kexec never had, next to those it has and at the ends. */
FIXTURE_VARIANT_ADD(architecture, unknown_first) { 1 };
FIXTURE_VARIANT_ADD(architecture, unknown_below_native) { KX_NATIVE - 1 };
FIXTURE_VARIANT_ADD(architecture, unknown_above_native) { KX_NATIVE + 1 };
FIXTURE_VARIANT_ADD(architecture, unknown_last) { 0xffff };

FIXTURE_SETUP(architecture)
{
	unsigned long dest = kx_destination();

	ASSERT_NE(0UL, dest);
	ASSERT_EQ(0, kx_unload());
	self->segment = one_page(dest);
}

FIXTURE_TEARDOWN(architecture)
{
	EXPECT_EQ(0, kx_unload());
}

static bool accepted(unsigned int machine)
{
	return machine == 0 || machine == KX_NATIVE;
}

TEST_F(architecture, load)
{
	unsigned long flags = KX_ARCH(variant->machine);

	if (accepted(variant->machine)) {
		EXPECT_EQ(0, kx_load(1, &self->segment, flags));
		EXPECT_EQ(1, kx_loaded());
		return;
	}
	EXPECT_REFUSED(kx_try(1, &self->segment, flags), EINVAL, KX_NO_SEGMENT, "architecture");
	EXPECT_EQ(0, kx_loaded());
}

/* Flags are checked in every call: a wrong architecture unloads nothing. */
TEST_F(architecture, unload)
{
	bool good = accepted(variant->machine);

	ASSERT_EQ(0, kx_load(1, &self->segment, 0));
	EXPECT_EQ(good ? 0 : EINVAL,
		  kx_load_raw(0, NULL, KX_ARCH(variant->machine)));
	EXPECT_EQ(good ? 0 : 1, kx_loaded());
}

TEST_F(flags, none)
{
	EXPECT_EQ(0, kx_load(1, &self->segment, 0));
	EXPECT_EQ(1, kx_loaded());
}

TEST_F(flags, all)
{
	struct kx_refusal refusal = kx_try(1, &self->segment, ~0UL);

	EXPECT_EQ(EINVAL, refusal.err);
	EXPECT_EQ(1U, refusal.lines);
	EXPECT_EQ(0, kx_loaded());
}

/* Bad flags are found before anything is read. */
TEST_F(flags, before_segments)
{
	EXPECT_REFUSED(kx_try(1, (void *)8, 1UL << 15), EINVAL, KX_NO_SEGMENT, "flag");
}

/* The manual page: effective only if nr_segments is greater than 0. */
TEST_F(flags, preserve_context_without_segments)
{
	if (kx_config("CONFIG_KEXEC_JUMP") != 1)
		SKIP(return, "needs CONFIG_KEXEC_JUMP");
	ASSERT_EQ(0, kx_load(1, &self->segment, 0));
	EXPECT_EQ(0, kx_load_raw(0, NULL, KX_PRESERVE_CONTEXT));
	EXPECT_EQ(0, kx_loaded());
}

TEST_HARNESS_MAIN
