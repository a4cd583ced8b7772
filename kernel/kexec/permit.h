/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _KERNEL_KEXEC_PERMIT_H
#define _KERNEL_KEXEC_PERMIT_H

#include "refusal.h"

int kexec_load_permitted(int type, struct kexec_refusal *why);

#endif /* _KERNEL_KEXEC_PERMIT_H */
