// SPDX-License-Identifier: GPL-2.0-only
/*
 * Files in pages of their own, see file_pages.h.
 */
#include <linux/kexec.h>
#include <linux/mm.h>
#include <linux/vmalloc.h>

#include "claim.h"
#include "file_pages.h"
#include "frames.h"

static void kexec_file_pages_put(struct kexec_file_pages *file, unsigned long at,
				 struct page *page)
{
	for (unsigned long k = 0; k < 1UL << page_private(page); k++)
		file->pages[at + k] = page + k;
}

/* Claims the available pages of one run, each where it belongs in the file. */
static unsigned long kexec_file_pages_claim(struct kexec_file_pages *file,
					    struct page_claim_stats *stats)
{
	struct page *page, *next;
	struct kexec_frames run;
	unsigned long first;

	kexec_frames_init(&run);
	first = kexec_claim_run(&run, file->nr_pages, stats);
	list_for_each_entry_safe(page, next, &run.blocks, lru) {
		list_del(&page->lru);
		kexec_file_pages_put(file, page_to_pfn(page) - first, page);
		cond_resched();
	}
	return run.nr;
}

static unsigned long kexec_file_pages_next_gap(const struct kexec_file_pages *file,
					       unsigned long at)
{
	while (file->pages[at])
		at++;
	return at;
}

static bool kexec_file_pages_has_room(const struct kexec_file_pages *file, unsigned long at,
				      unsigned long nr)
{
	return at + nr <= file->nr_pages &&
	       !memchr_inv(file->pages + at, 0, nr * sizeof(*file->pages));
}

/* Fills all gaps: there are as many frames as that. Those not used when killed stay. */
static int kexec_file_pages_fill(struct kexec_file_pages *file, struct kexec_frames *frames)
{
	struct page *page, *next;
	unsigned long at = 0;

	list_for_each_entry_safe(page, next, &frames->blocks, lru) {
		unsigned long nr = 1UL << page_private(page), step = nr;

		if (kexec_killed())
			return -EINTR;
		list_del(&page->lru);
		at = kexec_file_pages_next_gap(file, at);
		if (!kexec_file_pages_has_room(file, at, nr)) {
			kexec_block_split(page);
			step = 1;
		}
		for (unsigned long k = 0; k < nr; k += step) {
			at = kexec_file_pages_next_gap(file, at);
			kexec_file_pages_put(file, at, page + k);
		}
	}
	return 0;
}

/**
 * kexec_file_pages_alloc() - allocate pages for a file
 * @file:	all zero but for @stays; filled in. kexec_file_pages_free() is due even after
 *		a failure
 * @size:	bytes, not 0
 * @stats:	what it cost to claim pages is added to it
 * @why:	filled in on failure
 *
 * The last page is zero after the end of the file.
 *
 * Context: Process context. May sleep.
 * Return: 0; -ENOMEM; -EINTR when the process was killed.
 */
int kexec_file_pages_alloc(struct kexec_file_pages *file, size_t size,
			   struct page_claim_stats *stats, struct kexec_refusal *why)
{
	unsigned long nr = (size - 1) / PAGE_SIZE + 1, claimed = 0;
	struct kexec_frames rest;
	int ret;

	ret = kexec_frames_check(nr, why);
	if (ret)
		return ret;
	file->pages = kvcalloc(nr, sizeof(*file->pages), GFP_KERNEL | __GFP_NOWARN);
	if (!file->pages)
		return kexec_refuse(why, KEXEC_REFUSED_NO_MEMORY, 0);
	file->nr_pages = nr;

	if (file->stays)
		claimed = kexec_file_pages_claim(file, stats);
	kexec_frames_init(&rest);
	ret = kexec_frames_alloc(&rest, nr - claimed, why);
	if (ret)
		goto err_free;
	ret = kexec_file_pages_fill(file, &rest);
	if (ret) {
		ret = kexec_refuse(why, KEXEC_REFUSED_SIGNAL, 0);
		goto err_free;
	}
	file->size = size;
	file->map = kexec_vmap(file->pages, nr);
	if (!file->map)
		return kexec_refuse(why, KEXEC_REFUSED_NO_MEMORY, 0);
	memset(file->map + size, 0, nr * PAGE_SIZE - size);
	return 0;

err_free:
	kexec_frames_free(&rest);
	return ret;
}

