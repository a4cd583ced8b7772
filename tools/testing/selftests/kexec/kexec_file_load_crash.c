// SPDX-License-Identifier: GPL-2.0
/*
 * kexec_file_load(2) with KEXEC_FILE_ON_CRASH: the files in the reserved memory,
 * what the crash kernel is told of the crashed one, and refusals.
 */
#include "elfcore.h"
#include "file_load.h"

#define SECRET	"kexec_test_line=c4a5 quiet"

FIXTURE(crash)
{
	struct kx_range region;
	unsigned char *map;
	struct kxf_call call, unload;
};

FIXTURE_SETUP(crash)
{
	const char *missing = kxc_open(&self->region, &self->map);

	if (missing)
		SKIP(return, "%s", missing);
	ASSERT_TRUE(kxc_clear());
	kxc_scrub(self->map, kxc_bytes(self->region));
	self->call = kxf_good_call();
	self->call.flags = KXF_ON_CRASH;
	self->call.cmdline = SECRET;
	self->call.cmdline_len = sizeof(SECRET);
	self->unload = (struct kxf_call){ -1, -1, NULL, 0, KXF_UNLOAD | KXF_ON_CRASH };
}

FIXTURE_TEARDOWN(crash)
{
	kxf_close(&self->call);
	EXPECT_TRUE(kxc_clear());
}

/* Where in the region the bytes stand, from @from on; 0 when nowhere. */
static unsigned long find(const unsigned char *map, struct kx_range region,
			  const void *bytes, size_t len)
{
	const unsigned char *at = memmem(map, kxc_bytes(region), bytes, len);

	return at ? region.start + (at - map) : 0;
}

TEST_F(crash, load_and_unload)
{
	EXPECT_EQ(0, kxf_load(&self->call));
	EXPECT_EQ(1, kxc_loaded());
	EXPECT_EQ(0, kx_loaded());
	EXPECT_EQ(0, kxf_load(&self->unload));
	EXPECT_EQ(0, kxc_loaded());
}

TEST_F(crash, unload_by_either_call)
{
	struct kx_segment s = { "", 1, self->region.start + KX_MIB, KX_PAGE };

	ASSERT_EQ(0, kxf_load(&self->call));
	EXPECT_EQ(0, kxc_unload());
	EXPECT_EQ(0, kxc_loaded());
	ASSERT_EQ(0, kx_load(1, &s, KX_ON_CRASH));
	EXPECT_EQ(0, kxf_load(&self->unload));
	EXPECT_EQ(0, kxc_loaded());
}

TEST_F(crash, slots_are_independent)
{
	struct kxf_call normal = self->call;

	normal.flags = 0;
	ASSERT_EQ(0, kxf_load(&self->call));
	ASSERT_EQ(0, kxf_load(&normal));
	EXPECT_EQ(1, kx_loaded());
	EXPECT_EQ(1, kxc_loaded());
	EXPECT_EQ(0, kxf_unload());
	EXPECT_EQ(0, kx_loaded());
	EXPECT_EQ(1, kxc_loaded());
	ASSERT_EQ(0, kxf_load(&normal));
	EXPECT_EQ(0, kxf_load(&self->unload));
	EXPECT_EQ(1, kx_loaded());
	EXPECT_EQ(0, kxc_loaded());
}

TEST_F(crash, no_initrd_no_cmdline)
{
	const struct kxf_call call = {
		self->call.kernel, -1, NULL, 0, KXF_ON_CRASH | KXF_NO_INITRAMFS
	};

	EXPECT_EQ(0, kxf_load(&call));
	EXPECT_EQ(1, kxc_loaded());
}

TEST_F(crash, whole_kernel)
{
	struct kxf_image image = kxf_kernel();
	size_t setup = kxf_setup_size(&image);

	close(self->call.kernel);
	self->call.kernel = kxf_open_kernel();
	ASSERT_EQ(0, kxf_load(&self->call));
	EXPECT_NE(0UL, find(self->map, self->region, image.bytes + setup, image.size - setup));
	free(image.bytes);
}

