/* SPDX-License-Identifier: GPL-2.0-only */
/**
 * DOC: memory maps for the next kernel
 *
 * The firmware's map, which the next kernel gets (e820_table_kexec), and the "System RAM" of
 * the running kernel, which may have more, hot-added or managed by a driver, and less, make
 * up one view of the machine's memory. Each range in it is one of three:
 *
 * - in the next kernel's map: RAM of the firmware's. Images go there and nowhere else, and
 *   only to what is System RAM as well, since their frames come from the page allocator.
 * - not in it: System RAM that the firmware does not name. The next kernel may find it by
 *   itself, later, so nothing is put there.
 * - to be kept off: all else that the firmware names.
 *
 * A crash kernel gets a map of its own. Its memory is the reserved region; the rest of the
 * view, and all memory that may yet be added, is reserved or unusable there, so that the crash
 * kernel does not bring it online. Two things do not depend on the next kernel: the dump has
 * all System RAM that is online, since the crashed kernel used it; the page tables of the
 * jump map the firmware's RAM and all that this kernel maps, more than any image may use.
 */
#ifndef _ARCH_X86_KERNEL_KEXEC_MEMORY_MAP_H
#define _ARCH_X86_KERNEL_KEXEC_MEMORY_MAP_H

#include <linux/types.h>

#include <asm/e820/types.h>

struct kimage;

/**
 * struct kexec_memory_map - a memory map in the making
 * @entry:	sorted by address, without overlaps; for kvfree()
 * @nr:		how many there are
 * @max:	how many there may be
 */
struct kexec_memory_map {
	struct e820_entry *entry;
	unsigned int nr;
	unsigned int max;
};

bool kexec_memory_map_gap(const struct kexec_memory_map *map, u64 start, u64 end,
			  u64 *gap_start, u64 *gap_end);
u64 kexec_memory_map_missing(const struct kexec_memory_map *map, u64 start, u64 end);
int kexec_memory_map_set(struct kexec_memory_map *map, u64 start, u64 end,
			 enum e820_type type);

#ifdef CONFIG_CRASH_DUMP
int kexec_memory_map_keep_off(struct kexec_memory_map *map, const struct e820_table *table);
int kexec_memory_map_reserve_ram(struct kexec_memory_map *map, const struct e820_table *table);
int kexec_memory_map_for_crash(const struct kimage *image, struct kexec_memory_map *map);
#else /* !CONFIG_CRASH_DUMP: no image is one for a crash */
static inline int kexec_memory_map_for_crash(const struct kimage *image,
					     struct kexec_memory_map *map)
{
	return 0;
}
#endif

#endif /* _ARCH_X86_KERNEL_KEXEC_MEMORY_MAP_H */
