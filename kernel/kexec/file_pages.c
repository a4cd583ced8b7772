// SPDX-License-Identifier: GPL-2.0-only
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
#include <linux/kexec.h>
#include <linux/mm.h>
#include <linux/vmalloc.h>

#include "../kexec_internal.h"

static void kexec_buffer_list(struct kexec_buffer *buffer, struct kexec_memory *memory)
{
	struct page *page, *next;
	unsigned long nr = 0;

	list_for_each_entry_safe(page, next, &memory->frames, lru) {
		list_del(&page->lru);
		for (unsigned long i = 0; i < 1UL << page_private(page); i++)
			buffer->pages[nr++] = page + i;
	}
}

static int kexec_buffer_get(struct kexec_buffer *buffer, struct kexec_refusal *why)
{
	struct kexec_memory memory;
	int ret = 0;

	kexec_memory_init(&memory);
	if (buffer->stays)
		kexec_claim_run(&memory, buffer->nr_pages);
	if (memory.nr_frames < buffer->nr_pages)
		ret = kexec_stage_get(&memory, buffer->nr_pages, why);
	if (ret) {
		kexec_memory_free(&memory);
		return ret;
	}
	kexec_buffer_list(buffer, &memory);
	buffer->map = kexec_vmap(buffer->pages, buffer->nr_pages);
	return buffer->map ? 0 : kexec_refuse(why, KEXEC_REFUSED_NO_MEMORY, 0);
}

/**
 * kexec_buffer_alloc() - make room for a file
 * @buffer:	all zero but for @stays; filled in. kexec_buffer_free() is due even after
 *		a failure
 * @size:	bytes, not 0
 * @why:	filled in on failure
 *
 * The pages come in order of their addresses, so that the file has a chance to
 * lie in one piece. What is behind its end in the last page is zero.
 *
 * Context: Process context. May sleep.
 * Return: 0; -ENOMEM; -EINTR when the process was killed.
 */
int kexec_buffer_alloc(struct kexec_buffer *buffer, size_t size,
		       struct kexec_refusal *why)
{
	unsigned long nr = (size - 1) / PAGE_SIZE + 1;
	int ret;

	/* More cannot be loaded, see kimage_make_layout(): do not even try. */
	if (nr > totalram_pages() / 2)
		return kexec_refuse(why, KEXEC_REFUSED_NO_MEMORY, size);
	buffer->pages = kvcalloc(nr, sizeof(*buffer->pages), GFP_KERNEL);
	if (!buffer->pages)
		return kexec_refuse(why, KEXEC_REFUSED_NO_MEMORY, 0);
	buffer->nr_pages = nr;
	buffer->size = size;
	ret = kexec_buffer_get(buffer, why);
	if (!ret)
		memset(buffer->map + size, 0, nr * PAGE_SIZE - size);
	return ret;
}

/**
 * kexec_buffer_free() - give back what no image has taken over
 * @buffer:	from kexec_buffer_alloc(), or all zero
 *
 * Context: Process context. May sleep.
 */
void kexec_buffer_free(struct kexec_buffer *buffer)
{
	unsigned long nr;

	vunmap(buffer->map);
	for (unsigned long i = 0; i < buffer->nr_pages; i += nr) {
		struct page *page = buffer->pages[i];

		nr = page ? 1UL << page_private(page) : 1;
		if (page)
			kexec_free_block(page);
		cond_resched();
	}
	kvfree(buffer->pages);
	*buffer = (struct kexec_buffer){};
}

static bool kexec_buffer_has(const struct kexec_buffer *buffer, const void *data)
{
	return buffer->map && data >= buffer->map && data <= buffer->map + buffer->size;
}

/**
 * kexec_buffer_find() - which file is it that data belongs to?
 * @file:	the files
 * @data:	an address
 *
 * Context: Any.
 * Return: The buffer, or NULL if it is in none.
 */
