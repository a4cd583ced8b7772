/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _KERNEL_KEXEC_LIST_H
#define _KERNEL_KEXEC_LIST_H

#include <linux/kexec.h>

#include "memory.h"
#include "refusal.h"

int kexec_list_build(struct kexec_memory *memory, kimage_entry_t *head,
		     struct kexec_refusal *why);

#endif /* _KERNEL_KEXEC_LIST_H */
