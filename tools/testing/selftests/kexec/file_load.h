/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Helpers shared by the kexec_file_load(2) tests: the call, files to hand to
 * it, and a small kernel that is quickly loaded.
 *
 * The kernel is the one that KEXEC_TEST_KERNEL names, or /boot/bzImage. Nothing
 * here ever boots it.
 */
#ifndef KEXEC_TEST_FILE_LOAD_H
#define KEXEC_TEST_FILE_LOAD_H

#include <limits.h>
#include <stdint.h>
#include <sys/stat.h>
#include <time.h>

#include "common.h"

#ifndef SYS_kexec_file_load
#define SYS_kexec_file_load	(-1)
#endif

#define KXF_UNLOAD		0x1UL
#define KXF_ON_CRASH		0x2UL
#define KXF_NO_INITRAMFS	0x4UL
#define KXF_DEBUG		0x8UL

#define KXF_LAST_ERROR		"/sys/kernel/kexec/last_error"

/* The arguments of one call. */
struct kxf_call {
	int kernel, initrd;
	const char *cmdline;
	unsigned long cmdline_len;
	unsigned long flags;
};

/* Answers 0 or the errno. */
static inline int kxf_load(const struct kxf_call *call)
{
	return syscall(SYS_kexec_file_load, call->kernel, call->initrd,
		       call->cmdline_len, call->cmdline, call->flags) ? errno : 0;
}

static inline int kxf_unload(void)
{
	const struct kxf_call call = { -1, -1, NULL, 0, KXF_UNLOAD };

	return kxf_load(&call);
}

/* A call, and what it left in the kernel log. */
static inline struct kx_refusal kxf_try(const struct kxf_call *call)
{
	struct kx_refusal refusal = { 0 };
	int fd = kx_log_mark();

	refusal.err = kxf_load(call);
	kx_log_collect(fd, &refusal);
	return refusal;
}

/* One reason, with this errno in it, that is in the status file as well? */
static inline bool kxf_is_explained(const struct kx_refusal *refusal)
{
	char line[512], error[32];

	snprintf(error, sizeof(error), " (error -%d)", refusal->err);
	if (refusal->lines != 1 || refusal->text[0] == ' ' ||
	    !strstr(refusal->text, error))
		return false;
	/* EBUSY is not kept: it costs its caller nothing. */
	if (refusal->err == EBUSY)
		return true;
	return kx_read_line(KXF_LAST_ERROR, line, sizeof(line)) &&
	       !strcmp(line, refusal->text);
}

/* The call was refused with @code, and the reason was told, with @word in it. */
#define EXPECT_FILE_REFUSED(call, code, word)					\
do {										\
	const struct kx_refusal __r = kxf_try(call);				\
	const char *__word = (word);						\
										\
	EXPECT_EQ(code, __r.err);						\
	EXPECT_TRUE(kxf_is_explained(&__r) && strcasestr(__r.text, __word)) {	\
		TH_LOG("%u reasons were told, wanted is one with '%s': '%s'",	\
		       __r.lines, __word, __r.text);				\
	}									\
} while (0)

/* Another file over the same inode; -1 when that cannot be had. */
static inline int kxf_reopen(int fd, int flags)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return open(path, flags | O_CLOEXEC);
}

static inline bool kxf_write_at(int fd, const void *data, size_t len, off_t at)
{
	ssize_t done = 0;

	while (len && (done = pwrite(fd, data, len, at)) > 0) {
		data = (const char *)data + done;
		len -= done;
		at += done;
	}
	return !len;
}

/*
 * A file in memory of @size bytes that begins with @data, open for reading
 * alone: a file that somebody may write to cannot be loaded. -1 on failure.
 */
static inline int kxf_file_sized(const void *data, size_t len, size_t size)
{
	int writer = memfd_create("kexec-test", MFD_CLOEXEC);
	int fd = -1;

	if (writer >= 0 && kxf_write_at(writer, data, len, 0) &&
	    !ftruncate(writer, size))
		fd = kxf_reopen(writer, O_RDONLY);
	close(writer);
	return fd;
}

static inline int kxf_file(const void *data, size_t len)
{
	return kxf_file_sized(data, len, len);
}

/* Zeros, which take no memory before somebody reads them. */
static inline int kxf_zeros(size_t size)
{
	return kxf_file_sized(NULL, 0, size);
}

/* A bzImage, or a part of one, in memory; see Documentation/arch/x86/boot.rst. */
struct kxf_image {
	unsigned char *bytes;
	size_t size;
};

/* A field of the header: an offset, and a width in bytes */
#define KXF_FIELD(at, width)	((width) << 12 | (at))
#define KXF_AT(field)		((field) & 0xfff)
#define KXF_WIDTH(field)	((field) >> 12)

#define KXF_SETUP_SECTS		KXF_FIELD(0x1f1, 1)
#define KXF_SYSSIZE		KXF_FIELD(0x1f4, 4)
#define KXF_BOOT_FLAG		KXF_FIELD(0x1fe, 2)
#define KXF_HEADER		KXF_FIELD(0x202, 4)
#define KXF_VERSION		KXF_FIELD(0x206, 2)
#define KXF_LOADFLAGS		KXF_FIELD(0x211, 1)
#define KXF_KERNEL_ALIGNMENT	KXF_FIELD(0x230, 4)
#define KXF_RELOCATABLE		KXF_FIELD(0x234, 1)
#define KXF_XLOADFLAGS		KXF_FIELD(0x236, 2)
#define KXF_CMDLINE_SIZE	KXF_FIELD(0x238, 4)
#define KXF_PAYLOAD_OFFSET	KXF_FIELD(0x248, 4)
#define KXF_PAYLOAD_LENGTH	KXF_FIELD(0x24c, 4)
#define KXF_INIT_SIZE		KXF_FIELD(0x260, 4)
#define KXF_KERNEL_INFO		KXF_FIELD(0x268, 4)
#define KXF_INFO_SIZE		16	/* of its fixed part, in bytes */

