/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _KERNEL_KEXEC_CLAIM_H
#define _KERNEL_KEXEC_CLAIM_H

#include <linux/types.h>

#include "frames.h"
#include "layout.h"

#ifdef CONFIG_KEXEC_CLAIM

void kexec_claim(const struct kexec_layout *layout, const struct kexec_preload *preload,
		 struct kexec_frames *frames);
void kexec_claim_run(struct kexec_frames *frames, unsigned long nr);
bool kexec_claim_is_likely(unsigned long pfn);

#else /* !CONFIG_KEXEC_CLAIM */

static inline void kexec_claim(const struct kexec_layout *layout,
			       const struct kexec_preload *preload,
			       struct kexec_frames *frames)
{
}

static inline void kexec_claim_run(struct kexec_frames *frames, unsigned long nr) { }
static inline bool kexec_claim_is_likely(unsigned long pfn) { return true; }

#endif /* CONFIG_KEXEC_CLAIM */

#endif /* _KERNEL_KEXEC_CLAIM_H */
