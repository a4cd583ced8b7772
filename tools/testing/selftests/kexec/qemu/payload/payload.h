/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What load_payload tells the payload: a block at a fixed offset of the image,
 * filled in before the image is loaded.
 */
#ifndef KEXEC_QEMU_PAYLOAD_H
#define KEXEC_QEMU_PAYLOAD_H

#include <linux/types.h>

typedef __u8 u8;
typedef __u16 u16;
typedef __u32 u32;
typedef __u64 u64;

#define PAYLOAD_MAGIC		0x646f6c796170786bULL	/* "kxpaylod" */
#define PAYLOAD_PARAMS_OFFSET	0x1000
#define PAYLOAD_MAX_SEGMENTS	15			/* the payload is the 16th */
#define PAYLOAD_NONCE_LEN	64

/*
 * 64-bit word number i of a segment with seed s is s + i * PAYLOAD_STEP: no
 * word comes twice in a segment, so a page that is missing, stale or in
 * another page's place cannot pass.
 */
#define PAYLOAD_STEP		0x9e3779b97f4a7c15ULL

/* Values for the isa-debug-exit port; QEMU then exits with 2 * value + 1. */
#define PAYLOAD_EXIT_PORT	0xf4
#define PAYLOAD_EXIT_OK		0x10
#define PAYLOAD_EXIT_FAIL	0x11

struct payload_segment {
	u64 addr;
	u64 bufsz;
	u64 memsz;
	u64 seed;
};

struct payload_params {
	u64 magic;
	u64 image_size;		/* bss and stack included */
	u64 nr_segments;
	u64 la57;		/* 1: page tables have five levels */
	char nonce[PAYLOAD_NONCE_LEN];
	struct payload_segment segment[PAYLOAD_MAX_SEGMENTS];
};

#endif
