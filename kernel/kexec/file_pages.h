/* SPDX-License-Identifier: GPL-2.0-only */
/**
 * DOC: files in frames
 *
 * A file is read into pages of its own, mapped in one piece, because security
 * modules and loaders want to see it whole. When it is known which part of it
 * becomes which segment, those pages become frames of the image: the file is in
 * memory once, and is not copied.
 *
 * Whole pages are taken over where data of a segment begins at the start of a
 * page, and if no other segment refers to any of them. The rest is copied.
 */
#ifndef _KERNEL_KEXEC_FILE_PAGES_H
#define _KERNEL_KEXEC_FILE_PAGES_H

#include <linux/kexec.h>
#include <linux/page_claim.h>

#include "frames.h"
#include "layout.h"
#include "refusal.h"

/**
 * struct kexec_file_pages - a file in pages that an image can take over
 * @pages:	in the order of the file; NULL for one that was taken over. They
 *		are the pages of blocks, one block after the other
 * @nr_pages:	how many
 * @map:	all of it, in one piece
 * @size:	bytes of the file
 * @stays:	the file as a whole becomes a segment: should be one piece
 */
struct kexec_file_pages {
	struct page **pages;
	unsigned long nr_pages;
	void *map;
	size_t size;
	bool stays;
};

/**
 * struct kexec_files - the files of kexec_file_load(2), until the image is loaded
 * @kernel:	the kernel
 * @initrd:	the initrd
 */
struct kexec_files {
	struct kexec_file_pages kernel;
	struct kexec_file_pages initrd;
};

#ifdef CONFIG_KEXEC_FILE

int kexec_file_pages_alloc(struct kexec_file_pages *file, size_t size,
			   struct page_claim_stats *stats, struct kexec_refusal *why);
void kexec_file_pages_free(struct kexec_file_pages *file);
struct kexec_file_pages *kexec_file_pages_find(struct kexec_files *files, const void *data);
bool kexec_file_pages_best_run(const struct kexec_file_pages *file, const void *data,
			       size_t size, u64 *addr);
void kexec_file_preload(const struct kimage *image, const struct kexec_layout *layout,
			struct kexec_preload *preload);

#else /* !CONFIG_KEXEC_FILE */

static inline void kexec_file_preload(const struct kimage *image,
				      const struct kexec_layout *layout,
				      struct kexec_preload *preload)
{
}

#endif /* CONFIG_KEXEC_FILE */

#endif /* _KERNEL_KEXEC_FILE_PAGES_H */
