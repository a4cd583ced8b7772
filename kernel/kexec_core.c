// SPDX-License-Identifier: GPL-2.0-only
/**
 * DOC: the life of an image
 *
 * A system call makes a request; kimage_load() takes it through its stages:
 *
 * 1. layout: what goes where, or a refusal (kexec_layout.c);
 * 2. control pages, and the architecture's machine_kexec_prepare();
 * 3. frames for all data, then the data (kexec_place.c, kexec_stage.c);
 * 4. the page list, for architectures that walk one (kexec_list.c);
 * 5. the architecture's machine_kexec_post_load().
 *
 * An image that is not finished belongs to the call alone. Whatever fails,
 * kimage_free() takes it back whole and the image that was loaded before has
 * not been touched. kimage_publish() puts a finished one into its slot and frees
 * the one that it replaces.
 */

/**
 * DOC: locks
 *
 * kexec_trylock() owns both slots. It is taken before an image is made and
 * given back after the replaced one was freed, so that there are never more
 * than two of a kind. It is never waited for: the second of two concurrent
 * calls is answered EBUSY, which user space knows, and a panic can try it from
 * an NMI. kernel_kexec() keeps it: once the machine is shut down for the jump,
 * nothing can be loaded any more.
 *
 * The mutexes of kexec_limits.c and kexec_sysfs.c are leaves. They are taken
 * before kexec_trylock() and after kexec_unlock().
 */
#include <linux/atomic.h>
#include <linux/kexec.h>
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/sizes.h>
#include <linux/slab.h>

#include "kexec_internal.h"

/* The two slots. Written under the lock; read without it for a status only. */
struct kimage *kexec_image;
struct kimage *kexec_crash_image;

static atomic_t kexec_lock = ATOMIC_INIT(0);

/**
 * kexec_trylock() - become the one who may change the slots
 *
 * Context: Any, NMI included.
 * Return: false when somebody else is.
 */
bool kexec_trylock(void)
{
	return !atomic_cmpxchg_acquire(&kexec_lock, 0, 1);
}

/**
 * kexec_unlock() - undo kexec_trylock()
 *
 * Context: Any, NMI included.
 */
void kexec_unlock(void)
{
	atomic_set_release(&kexec_lock, 0);
}

/**
 * kimage_alloc_control_pages() - get pages that survive until the jump
 * @image:	the image that they are for
 * @order:	size, as for alloc_pages()
 *
 * For architectures: from machine_kexec_prepare() and machine_kexec_post_load()
 * only. The pages are in the linear map, outside every destination, below
 * KEXEC_CONTROL_MEMORY_LIMIT, hold anything, and are freed with the image.
 *
 * Context: Process context. May sleep.
 * Return: The first page, or NULL.
 */
struct page *kimage_alloc_control_pages(struct kimage *image, unsigned int order)
{
	return kexec_place_outside(image->memory, KEXEC_CONTROL_MEMORY_GFP, order,
				   KEXEC_CONTROL_MEMORY_LIMIT);
}

/**
 * kimage_extents() - what has to be moved at the jump
 * @image:	an image whose data is in its frames
 * @extents:	set to the array, sorted by destination
 *
 * For architectures that do not walk the page list. An extent whose source is
 * its destination is in place. No other source is in any destination.
 *
 * Context: Any.
 * Return: Number of extents.
 */
unsigned int kimage_extents(const struct kimage *image,
			    const struct kexec_extent **extents)
{
	*extents = image->memory->extents;
	return image->memory->nr_extents;
}

static void kimage_free(struct kimage *image)
{
	if (!image)
		return;
	/* It is got right before the first hook of the architecture is called. */
	if (image->control_code_page)
		machine_kexec_cleanup(image);
	kexec_memory_free(image->memory);
	kfree(image->memory);
	kfree(image);
}

static struct kimage *kimage_alloc(void)
{
	struct kimage *image = kzalloc(sizeof(*image), GFP_KERNEL);

	if (!image)
		return NULL;
	image->memory = kmalloc(sizeof(*image->memory), GFP_KERNEL);
	if (!image->memory) {
		kfree(image);
		return NULL;
	}
	kexec_memory_init(image->memory);
	return image;
}

static int kimage_make_layout(struct kimage *image, struct kexec_refusal *why)
{
	const struct kexec_limits limits = {
		.last = KEXEC_DESTINATION_MEMORY_LIMIT,
		.pages = totalram_pages() / 2,
	};

	return kexec_layout_build(&image->memory->layout, image->segment,
				  image->nr_segments, &limits, why);
}

/*
 * Memory that a confidential guest has not accepted yet cannot be written.
 * Accepting is slow and keeps interrupts off, hence the small steps.
 */
