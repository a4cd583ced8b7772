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

#include "flag_bits.h"

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
	} else if (self->good.flags == KXF_ON_CRASH && !kx_crash_memory()) {
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
