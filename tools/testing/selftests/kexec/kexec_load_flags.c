// SPDX-License-Identifier: GPL-2.0
/*
 * kexec_load(2), the flags argument: each of its 64 bits, each architecture.
 */
#include "common.h"

static char page[KX_PAGE];

/* Segment 0 in ordinary RAM: all that a load needs when its flags are good. */
static struct kx_segment one_page(unsigned long dest)
{
	return (struct kx_segment){ page, sizeof(page), dest, KX_PAGE };
}

FIXTURE(flag_bit)
{
	struct kx_segment segment;
};

FIXTURE_VARIANT(flag_bit)
{
	unsigned int bit;
};

FIXTURE_VARIANT_ADD(flag_bit, 0) { .bit = 0 };
FIXTURE_VARIANT_ADD(flag_bit, 1) { .bit = 1 };
FIXTURE_VARIANT_ADD(flag_bit, 2) { .bit = 2 };
FIXTURE_VARIANT_ADD(flag_bit, 3) { .bit = 3 };
FIXTURE_VARIANT_ADD(flag_bit, 4) { .bit = 4 };
FIXTURE_VARIANT_ADD(flag_bit, 5) { .bit = 5 };
FIXTURE_VARIANT_ADD(flag_bit, 6) { .bit = 6 };
FIXTURE_VARIANT_ADD(flag_bit, 7) { .bit = 7 };
FIXTURE_VARIANT_ADD(flag_bit, 8) { .bit = 8 };
FIXTURE_VARIANT_ADD(flag_bit, 9) { .bit = 9 };
FIXTURE_VARIANT_ADD(flag_bit, 10) { .bit = 10 };
FIXTURE_VARIANT_ADD(flag_bit, 11) { .bit = 11 };
FIXTURE_VARIANT_ADD(flag_bit, 12) { .bit = 12 };
FIXTURE_VARIANT_ADD(flag_bit, 13) { .bit = 13 };
FIXTURE_VARIANT_ADD(flag_bit, 14) { .bit = 14 };
FIXTURE_VARIANT_ADD(flag_bit, 15) { .bit = 15 };
FIXTURE_VARIANT_ADD(flag_bit, 16) { .bit = 16 };
FIXTURE_VARIANT_ADD(flag_bit, 17) { .bit = 17 };
FIXTURE_VARIANT_ADD(flag_bit, 18) { .bit = 18 };
FIXTURE_VARIANT_ADD(flag_bit, 19) { .bit = 19 };
FIXTURE_VARIANT_ADD(flag_bit, 20) { .bit = 20 };
FIXTURE_VARIANT_ADD(flag_bit, 21) { .bit = 21 };
FIXTURE_VARIANT_ADD(flag_bit, 22) { .bit = 22 };
FIXTURE_VARIANT_ADD(flag_bit, 23) { .bit = 23 };
FIXTURE_VARIANT_ADD(flag_bit, 24) { .bit = 24 };
FIXTURE_VARIANT_ADD(flag_bit, 25) { .bit = 25 };
FIXTURE_VARIANT_ADD(flag_bit, 26) { .bit = 26 };
FIXTURE_VARIANT_ADD(flag_bit, 27) { .bit = 27 };
FIXTURE_VARIANT_ADD(flag_bit, 28) { .bit = 28 };
FIXTURE_VARIANT_ADD(flag_bit, 29) { .bit = 29 };
FIXTURE_VARIANT_ADD(flag_bit, 30) { .bit = 30 };
FIXTURE_VARIANT_ADD(flag_bit, 31) { .bit = 31 };
FIXTURE_VARIANT_ADD(flag_bit, 32) { .bit = 32 };
FIXTURE_VARIANT_ADD(flag_bit, 33) { .bit = 33 };
FIXTURE_VARIANT_ADD(flag_bit, 34) { .bit = 34 };
FIXTURE_VARIANT_ADD(flag_bit, 35) { .bit = 35 };
FIXTURE_VARIANT_ADD(flag_bit, 36) { .bit = 36 };
FIXTURE_VARIANT_ADD(flag_bit, 37) { .bit = 37 };
FIXTURE_VARIANT_ADD(flag_bit, 38) { .bit = 38 };
FIXTURE_VARIANT_ADD(flag_bit, 39) { .bit = 39 };
FIXTURE_VARIANT_ADD(flag_bit, 40) { .bit = 40 };
FIXTURE_VARIANT_ADD(flag_bit, 41) { .bit = 41 };
FIXTURE_VARIANT_ADD(flag_bit, 42) { .bit = 42 };
FIXTURE_VARIANT_ADD(flag_bit, 43) { .bit = 43 };
FIXTURE_VARIANT_ADD(flag_bit, 44) { .bit = 44 };
FIXTURE_VARIANT_ADD(flag_bit, 45) { .bit = 45 };
FIXTURE_VARIANT_ADD(flag_bit, 46) { .bit = 46 };
FIXTURE_VARIANT_ADD(flag_bit, 47) { .bit = 47 };
FIXTURE_VARIANT_ADD(flag_bit, 48) { .bit = 48 };
FIXTURE_VARIANT_ADD(flag_bit, 49) { .bit = 49 };
FIXTURE_VARIANT_ADD(flag_bit, 50) { .bit = 50 };
FIXTURE_VARIANT_ADD(flag_bit, 51) { .bit = 51 };
FIXTURE_VARIANT_ADD(flag_bit, 52) { .bit = 52 };
FIXTURE_VARIANT_ADD(flag_bit, 53) { .bit = 53 };
FIXTURE_VARIANT_ADD(flag_bit, 54) { .bit = 54 };
FIXTURE_VARIANT_ADD(flag_bit, 55) { .bit = 55 };
FIXTURE_VARIANT_ADD(flag_bit, 56) { .bit = 56 };
FIXTURE_VARIANT_ADD(flag_bit, 57) { .bit = 57 };
FIXTURE_VARIANT_ADD(flag_bit, 58) { .bit = 58 };
FIXTURE_VARIANT_ADD(flag_bit, 59) { .bit = 59 };
FIXTURE_VARIANT_ADD(flag_bit, 60) { .bit = 60 };
FIXTURE_VARIANT_ADD(flag_bit, 61) { .bit = 61 };
FIXTURE_VARIANT_ADD(flag_bit, 62) { .bit = 62 };
FIXTURE_VARIANT_ADD(flag_bit, 63) { .bit = 63 };

