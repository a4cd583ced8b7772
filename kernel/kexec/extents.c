// SPDX-License-Identifier: GPL-2.0-only
/*
 * Extents: made of a layout, preloaded pages and frames, which assign.c brings together.
 */
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>

#include "assign.h"
#include "extents.h"

/* Allocated before extents are counted: half a page, enough for most images. */
#define KEXEC_EXTENTS_FEW	(PAGE_SIZE / 2 / sizeof(struct kexec_extent))

/* Data that is not needed any more is not copied: the call is about to fail. */
static void kexec_copy_frame(u64 to, u64 from)
{
	if (!fatal_signal_pending(current))
		copy_page(kexec_virt(to), kexec_virt(from));
}

static unsigned long kexec_count_preloaded(const struct kexec_layout *layout,
					   const struct kexec_preload *preload)
{
	unsigned long nr = 0;

	for (unsigned int i = 0; i < layout->nr; i++)
		nr += preload[i].nr;
	return nr;
}

/**
 * kexec_extents_frames() - count the frames that kexec_extents_assign() needs
 * @layout:	the layout
 * @preload:	by piece of @layout, pages that have their data already
 *
 * Context: Any.
 * Return: How many, the preloaded pages not counted.
 */
unsigned long kexec_extents_frames(const struct kexec_layout *layout,
				   const struct kexec_preload *preload)
{
	unsigned long preloaded = kexec_count_preloaded(layout, preload);

	/* See assign.h: where frames came with data, there has to be one more. */
	return layout->pages - preloaded + !!preloaded;
}

static int kexec_assign_all(struct kexec_assign *assign, const struct kexec_preload *preload,
			    const struct kexec_frames *frames)
{
	const struct kexec_layout *layout = assign->layout;
	struct page *page;

	if (kexec_assign_begin(assign))
		return -EINTR;
	for (unsigned int i = 0; i < layout->nr; i++)
		for (unsigned long k = 0; k < preload[i].nr; k++) {
			if (kexec_killed_at(k))
				return -EINTR;
			kexec_assign_preloaded(assign, layout->piece[i].first + k,
					       kexec_page_addr(preload[i].pages[k]));
		}
	list_for_each_entry(page, &frames->blocks, lru) {
		struct kexec_range block = kexec_block_range(page);

		if (kexec_killed())
			return -EINTR;
		kexec_assign_give(assign, &block);
	}
	return kexec_assign_finish(assign);
}

static int kexec_extents_write(struct kexec_extents *extents,
			       const struct kexec_assign *assign)
{
	unsigned int room = KEXEC_EXTENTS_FEW;

	for (;;) {
		extents->extent = kvmalloc_array(room, sizeof(*extents->extent),
						 GFP_KERNEL | __GFP_NOWARN);
		if (!extents->extent)
			return -ENOMEM;
		extents->nr = kexec_assign_extents(assign, extents->extent, room);
		if (extents->nr <= room)
			return 0;
		room = extents->nr;
		kvfree(extents->extent);
	}
}

/*
 * A preloaded page that became a spare, since its data could be put in place, is not
 * taken over.
 */
static void kexec_mark_spares(const struct kexec_assign *assign, bool mark)
{
	for (unsigned long i = 0; i < assign->nr_spares; i++) {
		struct page *page = boot_pfn_to_page(assign->spare[i] >> PAGE_SHIFT);

		if (!(i % KEXEC_PAGES_A_LOOK))
			cond_resched();
		if (mark)
			SetPagePrivate(page);
		else
			ClearPagePrivate(page);
	}
}

static unsigned long kexec_count_spares(struct page *page, unsigned long nr)
{
	unsigned long spares = 0;

	for (unsigned long i = 0; i < nr; i++)
		spares += PagePrivate(page + i);
	return spares;
}

/* Makes the block that begins at @pages a frame of the image, and returns its size. */
static unsigned long kexec_take_block(struct kexec_frames *frames, struct page **pages)
{
	struct page *page = *pages;
	unsigned long nr = 1UL << page_private(page);
	unsigned long spares = kexec_count_spares(page, nr);

	if (spares && spares < nr) {
		kexec_block_split(page);
		nr = 1;
		spares = PagePrivate(page);
	}
	if (spares == nr)
		return nr;
	kexec_frames_add(frames, page);
	memset(pages, 0, nr * sizeof(*pages));
	return nr;
}

static void kexec_take_preloaded(const struct kexec_assign *assign,
				 const struct kexec_preload *preload,
				 struct kexec_frames *frames)
{
	kexec_mark_spares(assign, true);
	for (unsigned int i = 0; i < assign->layout->nr; i++) {
		for (unsigned long page = 0; page < preload[i].nr;) {
			page += kexec_take_block(frames, preload[i].pages + page);
			cond_resched();
		}
	}
	kexec_mark_spares(assign, false);
}

