// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory maps for the next kernel, see memory_map.h.
 */
#include <linux/acpi.h>
#include <linux/ioport.h>
#include <linux/kexec.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <asm/e820/api.h>

#include "memory_map.h"

/* kexec_memory_map_set() may need as many more. */
#define ENTRIES_PER_SET		2

static u64 entry_end(const struct e820_entry *entry)
{
	return entry->addr + entry->size;
}

/**
 * kexec_memory_map_gap() - find a part of a range that is no RAM in a map
 * @map:	the map
 * @start:	physical address
 * @end:	where the range ends, exclusive
 * @gap_start:	set to the start of the first such part, which may be before @start
 * @gap_end:	set to its end, which may be after @end
 *
 * Context: Any.
 * Return: false if all of it is RAM.
 */
bool kexec_memory_map_gap(const struct kexec_memory_map *map, u64 start, u64 end,
			  u64 *gap_start, u64 *gap_end)
{
	u64 known = 0;

	for (unsigned int i = 0; i < map->nr; i++) {
		const struct e820_entry *entry = &map->entry[i];
		u64 from = PAGE_ALIGN(entry->addr), to = PAGE_ALIGN_DOWN(entry_end(entry));

		if (entry->type != E820_TYPE_RAM || from >= to)
			continue;
		if (known < from && start < from && end > known) {
			*gap_start = known;
			*gap_end = from;
			return true;
		}
		known = to;
	}
	*gap_start = known;
	*gap_end = U64_MAX;
	return end > known;
}

/**
 * kexec_memory_map_missing() - count the bytes of a range that are no RAM in a map
 * @map:	the map
 * @start:	physical address
 * @end:	where the range ends, exclusive
 *
 * Context: Any.
 * Return: How many.
 */
u64 kexec_memory_map_missing(const struct kexec_memory_map *map, u64 start, u64 end)
{
	u64 missing = 0, gap_start, gap_end;

	while (start < end && kexec_memory_map_gap(map, start, end, &gap_start, &gap_end)) {
		missing += min(gap_end, end) - max(gap_start, start);
		start = gap_end;
	}
	return missing;
}

/**
 * kexec_memory_map_set() - give a range of a map one type
 * @map:	the map
 * @start:	physical address
 * @end:	where the range ends, exclusive
 * @type:	what it becomes
 *
 * Context: Any.
 * Return: 0, or -ENOSPC when @map has no room for two more entries.
 */
int kexec_memory_map_set(struct kexec_memory_map *map, u64 start, u64 end, enum e820_type type)
{
	struct e820_entry *entry = map->entry;
	unsigned int first = 0, next;

	if (map->nr + ENTRIES_PER_SET > map->max)
		return -ENOSPC;
	while (first < map->nr && entry_end(&entry[first]) <= start)
		first++;
	/* The one that the range begins in is split there. */
	if (first < map->nr && entry[first].addr < start) {
		memmove(&entry[first + 1], &entry[first],
			(map->nr++ - first) * sizeof(*entry));
		entry[first].size = start - entry[first].addr;
		first++;
		entry[first].size -= start - entry[first].addr;
		entry[first].addr = start;
	}
	for (next = first; next < map->nr && entry_end(&entry[next]) <= end; next++)
		;
	if (next < map->nr && entry[next].addr < end) {
		entry[next].size -= end - entry[next].addr;
		entry[next].addr = end;
	}
	/* Those between the two become this one. */
	memmove(&entry[first + 1], &entry[next], (map->nr - next) * sizeof(*entry));
	map->nr = map->nr - next + first + 1;
	entry[first] = (struct e820_entry){ start, end - start, type };
	return 0;
}

static struct kexec_memory_map firmware_map(void)
{
	return (struct kexec_memory_map){
		.entry = e820_table_kexec->entries,
		.nr = e820_table_kexec->nr_entries,
	};
}

/**
 * arch_kexec_next_lacks() - find a part of a range that nothing may be put in
 * @start:	physical address
 * @end:	where the range ends, exclusive
 * @gap_start:	set as by kexec_memory_map_gap()
 * @gap_end:	the same
 *
 * That is where the next kernel has no RAM, and the last page of its RAM: setup_data, and the
 * IMA list that it points to, would not be mapped there by the next kernel, which takes it
 * out of its RAM first.
 *
 * Context: Any.
 * Return: false if all of it can be used.
 */
