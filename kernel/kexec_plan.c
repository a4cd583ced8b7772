// SPDX-License-Identifier: GPL-2.0-only
/*
 * See kexec_plan.h. Nothing here allocates or looks at memory: frames are
 * addresses, and data is moved by the caller's function.
 */
#include <linux/mm.h>
#include <linux/sched.h>

#include "kexec_plan.h"

/**
 * kexec_plan_give() - bring an empty frame in
 * @plan:	the plan
 * @frame:	address of the frame, that no page is in
 *
 * Context: Process context. May sleep.
 */
void kexec_plan_give(struct kexec_plan *plan, u64 frame)
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
		if (former == KEXEC_NO_FRAME)
			return;
		plan->copy(frame, former);
		frame = former;
		cond_resched();
	}
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
	kexec_plan_give(plan, former);
	return 0;
}

static bool kexec_plan_is_misplaced(const struct kexec_plan *plan, unsigned long page)
{
	long other;

	if (plan->frame[page] == KEXEC_NO_FRAME)
		return false;
	other = kexec_layout_page(plan->layout, plan->frame[page]);
	return other >= 0 && other != page;
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
	unsigned long page = plan->layout->pages;

	for (unsigned long i = 0; i < page; i++) {
		int ret = 0;

		if (kexec_plan_is_misplaced(plan, i))
			ret = kexec_plan_evict(plan, i);
		if (ret)
			return ret;
	}
	/* From the end: the spares on top of the stack have the highest addresses. */
	while (page--) {
		if (plan->frame[page] != KEXEC_NO_FRAME)
			continue;
		plan->frame[page] = kexec_plan_take(plan);
		if (plan->frame[page] == KEXEC_NO_FRAME)
			return -ENOMEM;
	}
	return 0;
}

static bool kexec_extent_grows(struct kexec_extent *extent, u64 dst, u64 src)
{
	if (dst != extent->dst + extent->len || src != extent->src + extent->len)
		return false;
	extent->len += PAGE_SIZE;
	return true;
}

/**
 * kexec_plan_extents() - write a plan down
 * @plan:	a finished plan
 * @extents:	the result, sorted by destination, or NULL to count only
 *
 * Context: Any.
 * Return: Number of extents.
 */
unsigned int kexec_plan_extents(const struct kexec_plan *plan,
				struct kexec_extent *extents)
{
	const struct kexec_layout *layout = plan->layout;
	const u64 *frame = plan->frame;
	struct kexec_extent last = {};
	unsigned int nr = 0;

	for (unsigned int i = 0; i < layout->nr; i++) {
		const struct kexec_range *dst = &layout->piece[i].dst;

		for (u64 pos = dst->start; pos < dst->end; pos += PAGE_SIZE, frame++) {
			if (!nr || !kexec_extent_grows(&last, pos, *frame)) {
				last = (struct kexec_extent){ pos, *frame, PAGE_SIZE };
				nr++;
			}
			if (extents)
				extents[nr - 1] = last;
		}
	}
	return nr;
}
