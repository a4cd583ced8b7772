// SPDX-License-Identifier: GPL-2.0-only
/*
 * Crash images, see image.h.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include <linux/kexec.h>
#include <linux/minmax.h>
#include <linux/sizes.h>
#include <linux/vmcore_info.h>

#include "../lock.h"
#include "../memory.h"
#include "image.h"
#include "region.h"

/* What a small system needs besides its kernel and its initrd */
#define CRASH_ROOM	SZ_64M

/* The image that is armed; the slot has its copy, if there is one. */
static struct kimage *crash_image;

/**
 * crash_image_map_vmcoreinfo() - allocate the copy of vmcoreinfo in the region
 * @image:	the image
 *
 * A crashing kernel may write anywhere, so the crash kernel reads a copy, which is written
 * through this mapping alone.
 *
 * Context: Process context, holding kexec_lock, the region open. May sleep.
 * Return: 0 or -ENOMEM.
 */
int crash_image_map_vmcoreinfo(struct kimage *image)
{
	struct page *page = kimage_alloc_control_pages(image, 0);

	if (!page)
		return image->why->error;
	image->memory->vmcoreinfo = kexec_vmap(&page, 1);
	if (!image->memory->vmcoreinfo)
		return kexec_refuse(image->why, KEXEC_REFUSED_NO_MEMORY, 0);
	return 0;
}

/**
 * crash_image_add_copy() - allocate the copy of an image in the region
 * @image:	the image
 *
 * What a panic reads of it must not be where a stray write could have got to before. It
 * stays there where the region is not protected as a whole.
 *
 * Context: Process context, holding kexec_lock, the region open. May sleep.
 * Return: 0 or -ENOMEM.
 */
int crash_image_add_copy(struct kimage *image)
{
	struct page *page;

	if (!IS_ENABLED(CONFIG_ARCH_PROTECTS_CRASH_IMAGE))
		return 0;
	page = kimage_alloc_control_pages(image, get_order(sizeof(*image)));
	if (!page)
		return image->why->error;
	image->memory->armed = page_address(page);
	return 0;
}

/* Copies what is not in the region yet. */
static void crash_image_copy(const struct kimage *image)
{
	const struct kexec_layout *layout = &image->memory->layout;
	const struct kexec_extents *extents = &image->memory->extents;

	for (unsigned int i = 0; image->file_mode && i < layout->nr; i++) {
		const struct kexec_piece *piece = &layout->piece[i];
		const struct kexec_segment *segment = &image->segment[piece->segment];
		void *to = kexec_virt(piece->dst.start);

		memcpy(to, segment->kbuf, segment->bufsz);
		memset(to + segment->bufsz, 0, segment->memsz - segment->bufsz);
	}
	for (unsigned int i = 0; i < extents->nr; i++) {
		const struct kexec_extent *extent = &extents->extent[i];

		if (extent->src != extent->dst)
			memcpy(kexec_virt(extent->dst), kexec_virt(extent->src), extent->len);
	}
}

/**
 * crash_image_disarm() - empty the slot
 *
 * Context: Process context, holding kexec_lock.
 * Return: The image that was armed, to be freed, or NULL.
 */
struct kimage *crash_image_disarm(void)
{
	struct kimage *previous = crash_image;

	lockdep_assert_held(&kexec_lock);
	xchg(&kexec_crash_image, NULL);
	crash_update_vmcoreinfo_safecopy(NULL);
	crash_image = NULL;
	return previous;
}

/**
 * crash_image_is_beside_armed() - check whether an image leaves the armed one whole
 * @image:	the image, complete
 *
 * Context: Process context, holding kexec_lock.
 * Return: true if so, or if none is armed.
 */
bool crash_image_is_beside_armed(const struct kimage *image)
{
	const struct kexec_layout *layout = &image->memory->layout;

	lockdep_assert_held(&kexec_lock);
	for (unsigned int i = 0; kexec_crash_image && i < layout->nr; i++)
		if (kexec_layout_holds(&kexec_crash_image->memory->layout,
				       &layout->piece[i].dst, NULL))
			return false;
	return true;
}

/**
 * crash_check_room() - log a notice if a crash kernel may lack memory for its work
 * @loaded:	bytes that its kernel and its initrd take, as a file and unpacked
 *
 * Context: Process context. May sleep.
 */
void crash_check_room(u64 loaded)
{
	u64 size = crash_get_memory_size(), wanted = loaded + CRASH_ROOM;

	if (size < wanted)
		pr_notice("%llu MiB are reserved for the crash kernel: with this kernel and initrd it may need %llu MiB\n",
			  size / SZ_1M, DIV_ROUND_UP(wanted, SZ_1M));
}

/*
 * Of segments it is not known what they are. A kernel's has room for what it unpacks; an initrd,
 * which mostly is the one with most data, is unpacked beside it.
 */
static void crash_image_check_room(const struct kimage *image)
{
	u64 loaded = 0, largest = 0;

	for (unsigned int i = 0; i < image->nr_segments; i++) {
		loaded += image->segment[i].memsz;
		largest = max_t(u64, largest, image->segment[i].bufsz);
	}
	crash_check_room(loaded + largest);
}

/* What goes into the slot: without what is only there during the call. */
static struct kimage *crash_image_copied(struct kimage *image)
{
	struct kimage *copy = image->memory->armed;

	if (!copy)
		return image;
	*copy = *image;
	copy->why = NULL;
	copy->file = NULL;
	copy->kernel_buf = NULL;
	copy->initrd_buf = NULL;
	copy->cmdline_buf = NULL;
	copy->elf_headers = NULL;
	return copy;
}

/**
 * crash_image_arm() - copy a crash image to the region, and put it into the slot
 * @image:	complete; beside the armed one, or the slot is empty, and then nothing is waited
 *		for
 * @previous:	set to the image that was armed, if there was one, to be freed
 *
 * Context: Process context, holding kexec_lock. May sleep.
 * Return: 0, or the errno of machine_kexec_post_load(): then the slot is as it was.
 */
int crash_image_arm(struct kimage *image, struct kimage **previous)
{
	int ret;

	lockdep_assert_held(&kexec_lock);
	crash_image_copy(image);
	/* Nothing is moved at the jump. */
	image->memory->extents.nr = 0;
	image->head = IND_DONE;
	ret = machine_kexec_post_load(image);
	if (ret) {
		crash_region_close();
		return ret;
	}
	crash_update_vmcoreinfo_safecopy(image->memory->vmcoreinfo);
	/* The crash path reads the slot when this CPU is stopped: all else comes first. */
	xchg(&kexec_crash_image, crash_image_copied(image));
	if (crash_image)
		*previous = crash_image;
	crash_image = image;
	crash_region_close();
	kexec_memory_free_data(image->memory);
	if (!image->file_mode)
		crash_image_check_room(image);
	return 0;
}
