// SPDX-License-Identifier: GPL-2.0-only
/**
 * DOC: memory that is taken offline
 *
 * An image may be moved to memory that is not claimed while it is loaded. Were that
 * memory taken offline meanwhile, and then out of the machine, the jump would write to
 * nowhere. So memory that the loaded image needs stays online, the image has to be
 * unloaded first. What goes offline while an image is being loaded is remembered, and an
 * image that needs it does not get into its slot. What is reserved for a crash kernel
 * cannot be taken offline anyway.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include <linux/init.h>
#include <linux/kexec.h>
#include <linux/memory.h>
#include <linux/mm.h>
#include <linux/mutex.h>

#include "../kexec_internal.h"

/* Owns the two below, and the slot kexec_image while it is changed. */
static DEFINE_MUTEX(kexec_offline_mutex);

/* What is going offline, and what has begun to since the load that is running began. */
static struct kexec_range kexec_going, kexec_gone;

/* A range that has both. */
static void kexec_gone_add(const struct kexec_range *range)
{
	if (kexec_range_empty(&kexec_gone))
		kexec_gone = *range;
	kexec_gone.start = min(kexec_gone.start, range->start);
	kexec_gone.end = max(kexec_gone.end, range->end);
}

/**
 * kexec_offline_watch() - remember from now on what goes offline
 *
 * Context: Process context, holding the kexec lock. May sleep.
 */
void kexec_offline_watch(void)
{
	guard(mutex)(&kexec_offline_mutex);
	kexec_gone = kexec_going;
}

static bool kexec_needs(const struct kimage *image, const struct kexec_range *range)
{
	const struct kexec_memory *memory = image->memory;

	for (unsigned int i = 0; i < memory->nr_reserved; i++)
		if (kexec_range_overlaps(&memory->reserved[i], range))
			return true;
	return kexec_layout_meets(&memory->layout, range);
}

/**
 * kexec_offline_swap() - put an image into its slot
 * @image:	what kexec_image becomes
 * @why:	filled in on failure
 *
 * Context: Process context, holding the kexec lock. May sleep.
 * Return: What was there before, which nobody looks at any more; -EBUSY in a pointer
 * when memory that the image needs has gone offline since kexec_offline_watch().
 */
struct kimage *kexec_offline_swap(struct kimage *image, struct kexec_refusal *why)
{
	guard(mutex)(&kexec_offline_mutex);
	if (image && kexec_needs(image, &kexec_gone))
		return ERR_PTR(kexec_refuse(why, KEXEC_REFUSED_OFFLINE, 0));
	return xchg(&kexec_image, image);
}

static int kexec_going_offline(const struct memory_notify *going)
{
	struct kexec_range range;

	kexec_range_init(&range, kexec_page_addr(pfn_to_page(going->start_pfn)),
			 (u64)going->nr_pages << PAGE_SHIFT);
	guard(mutex)(&kexec_offline_mutex);
	if (kexec_image && kexec_needs(kexec_image, &range)) {
		pr_notice("memory %#llx-%#llx stays online: the loaded image needs it, unload that first\n",
			  range.start, range.end);
		return -EBUSY;
	}
	kexec_going = range;
	kexec_gone_add(&range);
	return 0;
}

/* It goes one at a time, and whoever refuses, everybody is told. */
static void kexec_went_offline(void)
{
	guard(mutex)(&kexec_offline_mutex);
	kexec_going = (struct kexec_range){};
}

static int kexec_memory_event(struct notifier_block *nb, unsigned long event, void *arg)
{
	if (event == MEM_GOING_OFFLINE)
		return notifier_from_errno(kexec_going_offline(arg));
	if (event == MEM_CANCEL_OFFLINE || event == MEM_OFFLINE)
		kexec_went_offline();
	return NOTIFY_OK;
}

static struct notifier_block kexec_memory_block = {
	.notifier_call = kexec_memory_event,
};

static int __init kexec_offline_init(void)
{
	return register_memory_notifier(&kexec_memory_block);
}
subsys_initcall(kexec_offline_init);
