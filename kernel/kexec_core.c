// SPDX-License-Identifier: GPL-2.0-only
/**
 * DOC: the life of an image
 *
 * A system call fills in the segments; kimage_complete() takes the image through
 * its stages:
 *
 * 1. layout: what goes where, or a refusal (layout.c);
 * 2. as much of the destinations as can be claimed (claim.c);
 * 3. control pages, and the architecture's machine_kexec_prepare();
 * 4. frames for the other data, then the data (frames.c, fill.c);
 * 5. the page list, for architectures that walk one (list.c);
 * 6. the architecture's machine_kexec_post_load().
 *
 * From 2 on a crash image goes another way, see kernel/kexec/crash/image.c: it is put where
 * it will run.
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
 * calls is answered EBUSY, which user space knows. A panic does without it, see
 * kernel/crash_core.c. kernel_kexec() keeps it: once the machine is shut down for
 * the jump, nothing can be loaded any more.
 *
 * The mutex of hotplug.c is taken before it. The mutexes of permit.c,
 * memhotplug.c and sysfs.c are leaves.
 */
#include <linux/atomic.h>
#include <linux/kexec.h>
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include <trace/events/kexec.h>

#include "kexec_internal.h"

/* The two slots. Written under the lock; read without it for a status only. */
struct kimage *kexec_image;
struct kimage *kexec_crash_image;

/* Written under the lock. Some messages of an architecture depend on it later. */
bool kexec_file_dbg_print;

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
 * kexec_begin_load() - begin to change a slot
 * @why:	filled in on failure
 *
 * Context: Process context. May sleep.
 * Return: 0, and the lock is held until kexec_end_load(); -EBUSY while another call
 * runs.
 */
int kexec_begin_load(struct kexec_refusal *why)
{
	if (!kexec_trylock())
		return kexec_refuse(why, KEXEC_REFUSED_BUSY, 0);
	kexec_offline_watch();
	return 0;
}

/**
 * kexec_end_load() - give back the lock, and make up for what happened meanwhile
 *
 * Context: Process context. May sleep.
 */
void kexec_end_load(void)
{
	kexec_unlock();
	crash_hotplug_catch_up();
}

/**
 * kimage_alloc_control_pages() - get pages that survive until the jump
 * @image:	the image that they are for
 * @order:	size, as for alloc_pages()
 *
 * For architectures: from machine_kexec_prepare() and machine_kexec_post_load()
 * only. The pages are in the linear map, outside every destination, below
 * KEXEC_CONTROL_MEMORY_LIMIT, in the reserved memory for a crash image, hold
 * anything, and are freed with the image.
 *
 * Context: Process context. May sleep.
 * Return: The first page, or NULL.
 */
struct page *kimage_alloc_control_pages(struct kimage *image, unsigned int order)
{
	if (image->type == KEXEC_TYPE_CRASH)
		return crash_region_place(image->memory, order);
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

/**
 * kimage_free() - take an image back whole
 * @image:	in no slot, at whatever stage, or NULL
 *
 * Context: Process context. May sleep.
 */
void kimage_free(struct kimage *image)
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

/**
 * kimage_alloc() - begin an image
 * @type:	KEXEC_TYPE_DEFAULT or KEXEC_TYPE_CRASH
 *
 * Context: Process context. May sleep.
 * Return: The image, or NULL when out of memory.
 */
struct kimage *kimage_alloc(int type)
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
	image->type = type;
#ifdef CONFIG_CRASH_HOTPLUG
	image->elfcorehdr_index = -1;
#endif
	return image;
}

/*
 * IMA writes its list into the image that is loaded, when the machine reboots:
 * it has to learn that this is another one now, or none.
 */
static void kimage_tell_ima(struct kimage *image, struct kimage *former)
{
	if (image)
		kexec_ima_map(image);
	else if (former)
		kexec_ima_forget(former);
}

static int kimage_find_region(const struct kimage *image, struct kexec_limits *limits,
			      struct kexec_refusal *why)
{
	struct kexec_range region;

	if (!crash_region_range(&region))
		return kexec_refuse(why, KEXEC_REFUSED_NO_REGION, 0);
	if (image->start < region.start || image->start >= region.end)
		return kexec_refuse(why, KEXEC_REFUSED_ENTRY, image->start);
	*limits = (struct kexec_limits){
		.first = region.start,
		.last = region.end - 1,
		.region = true,
		.pages = ULONG_MAX,
	};
	return 0;
}

