/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The purgatory and lib/xxhash.c to user space, which cannot include the kernel's headers:
 * as in include/linux/purgatory.h, include/linux/xxhash.h and arch/x86/purgatory/purgatory.h.
 */
#ifndef PURGATORY_DIGEST_H
#define PURGATORY_DIGEST_H

#include <stddef.h>
#include <stdint.h>

#define SEGMENT_MAX	16

struct kexec_segment_digest {
	uint64_t start;
	uint64_t len;
	uint64_t xxh64;
};

extern struct kexec_segment_digest purgatory_segment_digests[SEGMENT_MAX];

uint64_t xxh64(const void *data, size_t len, uint64_t seed);
void purgatory(void);
void purgatory_report(unsigned int segment);

#endif
