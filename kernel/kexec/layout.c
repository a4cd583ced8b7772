// SPDX-License-Identifier: GPL-2.0-only
/*
 * Request and limits in, layout or refusal out. Nothing here looks at anything but its
 * arguments.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/sort.h>

#include "layout.h"

static int kexec_check_range(const struct kexec_segment *segment, int index,
			     const struct kexec_limits *limits,
			     struct kexec_range *range, struct kexec_refusal *why)
{
	bool fits = kexec_range_init(range, segment->mem, segment->memsz);

	if (!PAGE_ALIGNED(segment->mem | segment->memsz))
		return kexec_refuse_segment(why, KEXEC_REFUSED_UNALIGNED, index, range);
	/* Nothing is put at an empty range, so it may lie anywhere. */
	if (!segment->memsz)
		return 0;
	if (!fits)
		return kexec_refuse_segment(why, KEXEC_REFUSED_WRAP, index, range);
	if (range->start < limits->first || range->end - 1 > limits->last)
		return kexec_refuse_segment(why, limits->region ? KEXEC_REFUSED_OUTSIDE :
					    KEXEC_REFUSED_UNREACHABLE, index, range);
	return 0;
}

static int kexec_piece_cmp(const void *a, const void *b)
{
	const struct kexec_piece *x = a, *y = b;

	if (x->dst.start != y->dst.start)
		return x->dst.start < y->dst.start ? -1 : 1;
	return 0;
}

/* Of two that meet, the one that comes later in the request is named. */
static int kexec_check_disjoint(const struct kexec_layout *layout,
				struct kexec_refusal *why)
{
	for (unsigned int i = 1; i < layout->nr; i++) {
		const struct kexec_piece *a = &layout->piece[i - 1];
		const struct kexec_piece *b = &layout->piece[i];
		const struct kexec_piece *later = a->segment > b->segment ? a : b;

		if (kexec_range_overlaps(&a->dst, &b->dst))
			return kexec_refuse_segment(why, KEXEC_REFUSED_OVERLAP,
						    later->segment, &later->dst);
	}
	return 0;
}

static void kexec_number_pages(struct kexec_layout *layout)
{
	for (unsigned int i = 0; i < layout->nr; i++) {
		layout->piece[i].first = layout->pages;
		layout->pages += kexec_range_len(&layout->piece[i].dst) >> PAGE_SHIFT;
	}
}

static int kexec_check_buffers(const struct kexec_segment *segments,
			       unsigned long nr, struct kexec_refusal *why)
{
	for (unsigned long i = 0; i < nr; i++) {
		struct kexec_range range;

		if (segments[i].bufsz <= segments[i].memsz)
			continue;
		kexec_range_init(&range, segments[i].mem, segments[i].memsz);
		return kexec_refuse_segment(why, KEXEC_REFUSED_BUFSZ, i, &range);
	}
	return 0;
}

/**
 * kexec_layout_build() - turn a request into a layout
 * @layout:	gets the pieces, which are invalid after an error; other ranges stay
 * @segments:	the request, in any order
 * @nr:		number of @segments
 * @limits:	what the image has to stay within
 * @why:	filled in on refusal
 *
 * Which rule is named when several are broken is ABI as far as the errnos
 * differ: addresses before overlaps before buffer sizes.
 *
 * Context: Any.
 * Return: 0; -EADDRNOTAVAIL for a range that is not page aligned, wraps, cannot be
 * reached or is not reserved; -EINVAL for too many segments, an overlap, a buffer larger
 * than its range.
 */
int kexec_layout_build(struct kexec_layout *layout,
		       const struct kexec_segment *segments, unsigned long nr,
		       const struct kexec_limits *limits,
		       struct kexec_refusal *why)
{
	int ret;

	layout->nr = 0;
	layout->pages = 0;
	if (nr > KEXEC_SEGMENT_MAX)
		return kexec_refuse(why, KEXEC_REFUSED_SEGMENT_COUNT, nr);