static inline uint64_t kxf_get(const struct kxf_image *image, unsigned int field)
{
	uint64_t value = 0;

	memcpy(&value, image->bytes + KXF_AT(field), KXF_WIDTH(field));
	return value;
}

static inline void kxf_put(struct kxf_image *image, unsigned int field, uint64_t value)
{
	memcpy(image->bytes + KXF_AT(field), &value, KXF_WIDTH(field));
}

/* Bytes in front of the protected-mode part. */
static inline size_t kxf_setup_size(const struct kxf_image *image)
{
	size_t sects = kxf_get(image, KXF_SETUP_SECTS);

	return ((sects ? sects : 4) + 1) * 512;
}

static inline const char *kxf_kernel_path(void)
{
	const char *path = getenv("KEXEC_TEST_KERNEL");

	return path && *path ? path : "/boot/bzImage";
}

/* The test kernel, whole; no bytes when it cannot be read. */
static inline struct kxf_image kxf_kernel(void)
{
	int fd = open(kxf_kernel_path(), O_RDONLY | O_CLOEXEC);
	struct kxf_image image = { NULL, 0 };
	struct stat st;

	if (fd >= 0 && !fstat(fd, &st))
		image.bytes = malloc(st.st_size);
	if (image.bytes && read(fd, image.bytes, st.st_size) == st.st_size)
		image.size = st.st_size;
	close(fd);
	return image;
}

/* Bytes of the protected-mode part of the small kernel, and what is where in it. */
#define KXF_SMALL_BODY		0x8000U
#define KXF_SMALL_INFO		0x800U
#define KXF_SMALL_PAYLOAD	0x1000U

/* The kernel_info of protocol 2.15 into the part that the small kernel has. */
static inline void kxf_move_info(struct kxf_image *image, size_t size)
{
	unsigned char *body = image->bytes + kxf_setup_size(image);
	size_t at = kxf_get(image, KXF_KERNEL_INFO);

	if (kxf_get(image, KXF_VERSION) < 0x20f || !at ||
	    at > size - kxf_setup_size(image) - KXF_INFO_SIZE)
		return;
	memmove(body + KXF_SMALL_INFO, body + at, KXF_INFO_SIZE);
	kxf_put(image, KXF_KERNEL_INFO, KXF_SMALL_INFO);
}

/*
 * A kernel that nobody could boot, but which is all there: the test kernel's
 * setup with a short protected-mode part, and numbers that agree with it.
 */
static inline struct kxf_image kxf_small_kernel(void)
{
	struct kxf_image image = kxf_kernel();
	size_t size = image.size;

	if (!size || size < kxf_setup_size(&image) + KXF_SMALL_BODY)
		return (struct kxf_image){ NULL, 0 };
	image.size = kxf_setup_size(&image) + KXF_SMALL_BODY;
	kxf_put(&image, KXF_SYSSIZE, KXF_SMALL_BODY / 16);
	kxf_put(&image, KXF_PAYLOAD_OFFSET, KXF_SMALL_PAYLOAD);
	kxf_put(&image, KXF_PAYLOAD_LENGTH, KXF_SMALL_BODY - KXF_SMALL_PAYLOAD);
	kxf_put(&image, KXF_INIT_SIZE, KX_MIB);
	kxf_move_info(&image, size);
	return image;
}

#define KXF_CMDLINE	"quiet"

/*
 * Arguments with which a load succeeds, for the tests to spoil. A descriptor
 * is -1 if it could not be made: the load then fails.
 */
static inline struct kxf_call kxf_good_call(void)
{
	struct kxf_image image = kxf_small_kernel();
	struct kxf_call call = {
		.kernel = kxf_file(image.bytes, image.size),
		.initrd = kxf_zeros(4 * KX_PAGE),
		.cmdline = KXF_CMDLINE,
		.cmdline_len = sizeof(KXF_CMDLINE),
	};

	free(image.bytes);
	return call;
}

static inline void kxf_close(const struct kxf_call *call)
{
	close(call->kernel);
	close(call->initrd);
}

/* The same, where a test kernel's own bytes matter. */
static inline int kxf_open_kernel(void)
{
	return open(kxf_kernel_path(), O_RDONLY | O_CLOEXEC);
}

static inline long kxf_ms_since(const struct timespec *then)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (now.tv_sec - then->tv_sec) * 1000 +
	       (now.tv_nsec - then->tv_nsec) / 1000000;
}

static inline bool kxf_is_bzimage(const struct kxf_image *image)
{
	return image->size > 0x1000 && !memcmp(image->bytes + 0x202, "HdrS", 4);
}

/*
 * Leave when there is nothing to test with. A kernel that says it has the
 * system call and does not serve it is one to test: it fails.
 */
static void __attribute__((constructor)) kxf_skip_unless_possible(void)
{
	const struct kxf_call nothing = { -1, -1, NULL, 0, 1UL << 63 };
	struct kxf_image image = kxf_kernel();
	bool usable = kxf_is_bzimage(&image);
	int err;

	free(image.bytes);
	if (!usable) {
		ksft_print_header();
		ksft_exit_skip("%s is no bzImage: name one in KEXEC_TEST_KERNEL\n",
			       kxf_kernel_path());
	}
	err = kxf_load(&nothing);
	if (err != EINVAL && err != EPERM && kx_config("CONFIG_KEXEC_FILE") != 1) {
		ksft_print_header();
		ksft_exit_skip("needs CONFIG_KEXEC_FILE\n");
	}
}

#endif /* KEXEC_TEST_FILE_LOAD_H */
