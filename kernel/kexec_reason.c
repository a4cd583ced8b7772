// SPDX-License-Identifier: GPL-2.0-only
/*
 * The table of reasons, and the line that a refusal leaves in the log.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/ratelimit.h>

#include "kexec_reason.h"

static const struct {
	int error;
	const char *text;
} kexec_reasons[KEXEC_REASON_COUNT] = {
#define KEXEC_REASON_ROW(name, err, msg) [KEXEC_REFUSED_##name] = { err, msg },
	KEXEC_REASONS(KEXEC_REASON_ROW)
#undef KEXEC_REASON_ROW
};

/**
 * kexec_refuse_error() - note a cause whose errno somebody else chose
 * @why:	where to note it; what stands there already is kept
 * @reason:	the cause
 * @error:	negative errno
 *
 * Context: Any.
 * Return: @error.
 */
int kexec_refuse_error(struct kexec_refusal *why, enum kexec_reason reason,
		       int error)
{
	if (why->reason == KEXEC_REFUSED_NONE) {
		why->reason = reason;
		why->error = error;
	}
	return error;
}

/**
 * kexec_refuse() - note a cause
 * @why:	where to note it
 * @reason:	the cause
 * @detail:	a number for the log (flag bits, bytes), 0 for none
 *
 * Context: Any.
 * Return: The negative errno that the table has for @reason.
 */
int kexec_refuse(struct kexec_refusal *why, enum kexec_reason reason, u64 detail)
{
	why->detail = detail;
	return kexec_refuse_error(why, reason, -kexec_reasons[reason].error);
}

/**
 * kexec_refuse_segment() - note a cause that lies in one segment
 * @why:	where to note it
 * @reason:	the cause
 * @segment:	index of the segment, in the caller's order
 * @range:	its destination
 *
 * Context: Any.
 * Return: The negative errno that the table has for @reason.
 */
int kexec_refuse_segment(struct kexec_refusal *why, enum kexec_reason reason,
			 int segment, const struct kexec_range *range)
{
	why->segment = segment;
	why->range = *range;
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

static void kexec_refusal_print(const struct kexec_refusal *why)
{
	const char *text = kexec_reason_text(why->reason);

	if (why->segment >= 0)
		pr_notice("refused: %s, segment %d [%#llx-%#llx) (error %d)\n",
			  text, why->segment, why->range.start, why->range.end,
			  why->error);
	else if (why->detail)
		pr_notice("refused: %s: %#llx (error %d)\n", text, why->detail,
			  why->error);
	else
		pr_notice("refused: %s (error %d)\n", text, why->error);
}

/**
 * kexec_refusal_log() - write the one line that a refusal is owed
 * @why:	the refusal
 *
 * Anyone can make a call that is refused for want of a capability, so those
 * lines are limited in number.
 *
 * Context: Process context.
 */
void kexec_refusal_log(const struct kexec_refusal *why)
{
	static DEFINE_RATELIMIT_STATE(limit, DEFAULT_RATELIMIT_INTERVAL,
				      DEFAULT_RATELIMIT_BURST);

	if (why->reason != KEXEC_REFUSED_CAPABILITY || __ratelimit(&limit))
		kexec_refusal_print(why);
}
