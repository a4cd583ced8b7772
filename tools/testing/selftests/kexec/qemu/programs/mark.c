// SPDX-License-Identifier: GPL-2.0
/*
 * mark [-a INDEX] NONCE MIB FILE: fills that much memory with a pattern of the
 * nonce and of each page's physical address, writes the physical address of the
 * index to FILE, and keeps the memory until it is killed.
 *
 *	-a  adds to what another mark left: INDEX is the address it wrote
 */
#include <stddef.h>
#include "mark.h"
#include "physmem.h"

/* The kernel shall not move what lies here. */
static void *map_locked(size_t size)
{
	void *p = map_anonymous(size);

	if (madvise(p, size, MADV_NOHUGEPAGE) && errno != EINVAL)
		die("madvise failed: %s", strerror(errno));
	if (mlock(p, size))
		die("mlock of %zu bytes failed: %s", size, strerror(errno));
	return p;
}

/* Fills @nr pages and lists them. Returns the physical address of the first index. */
static u64 mark_pages(u64 seed, size_t nr)
{
	size_t nr_index = (nr + INDEX_MAX - 1) / INDEX_MAX;
	char *pages = map_locked(nr * PAGE);
	struct mark_index *index = map_locked(nr_index * PAGE);
	u64 *addr = calloc(nr + nr_index, sizeof(*addr));

	if (!addr)
		die("no memory");
	physmem_pages(pages, nr, addr);
	physmem_pages(index, nr_index, addr + nr);
	for (size_t i = 0; i < nr; i++)
		mark_fill((u64 *)(pages + i * PAGE), seed, addr[i]);
	for (size_t i = 0; i < nr_index; i++) {
		size_t first = i * INDEX_MAX;

		index[i].seed = seed;
		index[i].next = i + 1 < nr_index ? addr[nr + i + 1] : 0;
		index[i].nr = nr - first < INDEX_MAX ? nr - first : INDEX_MAX;
		memcpy(index[i].addr, addr + first, index[i].nr * sizeof(*addr));
		index[i].sum = mark_sum(&index[i]);
	}
	return addr[nr];
}

/* Hangs the index at @addr behind the list that begins at @list. */
static void append(u64 list, u64 addr)
{
	int fd = open("/dev/mem", O_RDWR);
	struct mark_index index;

	if (fd < 0)
		die("/dev/mem cannot be opened: %s", strerror(errno));
	for (;; list = index.next) {
		if (pread(fd, &index, sizeof(index), list) != sizeof(index))
			die("no index at %#llx", list);
		if (!index.next)
			break;
	}
	list += offsetof(struct mark_index, next);
	if (pwrite(fd, &addr, sizeof(addr), list) != sizeof(addr))
		die("/dev/mem cannot be written: %s", strerror(errno));
	close(fd);
}

int main(int argc, char **argv)
{
	u64 former = 0, addr;
	FILE *f;

	if (argc > 2 && !strcmp(argv[1], "-a")) {
		former = strtoull(argv[2], NULL, 0);
		argc -= 2;
		argv += 2;
	}
	if (argc != 4)
		die("usage: mark [-a INDEX] NONCE MIB FILE");
	addr = mark_pages(mark_seed(argv[1]), strtoul(argv[2], NULL, 0) << 8);
	if (former)
		append(former, addr);
	f = fopen(argv[3], "w");
	if (!f || fprintf(f, "%#llx\n", addr) < 0 || fclose(f))
		die("%s cannot be written: %s", argv[3], strerror(errno));
	for (;;)
		pause();
}
