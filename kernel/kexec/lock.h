/* SPDX-License-Identifier: GPL-2.0-only */
/**
 * DOC: locks
 *
 * kexec_lock owns both slots, kexec_image and kexec_crash_image. A system call tries it
 * before it makes an image, and unlocks it after the replaced image was freed, so that
 * there are never more than two images of a type. Nobody waits for it: the second of two
 * concurrent calls returns -EBUSY, which is ABI. kernel_kexec() keeps it: nothing can be
 * loaded once devices are shut down. A panic does not take it, see kernel/crash_core.c,
 * and neither do the readers of status files.
 *
 * crash_hotplug_mutex (crash/hotplug.c) is taken before it. The mutexes of crash/region.c,
 * memhotplug.c, permit.c, refusal.c and sysfs.c are leaves.
 */
#ifndef _KERNEL_KEXEC_LOCK_H
#define _KERNEL_KEXEC_LOCK_H

#include <linux/mutex.h>

/* Only ever tried: mutex_trylock(). */
extern struct mutex kexec_lock;

#endif /* _KERNEL_KEXEC_LOCK_H */
