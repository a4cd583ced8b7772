/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of the purgatory share.
 */
#ifndef _X86_PURGATORY_H
#define _X86_PURGATORY_H

#include <linux/types.h>

#include <asm/purgatory.h>

/**
 * struct purgatory_message - something to take a digest of
 * @data:	it
 * @len:	its bytes
 * @digest:	for the digest
 */
struct purgatory_message {
	const u8 *data;
	u64 len;
	u8 digest[SHA256_DIGEST_SIZE];
};

/* entry.S calls it. */
void purgatory(void);

/* digest.c */
void purgatory_sha256(enum purgatory_sha how, struct purgatory_message message[2]);

/* report.c */
void purgatory_report(unsigned int segment) __noreturn;

/* string.c */
void *memcpy(void *dest, const void *src, size_t n);
void *memset(void *dest, int c, size_t n);
int memcmp(const void *a, const void *b, size_t n);

#endif /* _X86_PURGATORY_H */
