// SPDX-License-Identifier: GPL-2.0
/*
 * page_census START SIZE	counts the pages of a physical range: "FREE CLEAN MOVABLE OTHER"
 * page_census of PID ADDRESS NR	prints the page frame numbers of so many pages of a process
 * page_census locked		prints the address of the 2 MiB that have most pages of the page
 *				cache that are locked
 */
#include <linux/kernel-page-flags.h>
#include "common.h"

#define BLOCK		(2UL << 20)
#define BLOCK_PAGES	(BLOCK / PAGE)
#define LEAST		16	/* pages */
#define PAGEMAP_PFN	0x007fffffffffffffULL
#define HAS(flags, name)	((flags) >> KPF_##name & 1)

/* The flags of as many pages, 0 for those that do not exist. */
static void read_flags(u64 pfn, u64 *flags, size_t nr)
{
	static int fd = -1;

	if (fd < 0)
		fd = open("/proc/kpageflags", O_RDONLY);
	memset(flags, 0, nr * sizeof(*flags));
	if (fd < 0 || pread(fd, flags, nr * sizeof(*flags), pfn * sizeof(*flags)) < 0)
		die("/proc/kpageflags cannot be read: %s", strerror(errno));
}

static void count(u64 start, u64 size)
{
	u64 free = 0, clean = 0, movable = 0, other = 0;

	for (u64 pfn = start / PAGE; pfn < (start + size) / PAGE; pfn++) {
		bool swap_backed;
		u64 flags;

		read_flags(pfn, &flags, 1);
		swap_backed = HAS(flags, ANON) || HAS(flags, SWAPBACKED);
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
static unsigned int locked_pages(u64 pfn)
{
	u64 flags[BLOCK_PAGES];
	unsigned int locked = 0;

	read_flags(pfn, flags, BLOCK_PAGES);
	for (unsigned int i = 0; i < BLOCK_PAGES; i++)
		locked += HAS(flags[i], LOCKED) && HAS(flags[i], LRU) && !HAS(flags[i], ANON);
	return locked;
}

static void find_locked(void)
{
	u64 end = read_meminfo("MemTotal") / PAGE * 2, best = 0;
	unsigned int most = 0;

	for (u64 pfn = 0; pfn < end; pfn += BLOCK_PAGES) {
		unsigned int locked = locked_pages(pfn);

		if (locked > most) {
			most = locked;
			best = pfn;
		}
	}
	if (most < LEAST)
		die("hardly a page is locked");
	printf("%#llx\n", best * PAGE);
}

static void print_pages(const char *pid, u64 address, unsigned int nr)
{
	char path[64];
	u64 entry;
	int fd;

	snprintf(path, sizeof(path), "/proc/%s/pagemap", pid);
	fd = open(path, O_RDONLY);
	for (u64 page = address / PAGE; nr--; page++) {
		if (fd < 0 || pread(fd, &entry, sizeof(entry), page * 8) != sizeof(entry) ||
		    !(entry & PAGEMAP_PFN))
			die("%s has no page %#llx", path, page);
		printf("%llu\n", entry & PAGEMAP_PFN);
	}
}

int main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "locked"))
		find_locked();
	else if (argc == 3)
		count(strtoull(argv[1], NULL, 0), strtoull(argv[2], NULL, 0));
	else if (argc == 5 && !strcmp(argv[1], "of"))
		print_pages(argv[2], strtoull(argv[3], NULL, 0), atoi(argv[4]));
	else
		die("usage: %s START SIZE | of PID ADDRESS NR | locked", argv[0]);
	return 0;
}
