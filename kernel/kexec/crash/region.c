// SPDX-License-Identifier: GPL-2.0-only
/**
 * DOC: the memory reserved for a crash kernel
 *
 * Everything that a crash kernel needs stands in crashk_res: its segments, and the
 * pages that the jump needs. It is protected against writes while an image is
 * armed, where the architecture can do that, and open while one is put there.
 *
 * The pages for the jump are put where neither the segments of their image nor
 * anything of the armed one is, so that they can be written while that stays as it
 * is.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include <linux/ioport.h>
#include <linux/kexec.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "../../kexec_internal.h"

static bool crash_region_is_open = true;

/**
 * crash_region_range() - where the region is, as the crash kernel sees it
 * @range:	set to it
 *
 * Context: Process context, holding the kexec lock.
 * Return: false when nothing is reserved.
 */
bool crash_region_range(struct kexec_range *range)
{
	if (!crashk_res.end)
		return false;
	return kexec_range_init(range, phys_to_boot_phys(crashk_res.start),
				resource_size(&crashk_res));
}

/**
 * crash_region_open() - make the region writable
 *
 * Context: Process context, holding the kexec lock. May sleep.
 */
void crash_region_open(void)
{
	if (!crash_region_is_open)
		arch_kexec_unprotect_crashkres();
	crash_region_is_open = true;
}

/**
 * crash_region_share() - have the region as the crash kernel will find it
 *
 * A host that encrypts its memory starts the next kernel without. It stays so until
 * the memory is given back.
 *
 * Context: Process context, holding the kexec lock. May sleep.
 * Return: 0, or -errno with the region in an unknown state.
 */
int crash_region_share(void)
{
	static bool shared;
	int ret = 0;

	if (!shared)
		ret = arch_kexec_post_alloc_pages(phys_to_virt(crashk_res.start),
						  PHYS_PFN(resource_size(&crashk_res)),
						  GFP_KERNEL);
	shared = !ret;
	return ret;
}

/**
 * crash_region_close() - protect the region, if there is an armed image in it
 *
 * Context: Process context, holding the kexec lock. May sleep.
 */
void crash_region_close(void)
{
	if (!kexec_crash_image || !crash_region_is_open)
		return;
	arch_kexec_protect_crashkres();
	crash_region_is_open = false;
}

static bool region_meets(const struct kexec_range *candidate,
			 const struct kexec_range *taken, unsigned int nr, u64 *next)
{
	for (unsigned int i = 0; i < nr; i++) {
		if (kexec_range_overlaps(candidate, &taken[i])) {
			*next = taken[i].end;
			return true;
		}
	}
	return false;
}

static bool region_meets_image(const struct kexec_memory *memory,
			       const struct kexec_range *candidate, u64 *next)
{
	const struct kexec_layout *layout = &memory->layout;
	unsigned int i = kexec_layout_find(layout, candidate->start);

	if (i < layout->nr && region_meets(candidate, &layout->piece[i].dst, 1, next))
		return true;
	return region_meets(candidate, memory->region, memory->nr_region, next);
}

static bool region_is_taken(const struct kexec_memory *memory,
			    const struct kexec_range *candidate, u64 *next)
{
	return region_meets_image(memory, candidate, next) ||
	       region_meets(candidate, memory->reserved, memory->nr_reserved, next) ||
	       (kexec_crash_image &&
		region_meets_image(kexec_crash_image->memory, candidate, next));
}

static bool region_take(struct kexec_memory *memory, const struct kexec_range *range)
{
	unsigned int nr = memory->nr_region;

	if (nr && memory->region[nr - 1].end == range->start) {
		memory->region[nr - 1].end = range->end;
		return true;
	}
	if (nr == KEXEC_REGION_RANGES_MAX)
		return false;
	memory->region[memory->nr_region++] = *range;
	return true;
}

/**
 * crash_region_place() - get pages for the jump of a crash image
 * @memory:	of that image; has its layout
 * @order:	size, as for alloc_pages()
 *
 * Context: Process context, holding the kexec lock, the region open.
 * Return: The first page, or NULL when there is no room beside the segments and
 * what is armed.
 */
struct page *crash_region_place(struct kexec_memory *memory, unsigned int order)
{
	u64 size = (u64)PAGE_SIZE << order, next;
	struct kexec_range region, range;

