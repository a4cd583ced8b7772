/* SPDX-License-Identifier: GPL-2.0 */
/* What the kernel says of its memory, read often and without allocating any. */
#ifndef KEXEC_QEMU_MEMORY_H
#define KEXEC_QEMU_MEMORY_H

#include "../programs/common.h"

struct proc_file {
	int fd;
	char text[64 << 10];
};

void proc_open(struct proc_file *p, const char *path);
/*
 * Free bytes by /proc/zoneinfo: free in the zones, and on the lists of the CPUs.
 * What a CPU has not added to the zones' counters yet is missing: up to some
 * dozen pages a CPU and zone.
 */
u64 free_bytes(struct proc_file *zoneinfo);
/*
 * Pages allocated since boot, by the pgalloc_* of /proc/vmstat; 0 from a kernel
 * that does not count them.
 */
u64 pages_allocated(struct proc_file *vmstat);

#endif
