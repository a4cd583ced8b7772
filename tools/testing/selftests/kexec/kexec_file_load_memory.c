// SPDX-License-Identifier: GPL-2.0
/*
 * kexec_file_load(2), the machine's memory: all of it comes back.
 */
#include "file_load.h"
#include "file_spoil.h"

/* Rounds in which one lost page each shows, and the most that may be lost. */
#define ROUNDS	100
#define NOISE	((long)(ROUNDS / 2 * KX_PAGE))

#define LARGE	(2 * KX_MIB + 1)

FIXTURE(leak)
{
	struct kxf_call call;
	int other;
};

FIXTURE_VARIANT(leak)
{
	void (*spoil)(struct kxf_call *call, int *other);
	int err;
	bool unload;
	size_t initrd;		/* bytes */
};

static void nothing(struct kxf_call *call, int *other)
{
}

FIXTURE_VARIANT_ADD(leak, load_and_unload) { nothing, 0, true, 1 };
FIXTURE_VARIANT_ADD(leak, load_and_unload_large) { nothing, 0, true, LARGE };
FIXTURE_VARIANT_ADD(leak, replace) { nothing, 0, false, LARGE };
FIXTURE_VARIANT_ADD(leak, no_kernel) { no_kernel, ENOEXEC, false, LARGE };
FIXTURE_VARIANT_ADD(leak, bad_initrd) { bad_initrd, EBADF, false, LARGE };
FIXTURE_VARIANT_ADD(leak, empty_initrd) { empty_initrd, EINVAL, false, LARGE };
FIXTURE_VARIANT_ADD(leak, busy_initrd) { busy_initrd, ETXTBSY, false, LARGE };
FIXTURE_VARIANT_ADD(leak, unreadable_cmdline) { unreadable_cmdline, EFAULT, false, LARGE };
FIXTURE_VARIANT_ADD(leak, cmdline_without_nul) { cmdline_without_nul, EINVAL, false, LARGE };
FIXTURE_VARIANT_ADD(leak, long_cmdline) { long_cmdline, EINVAL, false, LARGE };
FIXTURE_VARIANT_ADD(leak, huge_initrd) { huge_initrd, ENOMEM, false, LARGE };

FIXTURE_SETUP(leak)
{
	self->call = kxf_good_call();
	close(self->call.initrd);
	self->call.initrd = kxf_zeros(variant->initrd);
	self->other = -1;
	ASSERT_EQ(0, kxf_unload());
	variant->spoil(&self->call, &self->other);
}

FIXTURE_TEARDOWN(leak)
{
	close(self->other);
	kxf_close(&self->call);
	EXPECT_EQ(0, kxf_unload());
}

/* Answers how many of the calls did not end as they should. */
static unsigned int run_rounds(const struct kxf_call *call, unsigned int rounds,
			       int err, bool unload)
{
	unsigned int bad = 0;

	while (rounds--) {
		bad += kxf_load(call) != err;
		if (unload)
			bad += kxf_unload() != 0;
	}
	return bad;
}

/*
 * Free memory also moves by itself. A leak is there each time, so the best of
 * three counts.
 */
TEST_F_TIMEOUT(leak, no_page_stays, 240)
{
	long before, lost = LONG_MAX;
	int i;

	/* Caches of the allocators fill up in the first rounds. */
	ASSERT_EQ(0U, run_rounds(&self->call, ROUNDS / 5, variant->err, variant->unload));
	for (i = 0; i < 3 && lost >= kx_noise(NOISE); i++) {
		before = kx_mem_free();
		ASSERT_EQ(0U, run_rounds(&self->call, ROUNDS, variant->err,
					 variant->unload));
		lost = before - kx_mem_free();
		TH_LOG("%ld KiB less after %d rounds", lost >> 10, ROUNDS);
	}
	EXPECT_GT(kx_noise(NOISE), lost);
}

/* The frames of the files are the image's: no second set of them stays. */
TEST(an_image_takes_its_files_size)
{
	const size_t size = 64 * KX_MIB;
	struct kxf_call call = kxf_good_call();
	long before, taken;

	close(call.initrd);
	call.initrd = kxf_zeros(size);
	ASSERT_EQ(0, kxf_load(&call));
	ASSERT_EQ(0, kxf_unload());
	before = kx_mem_free();
	ASSERT_EQ(0, kxf_load(&call));
	taken = before - kx_mem_free();
	TH_LOG("an image with an initrd of %zu KiB takes %ld KiB", size >> 10, taken >> 10);
	EXPECT_LE((long)size, taken + kx_noise(0));
	EXPECT_GT((long)(size + 4 * KX_MIB), taken);
	EXPECT_EQ(0, kxf_unload());
	EXPECT_GT(kx_noise(KX_MIB), before - kx_mem_free());
	kxf_close(&call);
}

TEST_HARNESS_MAIN
