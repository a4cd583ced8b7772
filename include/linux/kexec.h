/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kexec as the rest of the kernel and the architectures see it.
 *
 * The system calls are in kernel/kexec.c, the life of an image in
 * kernel/kexec_core.c. What only those files share is in
 * kernel/kexec_internal.h.
 */
#ifndef _LINUX_KEXEC_H
#define _LINUX_KEXEC_H

#include <linux/bits.h>

/*
 * Tags in the low bits of an entry of the page list, see kernel/kexec_list.c.
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

/*
 * The signature policy comes with kexec_file_load(2): until then nothing is
 * there to be enforced.
 */
static inline void set_kexec_sig_enforced(void) { }

#ifdef CONFIG_KEXEC_CORE

#include <linux/compat.h>
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

struct kexec_memory;

/**
 * struct kimage - a loaded image, as the architectures see it
 * @head:	first entry of the page list, see kernel/kexec_list.c
 * @start:	physical address to jump to
 * @control_code_page: page, outside every destination, for the code that
 *		runs last; KEXEC_CONTROL_PAGE_SIZE bytes
 * @swap_page:	one more such page for architectures that walk the page list
 * @nr_segments: entries used of @segment
 * @segment:	the pieces, in the order in which they were given
 * @type:	KEXEC_TYPE_DEFAULT or KEXEC_TYPE_CRASH
 * @preserve_context: the running kernel is to be come back to
 * @file_mode:	loaded by kexec_file_load(2)
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
#ifdef ARCH_HAS_KIMAGE_ARCH
	struct kimage_arch arch;
#endif
	struct kexec_memory *memory;
};

extern struct kimage *kexec_image;
extern struct kimage *kexec_crash_image;
extern bool kexec_in_progress;

int kernel_kexec(void);
struct page *kimage_alloc_control_pages(struct kimage *image, unsigned int order);
unsigned int kimage_extents(const struct kimage *image,
			    const struct kexec_extent **extents);

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

/* kexec_file_load(2) brings the flag that turns these messages on */
#define kexec_dprintk(fmt, arg...) no_printk(KERN_INFO fmt, ##arg)

#else /* !CONFIG_KEXEC_CORE */

#define kexec_in_progress false

#endif /* CONFIG_KEXEC_CORE */

#endif /* !__ASSEMBLY__ */
#endif /* _LINUX_KEXEC_H */
