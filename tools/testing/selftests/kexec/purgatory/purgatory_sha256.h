/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The purgatory's arch/x86/purgatory/digest.c to user space, which cannot include the
 * kernel's headers: enum purgatory_sha as in arch/x86/include/asm/purgatory.h.
 */
#ifndef PURGATORY_SHA256_H
#define PURGATORY_SHA256_H

#include <stdint.h>

enum purgatory_sha { GENERIC, SSSE3, NI, TRANSFORMS };

void purgatory_sha256(enum purgatory_sha how, const uint8_t *data, uint64_t len,
		      uint8_t *digest);

#endif
