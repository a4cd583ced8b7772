// SPDX-License-Identifier: GPL-2.0
/*
 * kexec_file_load(2), cmdline and cmdline_len: the NUL at the end, the longest
 * line that the kernel to load takes, memory that cannot be read.
 */
#include "file_load.h"

FIXTURE(cmdline)
{
	struct kxf_call call;
	char *buffer;		/* two pages; behind them nothing can be read */
	char *end;
};

FIXTURE_SETUP(cmdline)
{
	self->call = kxf_good_call();
	self->buffer = mmap(NULL, 3 * KX_PAGE, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, self->buffer);
	self->end = self->buffer + 2 * KX_PAGE;
	ASSERT_EQ(0, mprotect(self->end, KX_PAGE, PROT_NONE));
	memset(self->buffer, 'x', 2 * KX_PAGE);
	ASSERT_EQ(0, kxf_unload());
}

FIXTURE_TEARDOWN(cmdline)
{
	kxf_close(&self->call);
	EXPECT_EQ(0, kxf_unload());
}

/* A line of @length characters and its NUL, at the very end of what is readable. */
static void set_line(struct kxf_call *call, char *end, size_t length)
{
	end[-1] = '\0';
	call->cmdline = end - length - 1;
	call->cmdline_len = length + 1;
}

TEST_F(cmdline, none)
{
	self->call.cmdline = NULL;
	self->call.cmdline_len = 0;
	EXPECT_EQ(0, kxf_load(&self->call));
	EXPECT_EQ(1, kx_loaded());
}

/* With no length there is nothing to read. */
TEST_F(cmdline, none_at_a_bad_address)
{
	self->call.cmdline = (void *)8;
	self->call.cmdline_len = 0;
	EXPECT_EQ(0, kxf_load(&self->call));
	EXPECT_EQ(1, kx_loaded());
}

TEST_F(cmdline, only_a_nul)
{
	set_line(&self->call, self->end, 0);
	EXPECT_EQ(0, kxf_load(&self->call));
	EXPECT_EQ(1, kx_loaded());
}

TEST_F(cmdline, up_to_the_last_readable_byte)
{
	set_line(&self->call, self->end, 100);
	EXPECT_EQ(0, kxf_load(&self->call));
	EXPECT_EQ(1, kx_loaded());
}

TEST_F(cmdline, nul_in_the_middle)
{
	set_line(&self->call, self->end, 100);
	self->end[-50] = '\0';
	EXPECT_EQ(0, kxf_load(&self->call));
	EXPECT_EQ(1, kx_loaded());
}

/* Only the end is looked at, so a NUL elsewhere does not help. */
TEST_F(cmdline, no_nul_at_the_end)
{
	set_line(&self->call, self->end, 100);
	self->end[-50] = '\0';
	self->end[-1] = 'x';
	EXPECT_FILE_REFUSED(&self->call, EINVAL, "command line");
	EXPECT_EQ(0, kx_loaded());
}

TEST_F(cmdline, one_byte_and_no_nul)
{
	self->call.cmdline = "x";
	self->call.cmdline_len = 1;
	EXPECT_FILE_REFUSED(&self->call, EINVAL, "command line");
	EXPECT_EQ(0, kx_loaded());
}

/* The NUL that follows the buffer is not the caller's. */
TEST_F(cmdline, nul_behind_the_end)
{
	self->call.cmdline = "quiet";
	self->call.cmdline_len = 5;
	EXPECT_FILE_REFUSED(&self->call, EINVAL, "command line");
	EXPECT_EQ(0, kx_loaded());
}

TEST_F(cmdline, unreadable_null)
{
	self->call.cmdline = NULL;
	self->call.cmdline_len = 1;
	EXPECT_FILE_REFUSED(&self->call, EFAULT, "command line");
	EXPECT_EQ(0, kx_loaded());
}

TEST_F(cmdline, unreadable_page)
{
	self->call.cmdline = self->end;
	self->call.cmdline_len = 10;
	EXPECT_FILE_REFUSED(&self->call, EFAULT, "command line");
	EXPECT_EQ(0, kx_loaded());
}

TEST_F(cmdline, unreadable_tail)
{
	set_line(&self->call, self->end, 100);
	self->call.cmdline_len++;
	EXPECT_FILE_REFUSED(&self->call, EFAULT, "command line");
	EXPECT_EQ(0, kx_loaded());
}

TEST_F(cmdline, address_of_the_kernel)
{
	self->call.cmdline = (void *)(1UL << 63);
	self->call.cmdline_len = 10;
	EXPECT_FILE_REFUSED(&self->call, EFAULT, "command line");
	EXPECT_EQ(0, kx_loaded());
}

