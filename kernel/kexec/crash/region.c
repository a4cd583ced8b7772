// SPDX-License-Identifier: GPL-2.0-only
/*
 * The memory reserved for a crash kernel, see region.h.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include <linux/ioport.h>
#include <linux/kexec.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/slab.h>

#include "../lock.h"
#include "region.h"

static bool crash_region_is_open = true;

/* See crash_region_share(). */
static bool crash_region_is_shared;

/* Owns the bounds of crashk_res and crashk_low_res. */
static DEFINE_MUTEX(crash_region_mutex);

/**
 * crash_region_range() - get the region, as the crash kernel sees it
 * @range:	set to it
 *
 * Context: Process context, holding kexec_lock.
 * Return: false when nothing is reserved.
 */
bool crash_region_range(struct kexec_range *range)
{
	lockdep_assert_held(&kexec_lock);
	if (!crashk_res.end)
		return false;
	return kexec_range_init(range, phys_to_boot_phys(crashk_res.start),
				resource_size(&crashk_res));
}

/**
 * crash_region_open() - make the region writable
 *
 * Context: Process context, holding kexec_lock. May sleep.
 */
void crash_region_open(void)
{
	lockdep_assert_held(&kexec_lock);
	if (!crash_region_is_open)
		arch_kexec_unprotect_crashkres();
	crash_region_is_open = true;
}

/**
 * crash_region_close() - protect the region, if there is an armed image in it
 *
 * Context: Process context, holding kexec_lock. May sleep.
 */
void crash_region_close(void)
{
	lockdep_assert_held(&kexec_lock);
	if (!kexec_crash_image || !crash_region_is_open)
		return;
	arch_kexec_protect_crashkres();
	crash_region_is_open = false;
}

/**
 * crash_region_share() - prepare the region's encryption for the crash kernel
 *
 * A host that encrypts its memory starts the next kernel without encryption. The region
 * stays decrypted until it is freed.
 *
 * Context: Process context, holding kexec_lock. May sleep.
 * Return: 0, or -errno with the region in an unknown state.
 */
int crash_region_share(void)
{
	int ret;

	lockdep_assert_held(&kexec_lock);
	if (crash_region_is_shared)
		return 0;
	ret = arch_kexec_post_alloc_pages(phys_to_virt(crashk_res.start),
					  PHYS_PFN(resource_size(&crashk_res)), GFP_KERNEL);
	crash_region_is_shared = !ret;
	return ret;
}

/* Layouts that a control page must not be in; @armed may be NULL. */
struct crash_region_taken {
	const struct kexec_layout *own;
	const struct kexec_layout *armed;
};

static bool crash_region_obstacle(const struct kexec_range *candidate,
				  struct kexec_range *obstacle, const void *data)
{
	const struct crash_region_taken *taken = data;

	return kexec_layout_uses(taken->own, candidate, obstacle) ||
	       (taken->armed && kexec_layout_holds(taken->armed, candidate, obstacle));
}

/**
 * crash_region_alloc() - allocate control pages of a crash image
 * @layout:	of that image; gets the pages
 * @armed:	layout of the armed image, or NULL
 * @order:	size, as for alloc_pages()
 *
 * Context: Process context, holding kexec_lock, the region open.
 * Return: The first page, or NULL when there is no room beside the segments and
 * what is armed.
 */
struct page *crash_region_alloc(struct kexec_layout *layout,
				const struct kexec_layout *armed, unsigned int order)
{
	const struct crash_region_taken taken = { .own = layout, .armed = armed };
	struct kexec_search search = {
		.size = (u64)PAGE_SIZE << order,
		.align = (u64)PAGE_SIZE << order,
		.obstacle = crash_region_obstacle,
		.data = &taken,
	};
	struct kexec_range region, range;

	if (!crash_region_range(&region))
		return NULL;
	region.end = min_t(u64, region.end - 1, KEXEC_CRASH_CONTROL_MEMORY_LIMIT) + 1;
	if (!kexec_range_search(&search, &region, &range.start))
		return NULL;
	range.end = range.start + search.size;
	if (kexec_layout_add_control(layout, &range))
		return NULL;
	return boot_pfn_to_page(PHYS_PFN(range.start));
}

static unsigned long crash_res_size(const struct resource *res)
{
	return res->end ? resource_size(res) : 0;
}

/**
 * crash_get_memory_size() - get the size of the reserved memory
 *
 * Context: Process context. May sleep.
 * Return: Bytes, including those below 4 GiB.
 */
ssize_t crash_get_memory_size(void)
{
	guard(mutex)(&crash_region_mutex);
	return crash_res_size(&crashk_res) + crash_res_size(&crashk_low_res);
}

#ifndef crash_free_reserved_phys_range
static void crash_free_reserved_phys_range(unsigned long start, unsigned long end)
{
	for (unsigned long addr = start; addr < end; addr += PAGE_SIZE) {
		void *page = page_address(boot_pfn_to_page(PHYS_PFN(addr)));

		cond_resched();
		/* See crash_region_share(). */
		if (!arch_kexec_pre_free_pages(page, 1))
			free_reserved_page(virt_to_page(page));
	}
}
#endif

/* Memory that does not lie in a "System RAM" would not be known to user space as such. */
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
	guard(mutex)(&crash_region_mutex);
	if (keep)
		return adjust_resource(res, res->start, keep);
	if (res->parent && release_resource(res))
		return -EBUSY;
	res->start = 0;
	res->end = 0;
	return 0;
}

/* Images are loaded to the main part: what is left becomes that. */
static int crash_move_low_to_main(void)
{
	if (crashk_res.end || !crashk_low_res.end)
		return 0;
	guard(mutex)(&crash_region_mutex);
	if (crashk_low_res.parent && release_resource(&crashk_low_res))
		return -EBUSY;
	crashk_res.start = crashk_low_res.start;
	crashk_res.end = crashk_low_res.end;
	crashk_low_res.start = 0;
	crashk_low_res.end = 0;
	crash_region_is_shared = false;
	return insert_resource(&iomem_resource, &crashk_res);
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

/**
 * crash_region_shrink() - free a part of the reserved memory
 * @new_size:	bytes to keep; rounded up to what can be protected
 *
 * The main part shrinks first: memory below 4 GiB cannot be replaced by other memory. Images
 * are loaded to the main part, so when that would be the smaller one it is freed whole, and
 * the memory below 4 GiB becomes it: less than @new_size may remain then.
 *
 * Context: Process context, holding kexec_lock. May sleep.
 * Return: 0; -ENOENT while a crash kernel is loaded; -EINVAL for more than is reserved;
 * -EBUSY where a resource cannot be released.
 */
int crash_region_shrink(unsigned long new_size)
{
	unsigned long low = crash_res_size(&crashk_low_res);
	unsigned long size = ALIGN(new_size, KEXEC_CRASH_MEM_ALIGN);
	unsigned long total = crash_res_size(&crashk_res) + low;
	unsigned long keep = size >= 2 * low ? size - low : 0;
	int ret;

	lockdep_assert_held(&kexec_lock);
	if (kexec_crash_image)
		return -ENOENT;
	if (new_size > total)
		return -EINVAL;
	if (size >= total)
		return 0;
	if (!keep && size > low)
		pr_notice("the part above 4 GiB would be the smaller one: only the %lu MiB below remain\n",
			  low / SZ_1M);
	/* The image that was unloaded last may have left it protected. */
	crash_region_open();
	ret = crash_shrink_resource(&crashk_res, keep);
	if (ret)
		return ret;
	ret = crash_shrink_resource(&crashk_low_res, size);
	if (ret)
		return ret;
	return crash_move_low_to_main();
}
