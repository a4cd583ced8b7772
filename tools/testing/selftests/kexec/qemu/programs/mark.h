/* SPDX-License-Identifier: GPL-2.0 */
/* How mark leaves pages for vmcore to find again; all of it follows from a nonce. */
#ifndef KEXEC_QEMU_MARK_H
#define KEXEC_QEMU_MARK_H

#include "common.h"

#define WORDS		(PAGE / sizeof(u64))
#define INDEX_MAX	(WORDS - 4)

/* Where marked pages are. The first index's address is all that has to be known. */
struct mark_index {
	u64 seed;		/* of the nonce */
	u64 next;		/* physical address of the next index; 0 at the end */
	u64 nr;
	u64 sum;		/* of all but @next and itself */
	u64 addr[INDEX_MAX];	/* physical addresses of the marked pages */
};

/* splitmix64 */
static inline u64 mark_mix(u64 x)
{
	x += 0x9e3779b97f4a7c15ULL;
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
	return x ^ (x >> 31);
}

static inline u64 mark_seed(const char *nonce)
{
	u64 seed = 0;

	while (*nonce)
		seed = mark_mix(seed ^ (unsigned char)*nonce++);
	return seed;
}

/* What the page at physical address @addr holds. */
static inline void mark_fill(u64 *page, u64 seed, u64 addr)
{
	u64 x = mark_mix(seed ^ addr);

	for (unsigned int i = 0; i < WORDS; i++) {
		x = mark_mix(x + i);
		page[i] = x;
	}
}

static inline u64 mark_sum(const struct mark_index *index)
{
	u64 sum = mark_mix(index->seed ^ index->nr);

	for (unsigned int i = 0; i < INDEX_MAX; i++)
		sum = mark_mix(sum ^ index->addr[i]);
	return sum;
}

#endif
