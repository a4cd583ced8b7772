// SPDX-License-Identifier: GPL-2.0-only
/**
 * DOC: how data gets into its frames
 *
 * Frames for the whole image are got before the first byte is copied, so that
 * it is known by then which byte can stand at its destination already and which
 * has to wait somewhere else (assign.h), and each byte is touched once. What
 * a file was read into is taken over as it is.
 */
#include <linux/kexec.h>
#include <linux/list_sort.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/swap.h>
#include <linux/uio.h>

#include "../kexec_internal.h"
#include "assign.h"

/*
 * So much is copied between two looks at pending signals. No copy goes across a multiple
 * of it, and so none from one compound page into the next: CONFIG_HARDENED_USERCOPY does
 * not allow that.
 */
#define KEXEC_FILL_CHUNK	SZ_1M

/* What is got for the extents of an image before they are counted: half a page */
#define KEXEC_EXTENTS_FEW	(PAGE_SIZE / 2 / sizeof(struct kexec_extent))

/*
 * Large blocks only if they come easily. For single pages reclaim is worth it,
 * but the load fails before the OOM killer is called.
 */
static gfp_t kexec_stage_gfp(unsigned int order)
{
	return GFP_KERNEL | (order ? __GFP_NORETRY : __GFP_RETRY_MAYFAIL);
}

static int kexec_block_cmp(void *priv, const struct list_head *a,
			   const struct list_head *b)
{
	return page_to_pfn(list_entry(a, struct page, lru)) >
	       page_to_pfn(list_entry(b, struct page, lru));
}

/*
 * Taking memory that cannot be made up for would have the OOM killer look for it the
 * next time that anybody else needs some.
 */
static bool kexec_stage_can_get(unsigned long pages)
{
	return pages <= max(si_mem_available(), 0L) + get_nr_swap_pages();
}

/**
 * kexec_stage_get() - see that there are so many frames
 * @memory:	gets the missing ones; they are sorted by address then
 * @pages:	how many pages it shall have
 * @why:	filled in on failure
 *
 * Context: Process context. May sleep.
 * Return: 0; -ENOMEM; -EINTR when the process was killed. What was got before a
 * failure stays with @memory.
 */
int kexec_stage_get(struct kexec_memory *memory, unsigned long pages,
		    struct kexec_refusal *why)
{
	unsigned long missing = pages - min(pages, memory->nr_frames);
	unsigned int order = MAX_PAGE_ORDER;

	if (!kexec_stage_can_get(missing))
		return kexec_refuse(why, KEXEC_REFUSED_NO_MEMORY, (u64)missing << PAGE_SHIFT);
	for (; memory->nr_frames < pages; missing = pages - memory->nr_frames) {
		if (fatal_signal_pending(current))
			return kexec_refuse(why, KEXEC_REFUSED_SIGNAL, 0);
		cond_resched();

		order = min_t(unsigned int, order, ilog2(missing));
		if (kexec_place_frame(memory, kexec_stage_gfp(order), order))
			continue;
		if (!order)
			return kexec_refuse(why, KEXEC_REFUSED_NO_MEMORY,
					    (u64)missing << PAGE_SHIFT);
		/* What could not be had once is not asked for again. */
		order--;
	}
	list_sort(NULL, &memory->frames, kexec_block_cmp);
	return 0;
}

static void kexec_copy_frame(u64 to, u64 from)
{
	copy_page(phys_to_virt(boot_phys_to_phys(to)),
		  phys_to_virt(boot_phys_to_phys(from)));
}

static unsigned long kexec_count_held(const struct kexec_memory *memory)
{
	unsigned long nr = 0;

	for (unsigned int i = 0; i < memory->layout.nr; i++)
		nr += memory->held[i].nr;
	return nr;
}

static void kexec_plan_held(struct kexec_plan *plan, const struct kexec_memory *memory)
{
	for (unsigned int i = 0; i < memory->layout.nr; i++) {
		const struct kexec_held *held = &memory->held[i];
		unsigned long first = memory->layout.piece[i].first;

		for (unsigned long k = 0; k < held->nr; k++)
			kexec_plan_hold(plan, first + k, kexec_page_addr(held->pages[k]));
	}
}

