// SPDX-License-Identifier: GPL-2.0-only
/*
 * The table of reasons, and how a refusal becomes known.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/kexec.h>
#include <linux/mutex.h>
#include <linux/printk.h>
#include <linux/sched/signal.h>

#include "refusal.h"

#define CREATE_TRACE_POINTS
#include <trace/events/kexec.h>

/* An errno of 0 stands for one that somebody else chose. */
static const struct {
	int error;
	const char *text;
} kexec_reasons[KEXEC_REASON_COUNT] = {
	[KEXEC_REFUSED_NONE] = { 0, "not refused" },
	[KEXEC_REFUSED_CAPABILITY] = { EPERM, "the caller lacks CAP_SYS_BOOT" },
	[KEXEC_REFUSED_DISABLED] = { EPERM, "kernel.kexec_load_disabled is set" },
	[KEXEC_REFUSED_LIMIT_REBOOT] = { EPERM, "kernel.kexec_load_limit_reboot is used up" },
	[KEXEC_REFUSED_LIMIT_PANIC] = { EPERM, "kernel.kexec_load_limit_panic is used up" },
	[KEXEC_REFUSED_LSM] = { 0, "a security module forbids it" },
	[KEXEC_REFUSED_LOCKDOWN] = { 0, "kernel lockdown forbids unsigned images" },
	[KEXEC_REFUSED_SIG_FORCED] = { EPERM, "signatures are required, segments cannot have one" },
	[KEXEC_REFUSED_SIG_REQUIRED] = { 0, "a valid signature is required of the kernel" },
	[KEXEC_REFUSED_SIG_LOCKDOWN] = { 0, "kernel lockdown requires a valid signature" },
	[KEXEC_REFUSED_SIG_WRONG] = { 0, "the kernel's file does not match its signature" },
	[KEXEC_REFUSED_FLAGS] = { EINVAL, "undefined flag" },
	[KEXEC_REFUSED_FLAG_JUMP] = { EINVAL, "flag needs CONFIG_KEXEC_JUMP" },
	[KEXEC_REFUSED_JUMP_CRASH] = { EINVAL, "a crash kernel cannot come back" },
	[KEXEC_REFUSED_ARCH] = { EINVAL, "the image is for another architecture" },
	[KEXEC_REFUSED_ARCH_COMPAT] = { EINVAL, "a 32-bit caller has to name the architecture" },
	[KEXEC_REFUSED_SEGMENT_COUNT] = { EINVAL, "too many segments" },
	[KEXEC_REFUSED_SEGMENT_ARRAY] = { EFAULT, "the array of segments cannot be read" },
	[KEXEC_REFUSED_CMDLINE_UNREADABLE] = { EFAULT, "the command line cannot be read" },
	[KEXEC_REFUSED_CMDLINE_NUL] = { EINVAL, "the command line does not end with a NUL" },
	[KEXEC_REFUSED_CMDLINE_LONG] = { EINVAL, "the command line is too long" },
	[KEXEC_REFUSED_KERNEL_FD] = { EBADF, "kernel_fd is not open for reading" },
	[KEXEC_REFUSED_KERNEL_NO_FILE] = { ENOEXEC, "kernel_fd is not a regular file" },
	[KEXEC_REFUSED_KERNEL_EMPTY] = { EINVAL, "the kernel's file is empty" },
	[KEXEC_REFUSED_KERNEL_READ] = { 0, "the kernel's file cannot be read" },
	[KEXEC_REFUSED_KERNEL_LSM] = { 0, "a security module forbids the kernel's file" },
	[KEXEC_REFUSED_INITRD_FD] = { EBADF, "initrd_fd is not open for reading" },
	[KEXEC_REFUSED_INITRD_NO_FILE] = { EINVAL, "initrd_fd is not a regular file" },
	[KEXEC_REFUSED_INITRD_EMPTY] = { EINVAL, "the initrd's file is empty" },
	[KEXEC_REFUSED_INITRD_READ] = { 0, "the initrd's file cannot be read" },
	[KEXEC_REFUSED_INITRD_LSM] = { 0, "a security module forbids the initrd's file" },
	[KEXEC_REFUSED_FORMAT] = { 0, "no loader knows this kind of kernel" },
	[KEXEC_REFUSED_LOADER] = { 0, "the loader refused the kernel" },
	[KEXEC_REFUSED_NO_HOLE] = { EADDRNOTAVAIL, "no free range of memory for a segment" },
	[KEXEC_REFUSED_DIGEST] = { 0, "no digest can be taken of the segments" },
	[KEXEC_REFUSED_BUSY] = { EBUSY, "another kexec call is running" },
	[KEXEC_REFUSED_OFFLINE] = { EBUSY, "memory that the image needs has gone offline" },
	[KEXEC_REFUSED_NO_REGION] = { EADDRNOTAVAIL, "no memory is reserved for a crash kernel" },
	[KEXEC_REFUSED_ENTRY] = { EADDRNOTAVAIL, "the entry is outside the crash kernel's memory" },
	[KEXEC_REFUSED_OUTSIDE] = { EADDRNOTAVAIL, "range is outside the crash kernel's memory" },
	[KEXEC_REFUSED_UNALIGNED] = { EADDRNOTAVAIL, "mem or memsz is not page aligned" },
	[KEXEC_REFUSED_WRAP] = { EADDRNOTAVAIL, "mem plus memsz wraps around" },
	[KEXEC_REFUSED_UNREACHABLE] = { EADDRNOTAVAIL, "range ends beyond what can be reached" },
	[KEXEC_REFUSED_BUFSZ] = { EINVAL, "bufsz is larger than memsz" },
	[KEXEC_REFUSED_OVERLAP] = { EINVAL, "range overlaps that of another segment" },
	[KEXEC_REFUSED_TOO_LARGE] = { ENOMEM, "too little memory for the image" },
	[KEXEC_REFUSED_BUFFER] = { EFAULT, "the buffer cannot be read" },
	[KEXEC_REFUSED_NO_MEMORY] = { ENOMEM, "out of memory" },
	[KEXEC_REFUSED_REGION_FULL] = { ENOMEM, "no room left in the crash kernel's memory" },
	[KEXEC_REFUSED_SIGNAL] = { EINTR, "the calling process was killed" },
	[KEXEC_REFUSED_MACHINE] = { 0, "the architecture's code refused the image" },
};

