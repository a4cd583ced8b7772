// SPDX-License-Identifier: GPL-2.0
/*
 * fifo_hog CPU: spins on that CPU with the highest real-time priority, in the background.
 * Five pages wait there to be put on a list by the next that adds one: "PID ADDRESS" says which.
 */
#include <sched.h>
#include "common.h"

int main(int argc, char **argv)
{
	struct sched_param param = { .sched_priority = 99 };
	char *page = map_anonymous(5 * PAGE);
	cpu_set_t cpus;

	if (argc != 2)
		die("usage: %s CPU", argv[0]);
	CPU_ZERO(&cpus);
	CPU_SET(atoi(argv[1]), &cpus);
	if (fork())
		return 0;
	if (sched_setaffinity(0, sizeof(cpus), &cpus) || sched_setscheduler(0, SCHED_FIFO, &param))
		die("no real-time priority on CPU %s: %s", argv[1], strerror(errno));
	for (size_t i = 0; i < 5; i++)
		page[i * PAGE] = 1;
	printf("%d %p\n", getpid(), page);
	fflush(stdout);
	for (;;)
		;
}
