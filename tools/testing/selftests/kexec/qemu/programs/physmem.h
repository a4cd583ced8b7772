/* SPDX-License-Identifier: GPL-2.0 */
/* Physical memory as user space sees it: /proc/iomem and /proc/self/pagemap. */
#ifndef KEXEC_QEMU_PHYSMEM_H
#define KEXEC_QEMU_PHYSMEM_H

#include "common.h"

struct range {
	u64 start;
	u64 end;		/* exclusive */
};

struct physmem {
	struct range free[64];	/* System RAM without what lies in it, page aligned */
	unsigned int nr_free;
	struct range kernel;	/* from the first to the last of its parts */
};

void physmem_read(struct physmem *pm);
/* Removes @r from the free ranges. */
void physmem_take(struct physmem *pm, struct range r);
/* First fit at or above @min; dies when there is no hole of that size. */
u64 physmem_find(const struct physmem *pm, u64 size, u64 min);
/* The last memory that is reserved for a crash kernel: below 4 GiB comes first. */
struct range physmem_crash(void);
/*
 * Pins a page at each @step bytes of @buf: in a pipe, it has a reference that is not in any
 * page table, as in the queue of a device. Nothing is unpinned again.
 */
void physmem_pin(const void *buf, size_t size, size_t step);
/* Physical addresses of @nr touched pages at @buf. */
void physmem_pages(const void *buf, size_t nr, u64 *addr);

#endif
