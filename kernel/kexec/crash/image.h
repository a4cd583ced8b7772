/* SPDX-License-Identifier: GPL-2.0-only */
/**
 * DOC: an armed crash kernel stays armed
 *
 * kexec_crash_image is set only while the region holds a whole image. To replace
 * one, everything that can fail is done first: the data is copied from user space
 * to frames elsewhere (kexec_file_load(2) has it in its buffers anyway), and the
 * control pages are made in a part of the region that the armed image does
 * not use. While the slot is empty, memory is copied and nothing else. A failure
 * before that leaves the armed image as it was.
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
int crash_image_arm(struct kimage *image);

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

static inline int crash_image_arm(struct kimage *image)
{
	return -EADDRNOTAVAIL;
}

#endif /* CONFIG_CRASH_DUMP */

#endif /* _KERNEL_KEXEC_CRASH_IMAGE_H */