static int kimage_make_layout(struct kimage *image, struct kexec_refusal *why)
{
	struct kexec_limits limits = {
		.last = KEXEC_DESTINATION_MEMORY_LIMIT,
		.pages = totalram_pages() / 2,
	};

	if (image->type == KEXEC_TYPE_CRASH && kimage_find_region(image, &limits, why))
		return why->error;
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

static int kimage_accept_destinations(const struct kexec_memory *memory,
				      struct kexec_refusal *why)
{
	const struct kexec_layout *layout = &memory->layout;
	int ret = 0;

	if (!IS_ENABLED(CONFIG_UNACCEPTED_MEMORY))
		return 0;
	for (unsigned int i = 0; i < layout->nr && !ret; i++)
		ret = kimage_accept_range(&layout->piece[i].dst, why);
	for (unsigned int i = 0; i < memory->nr_reserved && !ret; i++)
		ret = kimage_accept_range(&memory->reserved[i], why);
	return ret;
}

static int kimage_refuse_control(const struct kimage *image, struct kexec_refusal *why)
{
	return kexec_refuse(why, image->type == KEXEC_TYPE_CRASH ?
			    KEXEC_REFUSED_REGION_FULL : KEXEC_REFUSED_NO_MEMORY, 0);
}

/* The architecture's own reason is in the log before ours, if it has one. */
static int kimage_refused_by_machine(const struct kimage *image,
				     struct kexec_refusal *why, int error)
{
	if (error == -ENOMEM)
		return kimage_refuse_control(image, why);
	return kexec_refuse_error(why, KEXEC_REFUSED_MACHINE, error);
}

/**
 * kimage_prepare() - make what the jump needs
 * @image:	has its layout
 * @why:	filled in on failure
 *
 * Context: Process context, holding the kexec lock. May sleep.
 * Return: 0, -ENOMEM, or what the architecture says.
 */
int kimage_prepare(struct kimage *image, struct kexec_refusal *why)
{
	int ret;

	if (!IS_ENABLED(CONFIG_ARCH_WALKS_KEXEC_EXTENTS) &&
	    image->type == KEXEC_TYPE_DEFAULT) {
		image->swap_page = kimage_alloc_control_pages(image, 0);
		if (!image->swap_page)
			return kexec_refuse(why, KEXEC_REFUSED_NO_MEMORY, 0);
	}
	image->control_code_page =
		kimage_alloc_control_pages(image, get_order(KEXEC_CONTROL_PAGE_SIZE));
	if (!image->control_code_page)
		return kimage_refuse_control(image, why);

	ret = machine_kexec_prepare(image);
	return ret ? kimage_refused_by_machine(image, why, ret) : 0;
}

static int kimage_seal(struct kimage *image, struct kexec_refusal *why)
{
	int ret = 0;

	if (!IS_ENABLED(CONFIG_ARCH_WALKS_KEXEC_EXTENTS))
		ret = kexec_list_build(image, why);
	if (ret)
		return ret;
	ret = machine_kexec_post_load(image);
	return ret ? kimage_refused_by_machine(image, why, ret) : 0;
}

static int kimage_build(struct kimage *image, struct kexec_refusal *why)
{
	struct kexec_memory *memory = image->memory;
	int ret;

	ret = kimage_make_layout(image, why);
	if (ret)
		return ret;
	kexec_buffer_hold(image);
	ret = kimage_accept_destinations(memory, why);
	if (ret)
		return ret;
	if (image->type == KEXEC_TYPE_CRASH)
		return crash_image_build(image, why);
	/* First: then hardly any page that is still free is a destination. */
	kexec_claim(memory);
	ret = kimage_prepare(image, why);
	if (ret)
		return ret;
	ret = kexec_stage_acquire(memory, why);
	if (ret)
		return ret;
	ret = kexec_stage_fill(memory, image->segment, image->file_mode, why);
	if (ret)
		return ret;
	return kimage_seal(image, why);
}

/**
 * kimage_complete() - make an image from its segments
 * @image:	has its segments and its entry
 * @why:	filled in on failure
 *
 * Context: Process context, holding the kexec lock. May sleep.
 * Return: 0, and the image is ready for its slot; -EADDRNOTAVAIL or -EINVAL from
 * kexec_layout_build(), -ENOMEM, -EFAULT when a buffer cannot be read, -EINTR
 * when the process was killed, or what the architecture says.
 */
int kimage_complete(struct kimage *image, struct kexec_refusal *why)
{
	int ret = kimage_build(image, why);

	/* What was held is the image's now, or still the caller's. */
	memset(image->memory->held, 0, sizeof(image->memory->held));
	if (!ret)
		trace_kexec_seal(image->type, image->file_mode, image->nr_segments,
				 image->memory->digested);
	return ret;
}

/**
 * kimage_in_place() - how much of a range of an image need not be moved?
 * @image:	a finished image
 * @range:	destinations of it
 *
 * Context: Any.
 * Return: Bytes. A crash image has no extents any more: all of it is in place.
 */
u64 kimage_in_place(const struct kimage *image, const struct kexec_range *range)
{
	const struct kexec_memory *memory = image->memory;
	u64 bytes = 0;

	if (image->type == KEXEC_TYPE_CRASH)
		return kexec_range_len(range);
	for (unsigned int i = 0; i < memory->nr_extents; i++) {
		const struct kexec_extent *extent = &memory->extents[i];
		struct kexec_range dst = { extent->dst, extent->dst + extent->len };

		dst = kexec_range_intersect(&dst, range);
		if (extent->src == extent->dst && !kexec_range_empty(&dst))
			bytes += kexec_range_len(&dst);
	}
	return bytes;
}

/**
 * kimage_to_move() - how much has to be moved at the jump?
 * @image:	a finished image
 *
 * Context: Any.
 * Return: Bytes.
 */
u64 kimage_to_move(const struct kimage *image)
{
	const struct kexec_extent *extent;
	u64 bytes = 0;

	for (unsigned int i = kimage_extents(image, &extent); i; i--, extent++)
		if (extent->src != extent->dst)
			bytes += extent->len;
	return bytes;
}

/**
 * kimage_publish() - put an image into its slot, free the former one
 * @type:	which slot: KEXEC_TYPE_DEFAULT or KEXEC_TYPE_CRASH
 * @image:	finished image, or NULL to unload
 * @why:	filled in on failure
 *
 * Context: Process context, holding the kexec lock. May sleep.
 * Return: 0. On failure the image is still the caller's: -EBUSY when memory that it
 * needs has gone offline; what the architecture says of a crash image, and that slot is
 * empty then.
 */
int kimage_publish(int type, struct kimage *image, struct kexec_refusal *why)
{
	struct kimage *former;
	int ret;

	if (type == KEXEC_TYPE_CRASH) {
		ret = crash_image_arm(image);
		kexec_sysfs_set_image(type, ret ? NULL : image);
		return ret ? kimage_refused_by_machine(image, why, ret) : 0;
	}
	former = kexec_offline_swap(image, why);
	if (IS_ERR(former))
		return PTR_ERR(former);
	kimage_tell_ima(image, former);
	kexec_sysfs_set_image(type, image);
	kimage_free(former);
	return 0;
}

static int kimage_find_pages(const struct kexec_memory *memory, u64 addr,
			     struct page **pages, unsigned long nr)
{
	unsigned long found = 0;

	for (unsigned int i = 0; i < memory->nr_extents && found < nr; i++) {
		const struct kexec_extent *extent = &memory->extents[i];

		for (; found < nr && addr >= extent->dst && addr - extent->dst < extent->len;
		     addr += PAGE_SIZE)
			pages[found++] = boot_pfn_to_page((extent->src + (addr - extent->dst))
							  >> PAGE_SHIFT);
	}
	return found == nr ? 0 : -ENOENT;
}

/**
 * kimage_map_segment() - make the data of a loaded image accessible
 * @image:	the image
 * @addr:	where the data will stand, page aligned
 * @size:	bytes
 *
 * Context: Process context. May sleep.
 * Return: The address of the data where it is now, for kimage_unmap_segment(), or
 * NULL: no memory, or not all of the range is in the image.
 */
void *kimage_map_segment(struct kimage *image, unsigned long addr,
			 unsigned long size)
{
	unsigned long nr = PAGE_ALIGN(size) >> PAGE_SHIFT;
	struct page **pages = kvmalloc_array(nr, sizeof(*pages), GFP_KERNEL);
	void *mapping = NULL;

	if (pages && !kimage_find_pages(image->memory, addr, pages, nr))
		mapping = kexec_vmap(pages, nr);
	kvfree(pages);
	return mapping;
}

/**
 * kimage_unmap_segment() - undo kimage_map_segment()
 * @mapping:	what that returned
 *
 * Context: Process context. May sleep.
 */
void kimage_unmap_segment(void *mapping)
{
	vunmap(mapping);
}
