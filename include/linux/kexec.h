/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kexec as the rest of the kernel and the architectures see it.
 *
 * The system calls are in kernel/kexec.c, the life of an image in
 * kernel/kexec_core.c, and what both use in kernel/kexec/.
 */
#ifndef _LINUX_KEXEC_H
#define _LINUX_KEXEC_H

#include <linux/bits.h>

/*
 * Tags in the low bits of an entry of the page list, see kernel/kexec/list.c.
 * Assembly code of some architectures takes the bit numbers.
 */
#define IND_DESTINATION_BIT	0
#define IND_INDIRECTION_BIT	1
#define IND_DONE_BIT		2
#define IND_SOURCE_BIT		3

#define IND_DESTINATION		BIT(IND_DESTINATION_BIT)
#define IND_INDIRECTION		BIT(IND_INDIRECTION_BIT)
#define IND_DONE		BIT(IND_DONE_BIT)
#define IND_SOURCE		BIT(IND_SOURCE_BIT)
#define IND_FLAGS		(IND_DESTINATION | IND_INDIRECTION | IND_DONE | IND_SOURCE)

#ifndef __ASSEMBLY__

#include <linux/crash_core.h>
#include <linux/crash_reserve.h>
#include <linux/vmcore_info.h>
#include <uapi/linux/kexec.h>

struct kimage;
struct pt_regs;
struct task_struct;

#ifdef CONFIG_KEXEC_SIG
void set_kexec_sig_enforced(void);
#else
static inline void set_kexec_sig_enforced(void) { }
#endif

#ifdef CONFIG_KEXEC_CORE

#include <linux/compat.h>
#include <linux/elf.h>
#include <linux/gfp.h>
#include <linux/highmem.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/list.h>
#include <linux/module.h>

#include <asm/kexec.h>

#ifndef KEXEC_SOURCE_MEMORY_LIMIT
#error KEXEC_SOURCE_MEMORY_LIMIT not defined
#endif
#ifndef KEXEC_DESTINATION_MEMORY_LIMIT
#error KEXEC_DESTINATION_MEMORY_LIMIT not defined
#endif
#ifndef KEXEC_CONTROL_MEMORY_LIMIT
#error KEXEC_CONTROL_MEMORY_LIMIT not defined
#endif
#ifndef KEXEC_CONTROL_PAGE_SIZE
#error KEXEC_CONTROL_PAGE_SIZE not defined
#endif
#ifndef KEXEC_ARCH
#error KEXEC_ARCH not defined
#endif

/* Where the pages for the jump into a crash kernel may lie at the highest */
#ifndef KEXEC_CRASH_CONTROL_MEMORY_LIMIT
#define KEXEC_CRASH_CONTROL_MEMORY_LIMIT KEXEC_CONTROL_MEMORY_LIMIT
#endif

/* What the memory that is reserved for a crash kernel is protected and freed by */
#ifndef KEXEC_CRASH_MEM_ALIGN
#define KEXEC_CRASH_MEM_ALIGN	PAGE_SIZE
#endif

#ifndef KEXEC_CONTROL_MEMORY_GFP
#define KEXEC_CONTROL_MEMORY_GFP	(GFP_KERNEL | __GFP_RETRY_MAYFAIL)
#endif

typedef unsigned long kimage_entry_t;

/**
 * struct kexec_segment - one piece of an image
 * @buf:	data in the memory of the process that loads it
 * @kbuf:	data in kernel memory
 * @bufsz:	bytes of data
 * @mem:	physical address where the piece shall stand
 * @memsz:	bytes that it occupies there; zero past @bufsz
 */
struct kexec_segment {
	union {
		void __user *buf;
		void *kbuf;
	};
	size_t bufsz;
	unsigned long mem;
	size_t memsz;
};

#ifdef CONFIG_COMPAT
struct compat_kexec_segment {
	compat_uptr_t buf;
	compat_size_t bufsz;
	compat_ulong_t mem;
	compat_size_t memsz;
};
#endif

/**
 * struct kexec_extent - memory that has to stand somewhere else
 * @dst:	where it belongs, physical address as the new kernel sees it
 * @src:	where it is; equal to @dst when nothing has to be done
 * @len:	bytes, whole pages
 */
struct kexec_extent {
	phys_addr_t dst;
	phys_addr_t src;
	phys_addr_t len;
};

#define KEXEC_TYPE_DEFAULT	0
#define KEXEC_TYPE_CRASH	1

