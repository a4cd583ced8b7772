/* SPDX-License-Identifier: GPL-2.0-only */
/**
 * DOC: an armed crash kernel stays armed
 *
 * kexec_crash_image is set only while the region holds a whole image. To replace
 * one, everything that can fail is done first: the data is copied from user space
 * to frames elsewhere (kexec_file_load(2) has it in its buffers anyway), and the
 * control pages are made in a part of the region that the armed image does
 * not use. A failure before that leaves the armed image as it was.
 *
 * kexec_file_load(2) puts the new image beside the armed one where the region has room for
 * both: then the slot goes from the one to the other. Otherwise, and by kexec_load(2), whose
 * caller mostly has the same addresses again, the new one is copied over the armed one: the
 * slot is empty meanwhile, and memory is copied and nothing else.
 *
 * With nothing armed there is nothing to keep: kexec_load(2) copies from user
 * space straight into the region.
 *
 * The slot has a copy of struct kimage in the region, which is protected like all of it:
 * a panic reads no other memory of the image, which a stray write may have changed.
 */
#ifndef _KERNEL_KEXEC_CRASH_IMAGE_H
#define _KERNEL_KEXEC_CRASH_IMAGE_H

#include <linux/kexec.h>

#ifdef CONFIG_CRASH_DUMP

int crash_image_map_vmcoreinfo(struct kimage *image);
int crash_image_add_copy(struct kimage *image);
struct kimage *crash_image_disarm(void);
bool crash_image_is_beside_armed(const struct kimage *image);
int crash_image_arm(struct kimage *image, struct kimage **previous);

#else /* !CONFIG_CRASH_DUMP: there is no region, so that no layout of a crash image is built */

static inline int crash_image_map_vmcoreinfo(struct kimage *image)
{
	return -EADDRNOTAVAIL;
}

static inline int crash_image_add_copy(struct kimage *image)
{
	return -EADDRNOTAVAIL;
}

static inline struct kimage *crash_image_disarm(void)
{
	return NULL;
}

static inline bool crash_image_is_beside_armed(const struct kimage *image)
{
	return false;
}

static inline int crash_image_arm(struct kimage *image, struct kimage **previous)
{
	return -EADDRNOTAVAIL;
}

#endif /* CONFIG_CRASH_DUMP */

#endif /* _KERNEL_KEXEC_CRASH_IMAGE_H */
