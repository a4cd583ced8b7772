// SPDX-License-Identifier: GPL-2.0-only
/*
 * The table of reasons, and how a refusal becomes known.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/printk.h>

#include "kexec_internal.h"

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
	[KEXEC_REFUSED_FLAGS] = { EINVAL, "undefined flag" },
	[KEXEC_REFUSED_FLAG_JUMP] = { EINVAL, "flag needs CONFIG_KEXEC_JUMP" },
	[KEXEC_REFUSED_FLAG_HOTPLUG] = { EINVAL, "flag needs CONFIG_CRASH_HOTPLUG" },
	[KEXEC_REFUSED_ARCH] = { EINVAL, "the image is for another architecture" },
	[KEXEC_REFUSED_ARCH_COMPAT] = { EINVAL, "a 32-bit caller has to name the architecture" },
	[KEXEC_REFUSED_SEGMENT_COUNT] = { EINVAL, "too many segments" },
	[KEXEC_REFUSED_SEGMENT_ARRAY] = { EFAULT, "the array of segments cannot be read" },
	[KEXEC_REFUSED_BUSY] = { EBUSY, "another kexec call is running" },
	[KEXEC_REFUSED_NO_REGION] = { EADDRNOTAVAIL, "no memory is reserved for a crash kernel" },
	[KEXEC_REFUSED_UNALIGNED] = { EADDRNOTAVAIL, "mem or memsz is not page aligned" },
	[KEXEC_REFUSED_WRAP] = { EADDRNOTAVAIL, "mem plus memsz wraps around" },
	[KEXEC_REFUSED_UNREACHABLE] = { EADDRNOTAVAIL, "range ends beyond what can be reached" },
	[KEXEC_REFUSED_BUFSZ] = { EINVAL, "bufsz is larger than memsz" },
	[KEXEC_REFUSED_OVERLAP] = { EINVAL, "range overlaps that of another segment" },
	[KEXEC_REFUSED_TOO_LARGE] = { EINVAL, "the image would take more than half of memory" },
	[KEXEC_REFUSED_BUFFER] = { EFAULT, "the buffer cannot be read" },
	[KEXEC_REFUSED_NO_MEMORY] = { ENOMEM, "out of memory" },
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
 * kexec_reason_text() - the sentence for a cause
 * @reason:	the cause
 *
 * Context: Any.
 * Return: A constant string.
 */
const char *kexec_reason_text(enum kexec_reason reason)
{
	return kexec_reasons[reason].text;
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
	const char *text = kexec_reason_text(why->reason);

	if (why->segment >= 0)
		return scnprintf(buf, size, "%s, segment %d [%#llx-%#llx) (error %d)",
				 text, why->segment, why->range.start,
				 why->range.end, why->error);
	if (why->detail)
		return scnprintf(buf, size, "%s: %#llx (error %d)", text,
				 why->detail, why->error);
	return scnprintf(buf, size, "%s (error %d)", text, why->error);
}

/**
 * kexec_refusal_report() - say that a call was refused, and why
 * @why:	the refusal
 *
 * In the log, to the tracepoint and in the status file. Two reasons cost the
 * caller nothing and come in any number: those must not fill the log, nor hide
 * in the status file a reason that somebody needs.
 *
 * Context: Process context. May sleep.
 */
void kexec_refusal_report(const struct kexec_refusal *why)
{
	char text[KEXEC_REFUSAL_TEXT_MAX];

	trace_kexec_refuse(kexec_reason_text(why->reason), why->error,
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
