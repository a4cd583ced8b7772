// SPDX-License-Identifier: GPL-2.0-only
/*
 * kexec_file_load(2): read the files, find the loader that knows the kernel, let
 * it say what goes where, and hand that over.
 */
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/ima.h>
#include <linux/kernel_read_file.h>
#include <linux/kexec.h>
#include <linux/security.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/syscalls.h>
#include <linux/uaccess.h>

#include "kexec_internal.h"

/* What user space was compiled against. */
static_assert(KEXEC_FILE_UNLOAD == 1);
static_assert(KEXEC_FILE_ON_CRASH == 2);
static_assert(KEXEC_FILE_NO_INITRAMFS == 4);
static_assert(KEXEC_FILE_DEBUG == 8);

#define KEXEC_FILE_DEFINED_FLAGS (KEXEC_FILE_UNLOAD | KEXEC_FILE_ON_CRASH | \
				  KEXEC_FILE_NO_INITRAMFS | KEXEC_FILE_DEBUG)

/* No kernel takes one as long; what each takes is for its loader to say. */
#define KEXEC_CMDLINE_MAX	SZ_64K

/* The arguments of the call */
struct kexec_file_request {
	int kernel_fd;
	int initrd_fd;
	unsigned long cmdline_len;
	const char __user *cmdline;
	unsigned long flags;
};

static int kexec_file_type(unsigned long flags)
{
	return flags & KEXEC_FILE_ON_CRASH ? KEXEC_TYPE_CRASH : KEXEC_TYPE_DEFAULT;
}

/* What is said of each of the two files, and how it is read. */
struct kexec_source {
	enum kernel_read_file_id id;
	enum kexec_reason bad_fd;
	enum kexec_reason no_file;
	enum kexec_reason empty;
	enum kexec_reason unreadable;
	enum kexec_reason forbidden;
};

static const struct kexec_source kexec_kernel_source = {
	.id		= READING_KEXEC_IMAGE,
	.bad_fd		= KEXEC_REFUSED_KERNEL_FD,
	.no_file	= KEXEC_REFUSED_KERNEL_NO_FILE,
	.empty		= KEXEC_REFUSED_KERNEL_EMPTY,
	.unreadable	= KEXEC_REFUSED_KERNEL_READ,
	.forbidden	= KEXEC_REFUSED_KERNEL_LSM,
};

static const struct kexec_source kexec_initrd_source = {
	.id		= READING_KEXEC_INITRAMFS,
	.bad_fd		= KEXEC_REFUSED_INITRD_FD,
	.no_file	= KEXEC_REFUSED_INITRD_NO_FILE,
	.empty		= KEXEC_REFUSED_INITRD_EMPTY,
	.unreadable	= KEXEC_REFUSED_INITRD_READ,
	.forbidden	= KEXEC_REFUSED_INITRD_LSM,
};

static int kexec_read_error(const struct kexec_source *source, int error,
			    struct kexec_refusal *why)
{
	if (error == -ENOMEM)
		return kexec_refuse(why, KEXEC_REFUSED_NO_MEMORY, 0);
	if (error == -EINTR)
		return kexec_refuse(why, KEXEC_REFUSED_SIGNAL, 0);
	if (error == -EPERM || error == -EACCES)
		return kexec_refuse_error(why, source->forbidden, error);
	return kexec_refuse_error(why, source->unreadable, error);
}

/* Whole and once, because a module that checks it has to see what is loaded. */
static int kexec_read_file(struct file *file, const struct kexec_source *source,
			   struct kexec_buffer *buffer, struct kexec_refusal *why)
{
	loff_t size = i_size_read(file_inode(file));
	ssize_t bytes;
	int ret;

	if (!S_ISREG(file_inode(file)->i_mode))
		return kexec_refuse(why, source->no_file, 0);
	if (size <= 0)
		return kexec_refuse(why, source->empty, 0);
	if (size > SSIZE_MAX)
		return kexec_refuse(why, KEXEC_REFUSED_NO_MEMORY, size);
	ret = kexec_buffer_alloc(buffer, size, why);
	if (ret)
		return ret;
	bytes = kernel_read_file(file, 0, &buffer->map, size, NULL, source->id);
	if (bytes < 0)
		return kexec_read_error(source, bytes, why);
	/* It may have become shorter since. */
	memset(buffer->map + bytes, 0, size - bytes);
	buffer->size = bytes;
	return 0;
}

static int kexec_read_fd(int fd, const struct kexec_source *source,
			 struct kexec_buffer *buffer, struct kexec_refusal *why)
{
	CLASS(fd, f)(fd);

