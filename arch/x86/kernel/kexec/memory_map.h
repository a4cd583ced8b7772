/* SPDX-License-Identifier: GPL-2.0-only */
/**
 * DOC: memory maps for the next kernel
 *
 * There are two views of a machine's memory: the firmware's map, which the next kernel gets
 * (e820_table_kexec), and the "System RAM" of the running kernel, which may have more,
 * hot-added or managed by a driver, and less. The next kernel does not know memory that only
 * the second view has, so no image is put there. A crash kernel gets a map of its own. Its
 * memory is the reserved region. All other memory of either view, and all that may yet be
 * added, is reserved or unusable there, so that the crash kernel does not bring it online.
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
int kexec_memory_map_for_crash(const struct kimage *image, struct kexec_memory_map *map);
#else /* !CONFIG_CRASH_DUMP: no image is one for a crash */
static inline int kexec_memory_map_for_crash(const struct kimage *image,
					     struct kexec_memory_map *map)
{
	return 0;
}
#endif

#endif /* _ARCH_X86_KERNEL_KEXEC_MEMORY_MAP_H */
