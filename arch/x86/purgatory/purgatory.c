// SPDX-License-Identifier: GPL-2.0-only
/*
 * The purgatory: looks whether every segment of the image stands where it belongs,
 * as it was when it was loaded, before the kernel in it is entered.
 */
#include <linux/xxhash.h>

#include "purgatory.h"

/* Filled in when the image is loaded; nothing may be put into .bss that is. */
struct kexec_segment_digest purgatory_segment_digests[KEXEC_SEGMENT_MAX]
	__section(".kexec-purgatory");
struct purgatory_handover purgatory_handover __section(".kexec-purgatory");

/**
 * purgatory() - check the image; returns if the kernel may be entered
 *
 * Context: Between two kernels.
 */
void purgatory(void)
{
	for (unsigned int i = 0; i < KEXEC_SEGMENT_MAX; i++) {
		const struct kexec_segment_digest *digest = &purgatory_segment_digests[i];

		if (digest->len &&
		    xxh64((const void *)digest->start, digest->len, 0) != digest->xxh64)
			purgatory_report(i);
	}
}
