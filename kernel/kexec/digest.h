/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _KERNEL_KEXEC_DIGEST_H
#define _KERNEL_KEXEC_DIGEST_H

struct kimage;

#ifdef CONFIG_KEXEC_PURGATORY
int kexec_digest_image(struct kimage *image);
#else
static inline int kexec_digest_image(struct kimage *image)
{
	return 0;
}
#endif

#endif /* _KERNEL_KEXEC_DIGEST_H */
