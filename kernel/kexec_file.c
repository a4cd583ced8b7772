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

#include "kexec/core.h"
#include "kexec/crash/hotplug.h"
#include "kexec/crash/region.h"
#include "kexec/digest.h"
#include "kexec/file_pages.h"
#include "kexec/memory.h"
#include "kexec/permit.h"
#include "kexec/refusal.h"
#include "kexec/verify.h"

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

/* How each of the two files is read, and the causes of refusals. */
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

/* Read whole and once, because a module that checks it has to see what is loaded. */
static int kexec_read_fd(int fd, const struct kexec_source *source, struct kimage *image,
			 struct kexec_file_pages *pages)
{
	CLASS(fd, f)(fd);
	struct kexec_refusal *why = image->why;
	struct inode *inode;
	ssize_t bytes;
	loff_t size;
	int ret;

	if (fd_empty(f) || !(fd_file(f)->f_mode & FMODE_READ))
		return kexec_refuse(why, source->bad_fd, 0);
	inode = file_inode(fd_file(f));
	if (!S_ISREG(inode->i_mode))
		return kexec_refuse(why, source->no_file, 0);
	size = i_size_read(inode);
	if (size <= 0)
		return kexec_refuse(why, source->empty, 0);
	if (size > SSIZE_MAX)
		return kexec_refuse(why, KEXEC_REFUSED_NO_MEMORY, size);
	ret = kexec_file_pages_alloc(pages, size, &image->memory->claimed.stats, why);
	if (ret)
		return ret;
	bytes = kernel_read_file(fd_file(f), 0, &pages->map, size, NULL, source->id);
	if (bytes == -EPERM || bytes == -EACCES)
		return kexec_refuse_error(why, source->forbidden, bytes);
	if (bytes < 0)
		return kexec_refuse_error(why, source->unreadable, bytes);
	/* It may have become shorter since. */
	memset(pages->map + bytes, 0, size - bytes);
	pages->size = bytes;
	return 0;
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

/* Copy in the command line, read the files, and check the kernel before the initrd. */
static int kexec_file_read(struct kimage *image,
			   const struct kexec_file_request *request)
{
	struct kexec_file_pages *kernel = &image->file->kernel;
	struct kexec_file_pages *initrd = &image->file->initrd;
	struct kexec_refusal *why = image->why;
	int ret;

	ret = kexec_file_copy_cmdline(image, request);
	if (ret)
		return ret;
	ret = kexec_read_fd(request->kernel_fd, &kexec_kernel_source, image, kernel);
	if (ret)
		return ret;
	image->kernel_buf = kernel->map;
	image->kernel_buf_len = kernel->size;
	ret = arch_kexec_kernel_image_probe(image, image->kernel_buf, image->kernel_buf_len);
	if (ret)
		return kexec_refuse_error(why, KEXEC_REFUSED_FORMAT, ret);
	ret = kexec_verify_kernel(image);
	if (ret)
		return ret;

	if (request->flags & KEXEC_FILE_NO_INITRAMFS)
		return 0;
	initrd->stays = image->type == KEXEC_TYPE_DEFAULT;
	ret = kexec_read_fd(request->initrd_fd, &kexec_initrd_source, image, initrd);
	if (ret)
		return ret;
	image->initrd_buf = initrd->map;
	image->initrd_buf_len = initrd->size;
	return 0;
}

/* Let the loader add the segments. */
static int kexec_file_call_loader(struct kimage *image, int kernel_fd)
{
	const struct kexec_file_pages *kernel = &image->file->kernel;
	const struct kexec_file_pages *initrd = &image->file->initrd;
	char *cmdline = image->cmdline_buf;
	unsigned long len = image->cmdline_buf_len;
	void *ret;

	if (cmdline)
		ima_kexec_cmdline(kernel_fd, cmdline, len - 1);
	ima_add_kexec_buffer(image);
	ret = image->fops->load(image, kernel->map, kernel->size,
				initrd->map, initrd->size, cmdline, len);
	if (IS_ERR(ret))
		return kexec_refuse_error(image->why, KEXEC_REFUSED_LOADER, PTR_ERR(ret));
	/* Not every loader reports its failure. */
	if (!image->nr_segments)
		return kexec_refuse_error(image->why, KEXEC_REFUSED_LOADER, -ENOEXEC);
	/* A loader may recover from what was noted on the way. */
	*image->why = (struct kexec_refusal)KEXEC_REFUSAL_INIT;
	return kexec_digest_image(image);
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

static int kexec_file_load_image(const struct kexec_file_request *request, int type,
				 bool beside_armed, struct kexec_refusal *why)
{
	struct kexec_files file = {};
	struct kimage *image;
	int ret;

	image = kimage_alloc(type, why);
	if (IS_ERR(image))
		return PTR_ERR(image);
	image->file_mode = 1;
	image->file = &file;
	image->memory->beside_armed = beside_armed;
	kimage_set_hotplug_support(image, 0);

	ret = kexec_file_read(image, request);
	if (ret)
		goto out;
	ret = kexec_file_call_loader(image, request->kernel_fd);
	if (ret)
		goto out;
	ret = kimage_complete(image);
	if (ret)
		goto out;
	kexec_print_layout(image);
	/* The data of a crash image is copied from the files here. */
	ret = kimage_publish(type, image, why);
out:
	arch_kimage_file_post_load_cleanup(image);
	image->file = NULL;
	if (ret)
		kimage_free(image);
	return ret;
}

/* Beside the armed image, if the region has room for both, or else over it. */
static int kexec_file_load_crash(const struct kexec_file_request *request,
				 struct kexec_refusal *why)
{
	struct kexec_range region;
	int ret;

	if (!crash_region_range(&region))
		return kexec_refuse(why, KEXEC_REFUSED_NO_REGION, 0);
	if (kexec_crash_image) {
		ret = kexec_file_load_image(request, KEXEC_TYPE_CRASH, true, why);
		if (ret != -EADDRNOTAVAIL && ret != -ENOMEM)
			return ret;
		*why = (struct kexec_refusal)KEXEC_REFUSAL_INIT;
	}
	return kexec_file_load_image(request, KEXEC_TYPE_CRASH, false, why);
}

static int do_kexec_file_load(const struct kexec_file_request *request,
			      struct kexec_refusal *why)
{
	unsigned long undefined = request->flags & ~(unsigned long)KEXEC_FILE_DEFINED_FLAGS;
	int type = request->flags & KEXEC_FILE_ON_CRASH ? KEXEC_TYPE_CRASH : KEXEC_TYPE_DEFAULT;
	int ret;

	ret = kexec_load_permitted(type, why);
	if (ret)
		return ret;
	if (undefined)
		return kexec_refuse(why, KEXEC_REFUSED_FLAGS, undefined);
	ret = kexec_begin_load(why);
	if (ret)
		return ret;

	kexec_file_dbg_print = request->flags & KEXEC_FILE_DEBUG;
	if (request->flags & KEXEC_FILE_UNLOAD)
		ret = kimage_publish(type, NULL, why);
	else if (type == KEXEC_TYPE_CRASH)
		ret = kexec_file_load_crash(request, why);
	else
		ret = kexec_file_load_image(request, type, false, why);
	kexec_file_dbg_print = false;
	kexec_unlock();
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

	return kexec_call_result(do_kexec_file_load(&request, &why), &why);
}
