// SPDX-License-Identifier: GPL-2.0
/*
 * page_census START SIZE	counts the pages of a physical range: "FREE CLEAN MOVABLE OTHER"
 * page_census locked		prints the address of the 2 MiB that have most pages of the page
 *				cache that are locked
 */
#include <linux/kernel-page-flags.h>
#include "common.h"

#define BLOCK		(2UL << 20)
#define LEAST		16	/* pages */
#define HAS(flags, name)	((flags) >> KPF_##name & 1)

static u64 entry(int fd, u64 pfn)
{
	u64 value = 0;

	if (pread(fd, &value, sizeof(value), pfn * sizeof(value)) < 0)
		die("the state of page %#llx cannot be read: %s", pfn, strerror(errno));
	return value;
}

static int open_file(const char *path)
{
	int fd = open(path, O_RDONLY);

	if (fd < 0)
		die("%s cannot be opened: %s", path, strerror(errno));
	return fd;
}

static void count(u64 start, u64 size)
{
	int flags_fd = open_file("/proc/kpageflags");
	u64 free = 0, clean = 0, movable = 0, other = 0;

	for (u64 pfn = start / PAGE; pfn < (start + size) / PAGE; pfn++) {
		u64 flags = entry(flags_fd, pfn);
		bool swap_backed = HAS(flags, ANON) || HAS(flags, SWAPBACKED);

		if (HAS(flags, BUDDY))
			free++;
		else if (!HAS(flags, LRU) || HAS(flags, LOCKED) || HAS(flags, WRITEBACK) ||
			 HAS(flags, HUGE) || HAS(flags, HWPOISON))
			other++;
		else if (!swap_backed && HAS(flags, DIRTY))
			other++;
		else if (!swap_backed && !HAS(flags, MMAP))
			clean++;
		else
			movable++;
	}
	printf("%llu %llu %llu %llu\n", free, clean, movable, other);
}

/* Such a page belongs to a read that is under way. */
static void find_locked(void)
{
	u64 blocks = read_meminfo("MemTotal") / BLOCK * 2, best = 0;
	int fd = open_file("/proc/kpageflags");
	unsigned int most = 0;

	for (u64 block = 0; block < blocks; block++) {
		unsigned int locked = 0;

		for (u64 pfn = 0; pfn < BLOCK / PAGE; pfn++) {
			u64 flags = entry(fd, block * BLOCK / PAGE + pfn);

			locked += HAS(flags, LOCKED) && HAS(flags, LRU) && !HAS(flags, ANON);
		}
		if (locked > most) {
			most = locked;
			best = block;
		}
	}
	if (most < LEAST)
		die("hardly a page is locked");
	printf("%#llx\n", best * BLOCK);
}

int main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "locked"))
		find_locked();
	else if (argc == 3)
		count(strtoull(argv[1], NULL, 0), strtoull(argv[2], NULL, 0));
	else
		die("usage: %s START SIZE | locked", argv[0]);
	return 0;
}
