/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The purgatory of x86-64 in an image.
 */
#ifndef _ARCH_X86_KERNEL_KEXEC_PURGATORY_H
#define _ARCH_X86_KERNEL_KEXEC_PURGATORY_H

#include <linux/types.h>

struct kimage;

int kexec_add_x86_purgatory(struct kimage *image);
int kexec_set_x86_purgatory(struct kimage *image, u64 entry, u64 boot_params);

#endif /* _ARCH_X86_KERNEL_KEXEC_PURGATORY_H */