/**
 * kexec_extents_assign() - assign a frame to every page of a layout
 * @layout:	the layout
 * @preload:	by piece of @layout, pages that have their data already; what is taken over
 *		is removed
 * @frames:	as many as kexec_extents_frames() says, or more; gets the preloaded pages
 * @extents:	the result, for kexec_extents_free()
 * @why:	filled in on failure
 *
 * Context: Process context. May sleep.
 * Return: 0; -ENOMEM; -EINTR when the process was killed. Preloaded pages are not taken
 * over then, and have lost their data.
 */
int kexec_extents_assign(const struct kexec_layout *layout,
			 const struct kexec_preload *preload, struct kexec_frames *frames,
			 struct kexec_extents *extents, struct kexec_refusal *why)
{
	unsigned long preloaded = kexec_count_preloaded(layout, preload);
	struct kexec_assign assign = { .layout = layout, .copy = kexec_copy_frame };

	if (!layout->pages)
		return 0;

	/* From 1 TiB on, they are larger than an allocation may be. */
	u64 *frame __free(kvfree) = kvmalloc_array(layout->pages, sizeof(*frame),
						   GFP_KERNEL | __GFP_NOWARN);
	u64 *spare __free(kvfree) = kvmalloc_array(frames->nr + preloaded, sizeof(*spare),
						   GFP_KERNEL | __GFP_NOWARN);
	if (!frame || !spare)
		return kexec_refuse(why, KEXEC_REFUSED_NO_MEMORY, 0);
	assign.frame = frame;
	assign.spare = spare;
	if (kexec_assign_all(&assign, preload, frames) || kexec_extents_write(extents, &assign))
		return kexec_refuse(why, KEXEC_REFUSED_NO_MEMORY, 0);
	if (fatal_signal_pending(current))
		return kexec_refuse(why, KEXEC_REFUSED_SIGNAL, 0);
	kexec_take_preloaded(&assign, preload, frames);
	return 0;
}

/**
 * kexec_extents_in_region() - make extents of which all are in place
 * @layout:	the layout, in memory that is reserved for it
 * @extents:	the result, for kexec_extents_free()
 * @why:	filled in on failure
 *
 * Context: Process context. May sleep.
 * Return: 0 or -ENOMEM.
 */
int kexec_extents_in_region(const struct kexec_layout *layout, struct kexec_extents *extents,
			    struct kexec_refusal *why)
{
	extents->extent = kvmalloc_array(layout->nr, sizeof(*extents->extent), GFP_KERNEL);
	if (!extents->extent)
		return kexec_refuse(why, KEXEC_REFUSED_NO_MEMORY, 0);
	extents->nr = layout->nr;
	for (unsigned int i = 0; i < layout->nr; i++)
		extents->extent[i] = (struct kexec_extent){
			.dst = layout->piece[i].dst.start,
			.src = layout->piece[i].dst.start,
			.len = kexec_range_len(&layout->piece[i].dst),
		};
	return 0;
}

/**
 * kexec_extents_free() - free extents
 * @extents:	the extents; none are left
 *
 * Context: Process context. May sleep.
 */
void kexec_extents_free(struct kexec_extents *extents)
{
	kvfree(extents->extent);
	*extents = (struct kexec_extents){};
}

/**
 * kexec_extents_in_place() - count the bytes of a range that are in place
 * @extents:	the extents
 * @range:	destinations
 *
 * Context: Process context. May sleep.
 * Return: Bytes.
 */
u64 kexec_extents_in_place(const struct kexec_extents *extents,
			   const struct kexec_range *range)
{
	u64 bytes = 0;

	for (unsigned int i = 0; i < extents->nr; i++) {
		const struct kexec_extent *extent = &extents->extent[i];
		struct kexec_range dst = { extent->dst, (u64)extent->dst + extent->len };

		if (!(i % KEXEC_PAGES_A_LOOK))
			cond_resched();
		dst = kexec_range_intersect(&dst, range);
		if (extent->src == extent->dst && !kexec_range_empty(&dst))
			bytes += kexec_range_len(&dst);
	}
	return bytes;
}

/**
 * kexec_extents_to_move() - count the bytes that have to be moved at the jump
 * @extents:	the extents
 *
 * Context: Any.
 * Return: Bytes.
 */
u64 kexec_extents_to_move(const struct kexec_extents *extents)
{
	u64 bytes = 0;

	for (unsigned int i = 0; i < extents->nr; i++)
		if (extents->extent[i].src != extents->extent[i].dst)
			bytes += extents->extent[i].len;
	return bytes;
}
