/* SPDX-License-Identifier: GPL-2.0-only */
/**
 * DOC: keeping the elfcorehdr up to date
 *
 * The elfcorehdr lists what belongs into a dump when the crash kernel is loaded. When
 * memory or CPUs come or go after that, the architecture writes it anew.
 *
 * An event during a load is not lost, although the image may have been made before it:
 * the load updates the elfcorehdr when it is over.
 */
#ifndef _KERNEL_KEXEC_CRASH_HOTPLUG_H
#define _KERNEL_KEXEC_CRASH_HOTPLUG_H

#include <linux/kexec.h>

#ifdef CONFIG_CRASH_HOTPLUG

void crash_hotplug_publish(const struct kimage *image);
void crash_hotplug_catch_up(void);

/* For a new image; the index of its elfcorehdr is not known yet. */
static inline void kimage_set_hotplug_support(struct kimage *image, unsigned long flags)
{
	image->elfcorehdr_index = -1;
	image->hotplug_support = image->type == KEXEC_TYPE_CRASH &&
				 arch_crash_hotplug_support(image, flags);
}

/* The elfcorehdr changes while the image is loaded. */
static inline bool kimage_is_elfcorehdr(const struct kimage *image, unsigned long segment)
{
	return image->elfcorehdr_index == segment;
}

#else /* !CONFIG_CRASH_HOTPLUG */

static inline void crash_hotplug_publish(const struct kimage *image) { }
static inline void crash_hotplug_catch_up(void) { }

static inline void kimage_set_hotplug_support(struct kimage *image, unsigned long flags) { }

static inline bool kimage_is_elfcorehdr(const struct kimage *image, unsigned long segment)
{
	return false;
}

#endif /* CONFIG_CRASH_HOTPLUG */

#endif /* _KERNEL_KEXEC_CRASH_HOTPLUG_H */
