/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _KERNEL_KEXEC_JUMP_H
#define _KERNEL_KEXEC_JUMP_H

#include <linux/errno.h>

struct kimage;

#ifdef CONFIG_KEXEC_JUMP
int kexec_jump(struct kimage *image);
#else
static inline int kexec_jump(struct kimage *image)
{
	return -EINVAL;
}
#endif

#endif /* _KERNEL_KEXEC_JUMP_H */
