// SPDX-License-Identifier: GPL-2.0-only
/*
 * The digests by which a purgatory sees that an image stands as it was loaded.
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

#include "../kexec_internal.h"

#define KEXEC_DIGEST_STEP	SZ_1M

/**
 * struct kexec_seal - what the purgatory will be told, see linux/purgatory.h
 * @regions:	by index of the segment
 * @digests:	the same, for the parts of each; or only the first, for all
 */
struct kexec_seal {
	struct kexec_sha_region regions[KEXEC_SEGMENT_MAX];
	u8 digests[KEXEC_SEGMENT_MAX][2][SHA256_DIGEST_SIZE];
};

static bool kexec_seal_each(void)
{
	return IS_ENABLED(CONFIG_ARCH_HAS_KEXEC_SEGMENT_DIGESTS);
}

/*
 * Its own data is not complete before the digests stand in it; IMA's never is, and
 * the headers of a dump change with the memory that there is.
 */
static bool kexec_seal_leaves_out(const struct kimage *image, unsigned long segment)
{
	return image->segment[segment].kbuf == image->purgatory_info.purgatory_buf ||
	       kexec_ima_owns(image, segment) || kimage_changes(image, segment);
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

	return ret ?: kexec_digest_bytes(desc, page_address(ZERO_PAGE(0)), end - data_end,
					 PAGE_SIZE, true);
}

static int kexec_digest_part(struct shash_desc *desc, const struct kexec_segment *segment,
			     size_t start, size_t end, u8 *digest)
{
	int ret = crypto_shash_init(desc);

	if (!ret)
		ret = kexec_digest_range(desc, segment, start, end);
	return ret ?: crypto_shash_final(desc, digest);
}

static int kexec_seal_segment(struct shash_desc *desc, const struct kexec_segment *segment,
			      u8 (*digest)[SHA256_DIGEST_SIZE])
{
	size_t cut = kexec_sha_first_part(segment->memsz);
	int ret;

	if (!kexec_seal_each())
		return kexec_digest_range(desc, segment, 0, segment->memsz);
	ret = kexec_digest_part(desc, segment, 0, cut, digest[0]);
	return ret ?: kexec_digest_part(desc, segment, cut, segment->memsz, digest[1]);
}

static int kexec_seal_segments(const struct kimage *image, struct shash_desc *desc,
			       struct kexec_seal *seal)
{
	int ret = crypto_shash_init(desc);

	for (unsigned long i = 0; i < image->nr_segments && !ret; i++) {
		const struct kexec_segment *segment = &image->segment[i];

		if (kexec_seal_leaves_out(image, i))
			continue;
		seal->regions[i].start = segment->mem;
		seal->regions[i].len = segment->memsz;
		ret = kexec_seal_segment(desc, segment, seal->digests[i]);
	}
	if (!ret && !kexec_seal_each())
		ret = crypto_shash_final(desc, seal->digests[0][0]);
	return ret;
}

static int kexec_seal_compute(const struct kimage *image, struct kexec_seal *seal)
{
	struct crypto_shash *tfm = crypto_alloc_shash("sha256", 0, 0);
	struct shash_desc *desc;
	int ret = -ENOMEM;

	if (IS_ERR(tfm))
		return PTR_ERR(tfm);
	desc = kmalloc(sizeof(*desc) + crypto_shash_descsize(tfm), GFP_KERNEL);
	if (desc) {
		desc->tfm = tfm;
		ret = kexec_seal_segments(image, desc, seal);
		kfree_sensitive(desc);
	}
	crypto_free_shash(tfm);
	return ret;
}

static int kexec_seal_store(struct kimage *image, struct kexec_seal *seal)
{
	int ret = kexec_purgatory_get_set_symbol(image, "purgatory_sha_regions",
						 seal->regions, sizeof(seal->regions),
						 false);

	if (ret)
		return ret;
	if (kexec_seal_each())
		return kexec_purgatory_get_set_symbol(image, "purgatory_sha256_digests",
						      seal->digests,
						      sizeof(seal->digests), false);
	return kexec_purgatory_get_set_symbol(image, "purgatory_sha256_digest",
					      seal->digests[0][0], SHA256_DIGEST_SIZE,
					      false);
}

static u64 kexec_seal_bytes(const struct kexec_seal *seal)
{
	u64 bytes = 0;

	for (unsigned int i = 0; i < ARRAY_SIZE(seal->regions); i++)
		bytes += seal->regions[i].len;
	return bytes;
}

static int kexec_seal_error(struct kexec_refusal *why, int error)
{
	if (error == -ENOMEM)
		return kexec_refuse(why, KEXEC_REFUSED_NO_MEMORY, 0);
	if (error == -EINTR)
		return kexec_refuse(why, KEXEC_REFUSED_SIGNAL, 0);
	return kexec_refuse_error(why, KEXEC_REFUSED_DIGEST, error);
}

/**
 * kexec_purgatory_seal() - tell the purgatory what it has to find in memory
 * @image:	all its segments are there, with the data that they will have
 * @why:	where a refusal is noted
 *
 * A segment counts with the zeros behind its data. Without a purgatory there is
 * nothing to do.
 *
 * Context: Process context, after the loader's load(). May sleep.
 * Return: 0; -ENOMEM; -EINTR when the caller was killed; what the crypto API
 * gives, -ENOENT without SHA-256.
 */
int kexec_purgatory_seal(struct kimage *image, struct kexec_refusal *why)
{
	struct kexec_seal *seal;
	int ret = -ENOMEM;

	if (!image->purgatory_info.purgatory_buf)
		return 0;
	seal = kzalloc(sizeof(*seal), GFP_KERNEL);
	if (seal)
		ret = kexec_seal_compute(image, seal) ?: kexec_seal_store(image, seal);
	if (!ret)
		image->memory->digested = kexec_seal_bytes(seal);
	kfree(seal);
	return ret ? kexec_seal_error(why, ret) : 0;
}
