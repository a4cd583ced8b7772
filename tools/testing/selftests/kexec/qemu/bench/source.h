/* SPDX-License-Identifier: GPL-2.0 */
/* What is loaded, and the two system calls that load it. */
#ifndef KEXEC_QEMU_SOURCE_H
#define KEXEC_QEMU_SOURCE_H

#include "../programs/physmem.h"

#define MIB		(1024UL * 1024)
#define MAX_SEGMENTS	16

struct source {
	const char *call;	/* "load" or "file" */
	u64 bytes;		/* of the image: data and, in a segment, what is zero after it */
	unsigned long flags;	/* of the call */
	unsigned long nr;
	int kernel_fd;		/* for "file" */
	int initrd_fd;
	struct segment seg[MAX_SEGMENTS];	/* for "load" */
};

/*
 * "file": the kernel and an initrd of @mib MiB, in tmpfs, or if @how says "disk" on the disk
 * that is mounted. "load": one segment of @mib MiB (0: a page) at
 * the lowest free memory from 16 MiB up, or what the words at @how say:
 *	low		from 1 MiB up
 *	segments	16 segments
 *	bss		data of one page, the rest is zero
 *	percent		@mib is a percentage of the RAM; zero but for 16 MiB
 *	up, down, shuffled	nearly all free memory lies in the segment, and was
 *			released in this order
 *	over-own	the segment lies over the data's own frames, which are pinned
 *	cache, pinned	page cache fills the memory; a page in each 2 MiB is pinned. The segment
 *			lies in the midst
 *	staged		nothing is claimed: kernel.kexec_claim is 0
 *	crash		in the memory that is reserved for a crash kernel
 *	armed		the same, and one is armed already
 *	debug		for "file": the kernel shall say what it does
 */
void source_open(struct source *s, const char *call, size_t mib, char **how);
/* The kernel and this file, and the kernel shall say what it does. */
void source_open_initrd(struct source *s, const char *initrd);
/* Whether the running kernel has the call at all. Unloads. */
bool source_has_call(const char *call);
/* As the system calls: 0, or -1 with errno. */
long source_load(struct source *s);
long source_unload(const struct source *s);

#endif