FIXTURE_SETUP(flag_bit)
{
	unsigned long dest = kx_destination();

	ASSERT_NE(0UL, dest);
	ASSERT_EQ(0, kx_unload());
	self->segment = one_page(dest);
}

FIXTURE_TEARDOWN(flag_bit)
{
	EXPECT_EQ(0, kx_unload());
}

/* The option that a flag of the low 16 bits needs; NULL for undefined ones. */
static const char *option_of(unsigned long flag)
{
	switch (flag) {
	case KX_PRESERVE_CONTEXT:
		return "CONFIG_KEXEC_JUMP";
	case KX_UPDATE_ELFCOREHDR:
	case KX_CRASH_HOTPLUG:
		return "CONFIG_CRASH_HOTPLUG";
	default:
		return NULL;
	}
}

TEST_F(flag_bit, alone)
{
	unsigned long flag = 1UL << variant->bit;
	const char *option = option_of(flag);
	bool is_arch = variant->bit >= 16 && variant->bit < 32;
	int configured = 0;

	if (option)
		configured = kx_config(option);
	if (configured < 0)
		SKIP(return, "the kernel's configuration is not to be read");

	if (configured) {
		EXPECT_EQ(0, kx_load(1, &self->segment, flag));
		return;
	}
	/* Known, but ordinary RAM is no place for a crash kernel. */
	if (flag == KX_ON_CRASH)
		EXPECT_REFUSED(kx_try(1, &self->segment, flag), EADDRNOTAVAIL,
			       KX_NO_SEGMENT, "crash");
	else if (is_arch)
		EXPECT_REFUSED(kx_try(1, &self->segment, flag), EINVAL,
			       KX_NO_SEGMENT, "architecture");
	else
		EXPECT_REFUSED(kx_try(1, &self->segment, flag), EINVAL,
			       KX_NO_SEGMENT, "flag");
	EXPECT_EQ(0, kx_loaded());
}

/* Undefined bits are refused in a call that would unload, too. */
TEST_F(flag_bit, without_segments)
{
	unsigned long flag = 1UL << variant->bit;

	if (flag == KX_ON_CRASH || option_of(flag))
		return;
	ASSERT_EQ(0, kx_load(1, &self->segment, 0));
	EXPECT_EQ(EINVAL, kx_load_raw(0, NULL, flag));
	EXPECT_EQ(1, kx_loaded());
}

/* A good architecture does not excuse a bad bit. */
TEST_F(flag_bit, with_native_architecture)
{
	unsigned long flag = 1UL << variant->bit;

	if (flag == KX_ON_CRASH || option_of(flag) ||
	    (flag & KX_ARCH(0xffff)))
		return;
	EXPECT_REFUSED(kx_try(1, &self->segment, flag | KX_ARCH(KX_NATIVE)), EINVAL,
		       KX_NO_SEGMENT, "flag");
	EXPECT_EQ(0, kx_loaded());
}

FIXTURE(architecture)
{
	struct kx_segment segment;
};

FIXTURE_VARIANT(architecture)
{
	unsigned int machine;
};

FIXTURE_VARIANT_ADD(architecture, DEFAULT) { 0 };
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
