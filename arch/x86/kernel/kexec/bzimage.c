// SPDX-License-Identifier: GPL-2.0-only
/*
 * kexec_file_load(2) of a bzImage: what goes where, and what the kernel is told.
 *
 * The kernel is entered by the 64-bit boot protocol, Documentation/arch/x86/boot.rst.
 * The segments are the purgatory, which has the first word at the jump; for a crash
 * image the headers of the dump; boot_params with all that belongs to them; the
 * protected-mode part of the kernel; and the initrd. The last two are handed to the
 * core as they lie in the files.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include <linux/cleanup.h>
#include <linux/err.h>
#include <linux/kexec.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <linux/random.h>
#include <linux/sizes.h>
#include <linux/slab.h>

#include <asm/cmdline.h>

#include "boot_params.h"
#include "bzimage.h"
#include "bzimage_header.h"
#include "crash_load.h"
#include "memory_map.h"
#include "purgatory.h"

/* What is below is scarce, and wanted by the next kernel for DMA of old devices. */
#define LOWEST_KERNEL		SZ_16M
#define LOWEST_DATA		SZ_1M

/* What 4-level paging maps one to one in the lower half of a kernel's start */
#define TOP_4LEVEL		(SZ_64T - 1)
#define TOP_32BIT		(SZ_4G - 1)

#define CMDLINE_PRINT		512

/* Check the header, and that the running machine can enter this kernel. */
static enum kexec_format_match bzimage_check(struct kexec_bzimage *bz, const void *file,
					     size_t len, const char **why)
{
	enum kexec_format_match match = kexec_bzimage_check(bz, file, len, why);

	if (match != KEXEC_FORMAT_GOOD)
		return match;
	if (pgtable_l5_enabled() && !bz->enter_la57) {
		*why = "bzImage that cannot be entered with 5-level paging on";
		return KEXEC_FORMAT_BAD;
	}
	return KEXEC_FORMAT_GOOD;
}

static enum kexec_format_match bzimage64_examine(const char *kernel,
						 unsigned long kernel_len,
						 const char **why)
{
	struct kexec_bzimage bz;

	return bzimage_check(&bz, kernel, kernel_len, why);
}

/* The highest address at which the next kernel can use what it is given. */
static unsigned long bzimage_top(const struct kexec_bzimage *bz)
{
	if (!bz->above_4g)
		return TOP_32BIT;
	return bz->runs_la57 ? ULONG_MAX : TOP_4LEVEL;
}

/* The core knows that there was no place; it is said here what for. */
static int no_hole(struct kimage *image, int error, const char *text)
{
	return error == -EADDRNOTAVAIL ? kexec_file_refuse(image, error, text) : error;
}

static int add_boot_data(struct kimage *image, const struct kexec_boot_source *source,
			 unsigned long *mem)
{
	struct kexec_buf kbuf = {
		.image		= image,
		.bufsz		= kexec_boot_data_size(source),
		.mem		= KEXEC_BUF_MEM_UNKNOWN,
		.buf_align	= PAGE_SIZE,
		.buf_min	= LOWEST_DATA,
		.buf_max	= bzimage_top(source->bz),
		.top_down	= true,
	};
	int ret;

	image->arch.boot_data = kvzalloc(kbuf.bufsz, GFP_KERNEL);
	if (!image->arch.boot_data)
		return -ENOMEM;
	image->arch.boot_data_size = kbuf.bufsz;
	kbuf.buffer = image->arch.boot_data;
	kbuf.memsz = kbuf.bufsz;
	ret = kexec_add_buffer(&kbuf);
	if (ret)
		return no_hole(image, ret, "no memory for boot_params where the kernel takes them");
	*mem = kbuf.mem;
	kexec_dprintk("boot_params and setup_data at %#lx, %zu bytes\n", kbuf.mem,
		      image->arch.boot_data_size);
	return 0;
}

/*
 * A kernel with EFI's runtime services looks for its own random place in EFI's map, which has
 * no free memory any more: it stays where it is loaded, so that is random.
 */
static bool stays_where_loaded(const struct kimage *image,
			       const struct kexec_boot_source *source)
{
	return image->type == KEXEC_TYPE_DEFAULT && source->bz->relocatable &&
	       source->efi_map_size && !cmdline_find_option_bool(source->cmdline, "nokaslr");
}

