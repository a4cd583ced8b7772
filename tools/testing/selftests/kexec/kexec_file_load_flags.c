// SPDX-License-Identifier: GPL-2.0
/*
 * kexec_file_load(2), the flags argument: each of its 64 bits, and what the
 * defined ones do.
 */
#include "file_load.h"

#define DEFINED	(KXF_UNLOAD | KXF_ON_CRASH | KXF_NO_INITRAMFS | KXF_DEBUG)

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

/* Call with these flags while an image is loaded, which a refused call leaves. */
static void call_with_bit(struct __test_metadata *_metadata, struct kxf_call *call,
			  unsigned long flags, struct kx_refusal *refusal)
{
	call->flags = 0;
	ASSERT_EQ(0, kxf_load(call));
	call->flags = flags;
	*refusal = kxf_try(call);
}

TEST_F(flags, each_bit)
{
	for (unsigned int bit = 0; bit < KX_LONG_BITS; bit++) {
		unsigned long flag = 1UL << bit;
		struct kx_refusal refusal;
		const char *word = "flag";
		int err = EINVAL;

		if (flag == KXF_ON_CRASH && !kx_crash_memory()) {
			err = EADDRNOTAVAIL;
			word = "crash";
		} else if (flag & DEFINED) {
			err = 0;
		}
		call_with_bit(_metadata, &self->good, flag, &refusal);
		EXPECT_EQ(err, refusal.err) {
			TH_LOG("bit %u", bit);
		}
		if (err) {
			EXPECT_TRUE(kxf_is_explained(&refusal) && strcasestr(refusal.text, word)) {
				TH_LOG("bit %u: %u reasons, wanted is one with '%s': '%s'",
				       bit, refusal.lines, word, refusal.text);
			}
		}
		EXPECT_EQ(flag != KXF_UNLOAD, kx_loaded()) {
			TH_LOG("bit %u", bit);
		}
	}
}

/* An undefined bit is refused in a call that would unload, too. */
TEST_F(flags, each_bit_with_unload)
{
	for (unsigned int bit = 0; bit < KX_LONG_BITS; bit++) {
		unsigned long flags = KXF_UNLOAD | 1UL << bit;
		bool good = !(flags & ~DEFINED);
		struct kx_refusal refusal;

		call_with_bit(_metadata, &self->good, flags, &refusal);
		EXPECT_EQ(good ? 0 : EINVAL, refusal.err) {
			TH_LOG("bit %u", bit);
		}
		EXPECT_EQ(!good || (flags & KXF_ON_CRASH), kx_loaded()) {
			TH_LOG("bit %u", bit);
		}
	}
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