static DEFINE_MUTEX(kexec_last_mutex);
static struct kexec_refusal kexec_last = KEXEC_REFUSAL_INIT;

/* The first cause stays. */
static int kexec_note(struct kexec_refusal *why, const struct kexec_refusal *cause)
{
	if (why->reason == KEXEC_REFUSED_NONE)
		*why = *cause;
	return why->error;
}

static struct kexec_refusal kexec_cause(enum kexec_reason reason)
{
	/* Allocations of a killed process fail: the signal is the cause. */
	if (reason == KEXEC_REFUSED_NO_MEMORY && fatal_signal_pending(current))
		reason = KEXEC_REFUSED_SIGNAL;
	return (struct kexec_refusal){
		.reason = reason, .error = -kexec_reasons[reason].error, .segment = -1,
	};
}

/**
 * kexec_refuse() - note a cause
 * @why:	where to note it; a cause that was noted before is kept
 * @reason:	the cause
 * @detail:	a number for the log (flag bits, bytes), 0 for none
 *
 * Context: Any.
 * Return: The errno that is noted now, from the table unless it was before.
 */
int kexec_refuse(struct kexec_refusal *why, enum kexec_reason reason, u64 detail)
{
	struct kexec_refusal cause = kexec_cause(reason);

	cause.detail = detail;
	return kexec_note(why, &cause);
}

/**
 * kexec_refuse_size() - note that an image is too large for the machine
 * @why:	where to note it; a cause that was noted before is kept
 * @wanted:	bytes
 * @available:	bytes that there are for it
 *
 * Context: Any.
 * Return: The errno that is noted now.
 */
int kexec_refuse_size(struct kexec_refusal *why, u64 wanted, u64 available)
{
	struct kexec_refusal cause = kexec_cause(KEXEC_REFUSED_TOO_LARGE);

	cause.detail = wanted;
	cause.available = available;
	return kexec_note(why, &cause);
}

/**
 * kexec_refuse_error() - note a cause whose errno was chosen elsewhere
 * @why:	where to note it; a cause that was noted before is kept
 * @reason:	the cause, unless @error itself names it
 * @error:	negative errno
 *
 * Context: Any.
 * Return: The errno that is noted now.
 */
int kexec_refuse_error(struct kexec_refusal *why, enum kexec_reason reason,
		       int error)
{
	struct kexec_refusal cause = { .reason = reason, .error = error, .segment = -1 };

	switch (error) {
	case -ENOMEM:
		return kexec_refuse(why, KEXEC_REFUSED_NO_MEMORY, 0);
	case -EINTR:
		return kexec_refuse(why, KEXEC_REFUSED_SIGNAL, 0);
	case -EADDRNOTAVAIL:
		if (reason == KEXEC_REFUSED_LOADER)
			return kexec_refuse(why, KEXEC_REFUSED_NO_HOLE, 0);
		break;
	}
	return kexec_note(why, &cause);
}

/**
 * kexec_refuse_segment() - note a cause that lies in one segment
 * @why:	where to note it; what stands there already is kept
 * @reason:	the cause
 * @segment:	index of the segment, in the caller's order
 * @range:	its destination
 *
 * Context: Any.
 * Return: The errno that is noted now, from the table unless it was before.
 */
