// SPDX-License-Identifier: GPL-2.0-only
/**
 * DOC: where loaders put segments
 *
 * A loader asks for a segment by its size and limits. It gets the first range of
 * RAM, or of what is reserved for a crash kernel, from below or from above, that
 * meets no segment and no reserved range of the image. A search goes from one
 * obstacle to the next. The range in which most of a file lies already is tried
 * before all others, then those that can probably be claimed, then those that the
 * running kernel and its own tables are not in: what cannot be claimed waits
 * elsewhere, and has to be moved at the jump. A crash kernel is put beside the armed
 * one where there is room for both. Poisoned memory is in no such range, and neither is
 * memory that the next kernel will not know.
 */
#include <linux/ioport.h>
#include <linux/kexec.h>
#include <linux/memblock.h>
#include <linux/memory_hotplug.h>
#include <linux/mm.h>
#include <linux/sched/signal.h>

#include "claim.h"
#include "crash/region.h"
#include "file_pages.h"
#include "memory.h"
#include "range.h"

/* What a range must not have; each also excludes what those before it exclude. */
enum kexec_hole_avoids {
	KEXEC_AVOID_TAKEN,	/* segments and reserved ranges of the image, poisoned pages */
	KEXEC_AVOID_RESERVED,	/* pages that can never be claimed, see claim.c */
	KEXEC_AVOID_UNLIKELY,	/* pages that can probably not be claimed */
};

/**
 * struct kexec_hole - a search for the place of a segment
 * @image:	the image
 * @search:	size, alignment and direction
 * @claimed:	bytes from the start on that will be claimed; the rest is room
 * @within:	limits of the place
 * @avoid:	what the place must not have
 * @found:	address of the place
 */
struct kexec_hole {
	const struct kimage *image;
	struct kexec_search search;
	u64 claimed;
	struct kexec_range within;
	enum kexec_hole_avoids avoid;
	u64 found;
};

/* Whether single pages matter at all: mostly, no page is poisoned. */
static bool kexec_hole_looks_at_pages(const struct kexec_hole *hole)
{
#ifdef CONFIG_MEMORY_FAILURE
	if (atomic_long_read(&num_poisoned_pages))
		return true;
#endif
	return hole->avoid != KEXEC_AVOID_TAKEN;
}

/* How many pages from this one on need not be avoided, or some of them */
static unsigned long kexec_hole_run(const struct kexec_hole *hole, unsigned long pfn,
				    bool claimed)
{
	struct page *page = pfn_to_online_page(pfn);

	if (page && PageHWPoison(page))
		return 0;
	if (hole->avoid == KEXEC_AVOID_TAKEN)
		return 1;
	if (!page || PageReserved(page))
		return 0;
	return claimed && hole->avoid == KEXEC_AVOID_UNLIKELY ? kexec_claim_likely(pfn) : 1;
}

/* That others use the room of a segment does no harm: it is not written before the jump. */
static bool kexec_hole_page_obstacle(const struct kexec_hole *hole,
				     const struct kexec_range *candidate,
				     struct kexec_range *obstacle)
{
	u64 claimed_end = candidate->start + hole->claimed;

	for (u64 addr = candidate->start, run; addr < candidate->end; addr += run * PAGE_SIZE) {
		bool claimed = addr < claimed_end;

		/* Any range is as good: the load is about to fail. */
		if (kexec_killed_at(PHYS_PFN(addr)))
			return false;
		run = kexec_hole_run(hole, PHYS_PFN(addr), claimed);
		if (run)
			continue;
		/* From above, the next candidate has this page as the first of its room. */
		if (claimed && hole->search.top_down)
			addr += candidate->end - claimed_end;
		*obstacle = (struct kexec_range){ addr, addr + PAGE_SIZE };
		return true;
	}
	return false;
}

static bool kexec_hole_obstacle(const struct kexec_range *candidate,
				struct kexec_range *obstacle, const void *data)
{
	const struct kexec_hole *hole = data;
	const struct kimage *image = hole->image;

	for (unsigned long i = 0; i < image->nr_segments; i++) {
		struct kexec_range taken;

		kexec_range_init(&taken, image->segment[i].mem, image->segment[i].memsz);
		if (kexec_range_meets(candidate, &taken, 1, obstacle))
			return true;
	}
	if (image->type == KEXEC_TYPE_DEFAULT &&
	    arch_kexec_next_lacks(candidate->start, candidate->end, &obstacle->start,
				  &obstacle->end))
		return true;
	/* There is no layout yet, but for the reserved ranges. */
	if (kexec_layout_uses(&image->memory->layout, candidate, obstacle))
		return true;

