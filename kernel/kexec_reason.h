/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * DOC: why a call was refused
 *
 * An errno has to be shared by many causes. Each cause has its own entry in
 * KEXEC_REASONS(); code that refuses something notes the entry and what it
 * concerns in a struct kexec_refusal, and the system call logs it once, on its
 * way out. The errno of an entry is ABI: kexec-tools and systemd act on it.
 */
#ifndef _KERNEL_KEXEC_REASON_H
#define _KERNEL_KEXEC_REASON_H

#include "kexec_range.h"

/* X(name, errno, text); errno 0: given by the code that was asked */
#define KEXEC_REASONS(X)							\
	X(NONE, 0, "not refused")						\
	X(CAPABILITY, EPERM, "the caller lacks CAP_SYS_BOOT")			\
	X(DISABLED, EPERM, "sysctl kernel.kexec_load_disabled is set")		\
	X(LIMIT_REBOOT, EPERM, "sysctl kernel.kexec_load_limit_reboot is used up") \
	X(LIMIT_PANIC, EPERM, "sysctl kernel.kexec_load_limit_panic is used up") \
	X(LSM, 0, "a security module forbids it")				\
	X(LOCKDOWN, 0, "kernel lockdown forbids unsigned images")		\
	X(FLAGS, EINVAL, "undefined flag")					\
	X(FLAG_JUMP, EINVAL, "flag KEXEC_PRESERVE_CONTEXT needs CONFIG_KEXEC_JUMP") \
	X(FLAG_HOTPLUG, EINVAL, "flag needs CONFIG_CRASH_HOTPLUG")		\
	X(ARCH, EINVAL, "the image is for another architecture")		\
	X(ARCH_COMPAT, EINVAL, "a 32-bit caller has to name the architecture")	\
	X(SEGMENT_COUNT, EINVAL, "too many segments")				\
	X(SEGMENT_ARRAY, EFAULT, "the array of segments cannot be read")	\
	X(BUSY, EBUSY, "another kexec call is running")				\
	X(NO_REGION, EADDRNOTAVAIL, "no memory is reserved for a crash kernel")	\
	X(UNALIGNED, EADDRNOTAVAIL, "mem or memsz is not page aligned")		\
	X(WRAP, EADDRNOTAVAIL, "mem plus memsz wraps around")			\
	X(UNREACHABLE, EADDRNOTAVAIL, "range ends beyond the memory that can be reached") \
	X(BUFSZ, EINVAL, "bufsz is larger than memsz")				\
	X(OVERLAP, EINVAL, "range overlaps that of another segment")		\
	X(TOO_LARGE, EINVAL, "the image would take more than half of memory")	\
	X(BUFFER, EFAULT, "the buffer cannot be read")				\
	X(NO_MEMORY, ENOMEM, "out of memory")					\
	X(SIGNAL, EINTR, "the calling process was killed")			\
	X(MACHINE, 0, "the architecture's code refused the image")

enum kexec_reason {
#define KEXEC_REASON_ENUM(name, error, text) KEXEC_REFUSED_##name,
	KEXEC_REASONS(KEXEC_REASON_ENUM)
#undef KEXEC_REASON_ENUM
	KEXEC_REASON_COUNT
};

/**
 * struct kexec_refusal - a cause and what it concerns
 * @reason:	the cause; KEXEC_REFUSED_NONE to begin with
 * @error:	negative errno
 * @segment:	index of the segment that it is about, -1 for none
 * @range:	destination of that segment
 * @detail:	a number that belongs to the text, 0 for none
 */
struct kexec_refusal {
	enum kexec_reason reason;
	int error;
	int segment;
	struct kexec_range range;
	u64 detail;
};

#define KEXEC_REFUSAL_INIT { .segment = -1 }

int kexec_refuse(struct kexec_refusal *why, enum kexec_reason reason, u64 detail);
int kexec_refuse_error(struct kexec_refusal *why, enum kexec_reason reason,
		       int error);
int kexec_refuse_segment(struct kexec_refusal *why, enum kexec_reason reason,
			 int segment, const struct kexec_range *range);
const char *kexec_reason_text(enum kexec_reason reason);
void kexec_refusal_log(const struct kexec_refusal *why);

#endif /* _KERNEL_KEXEC_REASON_H */
