/* SPDX-License-Identifier: GPL-2.0 */
/* What is loaded, and the two system calls that load it. */
#ifndef KEXEC_QEMU_SOURCE_H
#define KEXEC_QEMU_SOURCE_H

#include "../programs/physmem.h"

struct source {
	const char *call;	/* "load" or "file" */
	size_t mib;
	u64 bytes;		/* of data that the call is given */
	int kernel_fd;		/* for "file" */
	int initrd_fd;
	struct segment seg;	/* for "load" */
};

/* "load": one segment of @mib MiB; "file": the kernel and an initrd of @mib MiB. */
void source_open(struct source *s, const char *call, size_t mib);
/* Whether the running kernel has the call at all. */
bool source_has_call(const struct source *s);
/* As the system calls: 0, or -1 with errno. */
long source_load(struct source *s);
long source_unload(const struct source *s);

#endif