static int kimage_accept_range(const struct kexec_range *dst,
			       struct kexec_refusal *why)
{
	for (u64 pos = dst->start; pos < dst->end; pos += SZ_4M) {
		if (fatal_signal_pending(current))
			return kexec_refuse(why, KEXEC_REFUSED_SIGNAL, 0);
		accept_memory(boot_phys_to_phys(pos), min_t(u64, dst->end - pos, SZ_4M));
		cond_resched();
	}
	return 0;
}

static int kimage_accept_destinations(const struct kexec_layout *layout,
				      struct kexec_refusal *why)
{
	int ret = 0;

	if (!IS_ENABLED(CONFIG_UNACCEPTED_MEMORY))
		return 0;
	for (unsigned int i = 0; i < layout->nr && !ret; i++)
		ret = kimage_accept_range(&layout->piece[i].dst, why);
	return ret;
}

/* The architecture's own reason is in the log before ours, if it has one. */
static int kimage_refused_by_machine(struct kexec_refusal *why, int error)
{
	if (error == -ENOMEM)
		return kexec_refuse(why, KEXEC_REFUSED_NO_MEMORY, 0);
	return kexec_refuse_error(why, KEXEC_REFUSED_MACHINE, error);
}

static int kimage_prepare(struct kimage *image, struct kexec_refusal *why)
{
	int ret;

	if (!IS_ENABLED(CONFIG_ARCH_WALKS_KEXEC_EXTENTS)) {
		image->swap_page = kimage_alloc_control_pages(image, 0);
		if (!image->swap_page)
			return kexec_refuse(why, KEXEC_REFUSED_NO_MEMORY, 0);
	}
	image->control_code_page =
		kimage_alloc_control_pages(image, get_order(KEXEC_CONTROL_PAGE_SIZE));
	if (!image->control_code_page)
		return kexec_refuse(why, KEXEC_REFUSED_NO_MEMORY, 0);

	ret = machine_kexec_prepare(image);
	return ret ? kimage_refused_by_machine(why, ret) : 0;
}

static int kimage_seal(struct kimage *image, struct kexec_refusal *why)
{
	int ret = 0;

	if (!IS_ENABLED(CONFIG_ARCH_WALKS_KEXEC_EXTENTS))
		ret = kexec_list_build(image, why);
	if (ret)
		return ret;
	ret = machine_kexec_post_load(image);
	return ret ? kimage_refused_by_machine(why, ret) : 0;
}

static int kimage_build(struct kimage *image, struct kexec_refusal *why)
{
	struct kexec_memory *memory = image->memory;
	int ret;

	ret = kimage_make_layout(image, why);
	if (ret)
		return ret;
	ret = kimage_accept_destinations(&memory->layout, why);
	if (ret)
		return ret;
	ret = kimage_prepare(image, why);
	if (ret)
		return ret;
	ret = kexec_stage_acquire(memory, why);
	if (ret)
		return ret;
	ret = kexec_stage_fill(memory, image->segment, why);
	if (ret)
		return ret;
	return kimage_seal(image, why);
}

/**
 * kimage_load() - make an image from a request
 * @type:	KEXEC_TYPE_DEFAULT
 * @start:	physical address to jump to
 * @segments:	the pieces; their buffers are in the caller's memory
 * @nr:		number of @segments, at most KEXEC_SEGMENT_MAX
 * @preserve_context: the running kernel is to be come back to
 * @why:	filled in on failure
 *
 * Context: Process context, holding the kexec lock. May sleep.
 * Return: The image, not yet in a slot, or an ERR_PTR: -EADDRNOTAVAIL or
 * -EINVAL from kexec_layout_build(), -ENOMEM, -EFAULT when a buffer cannot be
 * read, -EINTR when the process was killed, or what the architecture says.
 */
struct kimage *kimage_load(int type, unsigned long start,
			   const struct kexec_segment *segments,
			   unsigned long nr, bool preserve_context,
			   struct kexec_refusal *why)
{
	struct kimage *image = kimage_alloc();
	int ret;

	if (!image)
		return ERR_PTR(kexec_refuse(why, KEXEC_REFUSED_NO_MEMORY, 0));
	image->type = type;
	image->start = start;
	image->preserve_context = preserve_context;
	image->nr_segments = nr;
	memcpy(image->segment, segments, nr * sizeof(*segments));

	ret = kimage_build(image, why);
	/* A killed process makes allocations fail: say what it really was. */
	if (ret == -ENOMEM && fatal_signal_pending(current)) {
		*why = (struct kexec_refusal)KEXEC_REFUSAL_INIT;
		ret = kexec_refuse(why, KEXEC_REFUSED_SIGNAL, 0);
	}
	if (ret) {
		kimage_free(image);
		return ERR_PTR(ret);
	}
	return image;
}

/**
 * kimage_publish() - put an image into its slot, free the former one
 * @slot:	&kexec_image or &kexec_crash_image
 * @image:	finished image, or NULL to unload
 *
 * Context: Process context, holding the kexec lock. May sleep.
 */
void kimage_publish(struct kimage **slot, struct kimage *image)
{
	kimage_free(xchg(slot, image));
}
