// SPDX-License-Identifier: GPL-2.0
/*
 * kexec_file_load(2), what is no kernel that can be booted: always ENOEXEC, as
 * kexec-tools and systemd act on that, and always with a reason.
 */
#include "file_load.h"

/* Files that are something else. Each answers a descriptor. */
static int one_byte(void)
{
	return kxf_file("M", 1);
}

static int text(void)
{
	static const char line[] = "This is no kernel.\n";
	char *bytes = malloc(KX_MIB);
	size_t i;

	for (i = 0; i < KX_MIB; i++)
		bytes[i] = line[i % (sizeof(line) - 1)];
	return kxf_file(bytes, KX_MIB);
}

static int script(void)
{
	return kxf_file_sized("#!/bin/sh\nreboot -f\n", 20, KX_PAGE);
}

static int zeros(void)
{
	return kxf_zeros(KX_MIB);
}

static int ones(void)
{
	char *bytes = malloc(KX_MIB);

	memset(bytes, 0xff, KX_MIB);
	return kxf_file(bytes, KX_MIB);
}

static int random_bytes(void)
{
	char *bytes = malloc(KX_MIB);
	size_t i;

	srandom(1);
	for (i = 0; i < KX_MIB; i++)
		bytes[i] = random();
	return kxf_file(bytes, KX_MIB);
}

static int elf_program(void)
{
	return open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
}

static int gzip(void)
{
	return kxf_file_sized("\x1f\x8b\x08\0\0\0\0\0\0\x03", 10, KX_MIB);
}

/* What a unified kernel image looks like from here: a PE file, no setup header. */
static int pe_program(void)
{
	static const unsigned char pe[0x60] = { 'M', 'Z', [0x3c] = 0x40, [0x40] = 'P', 'E' };

	return kxf_file_sized(pe, sizeof(pe), KX_MIB);
}

/* Nothing but the two magic numbers. */
static int magic_alone(void)
{
	static unsigned char page[KX_PAGE];

	page[0x1fe] = 0x55;
	page[0x1ff] = 0xaa;
	memcpy(page + 0x202, "HdrS", 4);
	return kxf_file(page, sizeof(page));
}

/* Compressed or not, the payload without the setup in front of it. */
static int without_setup(void)
{
	struct kxf_image image = kxf_kernel();
	size_t setup = kxf_setup_size(&image);

	return kxf_file(image.bytes + setup, image.size - setup);
}

static int one_byte_late(void)
{
	struct kxf_image image = kxf_kernel();
	unsigned char *bytes = calloc(1, image.size + 1);

	memcpy(bytes + 1, image.bytes, image.size);
	return kxf_file(bytes, image.size + 1);
}

FIXTURE(no_kernel)
{
	struct kxf_call call;
};

FIXTURE_VARIANT(no_kernel)
{
	int (*make)(void);
};

FIXTURE_VARIANT_ADD(no_kernel, one_byte) { one_byte };
FIXTURE_VARIANT_ADD(no_kernel, text) { text };
FIXTURE_VARIANT_ADD(no_kernel, script) { script };
FIXTURE_VARIANT_ADD(no_kernel, zeros) { zeros };
FIXTURE_VARIANT_ADD(no_kernel, ones) { ones };
FIXTURE_VARIANT_ADD(no_kernel, random_bytes) { random_bytes };
FIXTURE_VARIANT_ADD(no_kernel, elf_program) { elf_program };
FIXTURE_VARIANT_ADD(no_kernel, gzip) { gzip };
FIXTURE_VARIANT_ADD(no_kernel, pe_program) { pe_program };
FIXTURE_VARIANT_ADD(no_kernel, magic_alone) { magic_alone };
FIXTURE_VARIANT_ADD(no_kernel, without_setup) { without_setup };
FIXTURE_VARIANT_ADD(no_kernel, one_byte_late) { one_byte_late };

FIXTURE_SETUP(no_kernel)
{
	self->call = kxf_good_call();
	ASSERT_EQ(0, kxf_load(&self->call));
	close(self->call.kernel);
	self->call.kernel = variant->make();
	ASSERT_LE(0, self->call.kernel);
}

FIXTURE_TEARDOWN(no_kernel)
{
	EXPECT_EQ(1, kx_loaded());
	kxf_close(&self->call);
	EXPECT_EQ(0, kxf_unload());
}

TEST_F(no_kernel, enoexec)
{
	EXPECT_FILE_REFUSED(&self->call, ENOEXEC, "");
}

TEST_F(no_kernel, enoexec_without_initrd)
{
	self->call.flags = KXF_NO_INITRAMFS;
	EXPECT_FILE_REFUSED(&self->call, ENOEXEC, "");
}

/* One thing in the header that makes a kernel unfit, the rest is right. */
FIXTURE(unfit)
{
	struct kxf_call call;
	struct kxf_image image;
};

FIXTURE_VARIANT(unfit)
{
	unsigned int field;
	uint64_t clear, set;
};

