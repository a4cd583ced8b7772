// SPDX-License-Identifier: GPL-2.0-only
/*
 * See assign.h. Nothing here allocates or looks at memory: frames are
 * addresses, and data is moved by the caller's function.
 */
#include <linux/mm.h>
#include <linux/sched.h>

#include "assign.h"

/* A frame goes to the page that belongs there; what that had before goes on. */
static void kexec_assign_frame(struct kexec_assign *assign, u64 frame)
{
	for (;;) {
		long page = kexec_layout_page(assign->layout, frame);
		u64 previous;

		if (page < 0) {
			assign->spare[assign->nr_spares++] = frame;
			return;
		}
		previous = assign->frame[page];
		assign->frame[page] = frame;
		if (previous == KEXEC_NO_FRAME) {
			assign->missing--;
			return;
		}
		assign->copy(frame, previous);
		frame = previous;
		cond_resched();
	}
}

static void kexec_assign_give_spares(struct kexec_assign *assign, const struct kexec_range *run)
{
	for (u64 frame = run->start; frame < run->end; frame += PAGE_SIZE)
		assign->spare[assign->nr_spares++] = frame;
}

static void kexec_assign_give_piece(struct kexec_assign *assign, const struct kexec_piece *piece,
				    const struct kexec_range *run)
{
	u64 *to = assign->frame + piece->first + ((run->start - piece->dst.start) >> PAGE_SHIFT);

	for (u64 frame = run->start; frame < run->end; frame += PAGE_SIZE, to++) {
		if (*to != KEXEC_NO_FRAME) {
			kexec_assign_frame(assign, frame);
			continue;
		}
		*to = frame;
		assign->missing--;
	}
}

/**
 * kexec_assign_give() - bring empty frames in
 * @assign:	the assignment
 * @block:	their addresses, that no page is in
 *
 * Context: Process context. May sleep.
 */
void kexec_assign_give(struct kexec_assign *assign, const struct kexec_range *block)
{
	const struct kexec_layout *layout = assign->layout;
	unsigned int i = kexec_layout_find(layout, block->start);
	struct kexec_range run = { .end = block->start };

	for (; i < layout->nr && layout->piece[i].dst.start < block->end; i++) {
		const struct kexec_piece *piece = &layout->piece[i];
		struct kexec_range both = kexec_range_intersect(block, &piece->dst);

		run = (struct kexec_range){ run.end, both.start };
		kexec_assign_give_spares(assign, &run);
		kexec_assign_give_piece(assign, piece, &both);
		run.end = both.end;
	}
	run = (struct kexec_range){ run.end, block->end };
	kexec_assign_give_spares(assign, &run);
}

static u64 kexec_assign_take(struct kexec_assign *assign)
{
	if (WARN_ON_ONCE(!assign->nr_spares))
		return KEXEC_NO_FRAME;
	return assign->spare[--assign->nr_spares];
}

/* The frame of @page is another page's destination: empty it. */
static int kexec_assign_evict(struct kexec_assign *assign, unsigned long page)
{
	u64 previous = assign->frame[page], spare = kexec_assign_take(assign);

	if (spare == KEXEC_NO_FRAME)
		return -ENOMEM;
	assign->copy(spare, previous);
	assign->frame[page] = spare;
	kexec_assign_frame(assign, previous);
	return 0;
}

/**
 * kexec_assign_begin() - start without frames
 * @assign:	has its layout and its arrays
 *
 * Context: Process context. May sleep.
 * Return: 0; -EINTR when the process was killed.
 */
int kexec_assign_begin(struct kexec_assign *assign)
{
	unsigned long pages = assign->layout->pages;

	for (unsigned long page = 0; page < pages; page += KEXEC_PAGES_A_LOOK) {
		if (kexec_killed())
			return -EINTR;
		memset64(assign->frame + page, KEXEC_NO_FRAME,
			 min(pages - page, KEXEC_PAGES_A_LOOK));
	}
	assign->missing = pages;
	assign->nr_spares = 0;
	assign->preloaded = 0;
	return 0;
}

