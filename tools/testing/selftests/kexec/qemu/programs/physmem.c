// SPDX-License-Identifier: GPL-2.0
#include <sys/uio.h>
#include "physmem.h"

#define PIPE_PAGES	4096	/* a program may have some hundred pipes */

#define PAGEMAP_PFN	0x007fffffffffffffULL
#define PAGEMAP_PRESENT	0x8000000000000000ULL

static void add_free(struct physmem *pm, u64 start, u64 end)
{
	start = page_up(start);
	end &= ~(PAGE - 1);
	if (start >= end)
		return;
	if (pm->nr_free == ARRAY_SIZE(pm->free))
		die("/proc/iomem has too many ranges");
	pm->free[pm->nr_free++] = (struct range){ start, end };
}

void physmem_take(struct physmem *pm, struct range r)
{
	struct physmem old = *pm;

	pm->nr_free = 0;
	for (unsigned int i = 0; i < old.nr_free; i++) {
		struct range f = old.free[i];

		if (r.end <= f.start || f.end <= r.start) {
			add_free(pm, f.start, f.end);
			continue;
		}
		add_free(pm, f.start, r.start);
		add_free(pm, r.end, f.end);
	}
}

static void take_resource(struct physmem *pm, const char *name, struct range r)
{
	physmem_take(pm, r);
	if (strncmp(name, "Kernel ", 7))
		return;
	if (!pm->kernel.end || r.start < pm->kernel.start)
		pm->kernel.start = r.start;
	if (r.end > pm->kernel.end)
		pm->kernel.end = r.end;
}

/* Each resource comes before those that lie in it, so one pass does. */
void physmem_read(struct physmem *pm)
{
	FILE *f = fopen("/proc/iomem", "r");
	unsigned long long start, last;
	char line[256], name[128];

	if (!f)
		die("/proc/iomem cannot be opened: %s", strerror(errno));
	memset(pm, 0, sizeof(*pm));
	while (fgets(line, sizeof(line), f)) {
		if (sscanf(line, " %llx-%llx : %127[^\n]", &start, &last, name) != 3)
			die("/proc/iomem: line not understood: %s", line);
		if (line[0] != ' ' && !strcmp(name, "System RAM"))
			add_free(pm, start, last + 1);
		else
			take_resource(pm, name, (struct range){ start, last + 1 });
	}
	fclose(f);
	if (!pm->nr_free || !pm->kernel.end)
		die("/proc/iomem shows no System RAM or no kernel (not root?)");
}

u64 physmem_find(const struct physmem *pm, u64 size, u64 min)
{
	for (unsigned int i = 0; i < pm->nr_free; i++) {
		u64 start = pm->free[i].start > min ? pm->free[i].start : min;

		if (start < pm->free[i].end && pm->free[i].end - start >= size)
			return start;
	}
	die("no %#llx bytes of RAM free at or above %#llx", size, min);
}

struct range physmem_crash(void)
{
	FILE *f = fopen("/proc/iomem", "r");
	unsigned long long start, last;
	struct range r = { 0 };
	char line[256];

	while (f && fgets(line, sizeof(line), f)) {
		if (strstr(line, ": Crash kernel") &&
		    sscanf(line, " %llx-%llx", &start, &last) == 2)
			r = (struct range){ start, last + 1 };
	}
	if (!r.end)
		die("/proc/iomem shows no memory reserved for a crash kernel");
	fclose(f);
	return r;
}

void physmem_pages(const void *buf, size_t nr, u64 *addr)
{
	off_t offset = (unsigned long)buf / PAGE * 8;
	int fd = open("/proc/self/pagemap", O_RDONLY);
	size_t done = 0;

	if (fd < 0)
		die("/proc/self/pagemap cannot be opened: %s", strerror(errno));
	while (done < nr * 8) {
		ssize_t n = pread(fd, (char *)addr + done, nr * 8 - done, offset + done);

		if (n <= 0)
			die("/proc/self/pagemap cannot be read: %s", strerror(errno));
		done += n;
	}
	close(fd);
	for (size_t i = 0; i < nr; i++) {
		if (!(addr[i] & PAGEMAP_PRESENT) || !(addr[i] & PAGEMAP_PFN))
			die("page %zu of a touched buffer has no frame in pagemap", i);
		addr[i] = (addr[i] & PAGEMAP_PFN) * PAGE;
	}
}

void physmem_pin(const void *buf, size_t size, size_t step)
{
	size_t left = size / step, room = 0;
	int pipes[2];

	for (; left; left--, room--, buf += step) {
		struct iovec page = { (void *)buf, PAGE };

		if (!room) {
			room = left < PIPE_PAGES ? left : PIPE_PAGES;
			if (pipe(pipes) || fcntl(pipes[1], F_SETPIPE_SZ, room * PAGE) < 0)
				die("no pipe of %zu pages: %s", room, strerror(errno));
		}
		if (vmsplice(pipes[1], &page, 1, 0) != (ssize_t)PAGE)
			die("vmsplice failed: %s", strerror(errno));
	}
}