/**
 * struct purgatory_info - a purgatory on its way into an image
 * @ehdr:	the relocatable object that the architecture gives, read only
 * @sechdrs:	copy of its section headers; of those that are loaded, sh_addr is
 *		the physical address and sh_offset the offset in @purgatory_buf
 * @purgatory_buf: what becomes the segment
 */
struct purgatory_info {
	const Elf_Ehdr *ehdr;
	Elf_Shdr *sechdrs;
	void *purgatory_buf;
};

struct kexec_file_ops;
struct kexec_files;
struct kexec_memory;
struct kexec_refusal;

/**
 * struct kimage - a loaded image, as the architectures see it
 * @head:	first entry of the page list, see kernel/kexec/list.c
 * @start:	physical address to jump to
 * @control_code_page: page, outside every destination, for the code that
 *		runs last; KEXEC_CONTROL_PAGE_SIZE bytes
 * @swap_page:	one more such page for architectures that walk the page list
 * @nr_segments: entries used of @segment
 * @segment:	the pieces, in the order in which they were given
 * @type:	KEXEC_TYPE_DEFAULT or KEXEC_TYPE_CRASH
 * @preserve_context: the running kernel is to be come back to
 * @file_mode:	loaded by kexec_file_load(2)
 * @fops:	the loader that knows this kind of kernel
 * @purgatory_info: the purgatory, while the image is being loaded
 * @kernel_buf:	the kernel's file, NULL once the image is loaded
 * @initrd_buf:	the initrd's file, NULL for none or once the image is loaded
 * @cmdline_buf: command line, NULL for none or once the image is loaded
 * @kernel_buf_len: size of the kernel's file in bytes
 * @initrd_buf_len: size of the initrd's file in bytes
 * @cmdline_buf_len: bytes of the command line with the NUL at its end
 * @elf_headers: headers of the crashed kernel's memory, the architecture's
 * @elf_headers_sz: their size in bytes
 * @elf_load_addr: physical address where they will stand
 * @hotplug_support: the headers may be changed when memory or CPUs come and go
 * @elfcorehdr_updated: they have been
 * @hp_action:	KEXEC_CRASH_HP_*: what they are being changed for
 * @elfcorehdr_index: which segment they are; -1 while not known
 * @ima_buffer_addr: physical address where IMA's measurements will stand
 * @ima_buffer_size: bytes that they may take
 * @ima_buffer:	IMA's own
 * @ima_segment_index: which segment that is; it changes until the reboot
 * @is_ima_segment_index_set: whether there is one
 * @file:	private to the core: what kexec_file_load(2) has read
 * @why:	private to the core: where a refusal is noted while the image is being loaded
 * @arch:	the architecture's own
 * @memory:	private to the core: the frames and the plan of what goes where
 *
 * Lies in the linear map: some architectures hand its physical address to code
 * that runs with the MMU off.
 */
struct kimage {
	kimage_entry_t head;
	unsigned long start;
	struct page *control_code_page;
	struct page *swap_page;
	unsigned long nr_segments;
	struct kexec_segment segment[KEXEC_SEGMENT_MAX];
	unsigned int type : 1;
	unsigned int preserve_context : 1;
	unsigned int file_mode : 1;
#ifdef CONFIG_KEXEC_FILE
	const struct kexec_file_ops *fops;
	struct purgatory_info purgatory_info;
	void *kernel_buf, *initrd_buf;
	char *cmdline_buf;
	unsigned long kernel_buf_len, initrd_buf_len, cmdline_buf_len;
	void *elf_headers;
	unsigned long elf_headers_sz;
	unsigned long elf_load_addr;
	struct kexec_files *file;
#endif
#ifdef CONFIG_CRASH_HOTPLUG
	unsigned int hotplug_support : 1;
	unsigned int elfcorehdr_updated : 1;
	int hp_action;
	int elfcorehdr_index;
#endif
#ifdef CONFIG_IMA_KEXEC
	phys_addr_t ima_buffer_addr;
	size_t ima_buffer_size;
	void *ima_buffer;
	unsigned long ima_segment_index;
	bool is_ima_segment_index_set;
#endif
#ifdef ARCH_HAS_KIMAGE_ARCH
	struct kimage_arch arch;
#endif
	struct kexec_memory *memory;
	struct kexec_refusal *why;
};

extern struct kimage *kexec_image;
extern struct kimage *kexec_crash_image;
extern bool kexec_crash_changing;
extern bool kexec_in_progress;

