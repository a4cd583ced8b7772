// SPDX-License-Identifier: GPL-2.0-only
/*
 * Formats of kernels: which loader takes a file, and what is common to all loaders.
 */
#include <linux/kexec.h>
#include <linux/slab.h>

#include "file_pages.h"
#include "purgatory.h"

static enum kexec_format_match kexec_examine(const struct kexec_file_ops *loader,
					     const char *buf, unsigned long len,
					     const char **why)
{
	if (loader->examine)
		return loader->examine(buf, len, why);
	return loader->probe(buf, len) ? KEXEC_FORMAT_OTHER : KEXEC_FORMAT_GOOD;
}

/**
 * kexec_image_probe_default() - select the loader for a kernel
 * @image:	gets the loader
 * @buf:	the kernel's file
 * @buf_len:	its size in bytes
 *
 * A loader that recognizes its format ends the search, whether or not it can load the
 * file.
 *
 * Context: Process context, while the image is being loaded.
 * Return: 0, or -ENOEXEC where no loader can load the file.
 */
int kexec_image_probe_default(struct kimage *image, void *buf, unsigned long buf_len)
{
	const char *not_recognized = NULL;

	for (int i = 0; kexec_file_loaders[i]; i++) {
		const char *why = NULL;

		switch (kexec_examine(kexec_file_loaders[i], buf, buf_len, &why)) {
		case KEXEC_FORMAT_GOOD:
			image->fops = kexec_file_loaders[i];
			return 0;
		case KEXEC_FORMAT_BAD:
			return kexec_file_refuse(image, -ENOEXEC, why);
		case KEXEC_FORMAT_OTHER:
			not_recognized = not_recognized ?: why;
		}
	}
	if (not_recognized)
		return kexec_file_refuse(image, -ENOEXEC, not_recognized);
	return -ENOEXEC;
}

/**
 * kexec_image_post_load_cleanup_default() - free what only the load needed
 * @image:	loaded, or not going to be
 *
 * Context: Process context. May sleep.
 * Return: 0.
 */
int kexec_image_post_load_cleanup_default(struct kimage *image)
{
	kexec_purgatory_free(image);
	kexec_file_pages_free(&image->file->kernel);
	kexec_file_pages_free(&image->file->initrd);
	kfree(image->cmdline_buf);
	image->kernel_buf = NULL;
	image->initrd_buf = NULL;
	image->cmdline_buf = NULL;
	/* The data is in the frames now. */
	for (unsigned long i = 0; i < image->nr_segments; i++)
		image->segment[i].kbuf = NULL;
	return 0;
}