/* The first hole from a random place on, to the end of the memory below @top */
static int find_random_hole(struct kexec_buf *kbuf, u64 room, u64 align, u64 lowest, u64 top)
{
	u64 end = min_t(u64, PFN_PHYS(max_pfn), top), slots;

	if (end < lowest + room + align)
		return -EADDRNOTAVAIL;
	slots = (end - lowest - room) / align;
	kbuf->buf_align = align;
	kbuf->buf_min = lowest + get_random_u32_below(min(slots, U32_MAX)) * align;
	kbuf->buf_max = top;
	kbuf->top_down = false;
	return kexec_locate_room(kbuf, room);
}

/*
 * A kernel that finds itself below pref_address moves up to it, and one that is not
 * relocatable moves there from wherever it is.
 */
static int find_kernel_hole(struct kexec_buf *kbuf, u64 room,
			    const struct kexec_boot_source *source)
{
	const struct kexec_bzimage *bz = source->bz;
	u64 align = bz->alignment;
	int ret;

	if (bz->relocatable) {
		kbuf->buf_min = max(bz->pref_address, LOWEST_KERNEL);
		kbuf->buf_max = bzimage_top(bz);
		/* Low memory is left to those who need it. */
		kbuf->top_down = bz->above_4g;
	} else {
		kbuf->buf_min = bz->pref_address;
		kbuf->buf_max = bz->pref_address + room - 1;
	}
	if (stays_where_loaded(kbuf->image, source)) {
		struct kexec_buf random = *kbuf;

		random.mem = KEXEC_BUF_MEM_UNKNOWN;
		ret = find_random_hole(&random, room, max(align, PAGE_SIZE), kbuf->buf_min,
				       kbuf->buf_max);
		if (!ret)
			*kbuf = random;
		if (ret != -EADDRNOTAVAIL)
			return ret;
	}
	/* From the alignment that is best for the kernel down to what it can do with */
	do {
		kbuf->buf_align = max(align, PAGE_SIZE);
		kbuf->mem = KEXEC_BUF_MEM_UNKNOWN;
		ret = kexec_locate_room(kbuf, room);
		align >>= 1;
	} while (ret == -EADDRNOTAVAIL && align >= bz->min_alignment);
	return ret;
}

/*
 * The kernel unpacks itself within init_size bytes: all of these have to be free of
 * other segments, but only the file's bytes are data.
 */
static int add_kernel(struct kimage *image, struct kexec_boot_source *source)
{
	const struct kexec_bzimage *bz = source->bz;
	struct kexec_buf kbuf = {
		.image	= image,
		.buffer	= image->kernel_buf + bz->kernel_offset,
		.bufsz	= bz->kernel_size,
		.memsz	= bz->kernel_size,
	};
	u64 room = PAGE_ALIGN(bz->init_size);
	int ret;

	ret = find_kernel_hole(&kbuf, room, source);
	if (ret)
		return no_hole(image, ret, "no memory where the kernel can unpack itself");
	ret = kexec_reserve(image, kbuf.mem, room);
	if (ret)
		return ret;
	source->kernel_mem = kbuf.mem;
	source->kernel_align = kbuf.buf_align;
	kexec_dprintk("kernel at %#lx, %llu bytes, unpacks within %#llx bytes\n",
		      kbuf.mem, bz->kernel_size, room);
	return kexec_add_buffer(&kbuf);
}

static int add_initrd(struct kimage *image, struct kexec_boot_source *source,
		      char *initrd, unsigned long initrd_len)
{
	const struct kexec_bzimage *bz = source->bz;
	struct kexec_buf kbuf = {
		.image		= image,
		.buffer		= initrd,
		.bufsz		= initrd_len,
		.mem		= KEXEC_BUF_MEM_UNKNOWN,
		.memsz		= initrd_len,
		.buf_align	= PAGE_SIZE,
		.buf_min	= LOWEST_DATA,
		.buf_max	= bzimage_top(bz),
		.top_down	= true,
	};
	int ret;

	if (!initrd_len)
		return 0;
	if (!bz->above_4g)
		kbuf.buf_max = min_t(unsigned long, kbuf.buf_max, bz->initrd_max);
	ret = kexec_add_buffer(&kbuf);
	if (ret)
		return no_hole(image, ret, "no memory for the initrd where the kernel takes it");
	source->initrd_mem = kbuf.mem;
	source->initrd_size = initrd_len;
	kexec_dprintk("initrd at %#lx, %lu bytes\n", kbuf.mem, initrd_len);
	return 0;
}

