/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Entry of the payload. The registers are saved before anything changes them:
 * payload.c checks that the former kernel left them as it documents.
 */
	.section .entry, "ax"
	.globl payload_entry
payload_entry:
	movq	%rax, entry_gpr+0(%rip)
	movq	%rbx, entry_gpr+8(%rip)
	movq	%rcx, entry_gpr+16(%rip)
	movq	%rdx, entry_gpr+24(%rip)
	movq	%rsi, entry_gpr+32(%rip)
	movq	%rdi, entry_gpr+40(%rip)
	movq	%rbp, entry_gpr+48(%rip)
	movq	%r8, entry_gpr+56(%rip)
	movq	%r9, entry_gpr+64(%rip)
	movq	%r10, entry_gpr+72(%rip)
	movq	%r11, entry_gpr+80(%rip)
	movq	%r12, entry_gpr+88(%rip)
	movq	%r13, entry_gpr+96(%rip)
	movq	%r14, entry_gpr+104(%rip)
	movq	%r15, entry_gpr+112(%rip)
	/* The stack that we were given must take a few words. */
	pushfq
	popq	entry_flags(%rip)
	movq	%rsp, entry_rsp(%rip)
	leaq	stack_top(%rip), %rsp
	cld
	xorl	%ebp, %ebp
	call	payload_main
1:	hlt
	jmp	1b

	/* The linker script puts the magic and the size before this. */
	.section .params, "aw"
	.fill	4096 - 16, 1, 0

	.data
	.globl entry_gpr, entry_flags, entry_rsp
	.balign	8
entry_gpr:
	.fill	15, 8, 0
entry_flags:
	.quad	0
entry_rsp:
	.quad	0

	.bss
	.balign	16
	.skip	8192
stack_top:

	.section .note.GNU-stack, "", @progbits