/* Bytes that stand nowhere else, of a size that is not that of pages. */
TEST_F(crash, initrd_stands_there)
{
	const size_t size = KX_MIB + 77;
	unsigned char *bytes = malloc(size);
	const unsigned char *behind;
	unsigned long at;
	size_t i = 0;

	kxc_fill(bytes, size, 3);
	close(self->call.initrd);
	self->call.initrd = kxf_file(bytes, size);
	ASSERT_EQ(0, kxf_load(&self->call));
	at = find(self->map, self->region, bytes, size);
	ASSERT_NE(0UL, at);
	EXPECT_EQ(0UL, at % KX_PAGE);
	behind = self->map + (at - self->region.start) + size;
	while (i < KX_PAGE - size % KX_PAGE && !behind[i])
		i++;
	EXPECT_EQ(KX_PAGE - size % KX_PAGE, i);
	free(bytes);
}

/* The headers of the dump, whole; and the command line says where they are. */
TEST_F(crash, elfcorehdr)
{
	unsigned long at, line;
	char want[] = SECRET, *word;

	ASSERT_EQ(0, kxf_load(&self->call));
	at = kxe_find(self->map, self->region, self->region.start);
	ASSERT_NE(0UL, at);
	EXPECT_EQ(0, kxe_check((void *)(self->map + (at - self->region.start)))) {
		TH_LOG("a line of elfcore.h");
	}
	EXPECT_EQ(0UL, kxe_find(self->map, self->region, at + KX_PAGE));
	line = find(self->map, self->region, want, strlen(want));
	ASSERT_NE(0UL, line);
	/* The word may be in front of the line, or behind it. */
	word = memmem(self->map + (line - self->region.start) - 64, 192, "elfcorehdr=", 11);
	ASSERT_NE(NULL, word);
	EXPECT_EQ(at, strtoul(word + 11, NULL, 0));
}

/* A kernel for a reboot is told nothing of a dump. */
TEST_F(crash, elfcorehdr_is_not_for_reboots)
{
	self->call.flags = 0;
	ASSERT_EQ(0, kxf_load(&self->call));
	EXPECT_EQ(0UL, kxe_find(self->map, self->region, self->region.start));
}

TEST_F(crash, write_protected)
{
	if (kxc_protected(self->region) < 0)
		SKIP(return, "needs CONFIG_PTDUMP_DEBUGFS");
	ASSERT_EQ(0, kxf_load(&self->call));
	EXPECT_EQ(1, kxc_protected(self->region));
	ASSERT_EQ(0, kxf_load(&self->call));
	EXPECT_EQ(1, kxc_protected(self->region));
}

TEST_F(crash, descriptors_may_be_closed)
{
	ASSERT_EQ(0, kxf_load(&self->call));
	close(self->call.kernel);
	close(self->call.initrd);
	EXPECT_EQ(1, kxc_loaded());
	EXPECT_NE(0UL, find(self->map, self->region, SECRET, strlen(SECRET)));
}

/* Room for the initrd, had it not to be shared. */
TEST_F(crash, initrd_too_large)
{
	close(self->call.initrd);
	self->call.initrd = kxf_zeros(kxc_bytes(self->region));
	EXPECT_FILE_REFUSED(&self->call, EADDRNOTAVAIL, "");
	EXPECT_EQ(0, kxc_loaded());
}

TEST_F(crash, kernel_too_large)
{
	struct kxf_image image = kxf_small_kernel();

	kxf_put(&image, KXF_INIT_SIZE, kxc_bytes(self->region) + KX_MIB);
	close(self->call.kernel);
	self->call.kernel = kxf_file(image.bytes, image.size);
	free(image.bytes);
	EXPECT_FILE_REFUSED(&self->call, EADDRNOTAVAIL, "");
	EXPECT_EQ(0, kxc_loaded());
}

/*
 * The kernel puts elfcorehdr= onto the line: one that is as long as the kernel to
 * load takes has no room for it.
 */
TEST_F(crash, cmdline_without_room)
{
	struct kxf_image image = kxf_small_kernel();
	size_t longest = kxf_get(&image, KXF_CMDLINE_SIZE);
	char *line = calloc(1, longest + 1);

	free(image.bytes);
	memset(line, 'x', longest);
	self->call.cmdline = line;
	self->call.cmdline_len = longest + 1;
	EXPECT_FILE_REFUSED(&self->call, EINVAL, "");
	EXPECT_EQ(0, kxc_loaded());
	self->call.cmdline += 64;
	self->call.cmdline_len -= 64;
	EXPECT_EQ(0, kxf_load(&self->call));
	free(line);
}

TEST_HARNESS_MAIN
