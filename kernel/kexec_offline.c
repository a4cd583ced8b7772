// SPDX-License-Identifier: GPL-2.0-only
/**
 * DOC: memory that is taken offline
 *
 * An image may be moved to memory that is not claimed while it is loaded. Were that
 * memory taken offline meanwhile, and then out of the machine, the jump would write to
 * nowhere. So memory that the loaded image needs stays online, the image has to be
 * unloaded first; and while memory goes offline no image is loaded, since it may have
 * just that memory for a destination. What is reserved for a crash kernel cannot be
 * taken offline anyway.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include <linux/init.h>
#include <linux/kexec.h>
#include <linux/memory.h>
#include <linux/mm.h>
#include <linux/mutex.h>

#include "kexec_internal.h"

/* Owns the two below, and the slot kexec_image while it is changed. */
static DEFINE_MUTEX(kexec_offline_mutex);
static bool kexec_goes_offline;
static bool kexec_loading;

/**
 * kexec_offline_block() - let no memory go offline while an image is loaded
 * @why:	filled in on failure
 *
 * Context: Process context, holding the kexec lock. May sleep.
 * Return: 0; -EBUSY when memory is going offline just now.
 */
int kexec_offline_block(struct kexec_refusal *why)
{
	guard(mutex)(&kexec_offline_mutex);
	if (kexec_goes_offline)
		return kexec_refuse(why, KEXEC_REFUSED_OFFLINE, 0);
	kexec_loading = true;
	return 0;
}

/**
 * kexec_offline_unblock() - undo kexec_offline_block()
 *
 * Context: Process context, holding the kexec lock. May sleep.
 */
void kexec_offline_unblock(void)
{
	guard(mutex)(&kexec_offline_mutex);
	kexec_loading = false;
}

/**
 * kexec_offline_swap() - put an image into its slot
 * @image:	what kexec_image becomes
 *
 * Context: Process context, holding the kexec lock. May sleep.
 * Return: What was there before, which nobody looks at any more.
 */
struct kimage *kexec_offline_swap(struct kimage *image)
{
	guard(mutex)(&kexec_offline_mutex);
	return xchg(&kexec_image, image);
}

static bool kexec_needs(const struct kimage *image, const struct kexec_range *range)
{
	const struct kexec_memory *memory = image->memory;

	for (unsigned int i = 0; i < memory->nr_reserved; i++)
		if (kexec_range_overlaps(&memory->reserved[i], range))
			return true;
	return kexec_layout_meets(&memory->layout, range);
}

static int kexec_going_offline(const struct memory_notify *going)
{
	struct kexec_range range;

	kexec_range_init(&range, kexec_page_addr(pfn_to_page(going->start_pfn)),
			 (u64)going->nr_pages << PAGE_SHIFT);
	guard(mutex)(&kexec_offline_mutex);
	if (kexec_loading || (kexec_image && kexec_needs(kexec_image, &range))) {
		pr_notice("memory %#llx-%#llx stays online: %s\n", range.start, range.end,
			  kexec_loading ? "an image is being loaded" :
					  "the loaded image needs it, unload that first");
		return -EBUSY;
	}
	kexec_goes_offline = true;
	return 0;
}

/* It goes one at a time, and whoever refuses, everybody is told. */
static void kexec_went_offline(void)
{
	guard(mutex)(&kexec_offline_mutex);
	kexec_goes_offline = false;
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
