/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * boot_params, command line and setup_data for the next kernel.
 */
#ifndef _ARCH_X86_KERNEL_KEXEC_BOOTPARAMS_H
#define _ARCH_X86_KERNEL_KEXEC_BOOTPARAMS_H

#include <linux/kexec.h>
#include <linux/types.h>

#include <asm/e820/types.h>

#include "bzimage_header.h"

/**
 * struct kexec_boot_source - what the next kernel is to be told
 * @file:	its bzImage
 * @bz:		what the setup header of that says
 * @cmdline:	its command line
 * @cmdline_len: bytes of @cmdline without a NUL
 * @e820:	memory map
 * @nr_e820:	entries of @e820
 * @efi_map_size: bytes of the EFI runtime map; 0 if there is none to hand over
 * @seed:	whether to send random bytes along
 * @ima_addr:	physical address of the measurements of IMA
 * @ima_size:	bytes of those, 0 for none
 * @kernel_mem:	physical address of the kernel
 * @kernel_align: alignment that it is to keep to
 * @initrd_mem:	physical address of the initrd
 * @initrd_size: bytes of the initrd, 0 for none
 *
 * The last four have no influence on how much room all of it takes.
 */
struct kexec_boot_source {
	const void *file;
	const struct kexec_bzimage *bz;
	const char *cmdline;
	size_t cmdline_len;
	const struct e820_entry *e820;
	unsigned int nr_e820;
	size_t efi_map_size;
	bool seed;
	u64 ima_addr;
	u64 ima_size;
	u64 kernel_mem;
	u64 kernel_align;
	u64 initrd_mem;
	u64 initrd_size;
};

void kexec_boot_source_init(struct kexec_boot_source *source,
			    const struct kimage *image, const void *file,
			    const struct kexec_bzimage *bz);
size_t kexec_boot_data_size(const struct kexec_boot_source *source);
int kexec_boot_data_write(const struct kexec_boot_source *source, void *buf,
			  size_t size, u64 mem);

#ifdef CONFIG_IMA_KEXEC
static inline void kexec_boot_source_ima(struct kexec_boot_source *source,
					 const struct kimage *image)
{
	source->ima_addr = image->ima_buffer_addr;
	source->ima_size = image->ima_buffer_size;
}
#else
static inline void kexec_boot_source_ima(struct kexec_boot_source *source,
					 const struct kimage *image)
{
}
#endif

#endif /* _ARCH_X86_KERNEL_KEXEC_BOOTPARAMS_H */
