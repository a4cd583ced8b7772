/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of the purgatory share.
 */
#ifndef _X86_PURGATORY_H
#define _X86_PURGATORY_H

#include <linux/types.h>

#include <asm/purgatory.h>

/* entry.S calls it. */
void purgatory(void);

/* report.c */
void purgatory_report(unsigned int segment) __noreturn;

/* string.c */
void *memcpy(void *dest, const void *src, size_t n);
void *memset(void *dest, int c, size_t n);

#endif /* _X86_PURGATORY_H */