static void kexec_plan_blocks(struct kexec_plan *plan, const struct kexec_memory *memory)
{
	struct page *page;

	list_for_each_entry(page, &memory->frames, lru) {
		struct kexec_range block = kexec_block_range(page);

		kexec_plan_give(plan, &block);
		cond_resched();
	}
}

/* Most images have a few: the plan is gone through a second time only for more. */
static int kexec_write_extents(struct kexec_memory *memory,
			       const struct kexec_plan *plan)
{
	unsigned int room = KEXEC_EXTENTS_FEW;

	for (;;) {
		memory->extents = kvmalloc_array(room, sizeof(*memory->extents), GFP_KERNEL);
		if (!memory->extents)
			return -ENOMEM;
		memory->nr_extents = kexec_plan_extents(plan, memory->extents, room);
		if (memory->nr_extents <= room)
			return 0;
		room = memory->nr_extents;
		kvfree(memory->extents);
	}
}

/*
 * Where data was held in a frame that was not needed in the end, because it could be
 * put in place, that frame stays the holder's.
 */
static void kexec_mark_spares(const struct kexec_plan *plan, bool mark)
{
	for (unsigned long i = 0; i < plan->nr_spares; i++) {
		struct page *page = boot_pfn_to_page(plan->spare[i] >> PAGE_SHIFT);

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

/*
 * From now on this is a block of frames like any other. A compound page cannot be
 * split, so its spares are taken along.
 */
static unsigned long kexec_take_block(struct kexec_memory *memory, struct page **pages)
{
	struct page *page = *pages;
	unsigned long nr = 1UL << page_private(page);
	unsigned long spares = kexec_count_spares(page, nr);

	if (spares && spares < nr && !PageCompound(page)) {
		kexec_split_block(page);
		nr = 1;
		spares = PagePrivate(page);
	}
	if (spares == nr)
		return nr;
	list_add_tail(&page->lru, &memory->frames);
	memory->nr_frames += nr;
	memset(pages, 0, nr * sizeof(*pages));
	return nr;
}

static void kexec_take_held(struct kexec_memory *memory, const struct kexec_plan *plan)
{
	kexec_mark_spares(plan, true);
	for (unsigned int i = 0; i < memory->layout.nr; i++) {
		const struct kexec_held *held = &memory->held[i];

		for (unsigned long page = 0; page < held->nr;)
			page += kexec_take_block(memory, held->pages + page);
		cond_resched();
	}
	kexec_mark_spares(plan, false);
}

static int kexec_use_plan(struct kexec_memory *memory, struct kexec_plan *plan)
{
	int ret;

	kexec_plan_begin(plan);
	kexec_plan_held(plan, memory);
	kexec_plan_blocks(plan, memory);
	ret = kexec_plan_finish(plan);
	if (!ret)
		ret = kexec_write_extents(memory, plan);
	if (!ret)
		kexec_take_held(memory, plan);
	return ret;
}

static int kexec_make_plan(struct kexec_memory *memory)
{
	unsigned long frames = memory->nr_frames + kexec_count_held(memory);
	struct kexec_plan plan = {
		.layout = &memory->layout, .copy = kexec_copy_frame,
	};
	int ret = -ENOMEM;

	if (!memory->layout.pages)
		return 0;
	plan.frame = kvmalloc_array(memory->layout.pages, sizeof(u64), GFP_KERNEL);
	plan.spare = kvmalloc_array(frames, sizeof(u64), GFP_KERNEL);
	if (plan.frame && plan.spare)
		ret = kexec_use_plan(memory, &plan);
	kvfree(plan.spare);
	kvfree(plan.frame);
	return ret;
}

/**
 * kexec_stage_acquire() - get a frame for every page of an image
 * @memory:	has its layout and what was claimed of it; gets the missing frames and
 *		the extents, and what is held is moved to where it has to be
 * @why:	filled in on failure
 *
 * Context: Process context. May sleep.
 * Return: 0; -ENOMEM; -EINTR when the process was killed. What was got before a
 * failure stays with @memory; what is held is not taken over then, and has lost
 * its data.
 */
int kexec_stage_acquire(struct kexec_memory *memory, struct kexec_refusal *why)
{
	unsigned long held = kexec_count_held(memory);
	unsigned long pages = memory->layout.pages - held;
	int ret;

	/* Where frames come filled, the plan needs one more than there are pages. */
	ret = kexec_stage_get(memory, held ? pages + 1 : pages, why);
	if (ret)
		return ret;
	return kexec_make_plan(memory) ? kexec_refuse(why, KEXEC_REFUSED_NO_MEMORY, 0) : 0;
}

/* Copy what the buffer still has, zero the rest. -EFAULT or 0. */
static int kexec_fill_run(void *to, size_t len, struct iov_iter *from)
{
	size_t bytes = min(len, iov_iter_count(from));

	if (copy_from_iter(to, bytes, from) != bytes)
		return -EFAULT;
	memset(to + bytes, 0, len - bytes);
	return 0;
}

static int kexec_fill_extent(u64 addr, u64 len, struct iov_iter *from)
{
	void *to = phys_to_virt(boot_phys_to_phys(addr));
	int ret = 0;

	while (len && !ret) {
		size_t run = min_t(u64, len, KEXEC_FILL_CHUNK - addr % KEXEC_FILL_CHUNK);

		ret = kexec_fill_run(to, run, from);
		if (fatal_signal_pending(current))
			ret = -EINTR;
		cond_resched();
		to += run;
		addr += run;
		len -= run;
	}
	return ret;
}

/* Where in the extents the filling has come to. */
struct kexec_fill {
	const struct kexec_extent *extent;
	u64 done;
};

static void kexec_fill_skip(struct kexec_fill *fill, u64 len)
{
	fill->done += len;
	while (fill->done && fill->done >= fill->extent->len) {
		fill->done -= fill->extent->len;
		fill->extent++;
	}
}

static int kexec_fill_piece(struct kexec_fill *fill, u64 len, struct iov_iter *from)
{
	while (len) {
		/* An extent may go on into the next piece. */
		u64 run = min(len, fill->extent->len - fill->done);
		int ret = kexec_fill_extent(fill->extent->src + fill->done, run, from);

		if (ret)
			return ret;
		kexec_fill_skip(fill, run);
		len -= run;
	}
	return 0;
}

/**
 * kexec_stage_fill() - put the data of an image into its frames
 * @memory:	has its extents
 * @segments:	the request that the layout was built from
 * @in_kernel:	the segments' data is in kernel memory, not in the process's
 * @why:	filled in on failure
 *
 * What was held has its data already.
 *
 * Context: Process context, of the process whose memory @segments refer to.
 * May sleep.
 * Return: 0; -EFAULT when a buffer cannot be read; -EINTR when the process was
 * killed.
 */
int kexec_stage_fill(struct kexec_memory *memory,
		     const struct kexec_segment *segments, bool in_kernel,
		     struct kexec_refusal *why)
{
	const struct kexec_layout *layout = &memory->layout;
	struct kexec_fill fill = { .extent = memory->extents };

	for (unsigned int i = 0; i < layout->nr; i++) {
		const struct kexec_piece *piece = &layout->piece[i];
		const struct kexec_segment *segment = &segments[piece->segment];
		struct kvec kvec = { segment->kbuf, segment->bufsz };
		u64 held = (u64)memory->held[i].nr << PAGE_SHIFT;
		struct iov_iter from;
		int ret;

		if (in_kernel)
			iov_iter_kvec(&from, ITER_SOURCE, &kvec, 1, segment->bufsz);
		else
			iov_iter_ubuf(&from, ITER_SOURCE, segment->buf, segment->bufsz);
		iov_iter_advance(&from, held);
		kexec_fill_skip(&fill, held);
		ret = kexec_fill_piece(&fill, kexec_range_len(&piece->dst) - held, &from);
		if (ret == -EFAULT)
			return kexec_refuse_segment(why, KEXEC_REFUSED_BUFFER,
						    piece->segment, &piece->dst);
		if (ret)
			return kexec_refuse(why, KEXEC_REFUSED_SIGNAL, 0);
	}
	return 0;
}
