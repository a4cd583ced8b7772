/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The elfcorehdr and the memory map of a crash kernel.
 */
#ifndef _ARCH_X86_KERNEL_KEXEC_CRASH_LOAD_H
#define _ARCH_X86_KERNEL_KEXEC_CRASH_LOAD_H

struct e820_entry;
struct kimage;

#ifdef CONFIG_CRASH_DUMP

int kexec_add_elfcorehdr(struct kimage *image);
int kexec_crash_memory_map(const struct kimage *image, struct e820_entry **map,
			   unsigned int *nr);

#else /* !CONFIG_CRASH_DUMP: no image is one for a crash */

static inline int kexec_add_elfcorehdr(struct kimage *image)
{
	return 0;
}

static inline int kexec_crash_memory_map(const struct kimage *image,
					 struct e820_entry **map, unsigned int *nr)
{
	return 0;
}

#endif /* CONFIG_CRASH_DUMP */

#endif /* _ARCH_X86_KERNEL_KEXEC_CRASH_LOAD_H */
