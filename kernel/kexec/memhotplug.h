/* SPDX-License-Identifier: GPL-2.0-only */
/**
 * DOC: memory that is taken offline
 *
 * Data may be moved, at the jump, to memory that is not claimed while the image is loaded.
 * If that memory were taken offline meanwhile, and then out of the machine, the jump would
 * write to nowhere. So memory that the loaded image uses stays online; the image has to be
 * unloaded first. Memory that goes offline while an image is being loaded is remembered,
 * and an image that uses it is not published. The memory reserved for a crash kernel
 * cannot be taken offline anyway.
 */
#ifndef _KERNEL_KEXEC_MEMHOTPLUG_H
#define _KERNEL_KEXEC_MEMHOTPLUG_H

#include <linux/atomic.h>
#include <linux/kexec.h>

#include "refusal.h"

#ifdef CONFIG_MEMORY_HOTREMOVE

void kexec_memhotplug_watch(void);
struct kimage *kexec_memhotplug_swap(struct kimage *image, struct kexec_refusal *why);

#else /* !CONFIG_MEMORY_HOTREMOVE */

static inline void kexec_memhotplug_watch(void) { }

static inline struct kimage *kexec_memhotplug_swap(struct kimage *image,
						   struct kexec_refusal *why)
{
	return xchg(&kexec_image, image);
}

#endif /* CONFIG_MEMORY_HOTREMOVE */

#endif /* _KERNEL_KEXEC_MEMHOTPLUG_H */
