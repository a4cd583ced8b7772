// SPDX-License-Identifier: GPL-2.0-only
/**
 * DOC: how data gets into its frames
 *
 * Frames for the whole image are got before the first byte is copied, so that
 * it is known by then which byte can stand at its destination already and which
 * has to wait somewhere else, and each byte is touched once.
 *
 * The blocks of an image are as many pages as its layout, or more. A part of a
 * block that lies in a destination holds the data of that destination; call the
 * sum of these parts n pages. Then layout minus n pages of destinations are
 * still without a frame, and at least layout minus n pages of blocks lie in no
 * destination. They are paired in order of their addresses. So there is a frame
 * for every destination, and each source either is its destination or is in no
 * destination: the moves can be made in any order.
 */
#include <linux/kexec.h>
#include <linux/list_sort.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/uio.h>

#include "kexec_internal.h"

/* So much is copied between two looks at pending signals. */
#define KEXEC_FILL_CHUNK	SZ_1M

/*
 * Large blocks only if they come easily. For single pages reclaim is worth it,
 * but the load fails before the OOM killer is called.
 */
static gfp_t kexec_stage_gfp(unsigned int order)
{
	return GFP_KERNEL | (order ? __GFP_NORETRY : __GFP_RETRY_MAYFAIL);
}

static int kexec_get_frames(struct kexec_memory *memory,
			    struct kexec_refusal *why)
{
	unsigned int order = MAX_PAGE_ORDER;

	while (memory->nr_frames < memory->layout.pages) {
		unsigned long missing = memory->layout.pages - memory->nr_frames;

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
	return 0;
}

/* A writer of extents that joins neighbours. Without a buffer it counts. */
struct kexec_extent_writer {
	struct kexec_extent *extents;
	struct kexec_extent last;
	unsigned int nr;
};

static void kexec_extent_put(struct kexec_extent_writer *writer, u64 dst,
			     u64 src, u64 len)
{
	struct kexec_extent *last = &writer->last;

	if (writer->nr && dst == last->dst + last->len &&
	    src == last->src + last->len) {
		last->len += len;
	} else {
		*last = (struct kexec_extent){ .dst = dst, .src = src, .len = len };
		writer->nr++;
	}
	if (writer->extents)
		writer->extents[writer->nr - 1] = *last;
}

/* Yields, in order of address, the parts of frames that are no destination. */
struct kexec_spare_iter {
	const struct kexec_layout *layout;
	const struct kexec_range *frames;
	unsigned int nr;
	unsigned int frame;
	u64 pos;
};

static struct kexec_range kexec_spare_peek(struct kexec_spare_iter *iter)
{
	const struct kexec_layout *layout = iter->layout;

	while (iter->frame < iter->nr) {
		const struct kexec_range *frame = &iter->frames[iter->frame];
		u64 pos = max(iter->pos, frame->start);
		unsigned int i = kexec_layout_find(layout, pos);
		u64 next = i < layout->nr ? layout->piece[i].dst.start : U64_MAX;

		if (pos >= frame->end) {
			iter->frame++;
		} else if (next <= pos) {
			iter->pos = layout->piece[i].dst.end;
		} else {
			iter->pos = pos;
			return (struct kexec_range){ pos, min(next, frame->end) };
		}
	}
	return (struct kexec_range){};
}

static u64 kexec_put_spare(struct kexec_extent_writer *writer,
			   struct kexec_spare_iter *iter, u64 dst, u64 len)
{
	struct kexec_range spare = kexec_spare_peek(iter);

	len = min(len, kexec_range_len(&spare));
	kexec_extent_put(writer, dst, spare.start, len);
	iter->pos += len;
	return len;
}

/**
 * kexec_stage_plan() - say for each destination where its data is to be
 * @layout:	the destinations
 * @frames:	the frames, sorted and disjoint, no fewer pages than @layout
 * @nr:		number of @frames
 * @extents:	the result, sorted by destination, or NULL to count only
 *
 * Context: Any.
 * Return: Number of extents.
 */
unsigned int kexec_stage_plan(const struct kexec_layout *layout,
			      const struct kexec_range *frames, unsigned int nr,
			      struct kexec_extent *extents)
{
	struct kexec_extent_writer writer = { .extents = extents };
	struct kexec_spare_iter spare = {
		.layout = layout, .frames = frames, .nr = nr,
	};
	unsigned int frame = 0;

