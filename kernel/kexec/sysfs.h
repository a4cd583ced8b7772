/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _KERNEL_KEXEC_SYSFS_H
#define _KERNEL_KEXEC_SYSFS_H

struct kimage;

void kexec_sysfs_publish(int type, const struct kimage *image);

#endif /* _KERNEL_KEXEC_SYSFS_H */
