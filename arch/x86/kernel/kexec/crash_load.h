/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The elfcorehdr of a crash kernel.
 */
#ifndef _ARCH_X86_KERNEL_KEXEC_CRASH_LOAD_H
#define _ARCH_X86_KERNEL_KEXEC_CRASH_LOAD_H

#include <linux/types.h>

struct kimage;

#ifdef CONFIG_CRASH_DUMP

int kexec_add_elfcorehdr(struct kimage *image);

#else /* !CONFIG_CRASH_DUMP: no image is one for a crash */

static inline int kexec_add_elfcorehdr(struct kimage *image)
{
	return 0;
}

#endif /* CONFIG_CRASH_DUMP */

#endif /* _ARCH_X86_KERNEL_KEXEC_CRASH_LOAD_H */
