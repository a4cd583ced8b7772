/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * For kernel/vmcore_info.c, which includes this header. The files in kernel/kexec/ have
 * headers of their own.
 */
#ifndef _KERNEL_KEXEC_INTERNAL_H
#define _KERNEL_KEXEC_INTERNAL_H

#include <linux/kexec.h>

#endif /* _KERNEL_KEXEC_INTERNAL_H */
