/* SPDX-License-Identifier: GPL-2.0 */
/* Which frames are free, and which are not, when an image is loaded. */
#ifndef KEXEC_QEMU_FRAMES_H
#define KEXEC_QEMU_FRAMES_H

#include "../programs/physmem.h"

enum frames_order { FRAMES_UP, FRAMES_DOWN, FRAMES_SHUFFLED, FRAMES_ORDERS };

extern const char * const frames_order_names[FRAMES_ORDERS];

/* The start of the range of @size bytes of which most is free. */
u64 frames_find_free(size_t size);
/*
 * Takes nearly all memory, and gives back the frames of one range of @size bytes, in
 * that order of their addresses. Returns the range's start.
 */
u64 frames_leave_free(size_t size, enum frames_order order);
/*
 * Pins the pages at @buf, of @bytes, so that nothing can take their frames. Returns the
 * start of the range of @size bytes that has most of them. Nothing is unpinned again.
 */
u64 frames_pin(const char *buf, size_t bytes, size_t size);
/* Fills the memory with page cache, of a file on the disk that is mounted there. */
void frames_fill_cache(const char *directory);
/* Has memory all over the machine of which a page in each 2 MiB is pinned. */
void frames_pin_some(void);

#endif