int kernel_kexec(void);
struct page *kimage_alloc_control_pages(struct kimage *image, unsigned int order);
unsigned int kimage_extents(const struct kimage *image,
			    const struct kexec_extent **extents);
int kexec_file_refuse(struct kimage *image, int error, const char *text);

/* What an architecture gives */
int machine_kexec_prepare(struct kimage *image);
void machine_kexec(struct kimage *image);
void machine_kexec_cleanup(struct kimage *image);
void machine_shutdown(void);
void machine_crash_shutdown(struct pt_regs *regs);

#ifndef machine_kexec_post_load
static inline int machine_kexec_post_load(struct kimage *image) { return 0; }
#endif

#ifndef arch_kexec_protect_crashkres
static inline void arch_kexec_protect_crashkres(void) { }
#endif

#ifndef arch_kexec_unprotect_crashkres
static inline void arch_kexec_unprotect_crashkres(void) { }
#endif

#ifdef CONFIG_CRASH_HOTPLUG

#ifndef arch_crash_hotplug_support
static inline int arch_crash_hotplug_support(struct kimage *image, unsigned long flags)
{
	return 0;
}
#endif

#ifndef arch_crash_handle_hotplug_event
static inline void arch_crash_handle_hotplug_event(struct kimage *image, void *arg) { }
#endif

#endif /* CONFIG_CRASH_HOTPLUG */

#ifndef arch_kexec_post_alloc_pages
static inline int arch_kexec_post_alloc_pages(void *vaddr, unsigned int pages,
					      gfp_t gfp)
{
	return 0;
}
#endif

#ifndef arch_kexec_pre_free_pages
static inline int arch_kexec_pre_free_pages(void *vaddr, unsigned int pages)
{
	return 0;
}
#endif

/* Addresses as the next kernel sees them, where they differ from this one's */
#ifndef page_to_boot_pfn
#define page_to_boot_pfn(page)		page_to_pfn(page)
#endif
#ifndef boot_pfn_to_page
#define boot_pfn_to_page(boot_pfn)	pfn_to_page(boot_pfn)
#endif
#ifndef phys_to_boot_phys
#define phys_to_boot_phys(phys)		((unsigned long)(phys))
#endif
#ifndef boot_phys_to_phys
#define boot_phys_to_phys(boot_phys)	((phys_addr_t)(boot_phys))
#endif

#ifdef CONFIG_KEXEC_FILE

/* Any address will do; for architectures where 0 is one that is asked for. */
#ifndef KEXEC_BUF_MEM_UNKNOWN
#define KEXEC_BUF_MEM_UNKNOWN	0
#endif

/**
 * struct kexec_buf - a segment that a loader wants to have
 * @image:	the image
 * @buffer:	its data, in kernel memory that stays until the image is loaded
 * @bufsz:	bytes of data
 * @mem:	physical address, or KEXEC_BUF_MEM_UNKNOWN; the address found on
 *		return
 * @memsz:	bytes that it takes in memory; rounded up to pages on return
 * @buf_align:	alignment of @mem, a power of 2; at least a page is used
 * @buf_min:	@mem is not below
 * @buf_max:	its last byte is not above
 * @top_down:	look for a high address, not for a low one
 *
 * Where @mem is given, the four that limit it are not looked at.
 */
struct kexec_buf {
	struct kimage *image;
	void *buffer;
	unsigned long bufsz;
	unsigned long mem;
	unsigned long memsz;
	unsigned long buf_align;
	unsigned long buf_min;
	unsigned long buf_max;
	bool top_down;
};

/**
 * enum kexec_format_match - result of examining a file
 * @KEXEC_FORMAT_OTHER:	the file is not of the loader's format
 * @KEXEC_FORMAT_BAD:	it is of that format, but cannot be loaded
 * @KEXEC_FORMAT_GOOD:	it can be loaded
 */
enum kexec_format_match {
	KEXEC_FORMAT_OTHER,
	KEXEC_FORMAT_BAD,
	KEXEC_FORMAT_GOOD,
};

/**
 * struct kexec_file_ops - a loader for one format of kernel
 * @probe:	return 0 if the file can be loaded
 * @examine:	used instead of @probe where set; unless the file is good, set @why to a
 *		constant string for the log, without a newline
 * @load:	add the segments and set kimage.start; return NULL, or an ERR_PTR()
 * @verify_sig:	return 0 if the kernel's signature is good; not set where the format has
 *		no signature
 */
