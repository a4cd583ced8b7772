/* SPDX-License-Identifier: GPL-2.0-only */
/**
 * DOC: why a call was refused
 *
 * An errno has to be shared by many causes. Each cause is an enum kexec_reason;
 * code that refuses something notes it, and what it concerns, in a struct
 * kexec_refusal, and the system call reports it once, on its way out. The errno
 * of a cause is ABI: kexec-tools and systemd act on it.
 */
#ifndef _KERNEL_KEXEC_REFUSAL_H
#define _KERNEL_KEXEC_REFUSAL_H

#include "range.h"

/* Pages between two looks for a signal, where a page takes a few instructions only */
#define KEXEC_PAGES_A_LOOK	16384

/* The table in refusal.c has errno and text of each. */
enum kexec_reason {
	KEXEC_REFUSED_NONE,
	KEXEC_REFUSED_CAPABILITY,
	KEXEC_REFUSED_DISABLED,
	KEXEC_REFUSED_LIMIT_REBOOT,
	KEXEC_REFUSED_LIMIT_PANIC,
	KEXEC_REFUSED_LSM,
	KEXEC_REFUSED_LOCKDOWN,
	KEXEC_REFUSED_SIG_FORCED,
	KEXEC_REFUSED_SIG_REQUIRED,
	KEXEC_REFUSED_SIG_LOCKDOWN,
	KEXEC_REFUSED_SIG_WRONG,
	KEXEC_REFUSED_FLAGS,
	KEXEC_REFUSED_FLAG_JUMP,
	KEXEC_REFUSED_JUMP_CRASH,
	KEXEC_REFUSED_ARCH,
	KEXEC_REFUSED_ARCH_COMPAT,
	KEXEC_REFUSED_SEGMENT_COUNT,
	KEXEC_REFUSED_SEGMENT_ARRAY,
	KEXEC_REFUSED_CMDLINE_UNREADABLE,
	KEXEC_REFUSED_CMDLINE_NUL,
	KEXEC_REFUSED_CMDLINE_LONG,
	KEXEC_REFUSED_KERNEL_FD,
	KEXEC_REFUSED_KERNEL_NO_FILE,
	KEXEC_REFUSED_KERNEL_EMPTY,
	KEXEC_REFUSED_KERNEL_READ,
	KEXEC_REFUSED_KERNEL_LSM,
	KEXEC_REFUSED_INITRD_FD,
	KEXEC_REFUSED_INITRD_NO_FILE,
	KEXEC_REFUSED_INITRD_EMPTY,
	KEXEC_REFUSED_INITRD_READ,
	KEXEC_REFUSED_INITRD_LSM,
	KEXEC_REFUSED_FORMAT,
	KEXEC_REFUSED_LOADER,
	KEXEC_REFUSED_NO_HOLE,
	KEXEC_REFUSED_DIGEST,
	KEXEC_REFUSED_BUSY,
	KEXEC_REFUSED_OFFLINE,
	KEXEC_REFUSED_NO_REGION,
	KEXEC_REFUSED_ENTRY,
	KEXEC_REFUSED_OUTSIDE,
	KEXEC_REFUSED_UNALIGNED,
	KEXEC_REFUSED_WRAP,
	KEXEC_REFUSED_UNREACHABLE,
	KEXEC_REFUSED_BUFSZ,
	KEXEC_REFUSED_OVERLAP,
	KEXEC_REFUSED_TOO_LARGE,
	KEXEC_REFUSED_BUFFER,
	KEXEC_REFUSED_NO_MEMORY,
	KEXEC_REFUSED_REGION_FULL,
	KEXEC_REFUSED_SIGNAL,
	KEXEC_REFUSED_MACHINE,
	KEXEC_REASON_COUNT
};

/**
 * struct kexec_refusal - a cause and what it concerns
 * @reason:	the cause; KEXEC_REFUSED_NONE to begin with
 * @error:	negative errno
 * @segment:	index of the segment that it is about, -1 for none
 * @range:	destination of that segment
 * @detail:	a number that belongs to the text, 0 for none
 * @available:	of KEXEC_REFUSED_TOO_LARGE: bytes that there are, where @detail are wanted
 * @text:	instead of the text in the table, a constant string, or NULL
 */
struct kexec_refusal {
	enum kexec_reason reason;
	int error;
	int segment;
	struct kexec_range range;
	u64 detail;
	u64 available;
	const char *text;
};

#define KEXEC_REFUSAL_INIT { .segment = -1 }

/* Room for any refusal as text */
#define KEXEC_REFUSAL_TEXT_MAX	192

int kexec_refuse(struct kexec_refusal *why, enum kexec_reason reason, u64 detail);
int kexec_refuse_size(struct kexec_refusal *why, u64 wanted, u64 available);
int kexec_refuse_error(struct kexec_refusal *why, enum kexec_reason reason,
		       int error);
int kexec_refuse_segment(struct kexec_refusal *why, enum kexec_reason reason,
			 int segment, const struct kexec_range *range);
const char *kexec_refusal_text(const struct kexec_refusal *why);
int kexec_refusal_format(const struct kexec_refusal *why, char *buf, size_t size);
int kexec_refusal_last(char *buf, size_t size);
long kexec_call_result(int ret, const struct kexec_refusal *why);
bool kexec_killed(void);

/* For loops over all pages of an image: kexec_killed(), now and then */
static inline bool kexec_killed_at(unsigned long page)
{
	return !(page % KEXEC_PAGES_A_LOOK) && kexec_killed();
}

#endif /* _KERNEL_KEXEC_REFUSAL_H */
