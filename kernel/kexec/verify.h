/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _KERNEL_KEXEC_VERIFY_H
#define _KERNEL_KEXEC_VERIFY_H

#include <linux/types.h>

struct kimage;

int kexec_verify_kernel(struct kimage *image);

#ifdef CONFIG_KEXEC_SIG
bool kexec_sig_enforced(void);
#else
static inline bool kexec_sig_enforced(void)
{
	return false;
}
#endif

#endif /* _KERNEL_KEXEC_VERIFY_H */
