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
 * elsewhere, and has to be moved at the jump.
 */
#include <linux/ioport.h>
#include <linux/kexec.h>
#include <linux/memblock.h>
#include <linux/memory_hotplug.h>
#include <linux/mm.h>

#include "../kexec_internal.h"

/* What a range must not have; each keeps out of what the former do, too. */
enum kexec_search_avoids {
	KEXEC_AVOID_TAKEN,	/* by segments and reserved ranges */
	KEXEC_AVOID_RESERVED,	/* pages that nobody can claim, see claim.c */
	KEXEC_AVOID_UNLIKELY,	/* pages that can probably not be claimed */
};

/* What is looked for, and, once found, where it is. */
struct kexec_search {
	const struct kimage *image;
	u64 size;
	u64 align;
	struct kexec_range within;
	bool top_down;
	enum kexec_search_avoids avoid;
	u64 found;
};

static bool kexec_search_meets(const struct kexec_range *candidate,
			       const struct kexec_range *taken,
			       struct kexec_range *obstacle)
{
	if (!kexec_range_overlaps(candidate, taken))
		return false;
	*obstacle = *taken;
	return true;
}

static bool kexec_search_avoids_page(const struct kexec_search *search, unsigned long pfn)
{
	struct page *page = pfn_to_online_page(pfn);

	if (!page || PageReserved(page))
		return true;
	return search->avoid == KEXEC_AVOID_UNLIKELY && !kexec_claim_is_likely(pfn);
}

static bool kexec_search_meets_page(const struct kexec_search *search,
				    const struct kexec_range *candidate,
				    struct kexec_range *obstacle)
{
	cond_resched();
	for (u64 addr = candidate->start; addr < candidate->end; addr += PAGE_SIZE) {
		if (!kexec_search_avoids_page(search, PHYS_PFN(addr)))
			continue;
		*obstacle = (struct kexec_range){ addr, addr + PAGE_SIZE };
		return true;
	}
	return false;
}

static bool kexec_search_obstacle(const struct kexec_search *search,
				  const struct kexec_range *candidate,
				  struct kexec_range *obstacle)
{
	const struct kimage *image = search->image;
	const struct kexec_memory *memory = image->memory;

	for (unsigned long i = 0; i < image->nr_segments; i++) {
		struct kexec_range taken;

		kexec_range_init(&taken, image->segment[i].mem, image->segment[i].memsz);
		if (kexec_search_meets(candidate, &taken, obstacle))
			return true;
	}
	for (unsigned int i = 0; i < memory->nr_reserved; i++)
		if (kexec_search_meets(candidate, &memory->reserved[i], obstacle))
			return true;
	return search->avoid > KEXEC_AVOID_TAKEN &&
	       kexec_search_meets_page(search, candidate, obstacle);
}

static bool kexec_search_up(struct kexec_search *search, const struct kexec_range *ram)
{
	struct kexec_range candidate, obstacle = { .end = ram->start };

	do {
		candidate.start = ALIGN(obstacle.end, search->align);
		if (candidate.start < obstacle.end || candidate.start > ram->end ||
		    ram->end - candidate.start < search->size)
			return false;
		candidate.end = candidate.start + search->size;
	} while (kexec_search_obstacle(search, &candidate, &obstacle));
	search->found = candidate.start;
	return true;
}

static bool kexec_search_down(struct kexec_search *search, const struct kexec_range *ram)
{
	struct kexec_range candidate, obstacle = { .start = ram->end };

	do {
		if (obstacle.start < search->size)
			return false;
		candidate.start = ALIGN_DOWN(obstacle.start - search->size, search->align);
		if (candidate.start < ram->start)
			return false;
		candidate.end = candidate.start + search->size;
	} while (kexec_search_obstacle(search, &candidate, &obstacle));
	search->found = candidate.start;
	return true;
}

static bool kexec_search_ram(struct kexec_search *search, u64 start, u64 end)
{
	struct kexec_range ram = { start, end };

	ram = kexec_range_intersect(&ram, &search->within);
	if (kexec_range_empty(&ram))
		return false;
	return search->top_down ? kexec_search_down(search, &ram) :
				  kexec_search_up(search, &ram);
}

/* Architectures that keep memblock have memory in "System RAM" that is not free. */
static bool kexec_search_memblock(struct kexec_search *search)
{
	phys_addr_t start, end;
	u64 i;

	if (search->top_down) {
		for_each_free_mem_range_reverse(i, NUMA_NO_NODE, MEMBLOCK_NONE,
						&start, &end, NULL)
			if (kexec_search_ram(search, start, end))
				return true;
	} else {
		for_each_free_mem_range(i, NUMA_NO_NODE, MEMBLOCK_NONE,
					&start, &end, NULL)
			if (kexec_search_ram(search, start, end))
				return true;
	}
	return false;
}

static int kexec_search_resource(struct resource *res, void *search)
{
	/* The next kernel is not told of this memory: a driver found it. */
	if (res->flags & IORESOURCE_SYSRAM_DRIVER_MANAGED)
		return 0;
	return kexec_search_ram(search, res->start, res->end + 1);
}