	if (image->memory->beside_armed &&
	    kexec_layout_holds(&kexec_crash_image->memory->layout, candidate, obstacle))
		return true;

	if (kexec_killed() || !kexec_hole_looks_at_pages(hole))
		return false;
	return kexec_hole_page_obstacle(hole, candidate, obstacle);
}

static bool kexec_hole_in_range(struct kexec_hole *hole, u64 start, u64 end)
{
	struct kexec_range range = { start, end };

	range = kexec_range_intersect(&range, &hole->within);
	return kexec_range_search(&hole->search, &range, &hole->found);
}

/* Architectures that keep memblock have memory in "System RAM" that is not free. */
static bool kexec_hole_in_memblock(struct kexec_hole *hole)
{
	phys_addr_t start, end;
	u64 i;

	if (hole->search.top_down) {
		for_each_free_mem_range_reverse(i, NUMA_NO_NODE, MEMBLOCK_NONE,
						&start, &end, NULL)
			if (kexec_hole_in_range(hole, start, end))
				return true;
	} else {
		for_each_free_mem_range(i, NUMA_NO_NODE, MEMBLOCK_NONE,
					&start, &end, NULL)
			if (kexec_hole_in_range(hole, start, end))
				return true;
	}
	return false;
}

static int kexec_hole_in_resource(struct resource *res, void *hole)
{
	/* The next kernel does not know this memory: a driver found it. */
	if (res->flags & IORESOURCE_SYSRAM_DRIVER_MANAGED)
		return 0;
	return kexec_hole_in_range(hole, res->start, res->end + 1);
}

static bool kexec_hole_in_memory(struct kexec_hole *hole)
{
	const struct kexec_range *within = &hole->within;
	struct kexec_range region;

	if (hole->image->type == KEXEC_TYPE_CRASH)
		return crash_region_range(&region) &&
		       kexec_hole_in_range(hole, region.start, region.end);
	if (IS_ENABLED(CONFIG_ARCH_KEEP_MEMBLOCK))
		return kexec_hole_in_memblock(hole);
	if (hole->search.top_down)
		return walk_system_ram_res_rev(within->start, within->end - 1, hole,
					       kexec_hole_in_resource) == 1;
	return walk_system_ram_res(within->start, within->end - 1, hole,
				   kexec_hole_in_resource) == 1;
}

static bool kexec_hole_find(const struct kexec_buf *kbuf, u64 size,
			    const struct kexec_range *within, enum kexec_hole_avoids avoid,
			    u64 *found)
{
	struct kexec_hole hole = {
		.image = kbuf->image,
		.search = {
			.size = size,
			.align = max(kbuf->buf_align, PAGE_SIZE),
			.top_down = kbuf->top_down,
			.obstacle = kexec_hole_obstacle,
			.data = &hole,
		},
		.claimed = PAGE_ALIGN(kbuf->memsz),
		.within = *within,
		.avoid = avoid,
	};

	if (!kexec_hole_in_memory(&hole))
		return false;
	*found = hole.found;
	return true;
}

/*
 * Where most of the data is in place already, if that is allowed. Architectures that walk
 * the page list copy every page, and their loaders rely on the first hole.
 */
static bool kexec_hole_preferred(const struct kexec_buf *kbuf, u64 size,
				 const struct kexec_range *within, struct kexec_range *there)
{
	const struct kimage *image = kbuf->image;
	struct kexec_file_pages *file = kexec_file_pages_find(image->file, kbuf->buffer);
	u64 at;

	return IS_ENABLED(CONFIG_ARCH_WALKS_KEXEC_EXTENTS) &&
	       image->type == KEXEC_TYPE_DEFAULT && file &&
	       kexec_file_pages_best_run(file, kbuf->buffer, kbuf->bufsz, &at) &&
	       kexec_range_init(there, at, size) &&
	       there->start >= within->start && there->end <= within->end;
}

/**
 * kexec_locate_room() - find memory for a segment that takes more when it runs
 * @kbuf:	the segment; its address is filled in if it had none
 * @room:	bytes from there on that have to be free; at least those of the segment are
 *
 * The room is not part of the image: it may be in use before the jump. See kexec_reserve().
 *
 * Context: Process context, while the image is being loaded. May sleep.
 * Return: 0; -EADDRNOTAVAIL when there is no such memory; -EINTR when the process was
 * killed.
 */
