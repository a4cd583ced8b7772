/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _KERNEL_KEXEC_MEMORY_H
#define _KERNEL_KEXEC_MEMORY_H

#include <linux/kexec.h>

#include "claim.h"
#include "extents.h"
#include "frames.h"
#include "layout.h"

/**
 * struct kexec_memory - the memory of an image
 * @layout:	what it uses after the jump
 * @frames:	blocks that hold its data: claimed destinations, and blocks
 *		outside every destination, which are moved at the jump
 * @claimed:	what was claimed of it
 * @control:	blocks, outside every destination, for code, page tables, lists
 * @extents:	where each byte of @layout is now
 * @vmcoreinfo:	of a crash image: copy of vmcoreinfo in that memory
 * @armed:	of a crash image: its copy in that memory, which is armed instead, or NULL
 * @beside_armed: of a crash image: it must leave the armed one whole
 * @digested:	bytes of the layout that the purgatory has digests of
 */
struct kexec_memory {
	struct kexec_layout layout;
	struct kexec_frames frames;
	struct kexec_claimed claimed;
	struct kexec_frames control;
	struct kexec_extents extents;
	void *vmcoreinfo;
	struct kimage *armed;
	bool beside_armed;
	u64 digested;
};

void kexec_memory_init(struct kexec_memory *memory);
void kexec_memory_free_data(struct kexec_memory *memory);
void kexec_memory_free(struct kexec_memory *memory);

#endif /* _KERNEL_KEXEC_MEMORY_H */