	if (!crash_region_range(&region))
		return NULL;
	region.end = min_t(u64, region.end - 1, KEXEC_CRASH_CONTROL_MEMORY_LIMIT) + 1;
	next = region.start;
	do {
		range.start = ALIGN(next, size);
		range.end = range.start + size;
		if (range.end > region.end)
			return NULL;
	} while (region_is_taken(memory, &range, &next));
	return region_take(memory, &range) ? boot_pfn_to_page(PHYS_PFN(range.start)) : NULL;
}

static unsigned long crash_res_size(const struct resource *res)
{
	return res->end ? resource_size(res) : 0;
}

/**
 * crash_get_memory_size() - how much is reserved
 *
 * Context: Process context.
 * Return: Bytes, with what is below 4 GiB; -EBUSY while a load is running.
 */
ssize_t crash_get_memory_size(void)
{
	ssize_t size;

	if (!kexec_trylock())
		return -EBUSY;
	size = crash_res_size(&crashk_res) + crash_res_size(&crashk_low_res);
	kexec_unlock();
	crash_hotplug_catch_up();
	return size;
}

#ifndef crash_free_reserved_phys_range
static void crash_free_reserved_phys_range(unsigned long start, unsigned long end)
{
	for (unsigned long addr = start; addr < end; addr += PAGE_SIZE) {
		void *page = page_address(boot_pfn_to_page(PHYS_PFN(addr)));

		/* See crash_region_share(). */
		if (!arch_kexec_pre_free_pages(page, 1))
			free_reserved_page(virt_to_page(page));
	}
}
#endif

/* Where it does not lie in a "System RAM", user space would not see it as such. */
static void crash_show_as_ram(resource_size_t start, resource_size_t end)
{
	struct resource *ram;

	if (region_intersects(start, end - start, IORESOURCE_SYSTEM_RAM,
			      IORES_DESC_NONE) != REGION_DISJOINT)
		return;
	ram = kzalloc(sizeof(*ram), GFP_KERNEL);
	if (!ram)
		return;
	ram->name = "System RAM";
	ram->start = start;
	ram->end = end - 1;
	ram->flags = IORESOURCE_BUSY | IORESOURCE_SYSTEM_RAM;
	if (insert_resource(&iomem_resource, ram))
		kfree(ram);
}

static int crash_cut_resource(struct resource *res, unsigned long keep)
{
	if (keep)
		return adjust_resource(res, res->start, keep);
	if (res->parent && release_resource(res))
		return -EBUSY;
	res->start = 0;
	res->end = 0;
	return 0;
}

static int crash_shrink_resource(struct resource *res, unsigned long keep)
{
	resource_size_t start = res->start + keep, end = res->end + 1;
	int ret;

	if (keep >= crash_res_size(res))
		return 0;
	ret = crash_cut_resource(res, keep);
	if (ret)
		return ret;
	crash_free_reserved_phys_range(start, end);
	crash_show_as_ram(start, end);
	return 0;
}

/* The main part gives first: what is below 4 GiB cannot be had elsewhere. */
static int crash_shrink_region(unsigned long new_size)
{
	unsigned long low = crash_res_size(&crashk_low_res);
	unsigned long size = ALIGN(new_size, KEXEC_CRASH_MEM_ALIGN);
	int ret;

	if (kexec_crash_image)
		return -ENOENT;
	if (new_size > crash_res_size(&crashk_res) + low)
		return -EINVAL;
	/* What was loaded last may have left it protected. */
	crash_region_open();
	ret = crash_shrink_resource(&crashk_res, size > low ? size - low : 0);
	return ret ?: crash_shrink_resource(&crashk_low_res, size);
}

/**
 * crash_shrink_memory() - give memory back that was reserved
 * @new_size:	bytes to keep; rounded up to what can be protected
 *
 * Context: Process context. May sleep.
 * Return: 0; -EBUSY while a load is running; -ENOENT while a crash kernel is
 * loaded; -EINVAL for more than is reserved.
 */
int crash_shrink_memory(unsigned long new_size)
{
	int ret;

	if (!kexec_trylock())
		return -EBUSY;
	ret = crash_shrink_region(new_size);
	kexec_unlock();
	crash_hotplug_catch_up();
	return ret;
}
