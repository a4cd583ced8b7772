// SPDX-License-Identifier: GPL-2.0
/*
 * flip_ram [-p] ALIGN COPIES FILE OFFSET: finds the 48 bytes that FILE has at OFFSET
 * wherever else they lie in RAM, at multiples of ALIGN, and flips the lowest bit
 * of the first of them. Wants at least COPIES of them.
 *
 *	-p  looks in the memory reserved for a crash kernel, and nowhere else
 *
 * This damages what a loaded image has in memory, which cannot be had by any
 * other means. The file's own pages are hit too, and whatever else holds these
 * bytes, so they had better be of no other use.
 */
#include "physmem.h"

#define PATTERN		48
#define WINDOW		(64UL << 20)

/*
 * Kept with all bits turned round, or it would be found in this very program.
 * So would what read(2) leaves elsewhere; the file is mapped instead.
 */
static unsigned char inverse[PATTERN];

static void read_pattern(const char *path, off_t offset)
{
	off_t page = offset & ~(PAGE - 1);
	int fd = open(path, O_RDONLY);
	unsigned char *map;

	if (fd < 0)
		die("%s cannot be opened: %s", path, strerror(errno));
	if (lseek(fd, 0, SEEK_END) < offset + PATTERN)
		die("%s has less than %d bytes at %#lx", path, PATTERN, offset);
	map = mmap(NULL, 2 * PAGE, PROT_READ, MAP_SHARED, fd, page);
	if (map == MAP_FAILED)
		die("%s cannot be mapped: %s", path, strerror(errno));
	for (int i = 0; i < PATTERN; i++)
		inverse[i] = ~map[offset - page + i];
	munmap(map, 2 * PAGE);
	close(fd);
}

/* Zeros, or a table of like words, would be found in places that are of use. */
static void check_pattern(void)
{
	bool seen[256] = { false };
	int kinds = 0;

	for (int i = 0; i < PATTERN; i++) {
		kinds += !seen[inverse[i]];
		seen[inverse[i]] = true;
	}
	if (kinds < 12)
		die("these bytes are not random enough to be searched for");
}

static bool matches(const unsigned char *p)
{
	for (int i = 0; i < PATTERN; i++)
		if (p[i] != (unsigned char)~inverse[i])
			return false;
	return true;
}

/* A copy that lies across two windows is missed. */
static unsigned int flip_window(int mem, u64 start, size_t size, size_t align)
{
	unsigned int found = 0;
	unsigned char *map = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, mem, start);

	if (map == MAP_FAILED)
		die("/dev/mem cannot be mapped at %#llx: %s", start, strerror(errno));
	for (size_t i = 0; i + PATTERN <= size; i += align) {
		if (!matches(map + i))
			continue;
		map[i] ^= 1;
		printf("# flipped a bit at %#llx\n", start + i);
		found++;
	}
	munmap(map, size);
	return found;
}

int main(int argc, char **argv)
{
	unsigned int found = 0, copies;
	bool crash = argc > 1 && !strcmp(argv[1], "-p");
	struct physmem pm;
	size_t align;
	int mem;

	argc -= crash;
	argv += crash;
	if (argc != 5)
		die("usage: flip_ram [-p] ALIGN COPIES FILE OFFSET");
	align = strtoul(argv[1], NULL, 0);
	copies = strtoul(argv[2], NULL, 0);
	if (!align)
		die("'%s' is no alignment", argv[1]);
	read_pattern(argv[3], strtoul(argv[4], NULL, 0));
	check_pattern();
	physmem_read(&pm);
	if (crash) {
		pm.nr_free = 1;
		pm.free[0] = physmem_crash();
	}
	mem = open("/dev/mem", O_RDWR);
	if (mem < 0)
		die("/dev/mem cannot be opened: %s", strerror(errno));
	for (unsigned int i = 0; i < pm.nr_free; i++) {
		for (u64 at = pm.free[i].start; at < pm.free[i].end; at += WINDOW) {
			u64 left = pm.free[i].end - at;

			found += flip_window(mem, at, left < WINDOW ? left : WINDOW, align);
		}
	}
	if (found < copies)
		die("%u copies in RAM, wanted are %u", found, copies);
	return 0;
}
