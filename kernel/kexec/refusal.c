// SPDX-License-Identifier: GPL-2.0-only
/*
 * The table of reasons, and how a refusal becomes known.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/sched/signal.h>

#include "../kexec_internal.h"

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
	[KEXEC_REFUSED_FLAG_HOTPLUG] = { EINVAL, "flag needs CONFIG_CRASH_HOTPLUG" },
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
	[KEXEC_REFUSED_NO_HOLE] = { 0, "no free range of memory for a segment" },
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
	[KEXEC_REFUSED_TOO_LARGE] = { EINVAL, "the image would take more than half of memory" },
	[KEXEC_REFUSED_BUFFER] = { EFAULT, "the buffer cannot be read" },
	[KEXEC_REFUSED_NO_MEMORY] = { ENOMEM, "out of memory" },
	[KEXEC_REFUSED_REGION_FULL] = { ENOMEM, "no room left in the crash kernel's memory" },
	[KEXEC_REFUSED_SIGNAL] = { EINTR, "the calling process was killed" },
	[KEXEC_REFUSED_MACHINE] = { 0, "the architecture's code refused the image" },
};

/**
 * kexec_refuse_error() - note a cause whose errno somebody else chose
 * @why:	where to note it; what stands there already is kept
 * @reason:	the cause
 * @error:	negative errno
 *
 * Context: Any.
 * Return: The errno that is noted now.
 */
int kexec_refuse_error(struct kexec_refusal *why, enum kexec_reason reason,
		       int error)
{
	if (why->reason == KEXEC_REFUSED_NONE) {
		why->reason = reason;
		why->error = error;
	}
	return why->error;
}

/**
 * kexec_refuse() - note a cause
 * @why:	where to note it; what stands there already is kept
 * @reason:	the cause
 * @detail:	a number for the log (flag bits, bytes), 0 for none
 *
 * Context: Any.
 * Return: The errno that is noted now, from the table unless it was before.
 */
int kexec_refuse(struct kexec_refusal *why, enum kexec_reason reason, u64 detail)
{
	/* A killed process makes allocations fail: say what it really was. */
	if (reason == KEXEC_REFUSED_NO_MEMORY && fatal_signal_pending(current))
		reason = KEXEC_REFUSED_SIGNAL;
	if (why->reason == KEXEC_REFUSED_NONE)
		why->detail = detail;
	return kexec_refuse_error(why, reason, -kexec_reasons[reason].error);
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
	if (why->reason == KEXEC_REFUSED_NONE) {
		why->segment = segment;
		why->range = *range;
	}
	return kexec_refuse(why, reason, 0);
}

/**
 * kexec_refuse_text() - note a cause that somebody else has put into words
 * @why:	where to note it; what stands there already is kept
 * @reason:	the cause
 * @error:	negative errno
 * @text:	constant string
 *
 * Context: Any.
 * Return: The errno that is noted now.
 */
int kexec_refuse_text(struct kexec_refusal *why, enum kexec_reason reason,
		      int error, const char *text)
{
	if (why->reason == KEXEC_REFUSED_NONE)
		why->text = text;
	return kexec_refuse_error(why, reason, error);
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
	return kexec_refuse_text(image->why, KEXEC_REFUSED_LOADER, error, text);
}

/**
 * kexec_refusal_text() - the sentence for a refusal, without its numbers
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
	if (why->detail)
		return scnprintf(buf, size, "%s: %#llx (error %d)", text,
				 why->detail, why->error);
	return scnprintf(buf, size, "%s (error %d)", text, why->error);
}

/*
 * In the log, to the tracepoint and in the status file. Two reasons cost the
 * caller nothing and come in any number: those must not fill the log, nor hide
 * in the status file a reason that somebody needs.
 */
static void kexec_refusal_report(const struct kexec_refusal *why)
{
	char text[KEXEC_REFUSAL_TEXT_MAX];

	trace_kexec_refuse(kexec_refusal_text(why), why->error,
			   why->segment, why->range.start, why->range.end);
	kexec_refusal_format(why, text, sizeof(text));
	/* Each of the two has a limit of its own: one must not use up the other's. */
	switch (why->reason) {
	case KEXEC_REFUSED_CAPABILITY:
		pr_notice_ratelimited("refused: %s\n", text);
		break;
	case KEXEC_REFUSED_BUSY:
		pr_notice_ratelimited("refused: %s\n", text);
		break;
	default:
		pr_notice("refused: %s\n", text);
		kexec_sysfs_set_last_error(why);
	}
}

/**
 * kexec_call_result() - end a system call
 * @why:	why it was refused, if it was; this is reported
 *
 * Context: Process context. May sleep.
 * Return: What the call returns, 0 or a negative errno.
 */
long kexec_call_result(const struct kexec_refusal *why)
{
	if (why->reason != KEXEC_REFUSED_NONE)
		kexec_refusal_report(why);
	return why->error;
}
