// SPDX-License-Identifier: GPL-2.0-only
/*
 * The formats of kernels that kexec_file_load(2) loads on x86-64, and what their
 * loaders have in common.
 */
#include <linux/kexec.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "bzimage.h"

const struct kexec_file_ops * const kexec_file_loaders[] = {
	&kexec_bzimage64_ops,
	NULL
};

/**
 * arch_kimage_file_post_load_cleanup() - free what only the load needed
 * @image:	loaded, or not going to be
 *
 * Context: Process context. May sleep.
 * Return: 0.
 */
int arch_kimage_file_post_load_cleanup(struct kimage *image)
{
	/* There may be a seed in it. */
	kvfree_sensitive(image->arch.boot_data, image->arch.boot_data_size);
	image->arch.boot_data = NULL;
	vfree(image->elf_headers);
	image->elf_headers = NULL;
	return kexec_image_post_load_cleanup_default(image);
}
