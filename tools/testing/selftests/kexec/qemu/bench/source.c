// SPDX-License-Identifier: GPL-2.0
#include <sys/stat.h>
#include "frames.h"
#include "source.h"

#define KERNEL			"/boot/bzImage"
#define INITRD			"/tmp/initrd"
#define INITRD_ON_DISK		"/tmp/disk/initrd"
#define COMMAND_LINE		"console=ttyS0 nokaslr tsc_early_khz=1000000 nolapic_timer initramfs_async=0"
#define FILE_UNLOAD		1UL
#define FILE_DEBUG		8UL
#define ON_CRASH		1UL
#define LOWEST			(16 * MIB)
#define MIDST			(512 * MIB)
#define DISK			"/tmp/disk"
#define PERCENT_DATA		(16 * MIB)
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

static bool says(char **how, const char *word)
{
	while (*how)
		if (!strcmp(*how++, word))
			return true;
	return false;
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
 * In a tmpfs, or on a disk: its pages are there before the call, and the call adds none. The
 * kernel refuses a file that somebody can still write to.
 */
static void make_initrd(const char *path, size_t mib)
{
	static char buf[MIB];
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	if (fd < 0)
		die("%s cannot be made: %s", path, strerror(errno));
	for (size_t i = 0; i < mib; i++) {
		fill(buf, MIB, i * MIB);
		if (write(fd, buf, MIB) != (ssize_t)MIB)
			die("%s cannot be written: %s", path, strerror(errno));
	}
	if (fsync(fd))
		die("%s cannot be written: %s", path, strerror(errno));
	close(fd);
}

void source_open_initrd(struct source *s, const char *initrd)
{
	struct stat kernel, other;

	*s = (struct source){ .call = "file", .flags = FILE_DEBUG };
	s->initrd_fd = open_to_read(initrd);
	s->kernel_fd = open_to_read(KERNEL);
	if (fstat(s->kernel_fd, &kernel) || fstat(s->initrd_fd, &other))
		die("no size of the files: %s", strerror(errno));
	s->bytes = kernel.st_size + other.st_size;
}

static void open_files(struct source *s, size_t mib, char **how)
{
	const char *path = says(how, "disk") ? INITRD_ON_DISK : INITRD;

	make_initrd(path, mib);
	source_open_initrd(s, path);
	if (!says(how, "debug"))
		s->flags = 0;
}

/* The stock kernel has no such switch: it claims nothing. */
static void write_claim(const char *value)
{
	int fd = open("/proc/sys/kernel/kexec_claim", O_WRONLY);

	if (fd >= 0 && write(fd, value, strlen(value)) < 0)
		die("kernel.kexec_claim cannot be set: %s", strerror(errno));
	if (fd >= 0)
		close(fd);
}

static u64 choose_place(struct source *s, char *buf, size_t data, char **how)
{
	struct physmem pm;

	if (says(how, "crash") || says(how, "armed")) {
		s->flags = ON_CRASH;
		return physmem_crash().start;
	}
	if (says(how, "over-own"))
		return frames_pin(buf, data, s->bytes);
	for (enum frames_order order = 0; order < FRAMES_ORDERS; order++)
		if (says(how, frames_order_names[order]))
			return frames_leave_free(s->bytes, order);
	/* Nothing that large is free in one piece: the answer is what is asked for. */
	if (says(how, "percent"))
		return LOWEST;
	if (says(how, "cache") || says(how, "pinned")) {
		physmem_read(&pm);
		return physmem_find(&pm, s->bytes, MIDST);
	}
	if (!says(how, "low"))
		return frames_find_free(s->bytes);
	physmem_read(&pm);
	return physmem_find(&pm, s->bytes, MIB);
}

static void make_segments(struct source *s, size_t mib, char **how)
{
	size_t size = mib ? mib * MIB : PAGE, data, spare;
	char *buf;
	u64 mem;

	if (says(how, "percent"))
		size = page_up(read_meminfo("MemTotal") / 100 * mib);
	data = says(how, "bss") ? PAGE : says(how, "percent") ? PERCENT_DATA : size;
	spare = says(how, "over-own") ? size / 2 : 0;
	s->bytes = size;
	s->nr = says(how, "segments") ? MAX_SEGMENTS : 1;
	buf = (char *)map_anonymous(data + spare + APART) + APART;
	fill(buf, data + spare, 0);
	mem = choose_place(s, buf, data + spare, how);
	for (unsigned long i = 0; i < s->nr; i++)
		s->seg[i] = (struct segment){
			.buf = buf + i * data / s->nr, .bufsz = data / s->nr,
			.mem = mem + i * size / s->nr, .memsz = size / s->nr,
		};
}

void source_open(struct source *s, const char *call, size_t mib, char **how)
{
	*s = (struct source){ .call = call };
	if (says(how, "staged"))
		write_claim("0");
	if (says(how, "cache"))
		frames_fill_cache(DISK);
	if (says(how, "pinned"))
		frames_pin_some();
	if (by_file(s))
		open_files(s, mib, how);
	else if (!strcmp(call, "load"))
		make_segments(s, mib, how);
	else
		die("'%s' is neither load nor file", call);
	if (says(how, "armed") && source_load(s))
		die("no crash kernel can be armed: %s", strerror(errno));
}

bool source_has_call(const char *call)
{
	struct source s = { .call = call };

	return !source_unload(&s) || strcmp(strerrorname_np(errno), "ENOSYS");
}

long source_load(struct source *s)
{
	if (by_file(s))
		return file_load(s->kernel_fd, s->initrd_fd, COMMAND_LINE, s->flags);
	return syscall(SYS_kexec_load, s->seg[0].mem, s->nr, s->seg, KEXEC_ARCH | s->flags);
}

long source_unload(const struct source *s)
{
	if (by_file(s))
		return file_load(-1, -1, NULL, FILE_UNLOAD);
	return syscall(SYS_kexec_load, 0UL, 0UL, NULL, KEXEC_ARCH | s->flags);
}