/**
 * kexec_assign_preloaded() - bring a frame in that has its data already
 * @assign:	the assignment, which has been given no empty frames yet
 * @page:	number of the page of the layout that the data is
 * @frame:	address of the frame
 *
 * Context: Any.
 */
void kexec_assign_preloaded(struct kexec_assign *assign, unsigned long page, u64 frame)
{
	assign->frame[page] = frame;
	assign->missing--;
	assign->preloaded++;
}

/**
 * kexec_assign_finish() - find a frame for every page
 * @assign:	has been given all frames
 *
 * Context: Process context. May sleep.
 * Return: 0; -EINTR when the process was killed; -ENOMEM when there were too few frames,
 * which is a bug.
 */
int kexec_assign_finish(struct kexec_assign *assign)
{
	const struct kexec_layout *layout = assign->layout;

	/* Frames that came empty are in place, or spares. */
	for (unsigned int i = 0; assign->preloaded && i < layout->nr; i++) {
		const struct kexec_range *dst = &layout->piece[i].dst;
		unsigned long page = layout->piece[i].first;

		for (u64 pos = dst->start; pos < dst->end; pos += PAGE_SIZE, page++) {
			u64 frame = assign->frame[page];
			int ret;

			if (kexec_killed_at(page))
				return -EINTR;
			if (frame == pos || frame == KEXEC_NO_FRAME ||
			    kexec_layout_page(layout, frame) < 0)
				continue;
			ret = kexec_assign_evict(assign, page);
			if (ret)
				return ret;
		}
	}

	/* From the end: the spares on top of the stack have the highest addresses. */
	for (unsigned long page = layout->pages; assign->missing && page--;) {
		if (kexec_killed_at(page))
			return -EINTR;
		if (assign->frame[page] != KEXEC_NO_FRAME)
			continue;
		assign->frame[page] = kexec_assign_take(assign);
		if (assign->frame[page] == KEXEC_NO_FRAME)
			return -ENOMEM;
		assign->missing--;
	}
	return 0;
}

/* How many of the pages are in frames that follow each other as the pages do? */
static unsigned long kexec_run_length(const u64 *frame, unsigned long pages)
{
	const u64 *at = frame, *end = frame + pages;
	u64 next = *frame;

	do
		next += PAGE_SIZE;
	while (++at < end && *at == next);
	return at - frame;
}

/* Neighbouring pieces may be one extent. */
static bool kexec_extent_grows(struct kexec_extent *extent, const struct kexec_extent *next)
{
	if (next->dst != extent->dst + extent->len || next->src != extent->src + extent->len)
		return false;
	extent->len += next->len;
	return true;
}

/**
 * kexec_assign_extents() - list where each byte of the layout is
 * @assign:	a finished assignment
 * @extents:	the result, sorted by destination
 * @room:	how many entries it has room for; no more are written
 *
 * Context: Process context. May sleep.
 * Return: Number of extents that there are; any less when the process was killed.
 */
unsigned int kexec_assign_extents(const struct kexec_assign *assign,
				  struct kexec_extent *extents, unsigned int room)
{
	const struct kexec_layout *layout = assign->layout;
	struct kexec_extent last = {};
	unsigned int nr = 0;

	for (unsigned int i = 0; i < layout->nr; i++) {
		const struct kexec_range *dst = &layout->piece[i].dst;
		const u64 *frame = assign->frame + layout->piece[i].first;
		unsigned long run;

		for (u64 pos = dst->start; pos < dst->end; pos += run * PAGE_SIZE, frame += run) {
			struct kexec_extent next = { .dst = pos, .src = *frame };

			if (kexec_killed())
				return nr;
			run = kexec_run_length(frame, min_t(u64, KEXEC_PAGES_A_LOOK,
							    (dst->end - pos) >> PAGE_SHIFT));
			next.len = run * PAGE_SIZE;
			if (!nr || !kexec_extent_grows(&last, &next)) {
				last = next;
				nr++;
			}
			if (nr <= room)
				extents[nr - 1] = last;
		}
	}
	return nr;
}
