/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Helpers shared by the tests of crash kernels: the memory that is reserved for
 * them, and what stands in it. It is looked at through /dev/mem, which shows it
 * where CONFIG_STRICT_DEVMEM is not set.
 */
#ifndef KEXEC_TEST_CRASH_H
#define KEXEC_TEST_CRASH_H

#include <stdint.h>
#include <sys/mount.h>

#include "common.h"

#define KXC_SIZE	"/sys/kernel/kexec_crash_size"
#define KXC_NEWER_SIZE	"/sys/kernel/kexec/crash_size"
#define KXC_DEBUGFS	"/sys/kernel/debug"
#define KXC_PAGE_TABLES	KXC_DEBUGFS "/page_tables/kernel"

/* A number in the first line of a file; -1 when it cannot be read. */
static inline long kxc_number(const char *path)
{
	char line[32];

	return kx_read_line(path, line, sizeof(line)) ? strtol(line, NULL, 0) : -1;
}

static inline int kxc_loaded(void)
{
	return kxc_number("/sys/kernel/kexec_crash_loaded");
}

static inline int kxc_unload(void)
{
	return kx_load_raw(0, NULL, KX_ON_CRASH);
}

/* Both slots empty? */
static inline bool kxc_clear(void)
{
	return !kx_unload() && !kxc_unload() && !kx_loaded() && !kxc_loaded();
}

/* The lines of /proc/iomem with this name, in order. Answers how many there are. */
static inline unsigned int kxc_iomem(const char *name, struct kx_range *ranges,
				     unsigned int room)
{
	FILE *file = fopen("/proc/iomem", "r");
	struct kx_range range;
	unsigned int nr = 0;
	char text[256];
	int at;

	while (file && fgets(text, sizeof(text), file)) {
		text[strcspn(text, "\n")] = '\0';
		if (sscanf(text, " %llx-%llx : %n", &range.start, &range.end, &at) != 2 ||
		    strcmp(text + at, name))
			continue;
		range.end++;
		if (nr < room)
			ranges[nr++] = range;
	}
	if (file)
		fclose(file);
	return nr;
}

/* A part below 4 GiB for DMA, and the region itself. */
#define KXC_PARTS	2

/* Where a crash kernel is put: the last part. Empty when nothing is reserved. */
static inline struct kx_range kxc_region(void)
{
	struct kx_range parts[KXC_PARTS];
	unsigned int nr = kxc_iomem("Crash kernel", parts, KXC_PARTS);

	return nr ? parts[nr - 1] : (struct kx_range){ 0 };
}

static inline unsigned long kxc_bytes(struct kx_range range)
{
	return range.end - range.start;
}

/* The memory itself, writable also where the kernel's own mapping is not. */
static inline unsigned char *kxc_map(struct kx_range range)
{
	int fd = open("/dev/mem", O_RDWR | O_CLOEXEC);
	void *at = MAP_FAILED;

	if (fd >= 0)
		at = mmap(NULL, kxc_bytes(range), PROT_READ | PROT_WRITE, MAP_SHARED,
			  fd, range.start);
	close(fd);
	return at == MAP_FAILED ? NULL : at;
}

/* Bytes that no image of the tests has, so that each one that is written shows. */
static inline void kxc_scrub(unsigned char *at, unsigned long bytes)
{
	memset(at, 0x5a, bytes);
}

/* One number for each page. */
static inline void kxc_sum_pages(const unsigned char *at, unsigned long bytes,
				 uint64_t *sums)
{
	const uint64_t *word = (const uint64_t *)at;
	unsigned long page, i;

	for (page = 0; page < bytes / KX_PAGE; page++) {
		uint64_t sum = 0xcbf29ce484222325;

		for (i = 0; i < KX_PAGE / sizeof(*word); i++)
			sum = (sum ^ *word++) * 0x100000001b3;
		sums[page] = sum;
	}
}

/* Differs from byte to byte, from page to page and between seeds. */
static inline void kxc_fill(unsigned char *at, unsigned long bytes, uint32_t seed)
{
	unsigned long i;

	for (i = 0; i < bytes; i++) {
		seed = seed * 1664525 + 1013904223;
		at[i] = seed >> 24;
	}
}

/* Does a segment's memory hold its buffer's bytes, and zeros behind them? */
static inline bool kxc_holds(const unsigned char *map, struct kx_range region,
			     const struct kx_segment *segment)
{
	const unsigned char *at = map + (segment->mem - region.start);
	size_t i = segment->bufsz;

	if (memcmp(at, segment->buf, segment->bufsz))
		return false;
	while (i < segment->memsz && !at[i])
		i++;
	return i == segment->memsz;
}

/*
 * Does the kernel's own mapping forbid writes to all of @region? Its page tables
 * say so on x86, from the first address at which all memory is mapped. -1 when
 * they cannot be seen.
 */
static inline int kxc_protected(struct kx_range region)
{
	unsigned long long base = 0, start, end;
	unsigned long bytes = 0;
	bool inside = false;
	char line[256];
	FILE *file;

	mount("debugfs", KXC_DEBUGFS, "debugfs", 0, NULL);
	file = fopen(KXC_PAGE_TABLES, "r");
	if (!file)
		return -1;
	while (fgets(line, sizeof(line), file)) {
		if (!strncmp(line, "---[", 4)) {
			inside = strstr(line, "Low Kernel Mapping");
			continue;
		}
		if (!inside || sscanf(line, "0x%llx-0x%llx", &start, &end) != 2)
			continue;
		if (!base)
			base = start;
		start = start - base < region.start ? region.start : start - base;
		end = end - base > region.end ? region.end : end - base;
		if (start < end && strstr(line, " ro "))
			bytes += end - start;
	}
	fclose(file);
	return bytes == kxc_bytes(region);
}

/* Where the region is, and its memory. Answers what is missing for that, or NULL. */
static inline const char *kxc_open(struct kx_range *region, unsigned char **map)
{
	*region = kxc_region();
	if (!kxc_bytes(*region))
		return "no memory is reserved: boot with crashkernel=64M";
	*map = kxc_map(*region);
	return *map ? NULL : "the memory is not to be seen in /dev/mem";
}

#endif /* KEXEC_TEST_CRASH_H */
