// SPDX-License-Identifier: GPL-2.0
/*
 * damage KIND ADDRESS [OTHER]: changes physical memory at ADDRESS, through /dev/mem.
 *
 *	bit		the lowest bit of the byte there
 *	byte		all bits of the byte there
 *	zeros		its page becomes zeros
 *	exchanged	its page and that of OTHER change places
 *	foreign		its page becomes one of another process, the caller
 */
#include "physmem.h"

static unsigned char *map_page(u64 addr)
{
	int mem = open("/dev/mem", O_RDWR);
	unsigned char *page;

	if (mem < 0)
		die("/dev/mem cannot be opened: %s", strerror(errno));
	page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, mem, addr & ~(PAGE - 1));
	if (page == MAP_FAILED)
		die("/dev/mem cannot be mapped at %#llx: %s", addr, strerror(errno));
	close(mem);
	return page;
}

/* The first page that the caller has mapped */
static void read_foreign(unsigned char *page)
{
	unsigned long start;
	char path[32];
	FILE *maps;
	int mem;

	snprintf(path, sizeof(path), "/proc/%d/maps", getppid());
	maps = fopen(path, "r");
	if (!maps || fscanf(maps, "%lx", &start) != 1)
		die("%s cannot be read", path);
	fclose(maps);
	snprintf(path, sizeof(path), "/proc/%d/mem", getppid());
	mem = open(path, O_RDONLY);
	if (mem < 0 || pread(mem, page, PAGE, start) != (ssize_t)PAGE)
		die("%s cannot be read at %#lx", path, start);
	close(mem);
}

int main(int argc, char **argv)
{
	const char *kind = argc > 1 ? argv[1] : "";
	bool exchange = !strcmp(kind, "exchanged");
	unsigned char before[PAGE], *page;
	u64 addr;

	if (argc != 3 + exchange)
		die("usage: damage bit|byte|zeros|exchanged|foreign ADDRESS [OTHER]");
	addr = strtoull(argv[2], NULL, 0);
	page = map_page(addr);
	memcpy(before, page, PAGE);
	if (!strcmp(kind, "bit")) {
		page[addr % PAGE] ^= 1;
	} else if (!strcmp(kind, "byte")) {
		page[addr % PAGE] ^= 0xff;
	} else if (!strcmp(kind, "zeros")) {
		memset(page, 0, PAGE);
	} else if (exchange) {
		unsigned char *other = map_page(strtoull(argv[3], NULL, 0));

		memcpy(page, other, PAGE);
		memcpy(other, before, PAGE);
	} else if (!strcmp(kind, "foreign")) {
		read_foreign(page);
	} else {
		die("there is no damage '%s'", kind);
	}
	if (!memcmp(before, page, PAGE))
		die("nothing changed at %#llx", addr);
	return 0;
}
