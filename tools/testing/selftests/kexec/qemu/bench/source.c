// SPDX-License-Identifier: GPL-2.0
#include <sys/stat.h>
#include "source.h"

#define MIB			(1024UL * 1024)
#define KERNEL			"/boot/bzImage"
#define INITRD			"/tmp/initrd"
#define COMMAND_LINE		"console=ttyS0"
#define FILE_UNLOAD		1UL
#define LOWEST			(16 * MIB)
/*
 * From a multiple of 2 MiB, where the kernel puts large mappings, to the data. QEMU's
 * TLB has room for one of two pages whose addresses agree in their low bits: copying
 * between such pages takes several times as long, which no real machine shows.
 */
#define APART			(37 * PAGE)

static bool by_file(const struct source *s)
{
	return !strcmp(s->call, "file");
}

static long file_load(int kernel, int initrd, const char *line, unsigned long flags)
{
	return syscall(SYS_kexec_file_load, kernel, initrd, line ? strlen(line) + 1 : 0UL,
		       line, flags);
}

/* No page is zero, and no two are alike. */
static void fill(char *buf, size_t size, u64 from)
{
	u64 *word = (u64 *)buf;

	for (size_t i = 0; i < size / sizeof(*word); i++)
		word[i] = from + i + 1;
}

static int open_to_read(const char *path)
{
	int fd = open(path, O_RDONLY);

	if (fd < 0)
		die("%s cannot be opened: %s", path, strerror(errno));
	return fd;
}

/*
 * In a tmpfs: its pages are there before the call, and the call adds none. The
 * kernel refuses a file that somebody can still write to.
 */
static void make_initrd(size_t mib)
{
	static char buf[MIB];
	int fd = open(INITRD, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	if (fd < 0)
		die(INITRD " cannot be made: %s", strerror(errno));
	for (size_t i = 0; i < mib; i++) {
		fill(buf, MIB, i * MIB);
		if (write(fd, buf, MIB) != (ssize_t)MIB)
			die(INITRD " cannot be written: %s", strerror(errno));
	}
	close(fd);
}

static void open_files(struct source *s)
{
	struct stat st;

	make_initrd(s->mib);
	s->initrd_fd = open_to_read(INITRD);
	s->kernel_fd = open_to_read(KERNEL);
	if (fstat(s->kernel_fd, &st))
		die(KERNEL " has no size: %s", strerror(errno));
	s->bytes = s->mib * MIB + st.st_size;
}

static void make_segment(struct source *s)
{
	size_t size = s->mib * MIB;
	struct physmem pm;
	char *buf = (char *)map_anonymous(size + APART) + APART;

	fill(buf, size, 0);
	physmem_read(&pm);
	s->bytes = size;
	s->seg = (struct segment){
		.buf = buf, .bufsz = size, .memsz = size,
		.mem = physmem_find(&pm, size, LOWEST),
	};
}

void source_open(struct source *s, const char *call, size_t mib)
{
	*s = (struct source){ .call = call, .mib = mib };
	if (by_file(s))
		open_files(s);
	else if (!strcmp(call, "load"))
		make_segment(s);
	else
		die("'%s' is neither load nor file", call);
}

bool source_has_call(const struct source *s)
{
	return !source_unload(s) || strcmp(strerrorname_np(errno), "ENOSYS");
}

long source_load(struct source *s)
{
	if (by_file(s))
		return file_load(s->kernel_fd, s->initrd_fd, COMMAND_LINE, 0);
	return sys_kexec_load(s->seg.mem, 1, &s->seg);
}

long source_unload(const struct source *s)
{
	if (by_file(s))
		return file_load(-1, -1, NULL, FILE_UNLOAD);
	return sys_kexec_load(0, 0, NULL);
}