int kexec_locate_room(struct kexec_buf *kbuf, unsigned long room)
{
	u64 size = PAGE_ALIGN(max(kbuf->memsz, room));
	bool reboot = kbuf->image->type == KEXEC_TYPE_DEFAULT;
	u64 last = min_t(u64, kbuf->buf_max, KEXEC_DESTINATION_MEMORY_LIMIT), found;
	struct kexec_range within = {
		.start = kbuf->buf_min,
		.end = last == U64_MAX ? last : last + 1,
	};
	struct kexec_range there;

	if (kbuf->mem != KEXEC_BUF_MEM_UNKNOWN)
		return 0;
	if (kexec_range_empty(&within))
		return -EADDRNOTAVAIL;
	if (kexec_hole_preferred(kbuf, size, &within, &there) &&
	    kexec_hole_find(kbuf, size, &there, KEXEC_AVOID_TAKEN, &found))
		goto out;
	if (IS_ENABLED(CONFIG_KEXEC_CLAIM) && reboot &&
	    kexec_hole_find(kbuf, size, &within, KEXEC_AVOID_UNLIKELY, &found))
		goto out;
	if (IS_ENABLED(CONFIG_ARCH_WALKS_KEXEC_EXTENTS) && reboot &&
	    kexec_hole_find(kbuf, size, &within, KEXEC_AVOID_RESERVED, &found))
		goto out;
	if (!kexec_hole_find(kbuf, size, &within, KEXEC_AVOID_TAKEN, &found))
		return -EADDRNOTAVAIL;
out:
	if (fatal_signal_pending(current))
		return -EINTR;
	kbuf->mem = found;
	return 0;
}

/**
 * kexec_locate_mem_hole() - find memory for a segment
 * @kbuf:	the segment; its address is filled in if it had none
 *
 * Context: Process context, while the image is being loaded. May sleep.
 * Return: As kexec_locate_room().
 */
int kexec_locate_mem_hole(struct kexec_buf *kbuf)
{
	return kexec_locate_room(kbuf, kbuf->memsz);
}

/* A file that says its data is longer than it is must not make us read on. */
static bool kexec_data_is_whole(const struct kexec_buf *kbuf)
{
	struct kexec_file_pages *file = kexec_file_pages_find(kbuf->image->file, kbuf->buffer);

	return !file || kbuf->bufsz <= file->map + file->size - kbuf->buffer;
}

/**
 * kexec_add_buffer() - add a segment to an image
 * @kbuf:	what is wanted; the address and the size in pages are filled in
 *
 * For the load() of a loader only: what the segments are afterwards is what is
 * loaded. A loader may take back or change what it added.
 *
 * Context: Process context, while the image is being loaded. May sleep.
 * Return: 0; -EINVAL for too many segments or a size that cannot be; -ENOEXEC for
 * data that continues after the end of its file; -EADDRNOTAVAIL when there is no
 * memory for it; -EINTR when the process was killed.
 */
int kexec_add_buffer(struct kexec_buf *kbuf)
{
	struct kimage *image = kbuf->image;
	int ret;

	if (image->nr_segments >= KEXEC_SEGMENT_MAX || !kbuf->memsz ||
	    kbuf->memsz > ULONG_MAX - PAGE_SIZE)
		return -EINVAL;
	if (!kexec_data_is_whole(kbuf))
		return -ENOEXEC;
	kbuf->buf_align = max(kbuf->buf_align, PAGE_SIZE);
	kbuf->memsz = PAGE_ALIGN(kbuf->memsz);
	ret = arch_kexec_locate_mem_hole(kbuf);
	if (ret)
		return ret;
	image->segment[image->nr_segments++] = (struct kexec_segment){
		.kbuf = kbuf->buffer,
		.bufsz = kbuf->bufsz,
		.mem = kbuf->mem,
		.memsz = kbuf->memsz,
	};
	return 0;
}

/**
 * kexec_reserve() - keep a range free for what an image does after the jump
 * @image:	the image
 * @mem:	physical address
 * @memsz:	bytes
 *
 * Neither later segments nor what the jump itself needs will be in it. Segments
 * at given addresses may be.
 *
 * Context: Process context, while the image is being loaded.
 * Return: 0; -EINVAL when the range wraps or there are too many.
 */
int kexec_reserve(struct kimage *image, unsigned long mem, unsigned long memsz)
{
	struct kexec_layout *layout = &image->memory->layout;

	if (layout->nr_reserved == KEXEC_RESERVED_MAX ||
	    !kexec_range_init(&layout->reserved[layout->nr_reserved], mem, memsz))
		return -EINVAL;
	layout->nr_reserved++;
	return 0;
}
