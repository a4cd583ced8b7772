/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _KERNEL_KEXEC_CLAIM_H
#define _KERNEL_KEXEC_CLAIM_H

#include <linux/page_claim.h>
#include <linux/types.h>

#include "frames.h"
#include "layout.h"

#ifdef CONFIG_KEXEC_CLAIM

void kexec_claim(const struct kexec_layout *layout, const struct kexec_preload *preload,
		 struct kexec_frames *frames, struct page_claim_stats *stats);
unsigned long kexec_claim_run(struct kexec_frames *frames, unsigned long nr,
			      struct page_claim_stats *stats);
bool kexec_claim_is_likely(unsigned long pfn);

#else /* !CONFIG_KEXEC_CLAIM */

static inline void kexec_claim(const struct kexec_layout *layout,
			       const struct kexec_preload *preload,
			       struct kexec_frames *frames, struct page_claim_stats *stats)
{
}

static inline unsigned long kexec_claim_run(struct kexec_frames *frames, unsigned long nr,
					    struct page_claim_stats *stats)
{
	return 0;
}

static inline bool kexec_claim_is_likely(unsigned long pfn) { return true; }

#endif /* CONFIG_KEXEC_CLAIM */

#endif /* _KERNEL_KEXEC_CLAIM_H */
