/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The headers of a dump, as the crash kernel finds them in the reserved memory, and
 * what the running kernel says of itself, to compare them with.
 */
#ifndef KEXEC_TEST_ELFCORE_H
#define KEXEC_TEST_ELFCORE_H

#include <glob.h>

#include "crash.h"

#define KXE_RANGES	128

/* Sorted, disjoint and not adjacent once kxe_merge() was called. */
struct kxe_ranges {
	unsigned int nr;
	struct kx_range range[KXE_RANGES];
};

/* The first page of @region from @from on that holds headers of a dump; 0 for none. */
static inline unsigned long kxe_find(const unsigned char *map, struct kx_range region,
				     unsigned long from)
{
	for (; from < region.end; from += KX_PAGE) {
		const Elf64_Ehdr *ehdr = (const void *)(map + (from - region.start));

		if (!memcmp(ehdr->e_ident, ELFMAG, SELFMAG) && ehdr->e_type == ET_CORE)
			return from;
	}
	return 0;
}

/* Is it one that a reader can follow? */
static inline bool kxe_is_sound(const Elf64_Ehdr *ehdr)
{
	return ehdr->e_ident[EI_CLASS] == ELFCLASS64 &&
	       ehdr->e_ident[EI_DATA] == ELFDATA2LSB &&
	       ehdr->e_ident[EI_VERSION] == EV_CURRENT && ehdr->e_version == EV_CURRENT &&
	       ehdr->e_machine == KX_NATIVE && ehdr->e_ehsize == sizeof(*ehdr) &&
	       ehdr->e_phoff == sizeof(*ehdr) &&
	       ehdr->e_phentsize == sizeof(Elf64_Phdr) && ehdr->e_phnum > 0;
}

static inline const Elf64_Phdr *kxe_phdr(const Elf64_Ehdr *ehdr, unsigned int i)
{
	return (const Elf64_Phdr *)(ehdr + 1) + i;
}

/* Is there a PT_NOTE at @addr that has room for @size bytes? */
static inline bool kxe_has_note(const Elf64_Ehdr *ehdr, unsigned long addr,
				unsigned long size)
{
	for (unsigned int i = 0; i < ehdr->e_phnum; i++) {
		const Elf64_Phdr *phdr = kxe_phdr(ehdr, i);

		if (phdr->p_type == PT_NOTE && phdr->p_offset == addr &&
		    phdr->p_paddr == addr && phdr->p_filesz == size)
			return true;
	}
	return false;
}

static inline unsigned int kxe_count(const Elf64_Ehdr *ehdr, unsigned int type)
{
	unsigned int nr = 0;

	for (unsigned int i = 0; i < ehdr->e_phnum; i++)
		nr += kxe_phdr(ehdr, i)->p_type == type;
	return nr;
}

static inline void kxe_add(struct kxe_ranges *ranges, struct kx_range range)
{
	if (range.start < range.end && ranges->nr < KXE_RANGES)
		ranges->range[ranges->nr++] = range;
}

static inline int kxe_compare(const void *a, const void *b)
{
	const struct kx_range *x = a, *y = b;

	return x->start < y->start ? -1 : x->start > y->start;
}

/* False when two of them overlap. */
static inline bool kxe_merge(struct kxe_ranges *ranges)
{
	unsigned int i, nr = 0;

	qsort(ranges->range, ranges->nr, sizeof(ranges->range[0]), kxe_compare);
	for (i = 0; i < ranges->nr; i++) {
		if (nr && ranges->range[i].start < ranges->range[nr - 1].end)
			return false;
		if (nr && ranges->range[i].start == ranges->range[nr - 1].end)
			ranges->range[nr - 1].end = ranges->range[i].end;
		else
			ranges->range[nr++] = ranges->range[i];
	}
	ranges->nr = nr;
	return true;
}

static inline void kxe_exclude(struct kxe_ranges *ranges, struct kx_range hole)
{
	struct kxe_ranges left = { 0 };

	for (unsigned int i = 0; i < ranges->nr; i++) {
		struct kx_range range = ranges->range[i];
		struct kx_range low = { range.start, hole.start };
		struct kx_range high = { hole.end, range.end };

		kxe_add(&left, range.end < hole.start ? range : low);
		if (range.end > hole.end)
			kxe_add(&left, range.start > hole.end ? range : high);
	}
	*ranges = left;
}

/* The kernel's text has a mapping of its own, at the top of the address space. */
static inline bool kxe_is_text(const Elf64_Phdr *phdr)
{
	return phdr->p_vaddr >= 0xffffffff80000000;
}