/**
 * kexec_file_pages_free() - free the pages that no image has taken over
 * @file:	from kexec_file_pages_alloc(), or all zero
 *
 * Context: Process context. May sleep.
 */
void kexec_file_pages_free(struct kexec_file_pages *file)
{
	unsigned long nr;

	vunmap(file->map);
	for (unsigned long i = 0; i < file->nr_pages; i += nr) {
		struct page *page = file->pages[i];

		nr = page ? 1UL << page_private(page) : 1;
		if (page)
			kexec_block_free(page);
		cond_resched();
	}
	kvfree(file->pages);
	*file = (struct kexec_file_pages){};
}

static bool kexec_file_pages_has(const struct kexec_file_pages *file, const void *data)
{
	return file->map && data >= file->map && data <= file->map + file->size;
}

/**
 * kexec_file_pages_find() - find the file that data is in
 * @files:	the files
 * @data:	an address
 *
 * Context: Any.
 * Return: The file, or NULL if it is in none.
 */
struct kexec_file_pages *kexec_file_pages_find(struct kexec_files *files, const void *data)
{
	if (kexec_file_pages_has(&files->kernel, data))
		return &files->kernel;
	if (kexec_file_pages_has(&files->initrd, data))
		return &files->initrd;
	return NULL;
}

static bool kexec_page_follows(struct page *page, struct page *previous)
{
	return page_to_boot_pfn(page) == page_to_boot_pfn(previous) + 1;
}

/**
 * kexec_file_pages_best_run() - find the address at which most of the data is in place
 * @file:	the file that @data is in, none of its pages gone
 * @data:	the data
 * @size:	of @data, in bytes
 * @addr:	set to the physical address that the data would have to be given
 *
 * Context: Process context.
 * Return: false where there is no such address.
 */
bool kexec_file_pages_best_run(const struct kexec_file_pages *file, const void *data,
			       size_t size, u64 *addr)
{
	unsigned long first = (data - file->map) / PAGE_SIZE;
	unsigned long end = min(first + size / PAGE_SIZE, file->nr_pages);
	unsigned long start = first, best = first, best_len = 0;
	u64 at;

	if (offset_in_page(data))
		return false;
	for (unsigned long i = first; i < end && !kexec_killed_at(i); i++) {
		if (i > first && !kexec_page_follows(file->pages[i], file->pages[i - 1]))
			start = i;
		if (i + 1 - start > best_len) {
			best_len = i + 1 - start;
			best = start;
		}
	}
	if (!best_len)
		return false;
	at = kexec_page_addr(file->pages[best]);
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

/* Let a block begin at page @at: one that goes across is split. */
static void kexec_file_pages_cut(struct kexec_file_pages *file, unsigned long at)
{
	unsigned long first = 0, nr = 0;

	while (first + nr < at) {
		cond_resched();
		first += nr;
		nr = 1UL << page_private(file->pages[first]);
	}
	if (first + nr > at)
		kexec_block_split(file->pages[first]);
}

static void kexec_preload_piece(const struct kimage *image, const struct kexec_piece *piece,
				struct kexec_preload *preload)
{
	const struct kexec_segment *segment = &image->segment[piece->segment];
	struct kexec_file_pages *file = kexec_file_pages_find(image->file, segment->kbuf);
	unsigned long nr = segment->bufsz / PAGE_SIZE, first;

	if (!file || offset_in_page(segment->kbuf) ||
	    kexec_data_is_shared(image, piece->segment, segment->kbuf,
				 segment->kbuf + nr * PAGE_SIZE))
		return;
	first = (segment->kbuf - file->map) / PAGE_SIZE;
	kexec_file_pages_cut(file, first);
	kexec_file_pages_cut(file, first + nr);
	preload->pages = file->pages + first;
	preload->nr = nr;
}

/**
 * kexec_file_preload() - select the pages of its files that an image takes over
 * @image:	an image for a reboot
 * @layout:	its layout
 * @preload:	by piece of @layout, set to the pages; all zero before
 *
 * Context: Process context.
 */
void kexec_file_preload(const struct kimage *image, const struct kexec_layout *layout,
			struct kexec_preload *preload)
{
	if (!image->file_mode)
		return;
	for (unsigned int i = 0; i < layout->nr; i++)
		kexec_preload_piece(image, &layout->piece[i], &preload[i]);
}
