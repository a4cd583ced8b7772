// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory for a crash kernel is taken from memblock, before the page allocator has it.
 */
#define pr_fmt(fmt) "crashkernel " fmt

#include <linux/init.h>
#include <linux/ioport.h>
#include <linux/kexec.h>
#include <linux/kmemleak.h>
#include <linux/memblock.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/sizes.h>

#include <asm/sections.h>

#include "reserve.h"

static unsigned long long __init mib(unsigned long long bytes)
{
	return bytes / SZ_1M;
}

static phys_addr_t __init largest_hole(phys_addr_t from, phys_addr_t to)
{
	phys_addr_t start, end, largest = 0;
	u64 i;

	for_each_free_mem_range(i, NUMA_NO_NODE, MEMBLOCK_NONE, &start, &end, NULL) {
		start = clamp(start, from, to);
		end = clamp(end, from, to);
		largest = max(largest, end - start);
	}
	return largest;
}

static phys_addr_t __init reserve_within(const char *what, unsigned long long size,
					 phys_addr_t from, phys_addr_t to)
{
	phys_addr_t base = 0;

	if (from >= to)
		return 0;
	/* What has more bits than phys_addr_t must not get there. */
	if (size <= to - from)
		base = memblock_phys_alloc_range(size, CRASH_ALIGN, from, to);
	if (!base)
		pr_warn("%sreservation of %llu MiB, aligned to %llu MiB, failed: the largest free range in [%pa-%pa) has %llu MiB\n",
			what, mib(size), mib(CRASH_ALIGN), &from, &to,
			mib(largest_hole(from, to)));
	return base;
}

static phys_addr_t __init reserve_low(unsigned long long size)
{
	return reserve_within("", size, CRASH_ALIGN, CRASH_ADDR_LOW_MAX);
}

static phys_addr_t __init reserve_high(unsigned long long size)
{
	return reserve_within("", size, CRASH_ADDR_LOW_MAX, CRASH_ADDR_HIGH_MAX);
}

static phys_addr_t __init reserve_at(unsigned long long size, unsigned long long base)
{
	unsigned long long end = base + size;

	if (!PAGE_ALIGNED(base) || end > PHYS_ADDR_MAX) {
		pr_warn("reservation failed: offset %#llx is not page aligned, or too high\n",
			base);
		return 0;
	}
	if (memblock_phys_alloc_range(size, PAGE_SIZE, base, end))
		return base;
	pr_warn("reservation failed: %llu MiB at %#llx are in use or not there, the largest free range in them has %llu MiB\n",
		mib(size), base, mib(largest_hole(base, end)));
	return 0;
}

static phys_addr_t __init reserve_main(unsigned long long size, unsigned long long base,
				       bool high)
{
	if (base)
		return reserve_at(size, base);
	if (high)
		return reserve_high(size) ?: reserve_low(size);
	return reserve_low(size) ?: reserve_high(size);
}

/* Some devices, and bounce buffers for others, need memory that they can address. */
static bool __init reserve_for_devices(unsigned long long size)
{
	phys_addr_t base;

	if (!size)
		return true;
	size = PAGE_ALIGN(size);
	base = reserve_within("low memory ", size, CRASH_ALIGN, CRASH_ADDR_LOW_MAX);
	if (!base)
		return false;
	crashk_low_res.start = base;
	crashk_low_res.end = base + size - 1;
	pr_info("low memory reserved: %pa - %pa (%llu MB)\n", &crashk_low_res.start,
		&crashk_low_res.end, mib(size));
	return true;
}

static int __init show_reserved(void)
{
	if (crashk_res.end)
		insert_resource(&iomem_resource, &crashk_res);
	if (crashk_low_res.end)
		insert_resource(&iomem_resource, &crashk_low_res);
	return 0;
}

#ifdef HAVE_ARCH_ADD_CRASH_RES_TO_IOMEM_EARLY
static void __init show_reserved_early(void)
{
	show_reserved();
}
#else
/* Where "System RAM" is only known later, it would not become the parent. */
static void __init show_reserved_early(void) { }
early_initcall(show_reserved);
#endif

static bool __init reserve_request(const struct crash_request *request, bool *low_failed)
{
	unsigned long long size = PAGE_ALIGN(request->size);
	phys_addr_t start = reserve_main(size, request->base, request->high);

	*low_failed = false;
	if (!start)
		return false;
	if (start < CRASH_ADDR_LOW_MAX) {
		if (request->high)
			pr_info("memory is below %#llx: no low memory is reserved with it\n",
				(unsigned long long)CRASH_ADDR_LOW_MAX);
	} else if (!request->base && !reserve_for_devices(request->low_size)) {
		memblock_phys_free(start, size);
		*low_failed = true;
		return false;
	}
	crashk_res.start = start;
	crashk_res.end = start + size - 1;
	return true;
}

/**
 * reserve_crashkernel_generic() - reserve what parse_crashkernel() has found
 * @cmdline:	command line that parse_crashkernel() has read
 * @size:	bytes
 * @base:	where, 0 for anywhere
 * @low_size:	bytes below 4 GiB with it, if it is above; what is usual, if @high is
 *		not set
 * @high:	look above 4 GiB first
 *
 * Whatever fails is said in the log. The value of crashkernel= before it counts then, if
 * there is one.
 *
 * Context: Early at boot, with memblock.
 */
void __init reserve_crashkernel_generic(char *cmdline, unsigned long long size,
					unsigned long long base,
					unsigned long long low_size, bool high)
{
	struct crash_request request = {
		.size = size,
		.base = base,
		.low_size = high ? low_size : DEFAULT_CRASH_KERNEL_LOW_SIZE,
		.high = high,
	};
	bool low_failed;

	while (!reserve_request(&request, &low_failed))
		if (crash_next_request(cmdline, memblock_phys_mem_size(), &request, low_failed))
			return;
	/* It may lie outside the linear map, where the scanner does not look. */
	kmemleak_ignore_phys(crashk_res.start);
	pr_info("reserved: %pa - %pa (%llu MB)\n", &crashk_res.start, &crashk_res.end,
		mib(resource_size(&crashk_res)));
	if (resource_size(&crashk_res) < _end - _text)
		pr_warn("%llu MiB are less than this kernel alone takes, %lu MiB: it will hardly be enough for another\n",
			mib(resource_size(&crashk_res)), (unsigned long)(_end - _text) / SZ_1M);
	show_reserved_early();
}
