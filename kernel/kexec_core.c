// SPDX-License-Identifier: GPL-2.0-only
/**
 * DOC: the life of an image
 *
 * A system call fills in the segments; kimage_complete() takes the image through
 * the stages of a load. Each takes the results of those before it:
 *
 * 1. layout: the destinations, or a refusal (layout.h);
 * 2. claim: frames at the destinations, where they can be claimed (claim.c);
 * 3. control pages, and the architecture's machine_kexec_prepare();
 * 4. assign: frames for all other data, and which frame holds which page (extents.c,
 *    assign.h);
 * 5. fill: the data (fill.c);
 * 6. list: the page list, for architectures that walk one (list.c);
 * 7. the architecture's machine_kexec_post_load().
 *
 * From 2 on a crash image differs, see crash/image.h: its data is loaded at its
 * destination.
 *
 * An image that is not complete belongs to the call alone. After any failure
 * kimage_free() frees it whole, and the image that was loaded before has
 * not been touched. kimage_publish() puts a complete one into its slot and frees
 * the one that it replaces.
 */
#include <linux/kexec.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/slab.h>

#include <trace/events/kexec.h>

#include "kexec/claim.h"
#include "kexec/core.h"
#include "kexec/crash/hotplug.h"
#include "kexec/crash/image.h"
#include "kexec/crash/region.h"
#include "kexec/extents.h"
#include "kexec/file_pages.h"
#include "kexec/fill.h"
#include "kexec/ima.h"
#include "kexec/list.h"
#include "kexec/lock.h"
#include "kexec/memhotplug.h"
#include "kexec/memory.h"
#include "kexec/sysfs.h"

/* Owns the two slots, see kexec/lock.h. */
DEFINE_MUTEX(kexec_lock);

/* The two slots. Written under kexec_lock; read without it for a status only. */
struct kimage *kexec_image;
struct kimage *kexec_crash_image;

/* Written under kexec_lock. An armed image is out of the second slot for a moment. */
bool kexec_crash_changing;

/* Written under kexec_lock. Some messages of an architecture depend on it later. */
bool kexec_file_dbg_print;

/**
 * kexec_trylock() - try to lock kexec_lock
 *
 * Context: Process context.
 * Return: true, and kexec_unlock() is due; false while another call holds it.
 */
bool kexec_trylock(void)
{
	return mutex_trylock(&kexec_lock);
}

/**
 * kexec_unlock() - unlock kexec_lock, and handle hotplug events that came meanwhile
 *
 * Context: Process context, holding kexec_lock. May sleep.
 */
void kexec_unlock(void)
{
	mutex_unlock(&kexec_lock);
	crash_hotplug_catch_up();
}

/**
 * kexec_begin_load() - begin to change a slot
 * @why:	filled in on failure
 *
 * Context: Process context. May sleep.
 * Return: 0, and kexec_unlock() is due; -EBUSY while another call runs.
 */
int kexec_begin_load(struct kexec_refusal *why)
{
	if (!kexec_trylock())
		return kexec_refuse(why, KEXEC_REFUSED_BUSY, 0);
	kexec_memhotplug_watch();
	return 0;
}

/**
 * kimage_alloc() - allocate an image
 * @type:	KEXEC_TYPE_DEFAULT or KEXEC_TYPE_CRASH
 * @why:	where refusals are noted until the image is published; filled in on failure
 *
 * Context: Process context. May sleep.
 * Return: The image, or -ENOMEM in a pointer.
 */
struct kimage *kimage_alloc(int type, struct kexec_refusal *why)
{
	struct kimage *image = kzalloc(sizeof(*image), GFP_KERNEL);

	if (!image)
		return ERR_PTR(kexec_refuse(why, KEXEC_REFUSED_NO_MEMORY, 0));
	image->memory = kmalloc(sizeof(*image->memory), GFP_KERNEL);
	if (!image->memory) {
		kfree(image);
		return ERR_PTR(kexec_refuse(why, KEXEC_REFUSED_NO_MEMORY, 0));
	}
	kexec_memory_init(image->memory);
	image->type = type;
	image->why = why;
	return image;
}

/**
 * kimage_free() - free an image whole
 * @image:	in no slot, at any stage of a load, or NULL
 *
 * Context: Process context. May sleep.
 */
void kimage_free(struct kimage *image)
{
	if (!image)
		return;
	/* Allocated just before the first hook of the architecture is called. */
	if (image->control_code_page)
		machine_kexec_cleanup(image);
	kexec_memory_free(image->memory);
	kfree(image->memory);
	kfree(image);
}

