/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The purgatory's arch/x86/purgatory/digest.c to user space, which cannot include the
 * kernel's headers: the types as in arch/x86/include/asm/purgatory.h
 * and arch/x86/purgatory/purgatory.h.
 */
#ifndef PURGATORY_SHA256_H
#define PURGATORY_SHA256_H

#include <stdint.h>

enum purgatory_sha { GENERIC, SSSE3, NI, TRANSFORMS };

struct purgatory_message {
	const uint8_t *data;
	uint64_t len;
	uint8_t digest[32];
};

void purgatory_sha256(enum purgatory_sha how, struct purgatory_message message[2]);

#endif