int kexec_refuse_segment(struct kexec_refusal *why, enum kexec_reason reason,
			 int segment, const struct kexec_range *range)
{
	struct kexec_refusal cause = kexec_cause(reason);

	cause.segment = segment;
	cause.range = *range;
	return kexec_note(why, &cause);
}

/**
 * kexec_file_refuse() - note why a loader cannot load a kernel
 * @image:	the image that is being loaded
 * @error:	negative errno; -ENOEXEC for a file that this loader cannot load
 * @text:	constant string, without a newline
 *
 * The first cause of a load is the one that is reported.
 *
 * Context: Process context, while the image is being loaded.
 * Return: The errno to return.
 */
int kexec_file_refuse(struct kimage *image, int error, const char *text)
{
	const struct kexec_refusal cause = {
		.reason = KEXEC_REFUSED_LOADER, .error = error, .segment = -1, .text = text,
	};

	return kexec_note(image->why, &cause);
}

/**
 * kexec_refusal_text() - get the sentence for a refusal, without its numbers
 * @why:	the refusal
 *
 * Context: Any.
 * Return: A constant string.
 */
const char *kexec_refusal_text(const struct kexec_refusal *why)
{
	return why->text ?: kexec_reasons[why->reason].text;
}

/**
 * kexec_refusal_format() - write out a refusal
 * @why:	the refusal
 * @buf:	for the text, without a newline
 * @size:	of @buf, in bytes
 *
 * Context: Any.
 * Return: Length of the text.
 */
int kexec_refusal_format(const struct kexec_refusal *why, char *buf, size_t size)
{
	const char *text = kexec_refusal_text(why);

	if (why->segment >= 0)
		return scnprintf(buf, size, "%s, segment %d [%#llx-%#llx) (error %d)",
				 text, why->segment, why->range.start,
				 why->range.end, why->error);
	if (why->reason == KEXEC_REFUSED_TOO_LARGE)
		return scnprintf(buf, size, "%s: %llu bytes wanted, %llu available (error %d)",
				 text, why->detail, why->available, why->error);
	if (why->detail)
		return scnprintf(buf, size, "%s: %#llx (error %d)", text,
				 why->detail, why->error);
	return scnprintf(buf, size, "%s (error %d)", text, why->error);
}

/**
 * kexec_refusal_last() - format the last refusal that was logged
 * @buf:	for the text, without a newline
 * @size:	of @buf, in bytes
 *
 * Context: Process context. May sleep.
 * Return: Length of the text, 0 if nothing was refused yet.
 */
int kexec_refusal_last(char *buf, size_t size)
{
	guard(mutex)(&kexec_last_mutex);
	if (kexec_last.reason == KEXEC_REFUSED_NONE)
		return 0;
	return kexec_refusal_format(&kexec_last, buf, size);
}

/*
 * Two refusals cost the caller nothing and can occur in any number. The log must not fill
 * up with EBUSY, and a caller without the capability writes nothing to it. Neither
 * replaces, as the last one, a refusal that somebody needs to see.
 */
static void kexec_refusal_report(const struct kexec_refusal *why)
{
	char text[KEXEC_REFUSAL_TEXT_MAX];

	trace_kexec_refuse(kexec_refusal_text(why), why->error,
			   why->segment, why->range.start, why->range.end);
	if (why->reason == KEXEC_REFUSED_CAPABILITY)
		return;
	kexec_refusal_format(why, text, sizeof(text));
	if (why->reason == KEXEC_REFUSED_BUSY) {
		pr_notice_ratelimited("refused: %s\n", text);
		return;
	}
	pr_notice("refused: %s\n", text);
	guard(mutex)(&kexec_last_mutex);
	kexec_last = *why;
}

/**
 * kexec_killed() - reschedule, and look for a fatal signal
 *
 * Due in every loop whose length depends on the image, so that a load can be killed.
 *
 * Context: Process context. May sleep.
 * Return: true when the process is killed: the load is about to fail.
 */
bool kexec_killed(void)
{
	cond_resched();
	return fatal_signal_pending(current);
}

/**
 * kexec_call_result() - report the refusal of a system call, if it was refused
 * @ret:	0, or the negative errno that the work of the call returned
 * @why:	the cause, which must have been noted for any other @ret than 0, and for no 0
 *
 * Context: Process context. May sleep.
 * Return: @ret.
 */
long kexec_call_result(int ret, const struct kexec_refusal *why)
{
	/* An error without a reason, or an error that was noted and then ignored */
	if (!WARN_ONCE(why->error != ret, "kexec: error %d returned, %d noted\n", ret,
		       why->error) && ret)
		kexec_refusal_report(why);
	return ret;
}
