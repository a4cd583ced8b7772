// SPDX-License-Identifier: GPL-2.0-only
/*
 * The memory of an image, and what architectures and IMA may have of it.
 */
#include <linux/kexec.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "crash/region.h"
#include "lock.h"
#include "memory.h"
#include "refusal.h"

/**
 * kexec_memory_init() - start with no memory
 * @memory:	to be initialised
 *
 * Context: Any.
 */
void kexec_memory_init(struct kexec_memory *memory)
{
	*memory = (struct kexec_memory){};
	kexec_frames_init(&memory->frames);
	kexec_frames_init(&memory->control);
}

/**
 * kexec_memory_free_data() - free the frames and the extents
 * @memory:	of an image whose data is at its destination, or not needed
 *
 * Context: Process context. May sleep.
 */
void kexec_memory_free_data(struct kexec_memory *memory)
{
	kexec_frames_free(&memory->frames);
	kexec_extents_free(&memory->extents);
}

/**
 * kexec_memory_free() - free all memory of an image
 * @memory:	of an image that is in no slot
 *
 * What a crash image has in the reserved memory stays there.
 *
 * Context: Process context. May sleep.
 */
void kexec_memory_free(struct kexec_memory *memory)
{
	kexec_memory_free_data(memory);
	kexec_frames_free(&memory->control);
	vunmap(memory->vmcoreinfo);
	kexec_layout_free(&memory->layout);
	kexec_memory_init(memory);
}

/**
 * kimage_alloc_control_pages() - allocate pages that survive until the jump
 * @image:	the image that they are for
 * @order:	size, as for alloc_pages()
 *
 * For architectures: from machine_kexec_prepare() and machine_kexec_post_load()
 * only. The pages are in the linear map, outside every destination, below
 * KEXEC_CONTROL_MEMORY_LIMIT, in the reserved memory for a crash image, hold
 * anything, and are freed with the image.
 *
 * Context: Process context, holding kexec_lock. May sleep.
 * Return: The first page, or NULL, and the cause is noted.
 */
struct page *kimage_alloc_control_pages(struct kimage *image, unsigned int order)
{
	struct kexec_memory *memory = image->memory;
	struct page *page;

	lockdep_assert_held(&kexec_lock);
	if (image->type == KEXEC_TYPE_CRASH) {
		const struct kimage *armed = kexec_crash_image;

		page = crash_region_alloc(&memory->layout,
					  armed ? &armed->memory->layout : NULL, order);
		if (!page)
			kexec_refuse(image->why, KEXEC_REFUSED_REGION_FULL, 0);
	} else {
		page = kexec_control_alloc(&memory->layout, &memory->frames,
					   &memory->control, KEXEC_CONTROL_MEMORY_GFP,
					   order, KEXEC_CONTROL_MEMORY_LIMIT);
		if (!page)
			kexec_refuse(image->why, KEXEC_REFUSED_NO_MEMORY, 0);
	}
	return page;
}

/**
 * kimage_extents() - get what has to be moved at the jump
 * @image:	an image whose data is in its frames
 * @extents:	set to the array, sorted by destination
 *
 * For architectures that do not walk the page list. An extent whose source is
 * its destination is in place. No other source is in any destination.
 *
 * Context: Any.
 * Return: Number of extents.
 */
unsigned int kimage_extents(const struct kimage *image,
			    const struct kexec_extent **extents)
{
	*extents = image->memory->extents.extent;
	return image->memory->extents.nr;
}

static bool kimage_find_pages(const struct kexec_extents *extents, u64 addr,
			      struct page **pages, unsigned long nr)
{
	unsigned long found = 0;

	for (unsigned int i = 0; i < extents->nr && found < nr; i++) {
		const struct kexec_extent *extent = &extents->extent[i];

		for (; found < nr && addr >= extent->dst && addr - extent->dst < extent->len;
		     addr += PAGE_SIZE)
			pages[found++] = boot_pfn_to_page((extent->src + (addr - extent->dst))
							  >> PAGE_SHIFT);
	}
	return found == nr;
}

/**
 * kimage_map_segment() - make the data of a loaded image accessible
 * @image:	the image
 * @addr:	destination of the data, page aligned
 * @size:	bytes
 *
 * Context: Process context. May sleep.
 * Return: The address of the data where it is now, for kimage_unmap_segment(), or
 * NULL: no memory, or not all of the range is in the image.
 */
void *kimage_map_segment(struct kimage *image, unsigned long addr,
			 unsigned long size)
{
	unsigned long nr = PAGE_ALIGN(size) >> PAGE_SHIFT;
	struct page **pages = kvmalloc_array(nr, sizeof(*pages), GFP_KERNEL | __GFP_NOWARN);
	void *mapping = NULL;

	if (pages && kimage_find_pages(&image->memory->extents, addr, pages, nr))
		mapping = kexec_vmap(pages, nr);
	kvfree(pages);
	return mapping;
}

/**
 * kimage_unmap_segment() - undo kimage_map_segment()
 * @mapping:	what that returned
 *
 * Context: Process context. May sleep.
 */
void kimage_unmap_segment(void *mapping)
{
	vunmap(mapping);
}
