/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The segment that IMA passes its measurements to the next kernel in.
 */
#ifndef _KERNEL_KEXEC_IMA_H
#define _KERNEL_KEXEC_IMA_H

#include <linux/ima.h>
#include <linux/kexec.h>

#ifdef CONFIG_IMA_KEXEC

/*
 * IMA writes its list into the loaded image when the machine reboots: it has to know which
 * image is loaded now, or that none is. It drops the mapping of the previous image, and
 * maps the buffer of this one if it has one.
 */
static inline void kexec_ima_publish(struct kimage *image, struct kimage *previous)
{
	if (image) {
		ima_kexec_post_load(image);
	} else if (previous) {
		previous->ima_buffer_addr = 0;
		ima_kexec_post_load(previous);
	}
}

/* IMA writes to its segment until the jump. */
static inline bool kimage_is_ima_segment(const struct kimage *image, unsigned long segment)
{
	return image->is_ima_segment_index_set && image->ima_segment_index == segment;
}

#else /* !CONFIG_IMA_KEXEC */

static inline void kexec_ima_publish(struct kimage *image, struct kimage *previous) { }

static inline bool kimage_is_ima_segment(const struct kimage *image, unsigned long segment)
{
	return false;
}

#endif /* CONFIG_IMA_KEXEC */

#endif /* _KERNEL_KEXEC_IMA_H */
