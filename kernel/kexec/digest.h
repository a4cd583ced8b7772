/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _KERNEL_KEXEC_DIGEST_H
#define _KERNEL_KEXEC_DIGEST_H

#include <linux/types.h>

struct kexec_segment;
struct kimage;

#ifdef CONFIG_KEXEC_PURGATORY
int kexec_digest_image(struct kimage *image);
#else
static inline int kexec_digest_image(struct kimage *image)
{
	return 0;
}
#endif

typedef int kexec_digest_update(void *state, const void *data, size_t len);

bool kexec_digest_covers(const struct kimage *image, unsigned long segment);
int kexec_digest_segment(const struct kexec_segment *segment, kexec_digest_update *update,
			 void *state);

/* digest_xxh64.c, digest_sha256.c */
int kexec_digest_xxh64(struct kimage *image);
int kexec_digest_sha256(struct kimage *image);

#endif /* _KERNEL_KEXEC_DIGEST_H */