FIXTURE_VARIANT_ADD(unfit, boot_flag) { KXF_BOOT_FLAG, ~0UL, 0 };
FIXTURE_VARIANT_ADD(unfit, boot_flag_swapped) { KXF_BOOT_FLAG, ~0UL, 0x55aa };
FIXTURE_VARIANT_ADD(unfit, magic) { KXF_HEADER, 0xff, 'h' };
FIXTURE_VARIANT_ADD(unfit, magic_zero) { KXF_HEADER, ~0UL, 0 };
FIXTURE_VARIANT_ADD(unfit, version_0) { KXF_VERSION, ~0UL, 0 };
FIXTURE_VARIANT_ADD(unfit, version_2_0) { KXF_VERSION, ~0UL, 0x0200 };
FIXTURE_VARIANT_ADD(unfit, version_2_8) { KXF_VERSION, ~0UL, 0x0208 };
FIXTURE_VARIANT_ADD(unfit, version_2_11) { KXF_VERSION, ~0UL, 0x020b };
FIXTURE_VARIANT_ADD(unfit, loaded_low) { KXF_LOADFLAGS, 1, 0 };
FIXTURE_VARIANT_ADD(unfit, no_64_bit_entry) { KXF_XLOADFLAGS, 1, 0 };
FIXTURE_VARIANT_ADD(unfit, no_xloadflags) { KXF_XLOADFLAGS, ~0UL, 0 };
FIXTURE_VARIANT_ADD(unfit, setup_longer_than_the_file) { KXF_SETUP_SECTS, ~0UL, 255 };
FIXTURE_VARIANT_ADD(unfit, syssize_0) { KXF_SYSSIZE, ~0UL, 0 };
FIXTURE_VARIANT_ADD(unfit, syssize_one_more) { KXF_SYSSIZE, ~0UL, KXF_SMALL_BODY / 16 + 1 };
FIXTURE_VARIANT_ADD(unfit, syssize_max) { KXF_SYSSIZE, 0, ~0UL };
FIXTURE_VARIANT_ADD(unfit, syssize_of_4_gigabytes) { KXF_SYSSIZE, ~0UL, 0x10000000 };
FIXTURE_VARIANT_ADD(unfit, payload_behind_the_end) { KXF_PAYLOAD_OFFSET, ~0UL, KXF_SMALL_BODY };
FIXTURE_VARIANT_ADD(unfit, payload_one_byte_late) {
	KXF_PAYLOAD_OFFSET, ~0UL, KXF_SMALL_PAYLOAD + 1
};

FIXTURE_VARIANT_ADD(unfit, payload_offset_max) { KXF_PAYLOAD_OFFSET, 0, ~0UL };
FIXTURE_VARIANT_ADD(unfit, payload_one_more) {
	KXF_PAYLOAD_LENGTH, ~0UL, KXF_SMALL_BODY - KXF_SMALL_PAYLOAD + 1
};

FIXTURE_VARIANT_ADD(unfit, payload_length_max) { KXF_PAYLOAD_LENGTH, 0, ~0UL };
/* As 32 bits the sum of this and the offset is a small number. */
FIXTURE_VARIANT_ADD(unfit, payload_wraps) {
	KXF_PAYLOAD_LENGTH, ~0UL, -(uint64_t)KXF_SMALL_PAYLOAD + 16
};

FIXTURE_VARIANT_ADD(unfit, init_size_0) { KXF_INIT_SIZE, ~0UL, 0 };
FIXTURE_VARIANT_ADD(unfit, init_size_too_small) { KXF_INIT_SIZE, ~0UL, KXF_SMALL_BODY - 1 };
FIXTURE_VARIANT_ADD(unfit, alignment_0) { KXF_KERNEL_ALIGNMENT, ~0UL, 0 };
FIXTURE_VARIANT_ADD(unfit, alignment_no_power_of_2) { KXF_KERNEL_ALIGNMENT, ~0UL, 0x300000 };

FIXTURE_SETUP(unfit)
{
	uint64_t value;

	self->call = kxf_good_call();
	self->image = kxf_small_kernel();
	ASSERT_NE(0UL, self->image.size);
	ASSERT_EQ(0, kxf_load(&self->call));
	close(self->call.kernel);
	value = kxf_get(&self->image, variant->field);
	value = (value & ~variant->clear) | variant->set;
	kxf_put(&self->image, variant->field, value);
	self->call.kernel = kxf_file(self->image.bytes, self->image.size);
	ASSERT_LE(0, self->call.kernel);
}

FIXTURE_TEARDOWN(unfit)
{
	EXPECT_EQ(1, kx_loaded());
	kxf_close(&self->call);
	EXPECT_EQ(0, kxf_unload());
}

TEST_F(unfit, enoexec)
{
	EXPECT_FILE_REFUSED(&self->call, ENOEXEC, "");
}

/* Header values that are as good as those of the test kernel. */
FIXTURE(fit)
{
	struct kxf_call call;
	struct kxf_image image;
};

