// SPDX-License-Identifier: GPL-2.0
/*
 * poke SYMBOL OFFSET VALUE: writes eight bytes to the kernel's data at SYMBOL + OFFSET,
 * through /dev/mem.
 */
#include "physmem.h"

static u64 symbol(const char *wanted)
{
	FILE *f = fopen("/proc/kallsyms", "r");
	unsigned long long addr;
	char name[128];

	while (f && fscanf(f, "%llx %*c %127s%*[^\n]", &addr, name) == 2) {
		if (strcmp(name, wanted))
			continue;
		fclose(f);
		return addr;
	}
	die("/proc/kallsyms has no %s", wanted);
}

int main(int argc, char **argv)
{
	int fd = open("/dev/mem", O_RDWR);
	struct physmem pm;
	u64 addr, value;

	if (argc != 4 || fd < 0)
		die("usage: poke SYMBOL OFFSET VALUE; needs /dev/mem");
	physmem_read(&pm);
	addr = symbol(argv[1]) - symbol("_text") + pm.kernel.start + strtoull(argv[2], NULL, 0);
	value = strtoull(argv[3], NULL, 0);
	if (pwrite(fd, &value, sizeof(value), addr) != sizeof(value))
		die("%#llx cannot be written: %s", addr, strerror(errno));
	return 0;
}