bool arch_kexec_next_lacks(u64 start, u64 end, u64 *gap_start, u64 *gap_end)
{
	const struct kexec_memory_map map = firmware_map();

	/* Of a range that has the page after it, that is the last one. */
	if (!kexec_memory_map_gap(&map, start, end + PAGE_SIZE, gap_start, gap_end))
		return false;
	if (*gap_end == U64_MAX)
		*gap_start -= min(*gap_start, PAGE_SIZE);
	return *gap_start < end;
}

/**
 * arch_kexec_next_missing() - count the bytes of a range that the next kernel has no RAM for
 * @start:	physical address
 * @end:	where the range ends, exclusive
 *
 * Context: Any.
 * Return: How many, if it gets the firmware's map.
 */
u64 arch_kexec_next_missing(u64 start, u64 end)
{
	const struct kexec_memory_map map = firmware_map();

	return kexec_memory_map_missing(&map, start, end);
}

#if defined(CONFIG_KEXEC_FILE) && defined(CONFIG_CRASH_DUMP)

static bool entry_is_ram(const struct e820_entry *entry)
{
	return entry->type == E820_TYPE_RAM || entry->type == E820_TYPE_RESERVED_KERN;
}

/* Where memory may be added: from @at on, up to @end */
struct pluggable {
	u64 at;
	u64 end;
	struct kexec_memory_map *map;
};

/*
 * Nowhere, unless there is a device that the crash kernel's ACPI would find memory by. The
 * firmware need not tell where, and with numa=off nobody asks it: after the last RAM below
 * 4 GiB and its "RAM buffer", which ends at such an alignment.
 */
static struct pluggable find_pluggable(struct kexec_memory_map *map)
{
	const struct e820_table *table = e820_table_kexec;
	struct pluggable slots = { 0, acpi_dev_found("PNP0C80") ? iomem_resource.end + 1 : 0, map };

	for (unsigned int i = 0; i < table->nr_entries; i++)
		if (entry_is_ram(&table->entries[i]) && table->entries[i].addr < SZ_4G)
			slots.at = max(slots.at, entry_end(&table->entries[i]));
	slots.at = ALIGN(slots.at, SZ_64M);
	return slots;
}

/* What is there already; there may be no resource at all. */
static int walk_pluggable(const struct pluggable *slots, void *arg,
			  int (*func)(struct resource *, void *))
{
	int ret;

	if (slots->at >= slots->end)
		return 0;
	ret = walk_iomem_res_desc(IORES_DESC_NONE, IORESOURCE_MEM, slots->at, slots->end - 1,
				  arg, func);
	return ret == -EINVAL ? 0 : ret;
}

static int crash_set_slots(struct pluggable *slots, u64 end)
{
	return slots->at < end ? kexec_memory_map_set(slots->map, slots->at, end,
						      E820_TYPE_UNUSABLE) : 0;
}

/*
 * A device may have its registers between two slots, and those below 4 GiB that come after
 * the first may be known to its driver only.
 */
static int crash_set_slots_before(struct resource *res, void *arg)
{
	struct pluggable *slots = arg;
	int ret;

	if ((res->flags & IORESOURCE_SYSTEM_RAM) == IORESOURCE_SYSTEM_RAM ||
	    res->desc == IORES_DESC_RESERVED)
		return 0;
	ret = crash_set_slots(slots, res->start);
	slots->at = max3(slots->at, (u64)res->end + 1, (u64)SZ_4G);
	return ret;
}

/*
 * Memory may be added before or after the load: to the next kernel's ACPI it would be
 * free to use. It goes without what is called unusable, but not without what is reserved.
 */
static int crash_set_pluggable(struct kexec_memory_map *map)
{
	struct pluggable slots = find_pluggable(map);
	int ret = walk_pluggable(&slots, &slots, crash_set_slots_before);

	return ret ?: crash_set_slots(&slots, slots.end);
}

/* Drivers find these, and may bring them online. */
static enum e820_type crash_type(enum e820_type type)
{
	switch (type) {
	case E820_TYPE_SOFT_RESERVED:
	case E820_TYPE_PMEM:
	case E820_TYPE_PRAM:
		return E820_TYPE_RESERVED;
	default:
		return type;
	}
}

