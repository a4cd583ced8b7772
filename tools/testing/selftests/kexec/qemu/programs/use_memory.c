// SPDX-License-Identifier: GPL-2.0
/*
 * use_memory HOW SIZE [FILE]
 *
 * Uses memory until it is killed, and returns as soon as it is used. SIZE is in MiB.
 *
 *	anon	anonymous memory
 *	thp	in transparent huge pages
 *	gaps	of which every other page is freed again
 *	mapped	page cache of FILE that is mapped
 *	pinned	anonymous memory, of which a page in 2 MiB is pinned
 *	hugetlb	huge pages of hugetlbfs
 *	kernel	the kernel's own, of which a page in each MiB is kept and the rest is freed
 *
 * On SIGUSR1, it writes to /tmp/use_memory.PID how many pages of the anonymous memory do not
 * have the bytes that it wrote.
 */
#include <signal.h>
#include <sys/resource.h>

#include "physmem.h"

#define MIB	(1024UL * 1024)

/* What was written to: a page at each step */
static struct {
	char *at;
	size_t size, step;
} used;

static u64 mark_of(size_t offset)
{
	return (offset / PAGE + 1) * 0x9e3779b97f4a7c15;
}

static void mark_pages(char *at, size_t size)
{
	used.at = at;
	used.size = size;
	used.step = PAGE;
	for (size_t i = 0; i < size; i += PAGE) {
		u64 mark = mark_of(i);

		memcpy(at + i, &mark, sizeof(mark));
		memcpy(at + i + PAGE - sizeof(mark), &mark, sizeof(mark));
	}
}

static bool page_is_marked(size_t offset)
{
	u64 mark = mark_of(offset);

	return !memcmp(used.at + offset, &mark, sizeof(mark)) &&
	       !memcmp(used.at + offset + PAGE - sizeof(mark), &mark, sizeof(mark));
}

static void write_report(void)
{
	size_t pages = 0, wrong = 0;
	char path[64];
	FILE *f;

	for (size_t i = 0; i < used.size; i += used.step, pages++)
		wrong += !page_is_marked(i);
	snprintf(path, sizeof(path), "/tmp/use_memory.%d", getpid());
	f = fopen(path, "w");
	if (!f || fprintf(f, "%zu of %zu pages differ\n", wrong, pages) < 0 || fclose(f))
		die("%s cannot be written: %s", path, strerror(errno));
}

static char *populate(size_t size, bool huge)
{
	char *at = map_anonymous(size);

	if (madvise(at, size, huge ? MADV_HUGEPAGE : MADV_NOHUGEPAGE))
		die("madvise failed: %s", strerror(errno));
	mark_pages(at, size);
	return at;
}

static void leave_gaps(char *at, size_t size)
{
	for (size_t i = PAGE; i < size; i += 2 * PAGE)
		if (madvise(at + i, PAGE, MADV_DONTNEED))
			die("madvise failed: %s", strerror(errno));
	used.step = 2 * PAGE;
}

static void use_hugetlb(size_t size)
{
	char *at = mmap(NULL, size, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB, -1, 0);

	if (at == MAP_FAILED)
		die("no huge pages of hugetlbfs: %s", strerror(errno));
	mark_pages(at, size);
}

static void map_file(const char *path, size_t size)
{
	int fd = open(path, O_RDONLY);

	if (fd < 0)
		die("%s cannot be opened: %s", path, strerror(errno));
	if (mmap(NULL, size, PROT_READ, MAP_SHARED | MAP_POPULATE, fd, 0) == MAP_FAILED)
		die("%s cannot be mapped: %s", path, strerror(errno));
}

static char pipe_data[MIB];

/* In a pipe, data is in pages of the kernel that cannot be migrated. */
static int fill_pipe(void)
{
	int pipes[2];

	if (pipe(pipes) || fcntl(pipes[1], F_SETPIPE_SZ, MIB) < 0 ||
	    write(pipes[1], pipe_data, MIB) != MIB)
		die("a pipe is not filled: %s", strerror(errno));
	return pipes[0];
}

static void use_kernel(size_t nr)
{
	struct rlimit files = { 3 * nr, 3 * nr };
	int pipes[nr];

	if (setrlimit(RLIMIT_NOFILE, &files))
		die("no more open files: %s", strerror(errno));
	for (size_t i = 0; i < nr; i++)
		pipes[i] = fill_pipe();
	for (size_t i = 0; i < nr; i++)
		if (read(pipes[i], pipe_data, MIB - PAGE) != MIB - PAGE)
			die("a pipe is not emptied: %s", strerror(errno));
}

static void fill_memory(const char *how, size_t size, const char *path)
{
	if (!strcmp(how, "anon"))
		populate(size, false);
	else if (!strcmp(how, "thp"))
		populate(size, true);
	else if (!strcmp(how, "gaps"))
		leave_gaps(populate(size, false), size);
	else if (!strcmp(how, "mapped") && path)
		map_file(path, size);
	else if (!strcmp(how, "pinned"))
		physmem_pin(populate(size, false), size, 2 * MIB);
	else if (!strcmp(how, "hugetlb"))
		use_hugetlb(size);
	else if (!strcmp(how, "kernel"))
		use_kernel(size / MIB);
	else
		die("'%s' is not known", how);
}

int main(int argc, char **argv)
{
	int ready[2], signal;
	sigset_t report;
	char byte;

	if (argc < 3 || pipe(ready))
		die("usage: %s HOW MIB [FILE]", argv[0]);
	sigemptyset(&report);
	sigaddset(&report, SIGUSR1);
	sigprocmask(SIG_BLOCK, &report, NULL);
	if (fork()) {
		close(ready[1]);
		return read(ready[0], &byte, 1) != 1;
	}
	fill_memory(argv[1], strtoul(argv[2], NULL, 10) * MIB, argv[3]);
	if (write(ready[1], "", 1) != 1)
		die("nobody waits: %s", strerror(errno));
	while (!sigwait(&report, &signal))
		write_report();
	die("no signal can be waited for");
}