FIXTURE_VARIANT(fit)
{
	unsigned int field;
	uint64_t value;
	size_t extra;		/* bytes more in the file */
};

FIXTURE_VARIANT_ADD(fit, as_it_is) { KXF_VERSION, 0x020f, 0 };
FIXTURE_VARIANT_ADD(fit, version_2_12) { KXF_VERSION, 0x020c, 0 };
FIXTURE_VARIANT_ADD(fit, version_to_come) { KXF_VERSION, 0x0210, 0 };
/* A signature stands behind the end that the header declares. */
FIXTURE_VARIANT_ADD(fit, one_byte_behind_the_end) { KXF_VERSION, 0x020f, 1 };
FIXTURE_VARIANT_ADD(fit, page_behind_the_end) { KXF_VERSION, 0x020f, KX_PAGE };
FIXTURE_VARIANT_ADD(fit, payload_shorter) { KXF_PAYLOAD_LENGTH, 16, 0 };
FIXTURE_VARIANT_ADD(fit, init_size_just_enough) { KXF_INIT_SIZE, KXF_SMALL_BODY, 0 };

FIXTURE_SETUP(fit)
{
	self->call = kxf_good_call();
	self->image = kxf_small_kernel();
	ASSERT_NE(0UL, self->image.size);
	close(self->call.kernel);
	kxf_put(&self->image, variant->field, variant->value);
	self->call.kernel = kxf_file_sized(self->image.bytes, self->image.size,
					   self->image.size + variant->extra);
	ASSERT_EQ(0, kxf_unload());
}

FIXTURE_TEARDOWN(fit)
{
	kxf_close(&self->call);
	EXPECT_EQ(0, kxf_unload());
}

TEST_F(fit, loads)
{
	EXPECT_EQ(0, kxf_load(&self->call));
	EXPECT_EQ(1, kx_loaded());
}

/* The whole test kernel, and what is left of it when its file is cut. */
FIXTURE(cut)
{
	struct kxf_call call;
	struct kxf_image image;
	size_t declared;	/* where it ends by its header */
};

FIXTURE_SETUP(cut)
{
	self->call = kxf_good_call();
	self->image = kxf_kernel();
	ASSERT_NE(0UL, self->image.size);
	self->declared = kxf_setup_size(&self->image) +
			 16 * kxf_get(&self->image, KXF_SYSSIZE);
	ASSERT_GE(self->image.size, self->declared);
	close(self->call.kernel);
	self->call.kernel = kxf_file(self->image.bytes, self->image.size);
	ASSERT_LE(0, self->call.kernel);
	ASSERT_EQ(0, kxf_unload());
}

FIXTURE_TEARDOWN(cut)
{
	kxf_close(&self->call);
	EXPECT_EQ(0, kxf_unload());
}

/* Lengths only shrink here, as a file that grows again is filled with zeros. */
static bool cut_to(int fd, size_t size)
{
	int writer = kxf_reopen(fd, O_RDWR);
	bool done = writer >= 0 && !ftruncate(writer, size);

	close(writer);
	return done;
}

TEST_F(cut, not_at_all)
{
	EXPECT_EQ(0, kxf_load(&self->call));
	EXPECT_EQ(1, kx_loaded());
}

TEST_F(cut, where_the_header_says)
{
	ASSERT_TRUE(cut_to(self->call.kernel, self->declared));
	EXPECT_EQ(0, kxf_load(&self->call));
	EXPECT_EQ(1, kx_loaded());
}

static void expect_cut_refused(struct __test_metadata *_metadata,
			       const struct kxf_call *call, size_t size)
{
	ASSERT_TRUE(cut_to(call->kernel, size));
	EXPECT_FILE_REFUSED(call, ENOEXEC, "");
}

/* From the end down: each byte of the last sector, then ever larger pieces. */
TEST_F_TIMEOUT(cut, in_the_protected_mode_part, 120)
{
	size_t setup = kxf_setup_size(&self->image);
	size_t at = self->declared - 1, left = 32;

	while (left--)
		expect_cut_refused(_metadata, &self->call, at--);
	for (at &= -512UL; at > setup + 0x10000; at -= at / 32)
		expect_cut_refused(_metadata, &self->call, at);
	for (at = setup + 0x10000; at > setup; at -= 2048)
		expect_cut_refused(_metadata, &self->call, at);
	EXPECT_EQ(0, kx_loaded());
}

TEST_F_TIMEOUT(cut, in_the_setup, 120)
{
	size_t at;

	for (at = kxf_setup_size(&self->image); at > 0x300; at -= 512)
		expect_cut_refused(_metadata, &self->call, at);
	/* Each length that ends within the header. */
	for (at = 0x280; at >= 0x1e0; at--)
		expect_cut_refused(_metadata, &self->call, at);
	for (at = 0x1c0; at; at /= 2)
		expect_cut_refused(_metadata, &self->call, at);
	EXPECT_EQ(0, kx_loaded());
}

TEST_HARNESS_MAIN