static bool kexec_search_region(struct kexec_search *search)
{
	struct kexec_range region;

	return crash_region_range(&region) &&
	       kexec_search_ram(search, region.start, region.end);
}

static bool kexec_search(struct kexec_search *search)
{
	const struct kexec_range *within = &search->within;

	if (search->image->type == KEXEC_TYPE_CRASH)
		return kexec_search_region(search);
	if (IS_ENABLED(CONFIG_ARCH_KEEP_MEMBLOCK))
		return kexec_search_memblock(search);
	if (search->top_down)
		return walk_system_ram_res_rev(within->start, within->end - 1, search,
					       kexec_search_resource) == 1;
	return walk_system_ram_res(within->start, within->end - 1, search,
				   kexec_search_resource) == 1;
}

/* The others copy every page anyway, and rely on the first hole. */
static bool kexec_search_can_claim(const struct kexec_search *search)
{
	return IS_ENABLED(CONFIG_ARCH_WALKS_KEXEC_EXTENTS) &&
	       search->image->type != KEXEC_TYPE_CRASH;
}

static bool kexec_search_claimable(struct kexec_search *search)
{
	struct kexec_search narrow = *search;

	if (!kexec_search_can_claim(search))
		return false;
	narrow.avoid = KEXEC_AVOID_UNLIKELY;
	while (!kexec_search(&narrow))
		if (--narrow.avoid == KEXEC_AVOID_TAKEN)
			return false;
	search->found = narrow.found;
	return true;
}

/*
 * x86 takes for the end of memory what is behind the last RAM in its map, in which
 * setup_data, and what that names, does not count as RAM: it would not map the IMA
 * list in the last page.
 */
static void kexec_search_below_end(struct kexec_search *search)
{
	if (search->image->type == KEXEC_TYPE_DEFAULT)
		search->within.end = min_t(u64, search->within.end, PFN_PHYS(max_pfn - 1));
}

/* Where most of the data is in place already, if that is allowed. */
static bool kexec_search_preferred(struct kexec_search *search,
				   const struct kexec_buf *kbuf)
{
	struct kexec_buffer *buffer = kexec_buffer_find(kbuf->image->file, kbuf->buffer);
	struct kexec_search narrow = *search;
	struct kexec_range there;
	u64 at;

	if (!kexec_search_can_claim(search) || !buffer ||
	    !kexec_buffer_best_run(buffer, kbuf->buffer, kbuf->bufsz, &at) ||
	    !kexec_range_init(&there, at, search->size) ||
	    there.start < search->within.start || there.end > search->within.end)
		return false;
	narrow.within = there;
	if (!kexec_search(&narrow))
		return false;
	search->found = narrow.found;
	return true;
}

/**
 * kexec_locate_mem_hole() - find memory for a segment
 * @kbuf:	what is wanted; its address is filled in if it had none
 *
 * Context: Process context, while the image is being loaded. May sleep.
 * Return: 0; -EADDRNOTAVAIL when there is no such memory.
 */
int kexec_locate_mem_hole(struct kexec_buf *kbuf)
{
	u64 last = min_t(u64, kbuf->buf_max, KEXEC_DESTINATION_MEMORY_LIMIT);
	struct kexec_search search = {
		.image = kbuf->image,
		.size = kbuf->memsz,
		.align = max(kbuf->buf_align, PAGE_SIZE),
		.top_down = kbuf->top_down,
	};

	if (kbuf->mem != KEXEC_BUF_MEM_UNKNOWN)
		return 0;
	search.within.start = kbuf->buf_min;
	search.within.end = last == U64_MAX ? last : last + 1;
	if (kexec_range_empty(&search.within))
		return -EADDRNOTAVAIL;
	if (!kexec_search_preferred(&search, kbuf)) {
		kexec_search_below_end(&search);
		if (!kexec_search_claimable(&search) && !kexec_search(&search))
			return -EADDRNOTAVAIL;
	}
	kbuf->mem = search.found;
	return 0;
}

/* A file that says its data is longer than it is must not make us read on. */
static bool kexec_data_is_whole(const struct kexec_buf *kbuf)
{
	struct kexec_buffer *buffer = kexec_buffer_find(kbuf->image->file, kbuf->buffer);

	return !buffer || kbuf->bufsz <= buffer->map + buffer->size - kbuf->buffer;
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
 * data that goes on behind the end of its file; -EADDRNOTAVAIL when there is no
 * memory for it.
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
	kbuf->memsz = PAGE_ALIGN(kbuf->memsz);
	kbuf->buf_align = max(kbuf->buf_align, PAGE_SIZE);
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
	struct kexec_memory *memory = image->memory;

	if (memory->nr_reserved == KEXEC_RESERVED_MAX ||
	    !kexec_range_init(&memory->reserved[memory->nr_reserved], mem, memsz))
		return -EINVAL;
	memory->nr_reserved++;
	return 0;
}
