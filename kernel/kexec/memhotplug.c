// SPDX-License-Identifier: GPL-2.0-only
/*
 * Watches memory that goes offline, see memhotplug.h.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include <linux/init.h>
#include <linux/kexec.h>
#include <linux/memory.h>
#include <linux/mm.h>
#include <linux/mutex.h>

#include "frames.h"
#include "lock.h"
#include "memhotplug.h"
#include "memory.h"

/* Owns the two below, and the slot kexec_image while it is changed. */
static DEFINE_MUTEX(kexec_memhotplug_mutex);

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
 * kexec_memhotplug_watch() - remember from now on which memory goes offline
 *
 * Context: Process context, holding kexec_lock. May sleep.
 */
void kexec_memhotplug_watch(void)
{
	lockdep_assert_held(&kexec_lock);
	guard(mutex)(&kexec_memhotplug_mutex);
	kexec_gone = kexec_going;
}

static bool kexec_image_uses(const struct kimage *image, const struct kexec_range *range)
{
	return image && kexec_layout_uses(&image->memory->layout, range, NULL);
}

/**
 * kexec_memhotplug_swap() - publish an image
 * @image:	what kexec_image becomes
 * @why:	filled in on failure
 *
 * Context: Process context, holding kexec_lock. May sleep.
 * Return: What was there before, which nobody looks at any more; -EBUSY in a pointer
 * when memory that the image needs has gone offline since kexec_memhotplug_watch().
 */
struct kimage *kexec_memhotplug_swap(struct kimage *image, struct kexec_refusal *why)
{
	lockdep_assert_held(&kexec_lock);
	guard(mutex)(&kexec_memhotplug_mutex);
	if (kexec_image_uses(image, &kexec_gone))
		return ERR_PTR(kexec_refuse(why, KEXEC_REFUSED_OFFLINE, 0));
	return xchg(&kexec_image, image);
}

static int kexec_going_offline(const struct memory_notify *going)
{
	struct kexec_range range;

	kexec_range_init(&range, kexec_page_addr(pfn_to_page(going->start_pfn)),
			 (u64)going->nr_pages << PAGE_SHIFT);
	guard(mutex)(&kexec_memhotplug_mutex);
	if (kexec_image_uses(kexec_image, &range)) {
		pr_notice("memory %#llx-%#llx stays online: the loaded image needs it, unload that first\n",
			  range.start, range.end);
		return -EBUSY;
	}
	kexec_going = range;
	kexec_gone_add(&range);
	return 0;
}

/* One range at a time goes offline. All notifiers see MEM_CANCEL_OFFLINE after a veto. */
static void kexec_went_offline(void)
{
	guard(mutex)(&kexec_memhotplug_mutex);
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

static int __init kexec_memhotplug_init(void)
{
	return register_memory_notifier(&kexec_memory_block);
}
subsys_initcall(kexec_memhotplug_init);
