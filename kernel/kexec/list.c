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
 * Only this file writes the encoding.
 */
#include <linux/mm.h>
#include <linux/sched.h>

#include "../kexec_internal.h"

#define KEXEC_LIST_ENTRIES	(PAGE_SIZE / sizeof(kimage_entry_t))

struct kexec_list_writer {
	struct kexec_memory *memory;
	kimage_entry_t *slot;
	unsigned int left;
};

/* Let @link point to a page with room, and write there from now on. */
static int kexec_list_new_page(struct kexec_list_writer *writer,
			       kimage_entry_t *link)
{
	/* Like the data: better fail than call the OOM killer. */
	struct page *page = kexec_place_outside(writer->memory,
						GFP_KERNEL | __GFP_RETRY_MAYFAIL, 0,
						KEXEC_SOURCE_MEMORY_LIMIT);

	if (!page)
		return -ENOMEM;
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

	for (u64 done = 0; !ret && done < extent->len; done += PAGE_SIZE) {
		ret = kexec_list_put(writer, (extent->src + done) | IND_SOURCE);
		cond_resched();
	}
	return ret;
}

/**
 * kexec_list_build() - write the page list of an image
 * @image:	has its extents; gets @head
 * @why:	filled in on failure
 *
 * Context: Process context. May sleep.
 * Return: 0 or -ENOMEM.
 */
int kexec_list_build(struct kimage *image, struct kexec_refusal *why)
{
	struct kexec_memory *memory = image->memory;
	struct kexec_list_writer writer = { .memory = memory };
	int ret = kexec_list_new_page(&writer, &image->head);

	for (unsigned int i = 0; !ret && i < memory->nr_extents; i++)
		ret = kexec_list_put_extent(&writer, &memory->extents[i]);
	if (!ret)
		ret = kexec_list_put(&writer, IND_DONE);
	return ret ? kexec_refuse(why, KEXEC_REFUSED_NO_MEMORY, 0) : 0;
}
