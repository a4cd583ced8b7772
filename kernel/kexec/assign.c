// SPDX-License-Identifier: GPL-2.0-only
/*
 * See assign.h. Nothing here allocates or looks at memory: frames are
 * addresses, and data is moved by the caller's function.
 */
#include <linux/mm.h>
#include <linux/sched.h>

#include "assign.h"

/* A frame goes to the page that belongs there; what that had before goes on. */
static void kexec_plan_settle(struct kexec_plan *plan, u64 frame)
{
	for (;;) {
		long page = kexec_layout_page(plan->layout, frame);
		u64 former;

		if (page < 0) {
			plan->spare[plan->nr_spares++] = frame;
			return;
		}
		former = plan->frame[page];
		plan->frame[page] = frame;
		if (former == KEXEC_NO_FRAME) {
			plan->missing--;
			return;
		}
		plan->copy(frame, former);
		frame = former;
		cond_resched();
	}
}

static void kexec_plan_give_spares(struct kexec_plan *plan, const struct kexec_range *run)
{
	for (u64 frame = run->start; frame < run->end; frame += PAGE_SIZE)
		plan->spare[plan->nr_spares++] = frame;
}

static void kexec_plan_give_piece(struct kexec_plan *plan, const struct kexec_piece *piece,
				  const struct kexec_range *run)
{
	u64 *to = plan->frame + piece->first + ((run->start - piece->dst.start) >> PAGE_SHIFT);

	for (u64 frame = run->start; frame < run->end; frame += PAGE_SIZE, to++) {
		if (*to != KEXEC_NO_FRAME) {
			kexec_plan_settle(plan, frame);
			continue;
		}
		*to = frame;
		plan->missing--;
	}
}

/**
 * kexec_plan_give() - bring empty frames in
 * @plan:	the plan
 * @block:	their addresses, that no page is in
 *
 * Context: Process context. May sleep.
 */
void kexec_plan_give(struct kexec_plan *plan, const struct kexec_range *block)
{
	const struct kexec_layout *layout = plan->layout;
	unsigned int i = kexec_layout_find(layout, block->start);
	struct kexec_range run = { .end = block->start };

	for (; i < layout->nr && layout->piece[i].dst.start < block->end; i++) {
		const struct kexec_piece *piece = &layout->piece[i];
		struct kexec_range both = kexec_range_intersect(block, &piece->dst);

		run = (struct kexec_range){ run.end, both.start };
		kexec_plan_give_spares(plan, &run);
		kexec_plan_give_piece(plan, piece, &both);
		run.end = both.end;
	}
	run = (struct kexec_range){ run.end, block->end };
	kexec_plan_give_spares(plan, &run);
}

static u64 kexec_plan_take(struct kexec_plan *plan)
{
	if (WARN_ON_ONCE(!plan->nr_spares))
		return KEXEC_NO_FRAME;
	return plan->spare[--plan->nr_spares];
}

/* The frame of @page is another page's destination: empty it. */
static int kexec_plan_evict(struct kexec_plan *plan, unsigned long page)
{
	u64 former = plan->frame[page], spare = kexec_plan_take(plan);

	if (spare == KEXEC_NO_FRAME)
		return -ENOMEM;
	plan->copy(spare, former);
	plan->frame[page] = spare;
	kexec_plan_settle(plan, former);
	return 0;
}

static bool kexec_plan_is_misplaced(const struct kexec_plan *plan, unsigned long page)
{
	return plan->frame[page] != KEXEC_NO_FRAME &&
	       kexec_layout_page(plan->layout, plan->frame[page]) >= 0;
}

static int kexec_plan_finish_piece(struct kexec_plan *plan, const struct kexec_piece *piece)
{
	unsigned long page = piece->first;
	int ret = 0;

	for (u64 pos = piece->dst.start; pos < piece->dst.end && !ret; pos += PAGE_SIZE, page++)
		if (plan->frame[page] != pos && kexec_plan_is_misplaced(plan, page))
			ret = kexec_plan_evict(plan, page);
	return ret;
}

/* From the end: the spares on top of the stack have the highest addresses. */
static int kexec_plan_fill(struct kexec_plan *plan)
{
	for (unsigned long page = plan->layout->pages; plan->missing && page--;) {
		if (plan->frame[page] != KEXEC_NO_FRAME)
			continue;
		plan->frame[page] = kexec_plan_take(plan);
		if (plan->frame[page] == KEXEC_NO_FRAME)
			return -ENOMEM;
		plan->missing--;
	}
	return 0;
}

/**
 * kexec_plan_begin() - begin a plan
 * @plan:	has its layout and its arrays
 *
 * Context: Any.
 */
void kexec_plan_begin(struct kexec_plan *plan)
{
	memset64(plan->frame, KEXEC_NO_FRAME, plan->layout->pages);
	plan->missing = plan->layout->pages;
	plan->nr_spares = 0;
	plan->held = 0;
}

/**
 * kexec_plan_hold() - bring a frame in that has its data already
 * @plan:	the plan, which has been given no empty frames yet
 * @page:	number of the page of the layout that the data is
 * @frame:	address of the frame
 *
 * Context: Any.
 */
void kexec_plan_hold(struct kexec_plan *plan, unsigned long page, u64 frame)
{
	plan->frame[page] = frame;
	plan->missing--;
	plan->held++;
}

/**
 * kexec_plan_finish() - find a frame for every page
 * @plan:	has been given all frames
 *
 * Context: Process context. May sleep.
 * Return: 0; -ENOMEM when there were too few frames, which is a bug.
 */
int kexec_plan_finish(struct kexec_plan *plan)
{
	int ret = 0;

	/* What came empty is in place, or a spare. */
	for (unsigned int i = 0; plan->held && i < plan->layout->nr && !ret; i++)
		ret = kexec_plan_finish_piece(plan, &plan->layout->piece[i]);
	return ret ?: kexec_plan_fill(plan);
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
 * kexec_plan_extents() - write a plan down
 * @plan:	a finished plan
 * @extents:	the result, sorted by destination
 * @room:	how many entries it has room for; no more are written
 *
 * Context: Any.
 * Return: Number of extents that there are.
 */
unsigned int kexec_plan_extents(const struct kexec_plan *plan,
				struct kexec_extent *extents, unsigned int room)
{
	const struct kexec_layout *layout = plan->layout;
	struct kexec_extent last = {};
	unsigned int nr = 0;

	for (unsigned int i = 0; i < layout->nr; i++) {
		const struct kexec_range *dst = &layout->piece[i].dst;
		const u64 *frame = plan->frame + layout->piece[i].first;
		unsigned long run;

		for (u64 pos = dst->start; pos < dst->end; pos += run * PAGE_SIZE, frame += run) {
			struct kexec_extent next = { .dst = pos, .src = *frame };

			run = kexec_run_length(frame, (dst->end - pos) >> PAGE_SHIFT);
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
