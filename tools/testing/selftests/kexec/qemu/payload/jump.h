/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the program jump tells the payload that comes back, at the same offset of the
 * image as the other payload's parameters, and what it is told by it: through a page
 * of the program's own memory, which is no destination of the image.
 */
#ifndef KEXEC_QEMU_JUMP_H
#define KEXEC_QEMU_JUMP_H

#include "payload.h"

/* What each entry adds to every word of the data */
#define JUMP_STEP	0xd1342543de82ef95ULL

/* What the payload has in its registers at a breakpoint or a fault, plus their number */
#define JUMP_PATTERN	0x6a756d7000000000ULL

enum jump_mode {
	JUMP_WORK,		/* check, change the data, go back to the same entry */
	JUMP_OTHER_ENTRY,	/* the same, and ask for the other entry each time */
	JUMP_BREAKPOINT,	/* the same, after an INT3 */
	JUMP_FAULT,		/* UD2 */
};

struct jump_params {
	u64 magic;
	u64 image_size;		/* bss and stack included */
	u64 mode;		/* an enum jump_mode */
	u64 report;		/* physical address of a struct jump_report */
	u64 token;
	u64 data;		/* physical address */
	u64 words;
	u64 seed;		/* word i is seed + i * PAYLOAD_STEP to begin with */
	u64 la57;		/* 1: page tables have five levels */
};

struct jump_report {
	u64 token;
	u64 entries;		/* how often the payload was entered, by its own count */
	u64 failed;		/* number of the first check that failed, 0 for none */
	u64 value;		/* what that one saw */
	u64 other;		/* 1: entered at the other entry */
	u64 next;		/* the next entry that it asked for */
};

#endif
