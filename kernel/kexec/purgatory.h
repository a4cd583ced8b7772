/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _KERNEL_KEXEC_PURGATORY_H
#define _KERNEL_KEXEC_PURGATORY_H

struct kimage;

#ifdef CONFIG_KEXEC_PURGATORY
void kexec_purgatory_free(struct kimage *image);
#else
static inline void kexec_purgatory_free(struct kimage *image) { }
#endif

#endif /* _KERNEL_KEXEC_PURGATORY_H */
