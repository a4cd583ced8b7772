/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The life of an image, kernel/kexec_core.c.
 */
#ifndef _KERNEL_KEXEC_CORE_H
#define _KERNEL_KEXEC_CORE_H

#include <linux/kexec.h>

#include "refusal.h"

bool kexec_trylock(void);
void kexec_unlock(void);
int kexec_begin_load(struct kexec_refusal *why);

struct kimage *kimage_alloc(int type, struct kexec_refusal *why);
void kimage_free(struct kimage *image);
int kimage_complete(struct kimage *image);
int kimage_publish(int type, struct kimage *image, struct kexec_refusal *why);

#endif /* _KERNEL_KEXEC_CORE_H */
