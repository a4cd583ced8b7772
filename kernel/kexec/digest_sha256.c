// SPDX-License-Identifier: GPL-2.0-only
/*
 * One SHA-256 of all segments, one after the other, for purgatories that check no more.
 */
#include <crypto/hash.h>
#include <crypto/sha2.h>
#include <linux/err.h>
#include <linux/kexec.h>
#include <linux/purgatory.h>

#include "digest.h"

static int kexec_sha256_update(void *desc, const void *data, size_t len)
{
	return crypto_shash_update(desc, data, len);
}

static int kexec_sha256_segments(const struct kimage *image, struct crypto_shash *tfm,
				 struct kexec_sha_region *regions, u8 *digest)
{
	SHASH_DESC_ON_STACK(desc, tfm);
	int ret;

	desc->tfm = tfm;
	ret = crypto_shash_init(desc);
	if (ret)
		return ret;
	for (unsigned long i = 0; i < image->nr_segments; i++) {
		const struct kexec_segment *segment = &image->segment[i];

		if (!kexec_digest_covers(image, i))
			continue;
		ret = kexec_digest_segment(segment, kexec_sha256_update, desc);
		if (ret)
			return ret;
		regions[i].start = segment->mem;
		regions[i].len = segment->memsz;
	}
	return crypto_shash_final(desc, digest);
}

/**
 * kexec_digest_sha256() - store the SHA-256 of all segments in the purgatory
 * @image:	the image
 *
 * Context: Process context. May sleep.
 * Return: 0, -EINTR when the caller was killed, -EINVAL for a purgatory without room for
 * the digest, or the errno of the crypto API, -ENOENT where it lacks SHA-256.
 */
int kexec_digest_sha256(struct kimage *image)
{
	struct kexec_sha_region regions[KEXEC_SEGMENT_MAX] = {};
	u8 digest[SHA256_DIGEST_SIZE];
	struct crypto_shash *tfm = crypto_alloc_shash("sha256", 0, 0);
	int ret;

	if (IS_ERR(tfm))
		return PTR_ERR(tfm);
	ret = kexec_sha256_segments(image, tfm, regions, digest);
	crypto_free_shash(tfm);
	if (ret)
		return ret;
	ret = kexec_purgatory_get_set_symbol(image, "purgatory_sha_regions", regions,
					     sizeof(regions), false);
	if (ret)
		return ret;
	return kexec_purgatory_get_set_symbol(image, "purgatory_sha256_digest", digest,
					      sizeof(digest), false);
}
