/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What kexec has of the kernel's memory, to the page: CONFIG_PAGE_OWNER counts the pages that
 * each chain of callers has allocated and not freed; the areas of vmalloc() have their caller.
 */
#ifndef KEXEC_TEST_PAGE_OWNER_H
#define KEXEC_TEST_PAGE_OWNER_H

#include "common.h"

#define KX_OWNERS	"/sys/kernel/debug/page_owner_stacks/show_stacks"

static inline bool kx_begins(const char *text, const char *start)
{
	return !strncmp(text, start, strlen(start));
}

/* Callers of a page's allocation in which it is not known yet for whom it is */
static inline bool kx_is_allocator(const char *function)
{
	static const char * const names[] = {
		"post_alloc_hook", "prep_new_page", "get_page_from_freelist", "__alloc_pages",
		"alloc_pages", "alloc_page", "split_page", "__split_page", "get_free_page",
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(names); i++)
		if (kx_begins(function, names[i]))
			return true;
	return false;
}

/* What page_claim.c allocates to migrate to belongs to whoever had the page before. */
static inline bool kx_is_kexec(const char *function)
{
	return kx_begins(function, "kexec_") || kx_begins(function, "kimage_") ||
	       kx_begins(function, "page_claim_take") || kx_begins(function, "page_claim_range");
}

/* Pages of images, and of loads; -1 on a kernel that does not count them */
static inline long kx_owned_pages(void)
{
	FILE *file = fopen(KX_OWNERS, "r");
	bool known = false, ours = false;
	char line[256], function[128];
	long pages = 0, nr;

	if (!file)
		return -1;
	while (fgets(line, sizeof(line), file)) {
		if (sscanf(line, "nr_base_pages: %ld", &nr) == 1) {
			if (ours)
				pages += nr;
			known = false;
			ours = false;
		} else if (!known && sscanf(line, " %127[^+\n ]", function) == 1) {
			known = !kx_is_allocator(function);
			ours = known && kx_is_kexec(function);
		}
	}
	fclose(file);
	return pages;
}

/* Areas of vmalloc() and vmap() that kexec has */
static inline long kx_owned_areas(void)
{
	FILE *file = fopen("/proc/vmallocinfo", "r");
	char line[512];
	long areas = 0;

	while (file && fgets(line, sizeof(line), file))
		areas += strstr(line, " kexec_") || strstr(line, " kimage_");
	if (file)
		fclose(file);
	return areas;
}

#endif /* KEXEC_TEST_PAGE_OWNER_H */
