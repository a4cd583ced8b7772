// SPDX-License-Identifier: GPL-2.0
/*
 * An armed crash kernel stays armed when kexec_file_load(2) fails.
 */
#include "armed.h"
#include "file_spoil.h"

/* Ways to fail. Each answers the errno of its load. */
static int file_flag(struct armed *a)
{
	struct kxf_call call = a->call;

	call.flags |= 1UL << 40;
	return kxf_load(&call);
}

static int file_bad_kernel(struct armed *a)
{
	struct kxf_call call = a->call;

	call.kernel = -1;
	return kxf_load(&call);
}

/* @spoil may leave a descriptor out: the good one is the fixture's to close. */
static int load_spoilt(struct armed *a, void (*spoil)(struct kxf_call *, int *))
{
	struct kxf_call call = a->call;

	spoil(&call, &a->other);
	return kxf_load(&call);
}

static int file_no_kernel(struct armed *a)
{
	return load_spoilt(a, no_kernel);
}

static int file_bad_initrd(struct armed *a)
{
	return load_spoilt(a, bad_initrd);
}

static int file_empty_initrd(struct armed *a)
{
	return load_spoilt(a, empty_initrd);
}

static int file_busy_initrd(struct armed *a)
{
	return load_spoilt(a, busy_initrd);
}

static int file_huge_initrd(struct armed *a)
{
	return load_spoilt(a, huge_initrd);
}

static int file_unreadable_cmdline(struct armed *a)
{
	return load_spoilt(a, unreadable_cmdline);
}

static int file_cmdline_without_nul(struct armed *a)
{
	return load_spoilt(a, cmdline_without_nul);
}

static int file_long_cmdline(struct armed *a)
{
	return load_spoilt(a, long_cmdline);
}

static int file_no_hole(struct armed *a)
{
	struct kxf_call call = a->call;

	a->other = kxf_zeros(kxc_bytes(a->region));
	call.initrd = a->other;
	return kxf_load(&call);
}

FIXTURE_VARIANT_ADD(armed, file_flag) { .fail = file_flag, .err = EINVAL };
FIXTURE_VARIANT_ADD(armed, file_bad_kernel) { .fail = file_bad_kernel, .err = EBADF };
FIXTURE_VARIANT_ADD(armed, file_no_kernel) { .fail = file_no_kernel, .err = ENOEXEC };
FIXTURE_VARIANT_ADD(armed, file_bad_initrd) { .fail = file_bad_initrd, .err = EBADF };
FIXTURE_VARIANT_ADD(armed, file_empty_initrd) { .fail = file_empty_initrd, .err = EINVAL };
FIXTURE_VARIANT_ADD(armed, file_busy_initrd) { .fail = file_busy_initrd, .err = ETXTBSY };
FIXTURE_VARIANT_ADD(armed, file_huge_initrd) { .fail = file_huge_initrd, .err = ENOMEM };

FIXTURE_VARIANT_ADD(armed, file_unreadable_cmdline) {
	.fail = file_unreadable_cmdline, .err = EFAULT,
};

FIXTURE_VARIANT_ADD(armed, file_cmdline_without_nul) {
	.fail = file_cmdline_without_nul, .err = EINVAL,
};

FIXTURE_VARIANT_ADD(armed, file_long_cmdline) { .fail = file_long_cmdline, .err = EINVAL };
FIXTURE_VARIANT_ADD(armed, file_no_hole) { .fail = file_no_hole, .err = EADDRNOTAVAIL };

TEST_HARNESS_MAIN
