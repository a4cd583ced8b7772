/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Ways to spoil a good call of kexec_file_load(2). A descriptor that one of them
 * opens is kept in @other, for the caller to close.
 */
#ifndef KEXEC_TEST_FILE_SPOIL_H
#define KEXEC_TEST_FILE_SPOIL_H

#include "file_load.h"

static inline void no_kernel(struct kxf_call *call, int *other)
{
	*other = kxf_zeros(4 * KX_MIB);
	call->kernel = *other;
}

static inline void bad_initrd(struct kxf_call *call, int *other)
{
	call->initrd = -1;
}

static inline void empty_initrd(struct kxf_call *call, int *other)
{
	*other = kxf_zeros(0);
	call->initrd = *other;
}

static inline void busy_initrd(struct kxf_call *call, int *other)
{
	*other = kxf_reopen(call->initrd, O_RDWR);
}

/* Larger than any machine's memory, and sparse. */
static inline void huge_initrd(struct kxf_call *call, int *other)
{
	*other = kxf_zeros(1UL << 45);
	call->initrd = *other;
}

static inline void unreadable_cmdline(struct kxf_call *call, int *other)
{
	call->cmdline = (void *)8;
}

static inline void cmdline_without_nul(struct kxf_call *call, int *other)
{
	call->cmdline_len--;
}

/* Found by the loader, when both files have been read. */
static inline void long_cmdline(struct kxf_call *call, int *other)
{
	struct kxf_image image = kxf_small_kernel();

	kxf_put(&image, KXF_CMDLINE_SIZE, 1);
	*other = kxf_file(image.bytes, image.size);
	call->kernel = *other;
	free(image.bytes);
}

#endif /* KEXEC_TEST_FILE_SPOIL_H */