	for (unsigned int i = 0; i < layout->nr; i++) {
		const struct kexec_range *dst = &layout->piece[i].dst;
		u64 pos = dst->start, len;

		for (; pos < dst->end; pos += len) {
			while (frame < nr && frames[frame].end <= pos)
				frame++;
			if (frame < nr && frames[frame].start <= pos) {
				len = min(dst->end, frames[frame].end) - pos;
				kexec_extent_put(&writer, pos, pos, len);
				continue;
			}
			len = dst->end - pos;
			if (frame < nr)
				len = min(len, frames[frame].start - pos);
			len = kexec_put_spare(&writer, &spare, pos, len);
			if (WARN_ON_ONCE(!len))
				return 0;
		}
	}
	return writer.nr;
}

static int kexec_block_cmp(void *priv, const struct list_head *a,
			   const struct list_head *b)
{
	return page_to_pfn(list_entry(a, struct page, lru)) >
	       page_to_pfn(list_entry(b, struct page, lru));
}

/* The blocks as sorted ranges; those that touch become one. */
static unsigned int kexec_collect_frames(struct kexec_memory *memory,
					 struct kexec_range *frames)
{
	unsigned int nr = 0;
	struct page *page;

	list_sort(NULL, &memory->frames, kexec_block_cmp);
	list_for_each_entry(page, &memory->frames, lru) {
		struct kexec_range range = kexec_block_range(page);

		if (nr && frames[nr - 1].end == range.start)
			frames[nr - 1].end = range.end;
		else
			frames[nr++] = range;
	}
	return nr;
}

static int kexec_make_plan(struct kexec_memory *memory)
{
	size_t blocks = list_count_nodes(&memory->frames);
	struct kexec_range *frames;
	unsigned int nr;

	if (!memory->layout.nr)
		return 0;
	frames = kvmalloc_array(blocks, sizeof(*frames), GFP_KERNEL);
	if (!frames)
		return -ENOMEM;

	nr = kexec_collect_frames(memory, frames);
	memory->nr_extents = kexec_stage_plan(&memory->layout, frames, nr, NULL);
	/* None, for a layout that has pieces, is a plan that went wrong. */
	if (memory->nr_extents)
		memory->extents = kvmalloc_array(memory->nr_extents,
						 sizeof(*memory->extents), GFP_KERNEL);
	if (memory->extents)
		kexec_stage_plan(&memory->layout, frames, nr, memory->extents);
	kvfree(frames);
	return memory->extents ? 0 : -ENOMEM;
}

/**
 * kexec_stage_acquire() - get a frame for every page of an image
 * @memory:	has its layout; gets frames and extents
 * @why:	filled in on failure
 *
 * Context: Process context. May sleep.
 * Return: 0; -ENOMEM; -EINTR when the process was killed. What was got before a
 * failure stays with @memory.
 */
int kexec_stage_acquire(struct kexec_memory *memory, struct kexec_refusal *why)
{
	int ret = kexec_get_frames(memory, why);

	if (!ret && kexec_make_plan(memory))
		ret = kexec_refuse(why, KEXEC_REFUSED_NO_MEMORY, 0);
	return ret;
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
		size_t run = min_t(u64, len, KEXEC_FILL_CHUNK);

		ret = kexec_fill_run(to, run, from);
		if (fatal_signal_pending(current))
			ret = -EINTR;
		cond_resched();
		to += run;
		len -= run;
	}
	return ret;
}

/**
 * kexec_stage_fill() - put the data of an image into its frames
 * @memory:	has its extents
 * @segments:	the request that the layout was built from
 * @why:	filled in on failure
 *
 * Context: Process context, of the process whose memory @segments refer to.
 * May sleep.
 * Return: 0; -EFAULT when a buffer cannot be read; -EINTR when the process was
 * killed.
 */
int kexec_stage_fill(struct kexec_memory *memory,
		     const struct kexec_segment *segments,
		     struct kexec_refusal *why)
{
	const struct kexec_layout *layout = &memory->layout;
	const struct kexec_extent *extent = memory->extents;
	u64 done = 0;

	for (unsigned int i = 0; i < layout->nr; i++) {
		const struct kexec_piece *piece = &layout->piece[i];
		const struct kexec_segment *segment = &segments[piece->segment];
		u64 left = kexec_range_len(&piece->dst);
		struct iov_iter from;
		int ret;

		iov_iter_ubuf(&from, ITER_SOURCE, segment->buf, segment->bufsz);
		while (left) {
			/* An extent may go on into the next piece. */
			u64 len = min(left, extent->len - done);

			ret = kexec_fill_extent(extent->src + done, len, &from);
			if (ret == -EFAULT)
				return kexec_refuse_segment(why, KEXEC_REFUSED_BUFFER,
							    piece->segment, &piece->dst);
			if (ret)
				return kexec_refuse(why, KEXEC_REFUSED_SIGNAL, 0);
			left -= len;
			done += len;
			if (done == extent->len) {
				extent++;
				done = 0;
			}
		}
	}
	return 0;
}
