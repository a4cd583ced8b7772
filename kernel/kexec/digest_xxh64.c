// SPDX-License-Identifier: GPL-2.0-only
/*
 * XXH64 of each segment, for purgatories that check each segment alone.
 */
#include <linux/kexec.h>
#include <linux/purgatory.h>
#include <linux/xxhash.h>

#include "digest.h"

static int kexec_xxh64_update(void *state, const void *data, size_t len)
{
	return xxh64_update(state, data, len);
}

/**
 * kexec_digest_xxh64() - store the XXH64 of each segment in the purgatory
 * @image:	the image
 *
 * Context: Process context. May sleep.
 * Return: 0, -EINTR when the caller was killed, or -EINVAL for a purgatory without room
 * for the digests.
 */
int kexec_digest_xxh64(struct kimage *image)
{
	struct kexec_segment_digest digests[KEXEC_SEGMENT_MAX] = {};

	for (unsigned long i = 0; i < image->nr_segments; i++) {
		const struct kexec_segment *segment = &image->segment[i];
		struct xxh64_state state;
		int ret;

		if (!kexec_digest_covers(image, i))
			continue;
		xxh64_reset(&state, 0);
		ret = kexec_digest_segment(segment, kexec_xxh64_update, &state);
		if (ret)
			return ret;
		digests[i].start = segment->mem;
		digests[i].len = segment->memsz;
		digests[i].xxh64 = xxh64_digest(&state);
	}
	return kexec_purgatory_get_set_symbol(image, "purgatory_segment_digests", digests,
					      sizeof(digests), false);
}