static int kimage_build_layout(struct kimage *image)
{
	struct kexec_limits limits = {
		.last = KEXEC_DESTINATION_MEMORY_LIMIT,
	};

	if (image->type == KEXEC_TYPE_CRASH) {
		struct kexec_range region;

		if (!crash_region_range(&region))
			return kexec_refuse(image->why, KEXEC_REFUSED_NO_REGION, 0);
		if (image->start < region.start || image->start >= region.end)
			return kexec_refuse(image->why, KEXEC_REFUSED_ENTRY, image->start);
		limits = (struct kexec_limits){
			.first = region.start,
			.last = region.end - 1,
			.region = true,
		};
	}
	return kexec_layout_build(&image->memory->layout, image->segment,
				  image->nr_segments, &limits, image->why);
}

/* Accepting memory is slow and disables interrupts, hence the small steps. */
static int kimage_accept_range(const struct kexec_range *range, struct kexec_refusal *why)
{
	for (u64 pos = range->start; pos < range->end; pos += SZ_4M) {
		if (kexec_killed())
			return kexec_refuse(why, KEXEC_REFUSED_SIGNAL, 0);
		accept_memory(boot_phys_to_phys(pos), min_t(u64, range->end - pos, SZ_4M));
	}
	return 0;
}

/* Memory that a confidential guest has not accepted yet cannot be written. */
static int kimage_accept_memory(const struct kexec_layout *layout, struct kexec_refusal *why)
{
	int ret;

	if (!IS_ENABLED(CONFIG_UNACCEPTED_MEMORY))
		return 0;
	for (unsigned int i = 0; i < layout->nr; i++) {
		ret = kimage_accept_range(&layout->piece[i].dst, why);
		if (ret)
			return ret;
	}
	for (unsigned int i = 0; i < layout->nr_reserved; i++) {
		ret = kimage_accept_range(&layout->reserved[i], why);
		if (ret)
			return ret;
	}
	return 0;
}

/* Control pages. The cause of an allocation that failed is noted already. */
static int kimage_prepare(struct kimage *image)
{
	int ret;

	if (!IS_ENABLED(CONFIG_ARCH_WALKS_KEXEC_EXTENTS) &&
	    image->type == KEXEC_TYPE_DEFAULT) {
		image->swap_page = kimage_alloc_control_pages(image, 0);
		if (!image->swap_page)
			return image->why->error;
	}
	image->control_code_page =
		kimage_alloc_control_pages(image, get_order(KEXEC_CONTROL_PAGE_SIZE));
	if (!image->control_code_page)
		return image->why->error;
	ret = machine_kexec_prepare(image);
	if (ret)
		return kexec_refuse_error(image->why, KEXEC_REFUSED_MACHINE, ret);
	return 0;
}

static int kimage_fill(struct kimage *image, const struct kexec_preload *preload)
{
	struct kexec_memory *memory = image->memory;

	return kexec_fill(&memory->layout, preload, &memory->extents, image->segment,
			  image->file_mode, image->why);
}

static int kimage_fill_frames(struct kimage *image, const struct kexec_preload *preload)
{
	struct kexec_memory *memory = image->memory;
	int ret = kexec_extents_assign(&memory->layout, preload, &memory->frames,
				       &memory->extents, image->why);

	if (ret)
		return ret;
	return kimage_fill(image, preload);
}

static int kimage_fill_region(struct kimage *image, const struct kexec_preload *preload)
{
	struct kexec_memory *memory = image->memory;
	int ret = kexec_extents_in_region(&memory->layout, &memory->extents, image->why);

	if (ret)
		return ret;
	return kimage_fill(image, preload);
}

/*
 * kexec_load(2) fills frames elsewhere while another image is armed, and crash_image_arm()
 * copies from there. The data of kexec_file_load(2) stays in its files until then.
 */
static int kimage_build_crash(struct kimage *image, const struct kexec_preload *preload)
{
	int ret;

	if (!image->file_mode && kexec_crash_image) {
		ret = kexec_frames_alloc(&image->memory->frames,
					 image->memory->layout.pages, image->why);
		if (ret)
			return ret;
		ret = kimage_fill_frames(image, preload);
		if (ret)
			return ret;
	}

	crash_region_open();
	ret = crash_region_share();
	if (ret) {
		ret = kexec_refuse_error(image->why, KEXEC_REFUSED_MACHINE, ret);
		goto err_close;
	}
	if (!image->file_mode && !kexec_crash_image) {
		ret = kimage_fill_region(image, preload);
		if (ret)
			goto err_close;
	}
	ret = kimage_prepare(image);
	if (ret)
		goto err_close;
	ret = crash_image_map_vmcoreinfo(image);
	if (ret)
		goto err_close;
	ret = crash_image_add_copy(image);
	if (ret)
		goto err_close;
	return 0;

err_close:
	crash_region_close();
	return ret;
}

/* Frames elsewhere for what could not be claimed, unless it can be by now. */
static int kimage_stage(struct kimage *image, const struct kexec_preload *preload)
{
	struct kexec_memory *memory = image->memory;
	unsigned long pages = kexec_extents_frames(&memory->layout, preload);
	int ret;

	if (memory->frames.nr >= pages)
		return 0;
	ret = kexec_frames_alloc(&memory->frames, pages, image->why);
	if (ret)
		return ret;
	/* What was reclaimed for them may be a destination. */
	kexec_claim(&memory->layout, preload, &memory->frames, &memory->claimed, false);
	kexec_frames_trim(&memory->frames, &memory->layout, pages);
	return 0;
}