/* What is longer than a line of the log is cut there. */
static void print_cmdline(const struct kexec_boot_source *source)
{
	for (size_t at = 0; at < source->cmdline_len; at += CMDLINE_PRINT)
		kexec_dprintk("command line from %zu: %.*s\n", at,
			      (int)min(source->cmdline_len - at, CMDLINE_PRINT),
			      source->cmdline + at);
}

/* Only a crash kernel is told where it finds the memory of the former one. */
static int add_crash_data(struct kimage *image, struct kexec_boot_source *source,
			  struct kexec_memory_map *map, char **cmdline)
{
	int ret;

	ret = kexec_add_elfcorehdr(image);
	if (ret)
		return no_hole(image, ret, "no room for the headers of the dump");
	ret = kexec_memory_map_for_crash(image, map);
	if (ret)
		return ret;
	source->e820 = map->entry;
	source->nr_e820 = map->nr;
	*cmdline = kasprintf(GFP_KERNEL, "elfcorehdr=%#lx %.*s", image->elf_load_addr,
			     (int)source->cmdline_len, source->cmdline);
	if (!*cmdline)
		return -ENOMEM;
	source->cmdline = *cmdline;
	source->cmdline_len = strlen(*cmdline);
	if (source->cmdline_len > source->bz->cmdline_max)
		return kexec_file_refuse(image, -EINVAL,
					 "command line is too long with elfcorehdr=");
	return 0;
}

static int add_segments(struct kimage *image, struct kexec_boot_source *source,
			struct kexec_memory_map *crash_map, char *initrd,
			unsigned long initrd_len)
{
	char *crash_cmdline __free(kfree) = NULL;
	unsigned long boot_mem;
	int ret;

	ret = kexec_add_x86_purgatory(image);
	if (ret)
		return ret;
	if (image->type == KEXEC_TYPE_CRASH) {
		ret = add_crash_data(image, source, crash_map, &crash_cmdline);
		if (ret)
			return ret;
	}
	ret = add_boot_data(image, source, &boot_mem);
	if (ret)
		return ret;
	ret = add_kernel(image, source);
	if (ret)
		return ret;
	ret = add_initrd(image, source, initrd, initrd_len);
	if (ret)
		return ret;
	ret = kexec_boot_data_write(source, image->arch.boot_data,
				    image->arch.boot_data_size, boot_mem);
	if (ret)
		return ret;
	/* The initrd as a file, and what is unpacked from it */
	if (image->type == KEXEC_TYPE_CRASH)
		crash_check_room(source->bz->init_size + 2 * (u64)initrd_len);
	return kexec_set_x86_purgatory(image, source->kernel_mem + KEXEC_BZIMAGE_ENTRY_64,
				       boot_mem);
}

static void *bzimage64_load(struct kimage *image, char *kernel, unsigned long kernel_len,
			    char *initrd, unsigned long initrd_len, char *cmdline,
			    unsigned long cmdline_len)
{
	struct kexec_memory_map crash_map = {};
	struct kexec_boot_source source;
	struct kexec_bzimage bz;
	const char *why;
	int ret;

	if (bzimage_check(&bz, kernel, kernel_len, &why) != KEXEC_FORMAT_GOOD)
		return ERR_PTR(kexec_file_refuse(image, -ENOEXEC, why));
	kexec_boot_source_init(&source, image, kernel, &bz);
	/* The length that the system call has includes the NUL, or it is 0. */
	if (cmdline_len) {
		source.cmdline = cmdline;
		source.cmdline_len = cmdline_len - 1;
	}
	if (source.cmdline_len > bz.cmdline_max)
		return ERR_PTR(kexec_file_refuse(image, -EINVAL,
						 "command line is longer than the kernel takes"));
	print_cmdline(&source);
	ret = add_segments(image, &source, &crash_map, initrd, initrd_len);
	kvfree(crash_map.entry);
	return ERR_PTR(ret);
}

const struct kexec_file_ops kexec_bzimage64_ops = {
	.examine = bzimage64_examine,
	.load = bzimage64_load,
#ifdef CONFIG_KEXEC_BZIMAGE_VERIFY_SIG
	.verify_sig = kexec_kernel_verify_pe_sig,
#endif
};
