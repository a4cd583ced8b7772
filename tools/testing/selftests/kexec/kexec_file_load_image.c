// SPDX-License-Identifier: GPL-2.0
/*
 * kexec_file_load(2), the image that is loaded: unloading, replacing, the other
 * system call, the slot for a crash kernel, and what a refusal leaves.
 */
#include "file_load.h"
#include "file_spoil.h"

static char page[KX_PAGE];

FIXTURE(image)
{
	struct kxf_call call;
	struct kx_segment segment;
};

FIXTURE_SETUP(image)
{
	self->call = kxf_good_call();
	self->segment = (struct kx_segment){ page, KX_PAGE, kx_destination(), KX_PAGE };
	ASSERT_NE(0UL, self->segment.mem);
	ASSERT_EQ(0, kxf_unload());
}

FIXTURE_TEARDOWN(image)
{
	kxf_close(&self->call);
	EXPECT_EQ(0, kxf_unload());
	EXPECT_EQ(0, kx_loaded());
}

TEST_F(image, load_and_unload)
{
	EXPECT_EQ(0, kx_loaded());
	EXPECT_EQ(0, kxf_load(&self->call));
	EXPECT_EQ(1, kx_loaded());
	EXPECT_EQ(0, kxf_unload());
	EXPECT_EQ(0, kx_loaded());
}

TEST_F(image, unload_nothing)
{
	EXPECT_EQ(0, kxf_unload());
	EXPECT_EQ(0, kxf_unload());
}

TEST_F(image, replace)
{
	EXPECT_EQ(0, kxf_load(&self->call));
	EXPECT_EQ(0, kxf_load(&self->call));
	EXPECT_EQ(1, kx_loaded());
}

/* The kernel of the test as it is, and as large as it is. */
TEST_F(image, whole_kernel)
{
	close(self->call.kernel);
	self->call.kernel = kxf_open_kernel();
	EXPECT_EQ(0, kxf_load(&self->call));
	EXPECT_EQ(1, kx_loaded());
}

TEST_F(image, whole_kernel_without_initrd_and_cmdline)
{
	int fd = kxf_open_kernel();
	const struct kxf_call call = { fd, -1, NULL, 0, KXF_NO_INITRAMFS };

	EXPECT_EQ(0, kxf_load(&call));
	EXPECT_EQ(1, kx_loaded());
	close(fd);
}

/* The two calls share the slot. */
TEST_F(image, file_after_segments)
{
	ASSERT_EQ(0, kx_load(1, &self->segment, 0));
	EXPECT_EQ(0, kxf_load(&self->call));
	EXPECT_EQ(1, kx_loaded());
	EXPECT_EQ(0, kxf_unload());
	EXPECT_EQ(0, kx_loaded());
}

TEST_F(image, segments_after_file)
{
	ASSERT_EQ(0, kxf_load(&self->call));
	EXPECT_EQ(0, kx_load(1, &self->segment, 0));
	EXPECT_EQ(1, kx_loaded());
	EXPECT_EQ(0, kx_unload());
	EXPECT_EQ(0, kx_loaded());
}

TEST_F(image, file_unloads_segments)
{
	ASSERT_EQ(0, kx_load(1, &self->segment, 0));
	EXPECT_EQ(0, kxf_unload());
	EXPECT_EQ(0, kx_loaded());
}

TEST_F(image, no_segments_unload_a_file)
{
	ASSERT_EQ(0, kxf_load(&self->call));
	EXPECT_EQ(0, kx_unload());
	EXPECT_EQ(0, kx_loaded());
}

/* A call that unloads looks at no other argument. */
FIXTURE(unload)
{
	struct kxf_call call;
};

FIXTURE_VARIANT(unload)
{
	struct kxf_call call;
	int left;		/* kexec_loaded after it */
};

FIXTURE_VARIANT_ADD(unload, bad_descriptors) {
	.call = { -1, INT_MIN, "", 1, KXF_UNLOAD },
};

FIXTURE_VARIANT_ADD(unload, bad_cmdline) {
	.call = { -1, -1, (void *)8, 4096, KXF_UNLOAD },
};

FIXTURE_VARIANT_ADD(unload, cmdline_without_nul) {
	.call = { -1, -1, "x", 1, KXF_UNLOAD },
};

FIXTURE_VARIANT_ADD(unload, huge_cmdline) {
	.call = { -1, -1, NULL, ULONG_MAX, KXF_UNLOAD },
};

FIXTURE_VARIANT_ADD(unload, no_initramfs) {
	.call = { -1, -1, NULL, 0, KXF_UNLOAD | KXF_NO_INITRAMFS },
};

FIXTURE_VARIANT_ADD(unload, debug) {
	.call = { -1, -1, NULL, 0, KXF_UNLOAD | KXF_DEBUG },
};

/* The crash slot is another one: the image for a reboot stays. */
FIXTURE_VARIANT_ADD(unload, on_crash) {
	.call = { -1, -1, NULL, 0, KXF_UNLOAD | KXF_ON_CRASH }, .left = 1,
};

FIXTURE_VARIANT_ADD(unload, on_crash_with_bad_arguments) {
	.call = { INT_MAX, -1, (void *)8, 99, KXF_UNLOAD | KXF_ON_CRASH }, .left = 1,
};

