// SPDX-License-Identifier: GPL-2.0
/*
 * fifo_hog CPU: spins on that CPU with the highest real-time priority, in the background.
 * Five pages wait there to be put on a list by the next that adds one: "PID ADDRESS" says which.
 */
#include <linux/kernel-page-flags.h>
#include <sched.h>
#include "physmem.h"

#define PAGES	5

/* None of them is on a list yet. */
static bool all_wait(const char *pages)
{
	int fd = open("/proc/kpageflags", O_RDONLY);
	u64 addr[PAGES], flags;
	bool all = true;

	physmem_pages(pages, PAGES, addr);
	for (int i = 0; i < PAGES; i++)
		all &= pread(fd, &flags, sizeof(flags), addr[i] / PAGE * sizeof(flags)) ==
		       sizeof(flags) && !(flags & 1ULL << KPF_LRU);
	close(fd);
	return all;
}

/* They may fill the CPU up, so that all that waits there is put on a list: then others do wait. */
static char *touch_pages(void)
{
	char *pages = map_anonymous(3 * PAGES * PAGE), *end = pages + 3 * PAGES * PAGE;

	for (; pages < end; pages += PAGES * PAGE) {
		for (size_t i = 0; i < PAGES; i++)
			pages[i * PAGE] = 1;
		if (all_wait(pages))
			return pages;
	}
	die("no pages wait");
}

int main(int argc, char **argv)
{
	struct sched_param param = { .sched_priority = 99 };
	cpu_set_t cpus;

	if (argc != 2)
		die("usage: %s CPU", argv[0]);
	CPU_ZERO(&cpus);
	CPU_SET(atoi(argv[1]), &cpus);
	if (fork())
		return 0;
	if (sched_setaffinity(0, sizeof(cpus), &cpus) || sched_setscheduler(0, SCHED_FIFO, &param))
		die("no real-time priority on CPU %s: %s", argv[1], strerror(errno));
	/* The output has a page of its own. */
	printf("%d ", getpid());
	fflush(stdout);
	printf("%p\n", touch_pages());
	fflush(stdout);
	for (;;)
		;
}
