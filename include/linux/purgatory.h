/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the kernel and a purgatory (the code that runs between two kernels)
 * tell each other: which memory to hash.
 */
#ifndef _LINUX_PURGATORY_H
#define _LINUX_PURGATORY_H

#include <linux/align.h>
#include <linux/sizes.h>
#include <linux/types.h>
#include <crypto/sha2.h>
#include <uapi/linux/kexec.h>

/**
 * struct kexec_sha_region - memory that enters the digest
 * @start:	physical address
 * @len:	bytes
 */
struct kexec_sha_region {
	unsigned long start;
	unsigned long len;
};

/**
 * kexec_sha_first_part() - where a region is cut
 * @len:	bytes of the region, whole pages
 *
 * A CPU may be able to take the digests of both parts at a time.
 *
 * Context: Any.
 * Return: Bytes of its first part, as many as of the second or a page more.
 */
static inline unsigned long kexec_sha_first_part(unsigned long len)
{
	return ALIGN(len / 2, SZ_4K);
}

/*
 * Symbols of the purgatory that the kernel fills in when it loads one. A region
 * has the index of its segment; one with a length of 0 is not looked at. With
 * CONFIG_ARCH_HAS_KEXEC_SEGMENT_DIGESTS each region has digests of its own in
 * purgatory_sha256_digests, one for either part of it; else
 * purgatory_sha256_digest is that of all regions, one after the other.
 */
extern struct kexec_sha_region purgatory_sha_regions[KEXEC_SEGMENT_MAX];
extern u8 purgatory_sha256_digest[SHA256_DIGEST_SIZE];
extern u8 purgatory_sha256_digests[KEXEC_SEGMENT_MAX][2][SHA256_DIGEST_SIZE];

#endif /* _LINUX_PURGATORY_H */
