/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel's SHA-256 with SSSE3, without the hash in front of it
 * by which a kernel checks its indirect calls.
 */
#include <linux/linkage.h>
#include <linux/cfi_types.h>

#undef SYM_TYPED_FUNC_START
#define SYM_TYPED_FUNC_START	SYM_FUNC_START

#include "../crypto/sha256-ssse3-asm.S"

	.section .note.GNU-stack, "", @progbits
