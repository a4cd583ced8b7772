// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the compiler and lib/crypto/sha256.c call of the C library.
 */
#include <linux/types.h>

#include "purgatory.h"

/**
 * memcpy() - as in C
 * @dest:	to
 * @src:	from
 * @n:		bytes
 *
 * Context: The purgatory.
 * Return: @dest.
 */
void *memcpy(void *dest, const void *src, size_t n)
{
	void *to = dest;

	asm volatile("rep movsb" : "+D" (to), "+S" (src), "+c" (n) : : "memory");
	return dest;
}

/**
 * memset() - as in C
 * @dest:	to
 * @c:		byte
 * @n:		bytes
 *
 * Context: The purgatory.
 * Return: @dest.
 */
void *memset(void *dest, int c, size_t n)
{
	void *to = dest;

	asm volatile("rep stosb" : "+D" (to), "+c" (n) : "a" (c) : "memory");
	return dest;
}

/**
 * memcmp() - as in C
 * @a:		bytes
 * @b:		other bytes
 * @n:		how many
 *
 * Context: The purgatory.
 * Return: 0 if they are equal, else the sign of the first difference.
 */
int memcmp(const void *a, const void *b, size_t n)
{
	const u8 *p = a, *q = b;

	for (; n; n--, p++, q++)
		if (*p != *q)
			return *p - *q;
	return 0;
}
