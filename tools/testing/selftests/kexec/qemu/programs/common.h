/* SPDX-License-Identifier: GPL-2.0 */
/* What the harness's guest programs share: raw system calls, errors, patterns. */
#ifndef KEXEC_QEMU_COMMON_H
#define KEXEC_QEMU_COMMON_H

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include "../payload/payload.h"

#define PAGE		4096UL
#define KEXEC_ARCH	(62UL << 16)	/* the ELF machine of x86-64 */
#define CMD_KEXEC	0x45584543UL

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

/* The system call's own layout; uapi headers may be older than the kernel. */
struct segment {
	const void *buf;
	size_t bufsz;
	u64 mem;
	size_t memsz;
};

static inline u64 page_up(u64 x)
{
	return (x + PAGE - 1) & ~(PAGE - 1);
}

#define die(...)	errx(1, __VA_ARGS__)

#if __SIZEOF_LONG__ == 4
/* The 32-bit call, with a layout of its own. */
static inline long sys_kexec_load(u64 entry, unsigned long nr, struct segment *seg)
{
	struct { u32 buf, bufsz, mem, memsz; } copy[16];

	if (nr > ARRAY_SIZE(copy) || entry >> 32)
		die("%lu segments or an entry at %#llx are too much", nr, entry);
	for (unsigned long i = 0; i < nr; i++) {
		if ((seg[i].mem + seg[i].memsz) >> 32)
			die("segment %lu does not lie below 4 GiB", i);
		copy[i].buf = (u32)seg[i].buf;
		copy[i].bufsz = seg[i].bufsz;
		copy[i].mem = seg[i].mem;
		copy[i].memsz = seg[i].memsz;
	}
	return syscall(SYS_kexec_load, (u32)entry, nr, copy, KEXEC_ARCH);
}
#else
static inline long sys_kexec_load(u64 entry, unsigned long nr, struct segment *seg)
{
	return syscall(SYS_kexec_load, entry, nr, seg, KEXEC_ARCH);
}
#endif

static inline long sys_reboot_kexec(void)
{
	return syscall(SYS_reboot, 0xfee1deadUL, 0x28121969UL, CMD_KEXEC, NULL);
}

static inline void *map_anonymous(size_t size)
{
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (p == MAP_FAILED)
		die("mmap of %zu bytes failed: %s", size, strerror(errno));
	return p;
}

static inline double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec + ts.tv_nsec / 1e9;
}

/* One number of /proc/meminfo, in bytes. */
/* Whether the first CPU has a flag in /proc/cpuinfo. */
static inline bool cpu_has(const char *flag)
{
	FILE *f = fopen("/proc/cpuinfo", "r");
	char *line = NULL, *word;
	bool found = false;
	size_t size = 0;

	if (!f)
		die("/proc/cpuinfo cannot be opened: %s", strerror(errno));
	while (getline(&line, &size, f) > 0 && strncmp(line, "flags", 5))
		;
	for (word = strtok(line, " \t\n"); word; word = strtok(NULL, " \t\n"))
		found |= !strcmp(word, flag);
	free(line);
	fclose(f);
	return found;
}

static inline u64 read_meminfo(const char *field)
{
	FILE *f = fopen("/proc/meminfo", "r");
	unsigned long long kb;
	char name[64];

	if (!f)
		die("/proc/meminfo cannot be opened: %s", strerror(errno));
	while (fscanf(f, "%63[^:]: %llu%*[^\n]\n", name, &kb) == 2) {
		if (strcmp(name, field))
			continue;
		fclose(f);
		return kb * 1024;
	}
	die("/proc/meminfo has no %s", field);
}

#endif
