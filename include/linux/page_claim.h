/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _LINUX_PAGE_CLAIM_H
#define _LINUX_PAGE_CLAIM_H

#include <linux/alloc_tag.h>
#include <linux/types.h>

struct list_head;
struct page;

/**
 * enum page_claim_effort - what page_claim_range() does to get a page
 * @PAGE_CLAIM_CLEAN:	takes free pages, and evicts clean page cache that is not mapped
 * @PAGE_CLAIM_MIGRATE:	also migrates page cache and anonymous memory
 */
enum page_claim_effort {
	PAGE_CLAIM_CLEAN,
	PAGE_CLAIM_MIGRATE,
};

/**
 * struct page_claim_stats - what claiming has cost
 * @taken:	pages that the caller was given; the rest of the range was passed over
 * @free:	how many of @taken were free; more may have been where others were cleared
 * @evicted:	pages of page cache that were evicted
 * @migrated:	pages that were migrated
 * @lacking:	pages of one node, the last that this was so of, that would have been taken or
 *		migrated, had the node so many more free pages than it keeps
 * @lacking_nid: that node
 *
 * A large folio is evicted or migrated whole, so @evicted and @migrated may exceed @taken
 * by a folio at either end of the range. Pages of a folio that is split, and which nobody has
 * mapped, count as migrated although they are only freed.
 */
struct page_claim_stats {
	unsigned long taken;
	unsigned long free;
	unsigned long evicted;
	unsigned long migrated;
	unsigned long lacking;
	int lacking_nid;
};

void page_claim_begin(void);
int page_claim_range_noprof(unsigned long start_pfn, unsigned long nr,
			    enum page_claim_effort effort, struct list_head *blocks,
			    struct page_claim_stats *stats);
#define page_claim_range(...)	alloc_hooks(page_claim_range_noprof(__VA_ARGS__))
bool page_claim_reclaim(struct page_claim_stats *stats, unsigned long most);
unsigned long page_claim_find(unsigned long nr, enum page_claim_effort effort);
unsigned long page_claim_likely(unsigned long pfn, enum page_claim_effort effort);

bool should_fail_page_claim(struct page *page, unsigned int order);

#endif /* _LINUX_PAGE_CLAIM_H */
