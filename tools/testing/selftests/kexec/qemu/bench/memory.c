// SPDX-License-Identifier: GPL-2.0
#include "memory.h"

void proc_open(struct proc_file *p, const char *path)
{
	p->fd = open(path, O_RDONLY);
	if (p->fd < 0)
		die("%s cannot be opened: %s", path, strerror(errno));
}

/* The kernel hands such a file over in pieces. */
static void proc_read(struct proc_file *p)
{
	size_t len = 0;
	ssize_t n;

	while ((n = pread(p->fd, p->text + len, sizeof(p->text) - 1 - len, len)) > 0)
		len += n;
	if (n < 0 || len == sizeof(p->text) - 1)
		die("a file of /proc cannot be read, or is too long");
	p->text[len] = '\0';
}

/* The sum over all numbers that follow @key, after any colons and blanks. */
static u64 sum_of(const char *text, const char *key)
{
	u64 sum = 0;

	while ((text = strstr(text, key))) {
		text += strlen(key);
		sum += strtoull(text, NULL, 10);
	}
	return sum;
}

u64 free_bytes(struct proc_file *zoneinfo)
{
	proc_read(zoneinfo);
	if (!strstr(zoneinfo->text, "pages free ") || !strstr(zoneinfo->text, " count: "))
		die("/proc/zoneinfo is not understood");
	return (sum_of(zoneinfo->text, "pages free ") +
		sum_of(zoneinfo->text, " count: ")) * PAGE;
}

u64 pages_allocated(struct proc_file *vmstat)
{
	static const char * const zones[] = {
		"\npgalloc_dma ", "\npgalloc_dma32 ", "\npgalloc_normal ", "\npgalloc_movable ",
	};
	u64 sum = 0;

	proc_read(vmstat);
	for (unsigned int i = 0; i < ARRAY_SIZE(zones); i++)
		sum += sum_of(vmstat->text, zones[i]);
	return sum;
}