	for (unsigned long i = 0; i < nr; i++) {
		struct kexec_piece *piece = &layout->piece[layout->nr];

		ret = kexec_check_range(&segments[i], i, limits, &piece->dst, why);
		if (ret)
			return ret;
		if (!segments[i].memsz)
			continue;
		piece->segment = i;
		layout->nr++;
	}
	sort(layout->piece, layout->nr, sizeof(layout->piece[0]), kexec_piece_cmp, NULL);
	kexec_number_pages(layout);

	ret = kexec_check_disjoint(layout, why);
	if (ret)
		return ret;
	return kexec_check_buffers(segments, nr, why);
}

/**
 * kexec_layout_find() - find the first piece that ends after an address
 * @layout:	the layout
 * @addr:	physical address
 *
 * Context: Any.
 * Return: Its index, or the number of pieces when all end at or before @addr.
 */
unsigned int kexec_layout_find(const struct kexec_layout *layout, u64 addr)
{
	unsigned int low = 0, high = layout->nr;

	while (low < high) {
		unsigned int mid = (low + high) / 2;

		if (layout->piece[mid].dst.end <= addr)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/**
 * kexec_layout_page() - get the page of the layout that belongs at an address
 * @layout:	the layout
 * @addr:	physical address
 *
 * Context: Any.
 * Return: Its number, counted through all pieces, or -1 when @addr is no
 * destination.
 */
long kexec_layout_page(const struct kexec_layout *layout, u64 addr)
{
	const struct kexec_piece *piece;
	unsigned int i = kexec_layout_find(layout, addr);

	if (i == layout->nr || addr < layout->piece[i].dst.start)
		return -1;
	piece = &layout->piece[i];
	return piece->first + ((addr - piece->dst.start) >> PAGE_SHIFT);
}

/**
 * kexec_layout_add_control() - add a range of control pages
 * @layout:	the layout of a crash image
 * @range:	the range; mostly it begins where the last one ends
 *
 * Context: Process context. May sleep.
 * Return: 0 or -ENOMEM.
 */
int kexec_layout_add_control(struct kexec_layout *layout, const struct kexec_range *range)
{
	unsigned int nr = layout->nr_control;

	if (nr && layout->control[nr - 1].end == range->start) {
		layout->control[nr - 1].end = range->end;
		return 0;
	}
	if (nr == layout->max_control) {
		unsigned int max = max(2 * nr, 16U);
		struct kexec_range *control = krealloc_array(layout->control, max,
							     sizeof(*control), GFP_KERNEL);

		if (!control)
			return -ENOMEM;
		layout->control = control;
		layout->max_control = max;
	}
	layout->control[layout->nr_control++] = *range;
	return 0;
}

/**
 * kexec_layout_free() - free what a layout has allocated
 * @layout:	the layout, not to be used any more
 *
 * Context: Any.
 */
void kexec_layout_free(struct kexec_layout *layout)
{
	kfree(layout->control);
	layout->control = NULL;
}

/**
 * kexec_layout_holds() - check whether anything of an image is in a range before the jump
 * @layout:	the layout of a crash image
 * @range:	the range
 * @obstacle:	set to a range that the image is in and that overlaps @range; or NULL
 *
 * Context: Any.
 * Return: true if so.
 */
bool kexec_layout_holds(const struct kexec_layout *layout, const struct kexec_range *range,
			struct kexec_range *obstacle)
{
	unsigned int i = kexec_layout_find(layout, range->start);

	if (i < layout->nr && kexec_range_meets(range, &layout->piece[i].dst, 1, obstacle))
		return true;
	return kexec_range_meets(range, layout->control, layout->nr_control, obstacle);
}

/**
 * kexec_layout_uses() - check whether an image uses any of a range
 * @layout:	the image's layout
 * @range:	the range
 * @obstacle:	set to a range that the image uses and that overlaps @range; or NULL
 *
 * Context: Any.
 * Return: true if it does.
 */
bool kexec_layout_uses(const struct kexec_layout *layout, const struct kexec_range *range,
		       struct kexec_range *obstacle)
{
	return kexec_layout_holds(layout, range, obstacle) ||
	       kexec_range_meets(range, layout->reserved, layout->nr_reserved, obstacle);
}
