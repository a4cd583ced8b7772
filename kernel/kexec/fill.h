/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _KERNEL_KEXEC_FILL_H
#define _KERNEL_KEXEC_FILL_H

#include <linux/kexec.h>

#include "extents.h"
#include "frames.h"
#include "layout.h"
#include "refusal.h"

int kexec_fill(const struct kexec_layout *layout, const struct kexec_preload *preload,
	       const struct kexec_extents *extents, const struct kexec_segment *segments,
	       bool in_kernel, struct kexec_refusal *why);

#endif /* _KERNEL_KEXEC_FILL_H */
