// SPDX-License-Identifier: GPL-2.0-only
/*
 * The digests by which a purgatory checks that an image is as it was loaded: which bytes
 * they cover. digest_xxh64.c and digest_sha256.c compute them.
 */
#include <linux/kexec.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/sizes.h>

#include "crash/hotplug.h"
#include "digest.h"
#include "ima.h"
#include "memory.h"
#include "refusal.h"

#define KEXEC_DIGEST_STEP	SZ_1M

/**
 * kexec_digest_covers() - check whether a segment has a digest
 * @image:	the image
 * @segment:	index of the segment
 *
 * The purgatory's own segment is complete only with the digests in it. IMA's and the
 * elfcorehdr change while the image is loaded.
 *
 * Context: Process context, while the image is being loaded.
 * Return: true if the purgatory checks the segment.
 */
bool kexec_digest_covers(const struct kimage *image, unsigned long segment)
{
	return image->segment[segment].kbuf != image->purgatory_info.purgatory_buf &&
	       !kimage_is_ima_segment(image, segment) && !kimage_is_elfcorehdr(image, segment);
}

/**
 * kexec_digest_segment() - add the bytes of a segment to a digest
 * @segment:	the segment
 * @update:	adds bytes to the digest; returns 0 or an errno
 * @state:	its first argument
 *
 * The zeros after the segment's data count too: they come from the zero page.
 *
 * Context: Process context. May sleep.
 * Return: 0, -EINTR when the caller was killed, or the errno of @update.
 */
int kexec_digest_segment(const struct kexec_segment *segment, kexec_digest_update *update,
			 void *state)
{
	size_t done = 0;

	while (done < segment->memsz) {
		bool zeros = done >= segment->bufsz;
		size_t len = zeros ? min(segment->memsz - done, PAGE_SIZE) :
				     min(segment->bufsz - done, KEXEC_DIGEST_STEP);
		int ret = update(state, zeros ? page_address(ZERO_PAGE(0)) : segment->kbuf + done,
				 len);

		if (ret)
			return ret;
		if (kexec_killed())
			return -EINTR;
		done += len;
	}
	return 0;
}

/**
 * kexec_digest_image() - store the digests of an image in its purgatory
 * @image:	all its segments are there, with the data that they will have
 *
 * Without a purgatory there is nothing to do.
 *
 * Context: Process context, after the loader's load(). May sleep.
 * Return: 0, -EINTR when the caller was killed, -EINVAL for a purgatory without room for
 * the digests, or the errno of the crypto API, -ENOENT where it lacks SHA-256.
 */
int kexec_digest_image(struct kimage *image)
{
	int ret;

	if (!image->purgatory_info.purgatory_buf)
		return 0;
	ret = IS_ENABLED(CONFIG_KEXEC_DIGEST_XXH64) ? kexec_digest_xxh64(image) :
						      kexec_digest_sha256(image);
	if (ret)
		return kexec_refuse_error(image->why, KEXEC_REFUSED_DIGEST, ret);
	for (unsigned long i = 0; i < image->nr_segments; i++)
		if (kexec_digest_covers(image, i))
			image->memory->digested += image->segment[i].memsz;
	return 0;
}
