// SPDX-License-Identifier: GPL-2.0
/*
 * kexec_file_load(2), the two descriptors: EBADF for what cannot be read from,
 * ENOEXEC and EINVAL for what is no regular file, ETXTBSY for a file that
 * somebody may write to.
 */
#include <glob.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/sysmacros.h>

#include "file_load.h"

/* Each answers a descriptor; the kernel or initrd of a good call is given. */
static int number_minus_1(int good)
{
	return -1;
}

static int number_smallest(int good)
{
	return INT_MIN;
}

static int number_largest(int good)
{
	return INT_MAX;
}

/* A number that no file opened meanwhile gets. */
static int closed(int good)
{
	int fd = fcntl(good, F_DUPFD_CLOEXEC, 500);

	close(fd);
	return fd;
}

static int path_only(int good)
{
	return kxf_reopen(good, O_PATH);
}

static int write_only(int good)
{
	return kxf_reopen(good, O_WRONLY);
}

static int directory(int good)
{
	return open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static int character_device(int good)
{
	return open("/dev/zero", O_RDONLY | O_CLOEXEC);
}

static int fifo(int good)
{
	int ends[2];

	return pipe(ends) ? -1 : ends[0];
}

static int unix_socket(int good)
{
	return socket(AF_UNIX, SOCK_STREAM, 0);
}

static int event_counter(int good)
{
	return eventfd(1, EFD_CLOEXEC);
}

static int poll_set(int good)
{
	return epoll_create1(EPOLL_CLOEXEC);
}

/* Any that a driver serves. */
static int block_device(int good)
{
	static const char name[] = "/tmp/kexec-test-block";
	unsigned int major, minor;
	glob_t found = { 0 };
	char line[32] = "";
	int fd = -1;

	if (!glob("/sys/class/block/*/dev", 0, NULL, &found) &&
	    kx_read_line(found.gl_pathv[0], line, sizeof(line)) &&
	    sscanf(line, "%u:%u", &major, &minor) == 2 &&
	    !mknod(name, S_IFBLK | 0600, makedev(major, minor)))
		fd = open(name, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	unlink(name);
	globfree(&found);
	return fd;
}

static int empty_file(int good)
{
	return kxf_zeros(0);
}

/* Regular, readable, and of length zero by its inode. */
static int proc_file(int good)
{
	return open("/proc/version", O_RDONLY | O_CLOEXEC);
}

static int open_for_writing(int good)
{
	return kxf_reopen(good, O_RDWR);
}

FIXTURE(bad)
{
	struct kxf_call good;
	int fd;
};

FIXTURE_VARIANT(bad)
{
	int (*make)(int good);
	int kernel_err, initrd_err;
	bool is_number;		/* without a file behind it on purpose */
	const char *word;
};

FIXTURE_VARIANT_ADD(bad, number_minus_1) { number_minus_1, EBADF, EBADF, true, "" };
FIXTURE_VARIANT_ADD(bad, number_smallest) { number_smallest, EBADF, EBADF, true, "" };
FIXTURE_VARIANT_ADD(bad, number_largest) { number_largest, EBADF, EBADF, true, "" };
FIXTURE_VARIANT_ADD(bad, closed) { closed, EBADF, EBADF, true, "" };
FIXTURE_VARIANT_ADD(bad, path_only) { path_only, EBADF, EBADF, false, "" };
FIXTURE_VARIANT_ADD(bad, write_only) { write_only, EBADF, EBADF, false, "" };
FIXTURE_VARIANT_ADD(bad, directory) { directory, ENOEXEC, EINVAL, false, "regular" };
FIXTURE_VARIANT_ADD(bad, character_device) { character_device, ENOEXEC, EINVAL, false, "regular" };
FIXTURE_VARIANT_ADD(bad, fifo) { fifo, ENOEXEC, EINVAL, false, "regular" };
FIXTURE_VARIANT_ADD(bad, unix_socket) { unix_socket, ENOEXEC, EINVAL, false, "regular" };
FIXTURE_VARIANT_ADD(bad, event_counter) { event_counter, ENOEXEC, EINVAL, false, "regular" };
FIXTURE_VARIANT_ADD(bad, poll_set) { poll_set, ENOEXEC, EINVAL, false, "regular" };
FIXTURE_VARIANT_ADD(bad, block_device) { block_device, ENOEXEC, EINVAL, false, "regular" };
FIXTURE_VARIANT_ADD(bad, empty_file) { empty_file, EINVAL, EINVAL, false, "empty" };
FIXTURE_VARIANT_ADD(bad, proc_file) { proc_file, EINVAL, EINVAL, false, "empty" };
FIXTURE_VARIANT_ADD(bad, open_for_writing) { open_for_writing, ETXTBSY, ETXTBSY, false, "" };

FIXTURE_SETUP(bad)
{
	self->good = kxf_good_call();
	self->fd = -1;
	ASSERT_EQ(0, kxf_load(&self->good));
}

FIXTURE_TEARDOWN(bad)
{
	/* The image that was there before the refused load. */
	EXPECT_EQ(1, kx_loaded());
	if (!variant->is_number)
		close(self->fd);
	kxf_close(&self->good);
	EXPECT_EQ(0, kxf_unload());
}

/* A file of a kind that the running kernel does not have proves nothing. */
static bool missing(int fd, bool is_number)
{
	return fd < 0 && !is_number;
}

TEST_F(bad, kernel)
{
	self->fd = variant->make(self->good.kernel);
	if (missing(self->fd, variant->is_number))
		SKIP(return, "this kernel has no such file");
	self->good.kernel = self->fd;
	EXPECT_FILE_REFUSED(&self->good, variant->kernel_err, variant->word);
}

TEST_F(bad, initrd)
{
	self->fd = variant->make(self->good.initrd);
	if (missing(self->fd, variant->is_number))
		SKIP(return, "this kernel has no such file");
	self->good.initrd = self->fd;
	EXPECT_FILE_REFUSED(&self->good, variant->initrd_err, variant->word);
}

/* The manual page: the value passed in initrd_fd is ignored. */
TEST_F(bad, initrd_ignored)
{
	self->fd = variant->make(self->good.initrd);
	if (missing(self->fd, variant->is_number))
		SKIP(return, "this kernel has no such file");
	self->good.initrd = self->fd;
	self->good.flags = KXF_NO_INITRAMFS;
	EXPECT_EQ(0, kxf_load(&self->good));
}

FIXTURE(file)
{
	struct kxf_call good;
};

FIXTURE_SETUP(file)
{
	self->good = kxf_good_call();
	ASSERT_EQ(0, kxf_unload());
}

FIXTURE_TEARDOWN(file)
{
	kxf_close(&self->good);
	EXPECT_EQ(0, kxf_unload());
}

TEST_F(file, both_bad)
{
	self->good.kernel = -1;
	self->good.initrd = -1;
	EXPECT_FILE_REFUSED(&self->good, EBADF, "");
	EXPECT_EQ(0, kx_loaded());
}

TEST_F(file, both_the_same)
{
	self->good.initrd = self->good.kernel;
	EXPECT_EQ(0, kxf_load(&self->good));
	EXPECT_EQ(1, kx_loaded());
}

/* A file is read whole, wherever its reader stands, and who stands there stays. */
TEST_F(file, position_does_not_matter)
{
	ASSERT_EQ(100, lseek(self->good.kernel, 100, SEEK_SET));
	ASSERT_LT(0, lseek(self->good.initrd, 0, SEEK_END));
	EXPECT_EQ(0, kxf_load(&self->good));
	EXPECT_EQ(1, kx_loaded());
	EXPECT_EQ(100, lseek(self->good.kernel, 0, SEEK_CUR));
	EXPECT_EQ(4 * (off_t)KX_PAGE, lseek(self->good.initrd, 0, SEEK_CUR));
}

TEST_F(file, descriptors_may_be_closed_after_the_load)
{
	ASSERT_EQ(0, kxf_load(&self->good));
	close(self->good.kernel);
	close(self->good.initrd);
	EXPECT_EQ(1, kx_loaded());
	EXPECT_EQ(0, kxf_unload());
	EXPECT_EQ(0, kx_loaded());
}

static bool is_writable(int good)
{
	int fd = kxf_reopen(good, O_RDWR);

	close(fd);
	return fd >= 0;
}

/* A load leaves no mark on the files: they can be written to after it. */
TEST_F(file, writable_again_after_a_load)
{
	ASSERT_EQ(0, kxf_load(&self->good));
	EXPECT_TRUE(is_writable(self->good.kernel));
	EXPECT_TRUE(is_writable(self->good.initrd));
}

TEST_F(file, writable_again_after_a_refusal)
{
	self->good.cmdline_len = 1;	/* the last byte is no NUL */
	ASSERT_EQ(EINVAL, kxf_load(&self->good));
	EXPECT_TRUE(is_writable(self->good.kernel));
	EXPECT_TRUE(is_writable(self->good.initrd));
}

FIXTURE(initrd_size)
{
	struct kxf_call good;
};

FIXTURE_VARIANT(initrd_size)
{
	size_t size;
};

FIXTURE_VARIANT_ADD(initrd_size, 1) { .size = 1 };
FIXTURE_VARIANT_ADD(initrd_size, 4095) { .size = KX_PAGE - 1 };
FIXTURE_VARIANT_ADD(initrd_size, 4096) { .size = KX_PAGE };
FIXTURE_VARIANT_ADD(initrd_size, 4097) { .size = KX_PAGE + 1 };
FIXTURE_VARIANT_ADD(initrd_size, 8_MiB) { .size = 8 * KX_MIB };

FIXTURE_SETUP(initrd_size)
{
	self->good = kxf_good_call();
	close(self->good.initrd);
	self->good.initrd = kxf_zeros(variant->size);
	ASSERT_EQ(0, kxf_unload());
}

FIXTURE_TEARDOWN(initrd_size)
{
	kxf_close(&self->good);
	EXPECT_EQ(0, kxf_unload());
}

TEST_F(initrd_size, loads)
{
	EXPECT_EQ(0, kxf_load(&self->good));
	EXPECT_EQ(1, kx_loaded());
}

TEST_HARNESS_MAIN
