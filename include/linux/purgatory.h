/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the kernel and a purgatory (the code that runs between two kernels)
 * tell each other: which memory to hash. The symbols are the purgatory's; the kernel
 * fills them in when it loads an image.
 */
#ifndef _LINUX_PURGATORY_H
#define _LINUX_PURGATORY_H

#include <linux/types.h>
#include <crypto/sha2.h>
#include <uapi/linux/kexec.h>

/**
 * struct kexec_segment_digest - a segment to check, and its digest
 * @start:	physical address
 * @len:	bytes, 0 for a segment that is not checked
 * @xxh64:	their XXH64, with a seed of 0
 */
struct kexec_segment_digest {
	u64 start;
	u64 len;
	u64 xxh64;
};

/* With CONFIG_ARCH_HAS_KEXEC_SEGMENT_DIGESTS, by index of the segment */
extern struct kexec_segment_digest purgatory_segment_digests[KEXEC_SEGMENT_MAX];

/**
 * struct kexec_sha_region - memory that enters the digest
 * @start:	physical address
 * @len:	bytes, 0 for none
 */
struct kexec_sha_region {
	unsigned long start;
	unsigned long len;
};

/* Elsewhere: all regions, one after the other, have one digest. */
extern struct kexec_sha_region purgatory_sha_regions[KEXEC_SEGMENT_MAX];
extern u8 purgatory_sha256_digest[SHA256_DIGEST_SIZE];

#endif /* _LINUX_PURGATORY_H */