struct kexec_file_ops {
	int (*probe)(const char *kernel, unsigned long kernel_len);
	enum kexec_format_match (*examine)(const char *kernel, unsigned long kernel_len,
					   const char **why);
	void *(*load)(struct kimage *image, char *kernel, unsigned long kernel_len,
		      char *initrd, unsigned long initrd_len,
		      char *cmdline, unsigned long cmdline_len);
	int (*verify_sig)(const char *kernel, unsigned long kernel_len);
};

/* What an architecture gives: its loaders, and a NULL */
extern const struct kexec_file_ops * const kexec_file_loaders[];

/* Where the architecture has a purgatory: a relocatable object */
extern char kexec_purgatory[];
extern size_t kexec_purgatory_size;

int kexec_add_buffer(struct kexec_buf *kbuf);
int kexec_locate_mem_hole(struct kexec_buf *kbuf);
int kexec_locate_room(struct kexec_buf *kbuf, unsigned long room);
int kexec_reserve(struct kimage *image, unsigned long mem, unsigned long memsz);
int kexec_image_probe_default(struct kimage *image, void *buf,
			      unsigned long buf_len);
int kexec_image_post_load_cleanup_default(struct kimage *image);
int kexec_kernel_verify_pe_sig(const char *kernel, unsigned long kernel_len);

int kexec_load_purgatory(struct kimage *image, struct kexec_buf *kbuf);
int kexec_purgatory_get_set_symbol(struct kimage *image, const char *name,
				   void *buf, unsigned int size, bool get_value);

/* Hooks that an architecture may have */

#ifndef arch_kexec_locate_mem_hole
#define arch_kexec_locate_mem_hole	kexec_locate_mem_hole
#endif

/* Whether nothing may be put in a part of [start, end): the first such part */
#ifndef arch_kexec_next_lacks
static inline bool arch_kexec_next_lacks(u64 start, u64 end, u64 *gap_start, u64 *gap_end)
{
	return false;
}
#endif

/* How many bytes of [start, end) the next kernel does not know as memory */
#ifndef arch_kexec_next_missing
static inline u64 arch_kexec_next_missing(u64 start, u64 end)
{
	return 0;
}
#endif

#ifndef arch_kimage_file_post_load_cleanup
#define arch_kimage_file_post_load_cleanup kexec_image_post_load_cleanup_default
#endif

#ifndef arch_kexec_kernel_image_probe
#define arch_kexec_kernel_image_probe	kexec_image_probe_default
#endif

static inline int kexec_no_relocations(struct purgatory_info *pi, Elf_Shdr *section,
				       const Elf_Shdr *relsec, const Elf_Shdr *symtab)
{
	return -ENOEXEC;
}

#ifndef arch_kexec_apply_relocations
#define arch_kexec_apply_relocations	kexec_no_relocations
#endif

#ifndef arch_kexec_apply_relocations_add
#define arch_kexec_apply_relocations_add kexec_no_relocations
#endif

/* The ELF loader that some architectures use, kernel/kexec_elf.c */
struct kexec_elf_info {
	const char *buffer;
	const struct elfhdr *ehdr;
	const struct elf_phdr *proghdrs;
};

int kexec_elf_probe(const char *buf, unsigned long len);
void kexec_free_elf_info(struct kexec_elf_info *info);
int kexec_elf_load(struct kimage *image, struct elfhdr *ehdr,
		   struct kexec_elf_info *info, struct kexec_buf *kbuf,
		   unsigned long *lowest_load_addr);
int kexec_build_elf_info(const char *buf, size_t len, struct elfhdr *ehdr,
			 struct kexec_elf_info *info);

#endif /* CONFIG_KEXEC_FILE */

/* Set for the length of a load by KEXEC_FILE_DEBUG */
extern bool kexec_file_dbg_print;

#define kexec_dprintk(fmt, arg...)		\
do {						\
	if (READ_ONCE(kexec_file_dbg_print))	\
		pr_info(fmt, ##arg);		\
} while (0)

void *kimage_map_segment(struct kimage *image, unsigned long addr,
			 unsigned long size);
void kimage_unmap_segment(void *mapping);

#else /* !CONFIG_KEXEC_CORE */

#define kexec_in_progress false

static inline void *kimage_map_segment(struct kimage *image, unsigned long addr,
				       unsigned long size)
{
	return NULL;
}

static inline void kimage_unmap_segment(void *mapping) { }

#endif /* CONFIG_KEXEC_CORE */

#endif /* !__ASSEMBLY__ */
#endif /* _LINUX_KEXEC_H */
