// SPDX-License-Identifier: GPL-2.0-only
/**
 * DOC: an armed crash kernel stays armed
 *
 * The slot kexec_crash_image is set only while the region holds a whole image. To
 * replace one, all that can fail is done first: the data is got from user space
 * into frames elsewhere (kexec_file_load(2) has it in its buffers anyway), and the
 * pages for the jump are made in a part of the region that the armed image does
 * not use. What is left when the slot is emptied is to copy memory, and to set the
 * slot again. Whatever fails before leaves the armed image as it was.
 *
 * With nothing armed there is nothing to keep: kexec_load(2) copies from user
 * space straight into the region.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include <linux/kexec.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "../../kexec_internal.h"

static void *crash_virt(u64 addr)
{
	return phys_to_virt(boot_phys_to_phys(addr));
}

/*
 * A crashing kernel may write anywhere. What it tells of itself is taken from a copy
 * in the region, which is written by this mapping alone.
 */
static int crash_map_vmcoreinfo(struct kimage *image, struct kexec_refusal *why)
{
	struct page *page = kimage_alloc_control_pages(image, 0);

	if (!page)
		return kexec_refuse(why, KEXEC_REFUSED_REGION_FULL, 0);
	image->memory->vmcoreinfo = kexec_vmap(&page, 1);
	return image->memory->vmcoreinfo ? 0 :
		kexec_refuse(why, KEXEC_REFUSED_NO_MEMORY, 0);
}

/* Every piece is its own source: filling the extents fills the region. */
static int crash_make_direct(struct kexec_memory *memory)
{
	const struct kexec_layout *layout = &memory->layout;

	memory->extents = kvmalloc_array(layout->nr, sizeof(*memory->extents), GFP_KERNEL);
	if (!memory->extents)
		return -ENOMEM;
	for (unsigned int i = 0; i < layout->nr; i++)
		memory->extents[i] = (struct kexec_extent){
			.dst = layout->piece[i].dst.start,
			.src = layout->piece[i].dst.start,
			.len = kexec_range_len(&layout->piece[i].dst),
		};
	memory->nr_extents = layout->nr;
	return 0;
}

/* What is read from the process stands elsewhere until it is complete. */
static int crash_stage(struct kimage *image, struct kexec_refusal *why)
{
	int ret;

	if (image->file_mode || !kexec_crash_image)
		return 0;
	ret = kexec_stage_acquire(image->memory, why);
	return ret ?: kexec_stage_fill(image->memory, image->segment, false, why);
}

static int crash_fill_region(struct kimage *image, struct kexec_refusal *why)
{
	if (image->file_mode || kexec_crash_image)
		return 0;
	if (crash_make_direct(image->memory))
		return kexec_refuse(why, KEXEC_REFUSED_NO_MEMORY, 0);
	return kexec_stage_fill(image->memory, image->segment, false, why);
}

static int crash_build_in_region(struct kimage *image, struct kexec_refusal *why)
{
	int ret = crash_region_share();

	if (ret)
		return kexec_refuse_error(why, KEXEC_REFUSED_MACHINE, ret);
	ret = kimage_prepare(image, why);
	if (!ret)
		ret = crash_map_vmcoreinfo(image, why);
	return ret ?: crash_fill_region(image, why);
}

/**
 * crash_image_build() - do all of a crash image that can fail
 * @image:	has its layout
 * @why:	filled in on failure
 *
 * Context: Process context, holding the kexec lock. May sleep.
 * Return: 0, and crash_image_arm() is due; -ENOMEM, also for want of room in the
 * region; -EFAULT when a buffer cannot be read; -EINTR when the process was killed;
 * or what the architecture says.
 */
int crash_image_build(struct kimage *image, struct kexec_refusal *why)
{
	int ret = crash_stage(image, why);

	if (ret)
		return ret;
	crash_region_open();
	ret = crash_build_in_region(image, why);
	if (ret)
		crash_region_close();
	return ret;
}

static void crash_copy_file_segments(const struct kimage *image)
{
	const struct kexec_layout *layout = &image->memory->layout;

	for (unsigned int i = 0; i < layout->nr; i++) {
		const struct kexec_piece *piece = &layout->piece[i];
		const struct kexec_segment *segment = &image->segment[piece->segment];
		void *to = crash_virt(piece->dst.start);

		memcpy(to, segment->kbuf, segment->bufsz);
		memset(to + segment->bufsz, 0, segment->memsz - segment->bufsz);
	}
}

static void crash_copy_extents(const struct kexec_memory *memory)
{
	for (unsigned int i = 0; i < memory->nr_extents; i++) {
		const struct kexec_extent *extent = &memory->extents[i];

		if (extent->src != extent->dst)
			memcpy(crash_virt(extent->dst), crash_virt(extent->src), extent->len);
	}
}

/* No crash image is moved at the jump. */
static int crash_settle(struct kimage *image)
{
	if (image->file_mode)
		crash_copy_file_segments(image);
	else
		crash_copy_extents(image->memory);
	image->memory->nr_extents = 0;
	image->head = IND_DONE;
	return machine_kexec_post_load(image);
}

/**
 * crash_image_arm() - replace the armed image, or disarm it
 * @image:	from crash_image_build(), or NULL to unload; NULL once armed
 *
 * From the first line on nothing is armed, until all is in place. It does not wait
 * for anything meanwhile.
 *
 * Context: Process context, holding the kexec lock. May sleep.
 * Return: 0, or what machine_kexec_post_load() says: then nothing is armed.
 */
int crash_image_arm(struct kimage *image)
{
	struct kimage *former = xchg(&kexec_crash_image, NULL);
	int ret = image ? crash_settle(image) : 0;

	crash_update_vmcoreinfo_safecopy(image && !ret ? image->memory->vmcoreinfo : NULL);
	/* The crash path reads the slot when this CPU is stopped: all else comes first. */
	if (!ret)
		xchg(&kexec_crash_image, image);
	crash_region_close();
	kimage_free(former);
	if (image)
		kexec_memory_free_frames(image->memory);
	return ret;
}
