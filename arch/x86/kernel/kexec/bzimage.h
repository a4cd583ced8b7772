/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The loader of bzImage files.
 */
#ifndef _ARCH_X86_KERNEL_KEXEC_BZIMAGE_H
#define _ARCH_X86_KERNEL_KEXEC_BZIMAGE_H

#include <linux/kexec.h>

extern const struct kexec_file_ops kexec_bzimage64_ops;

#endif /* _ARCH_X86_KERNEL_KEXEC_BZIMAGE_H */
