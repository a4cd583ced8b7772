// SPDX-License-Identifier: GPL-2.0
#include "frames.h"

#define MIB		(1024UL * 1024)
#define LOWEST		(16 * MIB)
#define LEFT		(8 * MIB)	/* free memory that is not taken */
#define HUGE		(2 * MIB)
#define STEP		256		/* pages that are looked at together */
#define KPF_BUDDY	10		/* bit of /proc/kpageflags */

const char * const frames_order_names[FRAMES_ORDERS] = { "up", "down", "shuffled" };

/* For each frame of the RAM the number of the page that is in it, from 1; 0: not ours. */
struct frames {
	struct physmem pm;
	u32 *page;
	u64 nr;
};

/* Before memory gets short. */
static void frames_open(struct frames *f)
{
	physmem_read(&f->pm);
	f->nr = f->pm.free[f->pm.nr_free - 1].end / PAGE;
	f->page = map_anonymous(f->nr * sizeof(*f->page));
	memset(f->page, 0, f->nr * sizeof(*f->page));
}

static void frames_read(struct frames *f, const char *buf, size_t nr)
{
	u64 addr[STEP];

	for (size_t i = 0; i < nr; i += STEP) {
		physmem_pages(buf + i * PAGE, STEP, addr);
		for (size_t j = 0; j < STEP; j++)
			if (addr[j] / PAGE < f->nr)
				f->page[addr[j] / PAGE] = i + j + 1;
	}
}

static bool is_ram(const struct frames *f, u64 start, size_t size)
{
	for (unsigned int i = 0; i < f->pm.nr_free; i++)
		if (f->pm.free[i].start <= start && start + size <= f->pm.free[i].end)
			return true;
	return false;
}

/*
 * The first frame of the window of @size bytes that has most of ours; of several the last,
 * from where the allocator takes frames last: what is measured is a load, not a collision.
 */
static u64 densest(const struct frames *f, size_t size)
{
	size_t in = 0, most = 0, width = size / PAGE;
	u64 best = 0;

	for (u64 i = 0; i < f->nr; i++) {
		in += !!f->page[i];
		if (i < width)
			continue;
		in -= !!f->page[i - width];
		if (in >= most && is_ram(f, (i + 1 - width) * PAGE, size) &&
		    (i + 1 - width) * PAGE >= LOWEST) {
			most = in;
			best = i + 1 - width;
		}
	}
	if (most < width * 9 / 10)
		die("no %zu MiB have more than %zu pages of ours", size / MIB, most);
	printf("pages_inside %zu\n", most);
	return best;
}

u64 frames_find_free(size_t size)
{
	int fd = open("/proc/kpageflags", O_RDONLY);
	u64 flags[STEP];
	struct frames f;

	frames_open(&f);
	for (u64 i = 0; i < f.nr; i += STEP) {
		if (pread(fd, flags, sizeof(flags), i * sizeof(*flags)) <= 0)
			die("/proc/kpageflags cannot be read: %s", strerror(errno));
		for (u64 j = 0; j < STEP && i + j < f.nr; j++)
			f.page[i + j] = flags[j] >> KPF_BUDDY & 1;
	}
	close(fd);
	return densest(&f, size) * PAGE;
}

static void write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);

	/* Of more numbers than it has, the kernel takes the first. */
	if (fd < 0 || write(fd, text, strlen(text)) <= 0)
		die("%s cannot be written: %s", path, strerror(errno));
	close(fd);
}

/* Single pages: larger ones could not be given back in any order. */
static char *take_memory(size_t *nr)
{
	size_t size = read_meminfo("MemTotal");
	char *buf;

	write_file("/proc/sys/vm/min_free_kbytes", "1024");
	write_file("/proc/sys/vm/lowmem_reserve_ratio", "0 0 0 0");
	/* What is freed is to be free for all: not reserved, nor kept by a CPU. */
	write_file("/proc/sys/vm/watermark_boost_factor", "0");
	write_file("/proc/sys/vm/percpu_pagelist_high_fraction", "1000000");
	/* Nor is what is taken to be moved meanwhile to where memory was given back. */
	write_file("/proc/sys/vm/compaction_proactiveness", "0");
	write_file("/proc/self/oom_score_adj", "-1000");
	buf = map_anonymous(size);
	madvise(buf, size, MADV_NOHUGEPAGE);
	/* The swap space counts as available, and nothing is ever written to it. */
	if (mlock2(buf, size, MLOCK_ONFAULT))
		die("mlock2 failed: %s", strerror(errno));
	for (*nr = 0; read_meminfo("MemFree") > LEFT; *nr += STEP)
		for (size_t i = 0; i < STEP; i++)
			buf[(*nr + i) * PAGE] = 1;
	return buf;
}

static void swap(u32 *a, u32 *b)
{
	u32 tmp = *a;

	*a = *b;
	*b = tmp;
}

static void put_in_order(u32 *pages, size_t nr, enum frames_order order)
{
	srandom(1);	/* the same in each run */
	for (size_t i = 0; order == FRAMES_DOWN && i < nr / 2; i++)
		swap(&pages[i], &pages[nr - 1 - i]);
	for (size_t i = nr; order == FRAMES_SHUFFLED && i > 1; i--)
		swap(&pages[i - 1], &pages[random() % i]);
}

u64 frames_leave_free(size_t size, enum frames_order order)
{
	struct frames f;
	size_t nr;
	char *buf;
	u64 first;

	frames_open(&f);
	buf = take_memory(&nr);
	frames_read(&f, buf, nr);
	first = densest(&f, size);
	put_in_order(f.page + first, size / PAGE, order);
	for (u64 i = first; i < first + size / PAGE; i++)
		if (f.page[i] && madvise(buf + (f.page[i] - 1) * PAGE, PAGE, MADV_DONTNEED_LOCKED))
			die("madvise failed: %s", strerror(errno));
	printf("free_pages %llu\n", read_meminfo("MemFree") / PAGE);
	return first * PAGE;
}

/* A hole takes no time to read, and is page cache all the same. */
void frames_fill_cache(const char *directory)
{
	static char buf[MIB];
	int dir = open(directory, O_PATH | O_DIRECTORY);
	int fd = openat(dir, "hole", O_RDWR | O_CREAT, 0600);

	if (fd < 0 || ftruncate(fd, read_meminfo("MemTotal")))
		die("%s has no room for a file: %s", directory, strerror(errno));
	while (read(fd, buf, sizeof(buf)) > 0)
		;
	close(fd);
	close(dir);
}

void frames_pin_some(void)
{
	size_t size = read_meminfo("MemAvailable") * 3 / 4 / HUGE * HUGE;
	char *buf = map_anonymous(size);

	madvise(buf, size, MADV_NOHUGEPAGE);
	for (size_t i = 0; i < size; i += PAGE)
		buf[i] = 1;
	physmem_pin(buf, size, HUGE);
	/* What is not pinned becomes free, in pieces of nearly 2 MiB. */
	for (size_t i = 0; i < size; i += HUGE)
		if (madvise(buf + i + PAGE, HUGE - PAGE, MADV_DONTNEED))
			die("madvise failed: %s", strerror(errno));
}

u64 frames_pin(const char *buf, size_t bytes, size_t size)
{
	struct frames f;

	physmem_pin(buf, bytes, PAGE);
	frames_open(&f);
	frames_read(&f, buf, bytes / PAGE);
	return densest(&f, size) * PAGE;
}