	if (fd_empty(f) || !(fd_file(f)->f_mode & FMODE_READ))
		return kexec_refuse(why, source->bad_fd, 0);
	return kexec_read_file(fd_file(f), source, buffer, why);
}

static int kexec_file_read_kernel(struct kimage *image,
				  const struct kexec_file_request *request)
{
	struct kexec_buffer *buffer = &image->file->kernel;
	int ret = kexec_read_fd(request->kernel_fd, &kexec_kernel_source, buffer,
				image->why);

	image->kernel_buf = buffer->map;
	image->kernel_buf_len = buffer->size;
	return ret;
}

static int kexec_file_read_initrd(struct kimage *image,
				  const struct kexec_file_request *request)
{
	struct kexec_buffer *buffer = &image->file->initrd;
	int ret;

	if (request->flags & KEXEC_FILE_NO_INITRAMFS)
		return 0;
	buffer->stays = image->type == KEXEC_TYPE_DEFAULT;
	ret = kexec_read_fd(request->initrd_fd, &kexec_initrd_source, buffer,
			    image->why);
	image->initrd_buf = buffer->map;
	image->initrd_buf_len = buffer->size;
	return ret;
}

static int kexec_file_copy_cmdline(struct kimage *image,
				   const struct kexec_file_request *request)
{
	struct kexec_refusal *why = image->why;
	unsigned long len = request->cmdline_len;

	if (!len)
		return 0;
	if (len > KEXEC_CMDLINE_MAX)
		return kexec_refuse(why, KEXEC_REFUSED_CMDLINE_LONG, len);
	/* A loader rounds the length up to words. */
	image->cmdline_buf = kzalloc(ALIGN(len, 8), GFP_KERNEL);
	if (!image->cmdline_buf)
		return kexec_refuse(why, KEXEC_REFUSED_NO_MEMORY, 0);
	image->cmdline_buf_len = len;
	if (copy_from_user(image->cmdline_buf, request->cmdline, len))
		return kexec_refuse(why, KEXEC_REFUSED_CMDLINE_UNREADABLE, 0);
	if (image->cmdline_buf[len - 1])
		return kexec_refuse(why, KEXEC_REFUSED_CMDLINE_NUL, 0);
	return 0;
}

static int kexec_file_probe(struct kimage *image)
{
	int ret = arch_kexec_kernel_image_probe(image, image->kernel_buf,
						image->kernel_buf_len);

	return ret ? kexec_refuse_error(image->why, KEXEC_REFUSED_FORMAT, ret) : 0;
}

static int kexec_file_read(struct kimage *image,
			   const struct kexec_file_request *request)
{
	int ret = kexec_file_copy_cmdline(image, request);

	if (!ret)
		ret = kexec_file_read_kernel(image, request);
	if (!ret)
		ret = kexec_file_probe(image);
	if (!ret)
		ret = kexec_verify_kernel(image, image->why);
	if (!ret)
		ret = kexec_file_read_initrd(image, request);
	return ret;
}

static int kexec_loader_error(struct kexec_refusal *why, int error)
{
	if (error == -ENOMEM)
		return kexec_refuse(why, KEXEC_REFUSED_NO_MEMORY, 0);
	if (error == -EADDRNOTAVAIL)
		return kexec_refuse_error(why, KEXEC_REFUSED_NO_HOLE, error);
	return kexec_refuse_error(why, KEXEC_REFUSED_LOADER, error);
}

/* Let the loader say which segments there are. */
static int kexec_file_call_loader(struct kimage *image, int kernel_fd)
{
	const struct kexec_buffer *kernel = &image->file->kernel;
	const struct kexec_buffer *initrd = &image->file->initrd;
	struct kexec_refusal *why = image->why;
	char *cmdline = image->cmdline_buf;
	unsigned long len = image->cmdline_buf_len;
	void *ret;

	if (cmdline)
		ima_kexec_cmdline(kernel_fd, cmdline, len - 1);
	ima_add_kexec_buffer(image);
	ret = image->fops->load(image, kernel->map, kernel->size,
				initrd->map, initrd->size, cmdline, len);
	if (IS_ERR(ret))
		return kexec_loader_error(why, PTR_ERR(ret));
	/* Not every loader tells of its failure. */
	if (!image->nr_segments)
		return kexec_loader_error(why, -ENOEXEC);
	return kexec_purgatory_seal(image, why);
}

static int kexec_file_build(struct kimage *image,
			    const struct kexec_file_request *request)
{
	int ret = kexec_file_read(image, request);

	if (!ret)
		ret = kexec_file_call_loader(image, request->kernel_fd);
	return ret ?: kimage_complete(image, image->why);
}

