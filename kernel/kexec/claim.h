/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _KERNEL_KEXEC_CLAIM_H
#define _KERNEL_KEXEC_CLAIM_H

#include <linux/page_claim.h>
#include <linux/types.h>

#include "frames.h"
#include "layout.h"

/**
 * struct kexec_claimed - what was claimed for an image
 * @stats:	what that has cost
 * @pages:	by piece of the layout, how many pages of it
 * @passed_over: how many pages of the layout were passed over when it was tried last
 */
struct kexec_claimed {
	struct page_claim_stats stats;
	unsigned long pages[KEXEC_SEGMENT_MAX];
	unsigned long passed_over;
};

#ifdef CONFIG_KEXEC_CLAIM

void kexec_claim(const struct kexec_layout *layout, const struct kexec_preload *preload,
		 struct kexec_frames *frames, struct kexec_claimed *claimed, bool reclaim);
unsigned long kexec_claim_run(struct kexec_frames *frames, unsigned long nr,
			      struct page_claim_stats *stats);
unsigned long kexec_claim_likely(unsigned long pfn);

#else /* !CONFIG_KEXEC_CLAIM */

static inline void kexec_claim(const struct kexec_layout *layout,
			       const struct kexec_preload *preload,
			       struct kexec_frames *frames, struct kexec_claimed *claimed,
			       bool reclaim)
{
}

static inline unsigned long kexec_claim_run(struct kexec_frames *frames, unsigned long nr,
					    struct page_claim_stats *stats)
{
	return 0;
}

static inline unsigned long kexec_claim_likely(unsigned long pfn) { return 0; }

#endif /* CONFIG_KEXEC_CLAIM */

#endif /* _KERNEL_KEXEC_CLAIM_H */