FIXTURE_SETUP(unload)
{
	self->call = kxf_good_call();
	ASSERT_EQ(0, kxf_load(&self->call));
}

FIXTURE_TEARDOWN(unload)
{
	kxf_close(&self->call);
	EXPECT_EQ(0, kxf_unload());
}

TEST_F(unload, succeeds)
{
	EXPECT_EQ(0, kxf_load(&variant->call));
	EXPECT_EQ(variant->left, kx_loaded());
}

TEST_F(unload, again)
{
	EXPECT_EQ(0, kxf_load(&variant->call));
	EXPECT_EQ(0, kxf_load(&variant->call));
	EXPECT_EQ(variant->left, kx_loaded());
}

/* Refusals at every stage of a load, over an image of either call. */
FIXTURE(former)
{
	struct kxf_call call;
	struct kx_segment segment;
	int other;
};

FIXTURE_VARIANT(former)
{
	void (*spoil)(struct kxf_call *call, int *other);
	int err;
};

static void bad_flag(struct kxf_call *call, int *other)
{
	call->flags = 1UL << 4;
}

static void bad_kernel(struct kxf_call *call, int *other)
{
	call->kernel = -1;
}

static void on_crash(struct kxf_call *call, int *other)
{
	call->flags = KXF_ON_CRASH;
}

FIXTURE_VARIANT_ADD(former, bad_flag) { bad_flag, EINVAL };
FIXTURE_VARIANT_ADD(former, bad_kernel) { bad_kernel, EBADF };
FIXTURE_VARIANT_ADD(former, no_kernel) { no_kernel, ENOEXEC };
FIXTURE_VARIANT_ADD(former, bad_initrd) { bad_initrd, EBADF };
FIXTURE_VARIANT_ADD(former, empty_initrd) { empty_initrd, EINVAL };
FIXTURE_VARIANT_ADD(former, busy_initrd) { busy_initrd, ETXTBSY };
FIXTURE_VARIANT_ADD(former, unreadable_cmdline) { unreadable_cmdline, EFAULT };
FIXTURE_VARIANT_ADD(former, cmdline_without_nul) { cmdline_without_nul, EINVAL };
FIXTURE_VARIANT_ADD(former, long_cmdline) { long_cmdline, EINVAL };
FIXTURE_VARIANT_ADD(former, huge_initrd) { huge_initrd, ENOMEM };
FIXTURE_VARIANT_ADD(former, on_crash) { on_crash, EADDRNOTAVAIL };

FIXTURE_SETUP(former)
{
	self->call = kxf_good_call();
	self->segment = (struct kx_segment){ page, KX_PAGE, kx_destination(), KX_PAGE };
	self->other = -1;
	ASSERT_NE(0UL, self->segment.mem);
	ASSERT_EQ(0, kxf_unload());
	if (variant->err == EADDRNOTAVAIL && kx_crash_memory())
		SKIP(return, "memory is reserved for a crash kernel");
}

FIXTURE_TEARDOWN(former)
{
	close(self->other);
	kxf_close(&self->call);
	EXPECT_EQ(0, kxf_unload());
}

TEST_F(former, file_stays)
{
	ASSERT_EQ(0, kxf_load(&self->call));
	variant->spoil(&self->call, &self->other);
	EXPECT_FILE_REFUSED(&self->call, variant->err, "");
	EXPECT_EQ(1, kx_loaded());
}

TEST_F(former, segments_stay)
{
	ASSERT_EQ(0, kx_load(1, &self->segment, 0));
	variant->spoil(&self->call, &self->other);
	EXPECT_FILE_REFUSED(&self->call, variant->err, "");
	EXPECT_EQ(1, kx_loaded());
}

/* Nor does a refusal leave an image where there was none. */
TEST_F(former, nothing_stays_nothing)
{
	variant->spoil(&self->call, &self->other);
	EXPECT_FILE_REFUSED(&self->call, variant->err, "");
	EXPECT_EQ(0, kx_loaded());
}

/* A refused kexec_load(2), over an image from a file. */
TEST(file_stays_after_refused_segments)
{
	struct kx_segment segment = { page, 1, kx_destination() + 1, KX_PAGE };
	struct kxf_call call = kxf_good_call();

	ASSERT_EQ(0, kxf_load(&call));
	EXPECT_EQ(EADDRNOTAVAIL, kx_load(1, &segment, 0));
	EXPECT_EQ(1, kx_loaded());
	EXPECT_EQ(0, kxf_unload());
	kxf_close(&call);
}

/* No memory is reserved for it, so no crash kernel gets loaded. */
TEST(crash_kernel_without_crash_memory)
{
	struct kxf_call call = kxf_good_call();

	if (kx_crash_memory())
		SKIP(return, "memory is reserved for a crash kernel");
	call.flags = KXF_ON_CRASH;
	EXPECT_FILE_REFUSED(&call, EADDRNOTAVAIL, "crash");
	call.flags = KXF_ON_CRASH | KXF_NO_INITRAMFS;
	EXPECT_FILE_REFUSED(&call, EADDRNOTAVAIL, "crash");
	EXPECT_EQ(0, kx_loaded());
	call.flags = KXF_ON_CRASH | KXF_UNLOAD;
	EXPECT_EQ(0, kxf_load(&call));
	kxf_close(&call);
}

TEST_HARNESS_MAIN