static void kexec_print_layout(const struct kimage *image)
{
	for (unsigned long i = 0; i < image->nr_segments; i++) {
		const struct kexec_segment *segment = &image->segment[i];

		kexec_dprintk("kexec: segment %lu: [%#lx-%#lx), %#zx bytes of data\n", i,
			      segment->mem, segment->mem + segment->memsz, segment->bufsz);
	}
	kexec_dprintk("kexec: entry at %#lx\n", image->start);
}

/* A crash image is copied from the files when it is published. */
static int kexec_file_make(const struct kexec_file_request *request,
			   struct kexec_refusal *why)
{
	struct kexec_file file = {};
	struct kimage *image = kimage_alloc(kexec_file_type(request->flags));
	int ret;

	if (!image)
		return kexec_refuse(why, KEXEC_REFUSED_NO_MEMORY, 0);
	image->file_mode = 1;
	image->file = &file;
	image->why = why;
	kimage_set_hotplug_support(image, 0);
	ret = kexec_file_build(image, request);
	if (!ret) {
		kexec_print_layout(image);
		ret = kimage_publish(image->type, image, why);
	}
	arch_kimage_file_post_load_cleanup(image);
	image->file = NULL;
	if (ret)
		kimage_free(image);
	return ret;
}

static int kexec_file_load_locked(const struct kexec_file_request *request,
				  struct kexec_refusal *why)
{
	int type = kexec_file_type(request->flags);
	struct kexec_range region;

	if (request->flags & KEXEC_FILE_UNLOAD)
		return kimage_publish(type, NULL, why);
	if (type == KEXEC_TYPE_CRASH && !crash_region_range(&region))
		return kexec_refuse(why, KEXEC_REFUSED_NO_REGION, 0);
	return kexec_file_make(request, why);
}

static int kexec_check_file_call(unsigned long flags, struct kexec_refusal *why)
{
	int ret = kexec_load_permitted(kexec_file_type(flags), why);

	if (ret)
		return ret;
	/* The flags are 32 bits wide: without the cast, bits above would pass. */
	if (flags & ~(unsigned long)KEXEC_FILE_DEFINED_FLAGS)
		return kexec_refuse(why, KEXEC_REFUSED_FLAGS,
				    flags & ~(unsigned long)KEXEC_FILE_DEFINED_FLAGS);
	return 0;
}

static int do_kexec_file_load(const struct kexec_file_request *request,
			      struct kexec_refusal *why)
{
	int ret = kexec_check_file_call(request->flags, why);

	if (!ret)
		ret = kexec_begin_load(why);
	if (ret)
		return ret;
	kexec_file_dbg_print = request->flags & KEXEC_FILE_DEBUG;
	ret = kexec_file_load_locked(request, why);
	kexec_file_dbg_print = false;
	kexec_end_load();
	return ret;
}

/**
 * sys_kexec_file_load() - load a kernel by its file, or unload the loaded one
 * @kernel_fd:	the kernel, open for reading
 * @initrd_fd:	the initrd, open for reading; not looked at with
 *		KEXEC_FILE_NO_INITRAMFS
 * @cmdline_len: bytes of @cmdline with the NUL at its end; 0 for no command line
 * @cmdline_ptr: the command line of the new kernel
 * @flags:	KEXEC_FILE_*
 *
 * Context: Process context. May sleep.
 * Return: 0; -EPERM without CAP_SYS_BOOT or by policy; -EINVAL for flags, a
 * command line that is too long or does not end with a NUL, an empty file or an
 * initrd that is not a regular file; -EFAULT when the command line cannot be
 * read; -EBADF for a descriptor that is not open for reading; -ENOEXEC for
 * anything that is not a kernel that can be loaded; -EADDRNOTAVAIL when there is
 * no place for a segment, or no memory reserved for a crash kernel; -EBUSY while
 * another call is running; -ETXTBSY for a file that is open for writing;
 * -EKEYREJECTED, and others where a signature is required, see
 * kexec_verify_kernel(); -ENOMEM; -EINTR when the caller was killed; what else
 * reading a file can give.
 */
SYSCALL_DEFINE5(kexec_file_load, int, kernel_fd, int, initrd_fd,
		unsigned long, cmdline_len, const char __user *, cmdline_ptr,
		unsigned long, flags)
{
	struct kexec_file_request request = {
		.kernel_fd = kernel_fd, .initrd_fd = initrd_fd,
		.cmdline_len = cmdline_len, .cmdline = cmdline_ptr, .flags = flags,
	};
	struct kexec_refusal why = KEXEC_REFUSAL_INIT;

	/* A loader may get over what it noted as a reason. */
	if (!do_kexec_file_load(&request, &why))
		return 0;
	return kexec_call_result(&why);
}