/* What of the memory will be in the dump. False when that contradicts itself. */
static inline bool kxe_dumped(const Elf64_Ehdr *ehdr, struct kxe_ranges *ranges)
{
	unsigned long offset = 0;
	struct kx_range range;

	ranges->nr = 0;
	for (unsigned int i = 0; i < ehdr->e_phnum; i++) {
		const Elf64_Phdr *phdr = kxe_phdr(ehdr, i);

		if (phdr->p_type != PT_LOAD)
			continue;
		if (phdr->p_offset != phdr->p_paddr || phdr->p_filesz != phdr->p_memsz)
			return false;
		if (kxe_is_text(phdr))
			continue;
		/* One linear mapping for all */
		if (offset && phdr->p_vaddr - phdr->p_paddr != offset)
			return false;
		offset = phdr->p_vaddr - phdr->p_paddr;
		range = (struct kx_range){ phdr->p_paddr, phdr->p_paddr + phdr->p_memsz };
		kxe_add(ranges, range);
	}
	return kxe_merge(ranges);
}

static inline void kxe_exclude_offline(struct kxe_ranges *ranges)
{
	unsigned long size, index;
	glob_t found = { 0 };
	char line[32];

	if (!kx_read_line(KX_MEMORY "block_size_bytes", line, sizeof(line)))
		return;
	size = strtoul(line, NULL, 16);
	glob(KX_MEMORY "memory[0-9]*/state", 0, NULL, &found);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		if (!kx_read_line(found.gl_pathv[i], line, sizeof(line)) ||
		    !strcmp(line, "online"))
			continue;
		index = strtoul(found.gl_pathv[i] + strlen(KX_MEMORY "memory"), NULL, 10);
		kxe_exclude(ranges, (struct kx_range){ index * size, (index + 1) * size });
	}
	globfree(&found);
}

/* What should be: all RAM online but the first MiB and what is reserved for crash kernels. */
static inline void kxe_wanted(struct kxe_ranges *ranges)
{
	struct kx_range parts[KXC_PARTS];
	unsigned int nr = kxc_iomem("Crash kernel", parts, KXC_PARTS);

	ranges->nr = kxc_iomem("System RAM", ranges->range, KXE_RANGES);
	kxe_merge(ranges);
	kxe_exclude(ranges, (struct kx_range){ 0, KX_MIB });
	kxe_exclude_offline(ranges);
	while (nr--)
		kxe_exclude(ranges, parts[nr]);
}

static inline bool kxe_same(const struct kxe_ranges *a, const struct kxe_ranges *b)
{
	return a->nr == b->nr &&
	       !memcmp(a->range, b->range, a->nr * sizeof(a->range[0]));
}

/* CPUs that have a directory, whose notes are in the headers. -1: one is not. */
static inline int kxe_cpu_notes(const Elf64_Ehdr *ehdr)
{
	unsigned long addr, size;
	glob_t found = { 0 };
	char path[80], line[32];
	int nr = 0;

	glob("/sys/devices/system/cpu/cpu[0-9]*", 0, NULL, &found);
	for (size_t i = 0; i < found.gl_pathc && nr >= 0; i++) {
		snprintf(path, sizeof(path), "%s/crash_notes_size", found.gl_pathv[i]);
		size = kxc_number(path);
		snprintf(path, sizeof(path), "%s/crash_notes", found.gl_pathv[i]);
		if (!kx_read_line(path, line, sizeof(line)))
			continue;
		addr = strtoul(line, NULL, 16);
		nr = kxe_has_note(ehdr, addr, size) ? nr + 1 : -1;
	}
	globfree(&found);
	return nr;
}

static inline bool kxe_has_vmcoreinfo(const Elf64_Ehdr *ehdr)
{
	unsigned long addr, size;
	char line[64];

	return kx_read_line("/sys/kernel/vmcoreinfo", line, sizeof(line)) &&
	       sscanf(line, "%lx %lx", &addr, &size) == 2 && kxe_has_note(ehdr, addr, size);
}

/* "0-7" or "0": how many CPUs there may ever be. */
static inline unsigned int kxe_possible_cpus(void)
{
	char line[32];
	unsigned int first, last;

	if (!kx_read_line("/sys/devices/system/cpu/possible", line, sizeof(line)))
		return 0;
	return sscanf(line, "%u-%u", &first, &last) == 2 ? last - first + 1 : 1;
}

/* All that the tests want of headers, in one: 0, or the line where it is not so. */
static inline int kxe_check(const Elf64_Ehdr *ehdr)
{
	struct kxe_ranges dumped, wanted;

	if (!kxe_is_sound(ehdr))
		return __LINE__;
	if (kxe_cpu_notes(ehdr) < 1)
		return __LINE__;
	if (!kxe_has_vmcoreinfo(ehdr))
		return __LINE__;
	if (kxe_count(ehdr, PT_NOTE) != kxe_possible_cpus() + 1)
		return __LINE__;
	/* Those of type PT_NULL are spare. */
	if (kxe_count(ehdr, PT_NOTE) + kxe_count(ehdr, PT_LOAD) + kxe_count(ehdr, PT_NULL) !=
	    ehdr->e_phnum)
		return __LINE__;
	if (!kxe_dumped(ehdr, &dumped))
		return __LINE__;
	kxe_wanted(&wanted);
	if (!wanted.nr || !kxe_same(&dumped, &wanted))
		return __LINE__;
	return 0;
}

#endif /* KEXEC_TEST_ELFCORE_H */
