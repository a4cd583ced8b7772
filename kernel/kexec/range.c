// SPDX-License-Identifier: GPL-2.0-only
/*
 * Search for a free range. Nothing here looks at memory: the caller says what is taken.
 */
#include <linux/align.h>

#include "range.h"

/**
 * kexec_range_meets() - find a range that overlaps another
 * @candidate:	the range
 * @taken:	ranges, in any order
 * @nr:		number of @taken
 * @obstacle:	set to the first of @taken that overlaps @candidate; or NULL
 *
 * Context: Any.
 * Return: false if none does.
 */
bool kexec_range_meets(const struct kexec_range *candidate, const struct kexec_range *taken,
		       unsigned int nr, struct kexec_range *obstacle)
{
	for (unsigned int i = 0; i < nr; i++) {
		if (kexec_range_overlaps(candidate, &taken[i])) {
			if (obstacle)
				*obstacle = taken[i];
			return true;
		}
	}
	return false;
}

static bool kexec_search_up(const struct kexec_search *search,
			    const struct kexec_range *within, u64 *found)
{
	struct kexec_range candidate, obstacle = { .end = within->start };

	do {
		candidate.start = ALIGN(obstacle.end, search->align);
		if (candidate.start < obstacle.end || candidate.start > within->end ||
		    within->end - candidate.start < search->size)
			return false;
		candidate.end = candidate.start + search->size;
	} while (search->obstacle(&candidate, &obstacle, search->data));
	*found = candidate.start;
	return true;
}

static bool kexec_search_down(const struct kexec_search *search,
			      const struct kexec_range *within, u64 *found)
{
	struct kexec_range candidate, obstacle = { .start = within->end };

	do {
		if (obstacle.start < search->size)
			return false;
		candidate.start = ALIGN_DOWN(obstacle.start - search->size, search->align);
		if (candidate.start < within->start)
			return false;
		candidate.end = candidate.start + search->size;
	} while (search->obstacle(&candidate, &obstacle, search->data));
	*found = candidate.start;
	return true;
}

/**
 * kexec_range_search() - find a free range
 * @search:	what to search for
 * @within:	where to search
 * @found:	set to the start of the range
 *
 * The search steps from one obstacle to the next.
 *
 * Context: As kexec_search.obstacle.
 * Return: false if there is no free range.
 */
bool kexec_range_search(const struct kexec_search *search, const struct kexec_range *within,
			u64 *found)
{
	if (kexec_range_empty(within))
		return false;
	return search->top_down ? kexec_search_down(search, within, found) :
				  kexec_search_up(search, within, found);
}
