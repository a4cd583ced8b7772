// SPDX-License-Identifier: GPL-2.0-only
/**
 * DOC: the page list
 *
 * Most architectures move an image by walking a list of words, each a page
 * address with a tag in its low bits:
 *
 * - IND_DESTINATION: the next source goes here;
 * - IND_SOURCE: copy this page, then advance the destination by a page;
 * - IND_INDIRECTION: the list goes on in this page;
 * - IND_DONE: the end.
 *
 * The list of a normal image begins with an indirection in kimage.head and
 * names every page of the image, those that stand at their destination already
 * as well: the cache maintenance of these architectures is part of the walk. A
 * crash image stands in place and has IND_DONE alone. Some architectures
 * rewrite the entries before they walk them.
 *
 * Only this file writes lists; crash/image.c writes the IND_DONE of a crash image.
 */
#include <linux/mm.h>
#include <linux/sched.h>

#include "list.h"

#define KEXEC_LIST_ENTRIES	(PAGE_SIZE / sizeof(kimage_entry_t))

struct kexec_list_writer {
	struct kexec_memory *memory;
	struct kexec_refusal *why;
	kimage_entry_t *slot;
	unsigned int left;
};

/* Let @link point to a page with room, and write there from now on. */
static int kexec_list_new_page(struct kexec_list_writer *writer,
			       kimage_entry_t *link)
{
	struct kexec_memory *memory = writer->memory;
	/* As for the data: rather fail than invoke the OOM killer. */
	struct page *page = kexec_control_alloc(&memory->layout, &memory->frames,
						&memory->control,
						GFP_KERNEL | __GFP_RETRY_MAYFAIL, 0,
						KEXEC_SOURCE_MEMORY_LIMIT);

	if (!page)
		return kexec_refuse(writer->why, KEXEC_REFUSED_NO_MEMORY, 0);
	*link = (page_to_boot_pfn(page) << PAGE_SHIFT) | IND_INDIRECTION;
	writer->slot = page_address(page);
	writer->left = KEXEC_LIST_ENTRIES;
	return 0;
}

static int kexec_list_put(struct kexec_list_writer *writer, kimage_entry_t entry)
{
	/* The last entry of a page is the link to the next. */
	if (writer->left == 1) {
		int ret = kexec_list_new_page(writer, writer->slot);

		if (ret)
			return ret;
	}
	*writer->slot++ = entry;
	writer->left--;
	return 0;
}

static int kexec_list_put_extent(struct kexec_list_writer *writer,
				 const struct kexec_extent *extent)
{
	int ret = kexec_list_put(writer, extent->dst | IND_DESTINATION);

	if (ret)
		return ret;
	for (u64 done = 0; done < extent->len; done += PAGE_SIZE) {
		ret = kexec_list_put(writer, (extent->src + done) | IND_SOURCE);
		if (ret)
			return ret;
		cond_resched();
	}
	return 0;
}

/**
 * kexec_list_build() - write the page list of an image
 * @memory:	has the extents; gets the pages of the list
 * @head:	set to the first entry
 * @why:	filled in on failure
 *
 * Context: Process context. May sleep.
 * Return: 0; -ENOMEM; -EINTR when the process was killed.
 */
int kexec_list_build(struct kexec_memory *memory, kimage_entry_t *head,
		     struct kexec_refusal *why)
{
	struct kexec_list_writer writer = { .memory = memory, .why = why };
	int ret = kexec_list_new_page(&writer, head);

	if (ret)
		return ret;
	for (unsigned int i = 0; i < memory->extents.nr; i++) {
		ret = kexec_list_put_extent(&writer, &memory->extents.extent[i]);
		if (ret)
			return ret;
	}
	return kexec_list_put(&writer, IND_DONE);
}
