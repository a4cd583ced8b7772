/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * SHA-256 of two messages at a time with the SHA extensions. The rounds of one message
 * wait for each other; those of another fill the gaps. Measured on an AMD EPYC (family
 * 25): half the time of one after the other.
 *
 * void sha256_ni_transform_2x(u32 *state_a, u32 *state_b, const u8 *data_a,
 *			       const u8 *data_b, unsigned int blocks);
 * blocks: of either message, at least one
 */
#include <linux/linkage.h>

#define STATE_A		%rdi
#define STATE_B		%rsi
#define DATA_A		%rdx
#define DATA_B		%rcx
#define BLOCKS		%r8d
#define CONSTANTS	%rax

/* Sums of message and constant; sha256rnds2 takes KW without being told. */
#define KW		%xmm0
#define KW_A		%xmm1
#define KW_B		%xmm2
#define SHUFFLE		%xmm3

/* The eight words of a state, in the order that the instructions want */
#define ABEF_A		%xmm4
#define CDGH_A		%xmm5
#define ABEF_B		%xmm6
#define CDGH_B		%xmm7

/* Words 16 to 63 of the message schedule, each made of the 16 before it */
.macro schedule i, w0, w1, w3
.if \i >= 12 && \i < 60
	movdqa		\w0, KW
	palignr		$4, \w3, KW
	paddd		KW, \w1
	sha256msg2	\w0, \w1
.endif
.if \i >= 4 && \i < 52
	sha256msg1	\w0, \w3
.endif
.endm

.macro rounds i, a0, a1, a2, a3, b0, b1, b2, b3
.if \i < 16
	movdqu		(\i * 4)(DATA_A), \a0
	movdqu		(\i * 4)(DATA_B), \b0
	pshufb		SHUFFLE, \a0
	pshufb		SHUFFLE, \b0
.endif
	movdqa		(\i * 4)(CONSTANTS), KW_A
	movdqa		KW_A, KW_B
	paddd		\a0, KW_A
	paddd		\b0, KW_B
	movdqa		KW_A, KW
	sha256rnds2	ABEF_A, CDGH_A
	movdqa		KW_B, KW
	sha256rnds2	ABEF_B, CDGH_B
	schedule	\i, \a0, \a1, \a3
	schedule	\i, \b0, \b1, \b3
	pshufd		$0x0e, KW_A, KW
	sha256rnds2	CDGH_A, ABEF_A
	pshufd		$0x0e, KW_B, KW
	sha256rnds2	CDGH_B, ABEF_B
.endm

.macro load_state from, abef, cdgh
	movdqu		(\from), KW		/* DCBA */
	movdqu		16(\from), \cdgh	/* HGFE */
	pshufd		$0xb1, KW, KW		/* CDAB */
	pshufd		$0x1b, \cdgh, \cdgh	/* EFGH */
	movdqa		KW, \abef
	palignr		$8, \cdgh, \abef	/* ABEF */
	pblendw		$0xf0, KW, \cdgh	/* CDGH */
.endm

.macro store_state to, abef, cdgh
	pshufd		$0x1b, \abef, \abef	/* FEBA */
	pshufd		$0xb1, \cdgh, \cdgh	/* DCHG */
	movdqa		\abef, KW
	pblendw		$0xf0, \cdgh, \abef	/* DCBA */
	palignr		$8, KW, \cdgh		/* HGFE */
	movdqu		\abef, (\to)
	movdqu		\cdgh, 16(\to)
.endm

	.text
SYM_FUNC_START(sha256_ni_transform_2x)
	leaq		.Lconstants(%rip), CONSTANTS
	movdqa		.Lbig_endian(%rip), SHUFFLE
	load_state	STATE_A, ABEF_A, CDGH_A
	load_state	STATE_B, ABEF_B, CDGH_B
	movq		%rsp, %r9
	subq		$64, %rsp
	andq		$~15, %rsp
.Lblock:
	movdqa		ABEF_A, (%rsp)
	movdqa		CDGH_A, 16(%rsp)
	movdqa		ABEF_B, 32(%rsp)
	movdqa		CDGH_B, 48(%rsp)
	.irp	i, 0, 16, 32, 48
	rounds	(\i + 0), %xmm8, %xmm9, %xmm10, %xmm11, %xmm12, %xmm13, %xmm14, %xmm15
	rounds	(\i + 4), %xmm9, %xmm10, %xmm11, %xmm8, %xmm13, %xmm14, %xmm15, %xmm12
	rounds	(\i + 8), %xmm10, %xmm11, %xmm8, %xmm9, %xmm14, %xmm15, %xmm12, %xmm13
	rounds	(\i + 12), %xmm11, %xmm8, %xmm9, %xmm10, %xmm15, %xmm12, %xmm13, %xmm14
	.endr
	paddd		(%rsp), ABEF_A
	paddd		16(%rsp), CDGH_A
	paddd		32(%rsp), ABEF_B
	paddd		48(%rsp), CDGH_B
	addq		$64, DATA_A
	addq		$64, DATA_B
	decl		BLOCKS
	jnz		.Lblock

	movq		%r9, %rsp
	store_state	STATE_A, ABEF_A, CDGH_A
	store_state	STATE_B, ABEF_B, CDGH_B
	RET
SYM_FUNC_END(sha256_ni_transform_2x)

	.section .rodata, "a"
	.balign	64
.Lconstants:
	.long 0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5
	.long 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5
	.long 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3
	.long 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174
	.long 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc
	.long 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da
	.long 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7
	.long 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967
	.long 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13
	.long 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85
	.long 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3
	.long 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070
	.long 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5
	.long 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3
	.long 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208
	.long 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2
.Lbig_endian:
	.octa 0x0c0d0e0f08090a0b0405060700010203

	.section .note.GNU-stack, "", @progbits