TEST_F(cmdline, address_that_wraps)
{
	self->call.cmdline = (void *)-4UL;
	self->call.cmdline_len = 10;
	EXPECT_FILE_REFUSED(&self->call, EFAULT, "command line");
	EXPECT_EQ(0, kx_loaded());
}

/* cmdline_size of the header is the longest line, without its NUL. */
FIXTURE(longest)
{
	struct kxf_call call;
	struct kxf_image image;
	char *end;
	size_t length;
};

FIXTURE_VARIANT(longest)
{
	size_t length;		/* 0 for what the test kernel itself says */
};

FIXTURE_VARIANT_ADD(longest, of_the_test_kernel) { .length = 0 };
FIXTURE_VARIANT_ADD(longest, of_255) { .length = 255 };
FIXTURE_VARIANT_ADD(longest, of_1) { .length = 1 };

FIXTURE_SETUP(longest)
{
	char *buffer = malloc(4 * KX_PAGE);

	ASSERT_NE(NULL, buffer);
	memset(buffer, 'x', 4 * KX_PAGE);
	self->end = buffer + 4 * KX_PAGE;
	self->call = kxf_good_call();
	self->image = kxf_small_kernel();
	ASSERT_NE(0UL, self->image.size);
	if (variant->length)
		kxf_put(&self->image, KXF_CMDLINE_SIZE, variant->length);
	self->length = kxf_get(&self->image, KXF_CMDLINE_SIZE);
	ASSERT_GT(3 * KX_PAGE, self->length);
	close(self->call.kernel);
	self->call.kernel = kxf_file(self->image.bytes, self->image.size);
	ASSERT_EQ(0, kxf_unload());
}

FIXTURE_TEARDOWN(longest)
{
	kxf_close(&self->call);
	EXPECT_EQ(0, kxf_unload());
}

TEST_F(longest, fits)
{
	set_line(&self->call, self->end, self->length);
	EXPECT_EQ(0, kxf_load(&self->call));
	EXPECT_EQ(1, kx_loaded());
}

TEST_F(longest, and_one_more)
{
	set_line(&self->call, self->end, self->length + 1);
	EXPECT_FILE_REFUSED(&self->call, EINVAL, "command line");
	EXPECT_EQ(0, kx_loaded());
}

/*
 * No length makes the kernel take memory without bound, wait, or warn: the
 * harness ends a machine whose kernel warns.
 */
FIXTURE(huge)
{
	struct kxf_call call;
};

FIXTURE_VARIANT(huge)
{
	unsigned long length;
};

FIXTURE_VARIANT_ADD(huge, 64_KiB) { .length = 0x10000 };
FIXTURE_VARIANT_ADD(huge, 2_MiB) { .length = 2 * KX_MIB };
FIXTURE_VARIANT_ADD(huge, 64_MiB) { .length = 64 * KX_MIB };
FIXTURE_VARIANT_ADD(huge, 2_GiB) { .length = 1UL << 31 };
FIXTURE_VARIANT_ADD(huge, 4_GiB_less_1) { .length = (1UL << 32) - 1 };
FIXTURE_VARIANT_ADD(huge, 4_GiB) { .length = 1UL << 32 };
/* Shorter than a line may be, if only 32 bits of it are looked at. */
FIXTURE_VARIANT_ADD(huge, 4_GiB_and_6) { .length = (1UL << 32) + sizeof(KXF_CMDLINE) };
FIXTURE_VARIANT_ADD(huge, 1_TiB) { .length = 1UL << 40 };
FIXTURE_VARIANT_ADD(huge, LONG_MAX) { .length = LONG_MAX };
FIXTURE_VARIANT_ADD(huge, LONG_MAX_and_1) { .length = 1UL << 63 };
FIXTURE_VARIANT_ADD(huge, ULONG_MAX_less_a_page) { .length = -KX_PAGE };
FIXTURE_VARIANT_ADD(huge, ULONG_MAX) { .length = ULONG_MAX };

/* Zeros, for 64 MiB: as far as there may be a doubt what is wrong with it. */
FIXTURE_SETUP(huge)
{
	self->call = kxf_good_call();
	self->call.cmdline = mmap(NULL, 64 * KX_MIB, PROT_READ,
				  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, self->call.cmdline);
	self->call.cmdline_len = 1;
	ASSERT_EQ(0, kxf_load(&self->call));
}

FIXTURE_TEARDOWN(huge)
{
	kxf_close(&self->call);
	EXPECT_EQ(0, kxf_unload());
}

TEST_F(huge, is_refused_at_once)
{
	long before = kx_mem_free();

	self->call.cmdline_len = variant->length;
	EXPECT_FILE_REFUSED(&self->call, EINVAL, "command line");
	EXPECT_EQ(1, kx_loaded());
	EXPECT_GT(2 * (long)KX_MIB, before - kx_mem_free());
}

TEST_HARNESS_MAIN
