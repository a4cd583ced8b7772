// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the compiler and lib/xxhash.c call of the C library.
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