struct kexec_buffer *kexec_buffer_find(struct kexec_file *file, const void *data)
{
	if (kexec_buffer_has(&file->kernel, data))
		return &file->kernel;
	if (kexec_buffer_has(&file->initrd, data))
		return &file->initrd;
	return NULL;
}

static bool kexec_page_follows(struct page *page, struct page *former)
{
	return page_to_boot_pfn(page) == page_to_boot_pfn(former) + 1;
}

/**
 * kexec_buffer_best_run() - where would most of the data be in place?
 * @buffer:	the file that @data is in, none of its pages gone
 * @data:	the data
 * @size:	of @data, in bytes
 * @addr:	set to the physical address that the data would have to be given
 *
 * Context: Process context.
 * Return: false where there is no such address.
 */
bool kexec_buffer_best_run(const struct kexec_buffer *buffer, const void *data,
			   size_t size, u64 *addr)
{
	unsigned long first = (data - buffer->map) / PAGE_SIZE;
	unsigned long end = min(first + size / PAGE_SIZE, buffer->nr_pages);
	unsigned long start = first, best = first, best_len = 0;
	u64 at;

	if (offset_in_page(data))
		return false;
	for (unsigned long i = first; i < end; i++) {
		if (i > first && !kexec_page_follows(buffer->pages[i], buffer->pages[i - 1]))
			start = i;
		if (i + 1 - start > best_len) {
			best_len = i + 1 - start;
			best = start;
		}
	}
	if (!best_len)
		return false;
	at = kexec_page_addr(buffer->pages[best]);
	*addr = at - (u64)(best - first) * PAGE_SIZE;
	return at >= (u64)(best - first) * PAGE_SIZE;
}

/* Is any of these bytes in the data of another segment? */
static bool kexec_data_is_shared(const struct kimage *image, unsigned int index,
				 const void *start, const void *end)
{
	for (unsigned int i = 0; i < image->nr_segments; i++) {
		const struct kexec_segment *other = &image->segment[i];

		if (i != index && other->kbuf < end && other->kbuf + other->bufsz > start)
			return true;
	}
	return false;
}

/* Let a block begin at page @at: one that goes across is split, if it can be. */
static bool kexec_buffer_cut(struct kexec_buffer *buffer, unsigned long at)
{
	unsigned long first = 0, nr = 0;

	while (first + nr < at) {
		first += nr;
		nr = 1UL << page_private(buffer->pages[first]);
	}
	if (first + nr == at)
		return true;
	if (PageCompound(buffer->pages[first]))
		return false;
	kexec_split_block(buffer->pages[first]);
	return true;
}

static void kexec_hold_piece(struct kimage *image, const struct kexec_piece *piece,
			     struct kexec_held *held)
{
	const struct kexec_segment *segment = &image->segment[piece->segment];
	struct kexec_buffer *buffer = kexec_buffer_find(image->file, segment->kbuf);
	unsigned long nr = segment->bufsz / PAGE_SIZE, first;

	if (!buffer || offset_in_page(segment->kbuf) ||
	    kexec_data_is_shared(image, piece->segment, segment->kbuf,
				 segment->kbuf + nr * PAGE_SIZE))
		return;
	first = (segment->kbuf - buffer->map) / PAGE_SIZE;
	if (!kexec_buffer_cut(buffer, first) || !kexec_buffer_cut(buffer, first + nr))
		return;
	held->pages = buffer->pages + first;
	held->nr = nr;
}

/**
 * kexec_buffer_hold() - say which pages of its files an image takes over
 * @image:	has its layout; kexec_memory.held is set
 *
 * Context: Process context.
 */
void kexec_buffer_hold(struct kimage *image)
{
	struct kexec_memory *memory = image->memory;

	/* What is armed for a crash is copied there, see kernel/kexec/crash/image.c. */
	if (!image->file_mode || image->type == KEXEC_TYPE_CRASH)
		return;
	for (unsigned int i = 0; i < memory->layout.nr; i++)
		kexec_hold_piece(image, &memory->layout.piece[i], &memory->held[i]);
}