/**
 * kexec_memory_map_keep_off() - add what a crash kernel has to keep off
 * @map:	the crash kernel's map
 * @table:	the firmware's; all of it that is no RAM is added
 *
 * Context: Any.
 * Return: 0 or -ENOSPC.
 */
int kexec_memory_map_keep_off(struct kexec_memory_map *map, const struct e820_table *table)
{
	int ret = 0;

	for (unsigned int i = 0; !ret && i < table->nr_entries; i++) {
		const struct e820_entry *entry = &table->entries[i];

		if (!entry_is_ram(entry))
			ret = kexec_memory_map_set(map, entry->addr, entry_end(entry),
						   crash_type(entry->type));
	}
	return ret;
}

static int crash_count_added(struct resource *res, void *nr)
{
	++*(unsigned int *)nr;
	return 0;
}

static int crash_set_added(struct resource *res, void *map)
{
	return kexec_memory_map_set(map, res->start, res->end + 1, E820_TYPE_UNUSABLE);
}

/**
 * kexec_memory_map_reserve_ram() - add the memory of the crashed kernel
 * @map:	the crash kernel's map
 * @table:	the firmware's
 *
 * It is reserved, so that no device is given an address in it. The first MiB is in both
 * worlds.
 *
 * Context: Any.
 * Return: 0 or -ENOSPC.
 */
int kexec_memory_map_reserve_ram(struct kexec_memory_map *map, const struct e820_table *table)
{
	int ret = 0;

	for (unsigned int i = 0; !ret && i < table->nr_entries; i++) {
		const struct e820_entry *entry = &table->entries[i];
		u64 low = clamp((u64)SZ_1M, entry->addr, entry_end(entry));

		if (!entry_is_ram(entry))
			continue;
		if (entry->addr < low)
			ret = kexec_memory_map_set(map, entry->addr, low, E820_TYPE_RAM);
		if (!ret && low < entry_end(entry))
			ret = kexec_memory_map_set(map, low, entry_end(entry),
						   E820_TYPE_RESERVED);
	}
	return ret;
}

static int crash_set_own(struct kexec_memory_map *map, const struct resource *res)
{
	return res->end ? kexec_memory_map_set(map, res->start, res->end + 1,
					       E820_TYPE_RAM) : 0;
}

/* Each takes precedence over those before it. */
static int crash_set_all(const struct kimage *image, struct kexec_memory_map *map)
{
	int ret = crash_set_pluggable(map);

	if (ret)
		return ret;
	ret = kexec_memory_map_keep_off(map, e820_table_kexec);
	if (ret)
		return ret;
	ret = walk_system_ram_res(SZ_1M, -1, map, crash_set_added);
	if (ret)
		return ret;
	ret = kexec_memory_map_reserve_ram(map, e820_table_kexec);
	if (ret)
		return ret;
	ret = crash_set_own(map, &crashk_low_res);
	if (ret)
		return ret;
	ret = crash_set_own(map, &crashk_res);
	if (ret)
		return ret;
	return kexec_memory_map_set(map, image->elf_load_addr,
				    image->elf_load_addr + image->elf_headers_sz,
				    E820_TYPE_RESERVED);
}

/**
 * kexec_memory_map_for_crash() - make the memory map of a crash kernel
 * @image:	the crash image, has its elfcorehdr
 * @map:	set to the map; kvfree() of its entries is due, even after a failure
 *
 * Context: Process context, while the image is being loaded. May sleep.
 * Return: 0; -ENOMEM; -ENOSPC if memory was added meanwhile.
 */
int kexec_memory_map_for_crash(const struct kimage *image, struct kexec_memory_map *map)
{
	/* Two for each of the firmware's; what may be added; three parts that the image has */
	unsigned int sets = 2 * e820_table_kexec->nr_entries + 4;
	struct pluggable slots = find_pluggable(map);

	walk_pluggable(&slots, &sets, crash_count_added);
	walk_system_ram_res(SZ_1M, -1, &sets, crash_count_added);
	*map = (struct kexec_memory_map){ .max = sets * ENTRIES_PER_SET };
	map->entry = kvcalloc(map->max, sizeof(*map->entry), GFP_KERNEL);
	if (!map->entry)
		return -ENOMEM;
	return crash_set_all(image, map);
}

#endif
