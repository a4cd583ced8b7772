/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _KERNEL_KEXEC_FLAGS_H
#define _KERNEL_KEXEC_FLAGS_H

#include "refusal.h"

/* kernel/kexec.c, also for its test */
int kexec_check_flags(unsigned long flags, struct kexec_refusal *why);

#endif /* _KERNEL_KEXEC_FLAGS_H */
