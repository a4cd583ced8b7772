// SPDX-License-Identifier: GPL-2.0
/*
 * kexec_file_load(2), the flags argument: each of its 64 bits, and what the
 * defined ones do.
 */
#include "file_load.h"

#define DEFINED	(KXF_UNLOAD | KXF_ON_CRASH | KXF_NO_INITRAMFS | KXF_DEBUG)

FIXTURE(flag_bit)
{
	struct kxf_call good;
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
	self->good = kxf_good_call();
	ASSERT_EQ(0, kxf_load(&self->good));
}

FIXTURE_TEARDOWN(flag_bit)
{
	kxf_close(&self->good);
	EXPECT_EQ(0, kxf_unload());
}

/* A refused call leaves the image that was loaded before it. */
TEST_F(flag_bit, alone)
{
	self->good.flags = 1UL << variant->bit;
	if (!(self->good.flags & DEFINED)) {
		EXPECT_FILE_REFUSED(&self->good, EINVAL, "flag");
		EXPECT_EQ(1, kx_loaded());
	} else if (self->good.flags == KXF_ON_CRASH && !kxf_crash_memory()) {
		EXPECT_FILE_REFUSED(&self->good, EADDRNOTAVAIL, "crash");
		EXPECT_EQ(1, kx_loaded());
	} else {
		EXPECT_EQ(0, kxf_load(&self->good));
		EXPECT_EQ(self->good.flags != KXF_UNLOAD, kx_loaded());
	}
}

/* An undefined bit is refused in a call that would unload, too. */
TEST_F(flag_bit, with_unload)
{
	self->good.flags = KXF_UNLOAD | 1UL << variant->bit;
	if (self->good.flags & ~DEFINED) {
		EXPECT_EQ(EINVAL, kxf_load(&self->good));
		EXPECT_EQ(1, kx_loaded());
	} else {
		EXPECT_EQ(0, kxf_load(&self->good));
		EXPECT_EQ(!!(self->good.flags & KXF_ON_CRASH), kx_loaded());
	}
}

FIXTURE(flags)
{
	struct kxf_call good;
};

FIXTURE_SETUP(flags)
{
	self->good = kxf_good_call();
	ASSERT_EQ(0, kxf_unload());
}

FIXTURE_TEARDOWN(flags)
{
	kxf_close(&self->good);
	EXPECT_EQ(0, kxf_unload());
}

TEST_F(flags, none)
{
	EXPECT_EQ(0, kxf_load(&self->good));
	EXPECT_EQ(1, kx_loaded());
}

TEST_F(flags, all)
{
	self->good.flags = ~0UL;
	EXPECT_FILE_REFUSED(&self->good, EINVAL, "flag");
	EXPECT_EQ(0, kx_loaded());
}

/* Those of kexec_load(2) for architectures are none here. */
TEST_F(flags, architecture)
{
	self->good.flags = KX_ARCH(KX_NATIVE);
	EXPECT_FILE_REFUSED(&self->good, EINVAL, "flag");
}

/* Bad flags are found before anything is opened or read. */
TEST_F(flags, before_other_arguments)
{
	const struct kxf_call bad = { -1, -1, (void *)8, ~0UL, 1UL << 15 };

	EXPECT_FILE_REFUSED(&bad, EINVAL, "flag");
}

TEST_F(flags, no_initramfs_with_debug)
{
	self->good.initrd = -1;
	self->good.flags = KXF_NO_INITRAMFS | KXF_DEBUG;
	EXPECT_EQ(0, kxf_load(&self->good));
	EXPECT_EQ(1, kx_loaded());
}

TEST_HARNESS_MAIN
