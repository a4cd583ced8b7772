// SPDX-License-Identifier: GPL-2.0
/*
 * peak load|file MIB: how much memory one load takes while it lasts. This CPU
 * makes the call; another one does nothing but look at the free memory.
 *
 * Prints lines "WHAT NUMBER":
 *	bytes	of the image
 *	peak	bytes that were free before the call and not at the worst moment
 *	stays	the same, after the call
 *	left	the same, after the unload: noise, or a leak
 *	looks	times that the other CPU looked during the call
 *	gap_ns	the longest time between two looks
 *	step	the largest change from one look to the next, in bytes: about how
 *		far from the truth the peak can be
 */
#include <pthread.h>
#include <sched.h>
#include "memory.h"
#include "source.h"

struct watch {
	struct proc_file zoneinfo;
	u64 least;
	u64 last;
	double time;
	u64 looks;
	double gap;
	u64 step;
	bool ready;
	bool stop;
};

static void run_on(int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	if (sched_setaffinity(0, sizeof(set), &set))
		die("CPU %d cannot be had: %s", cpu, strerror(errno));
}

static void look(struct watch *w)
{
	u64 bytes = free_bytes(&w->zoneinfo);
	u64 step = bytes > w->last ? bytes - w->last : w->last - bytes;
	double t = now();

	if (bytes < w->least)
		w->least = bytes;
	if (step > w->step)
		w->step = step;
	if (t - w->time > w->gap)
		w->gap = t - w->time;
	w->last = bytes;
	w->time = t;
	w->looks++;
}

static void *watch_memory(void *arg)
{
	struct watch *w = arg;

	run_on(1);
	w->least = free_bytes(&w->zoneinfo);
	w->last = w->least;
	w->time = now();
	__atomic_store_n(&w->ready, true, __ATOMIC_RELEASE);
	while (!__atomic_load_n(&w->stop, __ATOMIC_ACQUIRE))
		look(w);
	return NULL;
}

static pthread_t start_watch(struct watch *w)
{
	pthread_t thread;

	proc_open(&w->zoneinfo, "/proc/zoneinfo");
	if (pthread_create(&thread, NULL, watch_memory, w))
		die("no second thread");
	while (!__atomic_load_n(&w->ready, __ATOMIC_ACQUIRE))
		sched_yield();
	return thread;
}

static void stop_watch(struct watch *w, pthread_t thread)
{
	__atomic_store_n(&w->stop, true, __ATOMIC_RELEASE);
	pthread_join(thread, NULL);
}

/* Counters that the CPUs keep for themselves are added up now. */
static u64 settled_free_bytes(struct proc_file *zoneinfo)
{
	static char byte[1] = "1";
	int fd = open("/proc/sys/vm/stat_refresh", O_WRONLY);

	if (fd >= 0) {
		if (write(fd, byte, 1) != 1)
			warn("stat_refresh");
		close(fd);
	}
	return free_bytes(zoneinfo);
}

static void report(const char *what, long long number)
{
	printf("%s %lld\n", what, number);
}

int main(int argc, char **argv)
{
	static struct proc_file zoneinfo;
	static struct watch w;
	u64 before, after;
	pthread_t thread;
	struct source s;

	if (argc != 3)
		die("usage: peak load|file MIB");
	run_on(0);
	if (!source_has_call(argv[1])) {
		printf("outcome ENOSYS\n");
		return 0;
	}
	source_open(&s, argv[1], strtoul(argv[2], NULL, 10), argv + 3);
	proc_open(&zoneinfo, "/proc/zoneinfo");
	before = settled_free_bytes(&zoneinfo);
	thread = start_watch(&w);
	if (source_load(&s))
		die("the load failed: %s", strerror(errno));
	stop_watch(&w, thread);
	after = settled_free_bytes(&zoneinfo);
	if (after < w.least)
		w.least = after;
	if (source_unload(&s))
		die("the unload failed: %s", strerror(errno));
	report("bytes", s.bytes);
	report("peak", before - w.least);
	report("stays", before - after);
	report("left", before - settled_free_bytes(&zoneinfo));
	report("looks", w.looks);
	report("gap_ns", w.gap * 1e9);
	report("step", w.step);
	return 0;
}