static int kimage_build_default(struct kimage *image, const struct kexec_preload *preload)
{
	struct kexec_memory *memory = image->memory;
	unsigned long pages = kexec_extents_frames(&memory->layout, preload);
	int ret = kexec_frames_check(pages, image->why);

	if (ret)
		return ret;
	/* First: then hardly any page that is still free is a destination. */
	kexec_claim(&memory->layout, preload, &memory->frames, &memory->claimed, true);
	ret = kimage_prepare(image);
	if (ret)
		return ret;
	ret = kimage_stage(image, preload);
	if (ret)
		return ret;
	ret = kimage_fill_frames(image, preload);
	if (ret)
		return ret;
	if (!IS_ENABLED(CONFIG_ARCH_WALKS_KEXEC_EXTENTS)) {
		ret = kexec_list_build(memory, &image->head, image->why);
		if (ret)
			return ret;
	}
	ret = machine_kexec_post_load(image);
	if (ret)
		return kexec_refuse_error(image->why, KEXEC_REFUSED_MACHINE, ret);
	return 0;
}

/**
 * kimage_complete() - build an image from its segments
 * @image:	has its segments and its entry
 *
 * Context: Process context, holding kexec_lock. May sleep.
 * Return: 0, and the image can be published; -EADDRNOTAVAIL or -EINVAL from
 * kexec_layout_build(), -ENOMEM, -EFAULT when a buffer cannot be read, -EINTR
 * when the process was killed, or the errno of the architecture.
 */
int kimage_complete(struct kimage *image)
{
	struct kexec_preload preload[KEXEC_SEGMENT_MAX] = {};
	struct kexec_layout *layout = &image->memory->layout;
	int ret;

	lockdep_assert_held(&kexec_lock);
	ret = kimage_build_layout(image);
	if (ret)
		return ret;
	ret = kimage_accept_memory(layout, image->why);
	if (ret)
		return ret;
	if (image->type == KEXEC_TYPE_CRASH) {
		ret = kimage_build_crash(image, preload);
	} else {
		kexec_file_preload(image, layout, preload);
		ret = kimage_build_default(image, preload);
	}
	if (ret)
		return ret;
	trace_kexec_complete(image->type, image->file_mode, image->nr_segments,
			     image->memory->digested);
	return 0;
}

static int kimage_publish_crash(struct kimage *image, struct kexec_refusal *why)
{
	bool over = image && !crash_image_is_beside_armed(image);
	struct kimage *previous = NULL;
	ktime_t start = ktime_get();
	int ret = 0;

	WRITE_ONCE(kexec_crash_changing, over);
	if (!image || over)
		previous = crash_image_disarm();
	if (image) {
		ret = crash_image_arm(image, &previous);
		if (ret)
			ret = kexec_refuse_error(why, KEXEC_REFUSED_MACHINE, ret);
	}
	WRITE_ONCE(kexec_crash_changing, false);
	if (over && !ret)
		pr_info("kexec: no crash kernel was armed for %lld us: the new one was copied over it\n",
			ktime_us_delta(ktime_get(), start));
	crash_hotplug_publish(kexec_crash_image);
	kexec_sysfs_publish(KEXEC_TYPE_CRASH, kexec_crash_image);
	kimage_free(previous);
	return ret;
}

static int kimage_publish_default(struct kimage *image, struct kexec_refusal *why)
{
	struct kimage *previous = kexec_memhotplug_swap(image, why);

	if (IS_ERR(previous))
		return PTR_ERR(previous);
	kexec_ima_publish(image, previous);
	kexec_sysfs_publish(KEXEC_TYPE_DEFAULT, image);
	kimage_free(previous);
	return 0;
}

/**
 * kimage_publish() - put an image into its slot, free the previous one
 * @type:	which slot: KEXEC_TYPE_DEFAULT or KEXEC_TYPE_CRASH
 * @image:	complete image, or NULL to unload
 * @why:	filled in on failure
 *
 * Context: Process context, holding kexec_lock. May sleep.
 * Return: 0. On failure the image is still the caller's: -EBUSY when memory that it
 * uses has gone offline; for a crash image the errno of machine_kexec_post_load(), and
 * that slot is then as before, or empty where the new image lies over the armed one.
 */
int kimage_publish(int type, struct kimage *image, struct kexec_refusal *why)
{
	int ret;

	lockdep_assert_held(&kexec_lock);
	ret = type == KEXEC_TYPE_CRASH ? kimage_publish_crash(image, why) :
					 kimage_publish_default(image, why);
	if (ret)
		return ret;
	if (image)
		image->why = NULL;
	return 0;
}
