// SPDX-License-Identifier: GPL-2.0-only
/*
 * The digests by which a purgatory checks that an image is as it was loaded.
 */
#include <crypto/hash.h>
#include <crypto/sha2.h>
#include <linux/array_size.h>
#include <linux/err.h>
#include <linux/kexec.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/purgatory.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sizes.h>
#include <linux/slab.h>

#include "crash/hotplug.h"
#include "digest.h"
#include "ima.h"
#include "memory.h"
#include "refusal.h"

#define KEXEC_DIGEST_STEP	SZ_1M

/**
 * struct kexec_digests - what the purgatory is given, see linux/purgatory.h
 * @regions:	by index of the segment
 * @digests:	the same, for the parts of each; or only the first, for all
 */
struct kexec_digests {
	struct kexec_sha_region regions[KEXEC_SEGMENT_MAX];
	u8 digests[KEXEC_SEGMENT_MAX][2][SHA256_DIGEST_SIZE];
};

/* A digest of each segment, or one of all */
static bool kexec_digest_each(void)
{
	return IS_ENABLED(CONFIG_ARCH_HAS_KEXEC_SEGMENT_DIGESTS);
}

/*
 * The purgatory's own segment is complete only with the digests in it. IMA's and the
 * elfcorehdr change while the image is loaded.
 */
static bool kexec_digest_leaves_out(const struct kimage *image, unsigned long segment)
{
	return image->segment[segment].kbuf == image->purgatory_info.purgatory_buf ||
	       kimage_is_ima_segment(image, segment) || kimage_is_elfcorehdr(image, segment);
}

/* @len bytes, by @step; or @step bytes of @data over and over, if @repeat */
static int kexec_digest_bytes(struct shash_desc *desc, const u8 *data, size_t len,
			      size_t step, bool repeat)
{
	while (len) {
		size_t bytes = min(len, step);
		int ret = crypto_shash_update(desc, data, bytes);

		if (ret)
			return ret;
		if (fatal_signal_pending(current))
			return -EINTR;
		cond_resched();
		len -= bytes;
		if (!repeat)
			data += bytes;
	}
	return 0;
}

/* The bytes from @start to @end that a segment has in memory */
static int kexec_digest_range(struct shash_desc *desc, const struct kexec_segment *segment,
			      size_t start, size_t end)
{
	size_t data_end = clamp(segment->bufsz, start, end);
	int ret = kexec_digest_bytes(desc, segment->kbuf + start, data_end - start,
				     KEXEC_DIGEST_STEP, false);

	if (ret)
		return ret;
	return kexec_digest_bytes(desc, page_address(ZERO_PAGE(0)), end - data_end,
				  PAGE_SIZE, true);
}

static int kexec_digest_part(struct shash_desc *desc, const struct kexec_segment *segment,
			     size_t start, size_t end, u8 *digest)
{
	int ret = crypto_shash_init(desc);

	if (ret)
		return ret;
	ret = kexec_digest_range(desc, segment, start, end);
	if (ret)
		return ret;
	return crypto_shash_final(desc, digest);
}

static int kexec_digest_segment(struct shash_desc *desc, const struct kexec_segment *segment,
				u8 (*digest)[SHA256_DIGEST_SIZE])
{
	size_t cut = kexec_sha_first_part(segment->memsz);
	int ret;

	if (!kexec_digest_each())
		return kexec_digest_range(desc, segment, 0, segment->memsz);
	ret = kexec_digest_part(desc, segment, 0, cut, digest[0]);
	if (ret)
		return ret;
	return kexec_digest_part(desc, segment, cut, segment->memsz, digest[1]);
}

static int kexec_digest_all(const struct kimage *image, struct shash_desc *desc,
			    struct kexec_digests *digests)
{
	int ret = crypto_shash_init(desc);

	if (ret)
		return ret;
	for (unsigned long i = 0; i < image->nr_segments; i++) {
		const struct kexec_segment *segment = &image->segment[i];

		if (kexec_digest_leaves_out(image, i))
			continue;
		digests->regions[i].start = segment->mem;
		digests->regions[i].len = segment->memsz;
		ret = kexec_digest_segment(desc, segment, digests->digests[i]);
		if (ret)
			return ret;
	}
	return kexec_digest_each() ? 0 : crypto_shash_final(desc, digests->digests[0][0]);
}

static int kexec_digest_compute(const struct kimage *image, struct kexec_digests *digests)
{
	struct crypto_shash *tfm = crypto_alloc_shash("sha256", 0, 0);
	struct shash_desc *desc;
	int ret = -ENOMEM;

	if (IS_ERR(tfm))
		return PTR_ERR(tfm);
	desc = kmalloc(sizeof(*desc) + crypto_shash_descsize(tfm), GFP_KERNEL);
	if (desc) {
		desc->tfm = tfm;
		ret = kexec_digest_all(image, desc, digests);
		kfree_sensitive(desc);
	}
	crypto_free_shash(tfm);
	return ret;
}

static int kexec_digest_store(struct kimage *image, struct kexec_digests *digests)
{
	int ret = kexec_purgatory_get_set_symbol(image, "purgatory_sha_regions",
						 digests->regions,
						 sizeof(digests->regions), false);

	if (ret)
		return ret;
	if (kexec_digest_each())
		return kexec_purgatory_get_set_symbol(image, "purgatory_sha256_digests",
						      digests->digests,
						      sizeof(digests->digests), false);
	return kexec_purgatory_get_set_symbol(image, "purgatory_sha256_digest",
					      digests->digests[0][0], SHA256_DIGEST_SIZE,
					      false);
}

/**
 * kexec_digest_image() - store the digests of an image in its purgatory
 * @image:	all its segments are there, with the data that they will have
 *
 * A segment counts with the zeros after its data. Without a purgatory there is
 * nothing to do.
 *
 * Context: Process context, after the loader's load(). May sleep.
 * Return: 0; -ENOMEM; -EINTR when the caller was killed; the errno of the crypto API,
 * -ENOENT without SHA-256; -EINVAL for a purgatory without room for the digests.
 */
int kexec_digest_image(struct kimage *image)
{
	struct kexec_digests *digests __free(kfree) = NULL;
	int ret;

	if (!image->purgatory_info.purgatory_buf)
		return 0;
	digests = kzalloc(sizeof(*digests), GFP_KERNEL);
	if (!digests)
		return kexec_refuse(image->why, KEXEC_REFUSED_NO_MEMORY, 0);
	ret = kexec_digest_compute(image, digests);
	if (ret)
		return kexec_refuse_error(image->why, KEXEC_REFUSED_DIGEST, ret);
	ret = kexec_digest_store(image, digests);
	if (ret)
		return kexec_refuse_error(image->why, KEXEC_REFUSED_DIGEST, ret);
	for (unsigned int i = 0; i < ARRAY_SIZE(digests->regions); i++)
		image->memory->digested += digests->regions[i].len;
	return 0;
}
