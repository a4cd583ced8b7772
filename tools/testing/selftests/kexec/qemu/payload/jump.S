/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The payload that comes back: its two entries, and what C cannot do.
 */
/* JUMP_PATTERN + n in general register n, but for RSP */
	.macro	LOAD_PATTERN
	movabsq	$0x6a756d7000000000, %rax
	leaq	1(%rax), %rbx
	leaq	2(%rax), %rcx
	leaq	3(%rax), %rdx
	leaq	4(%rax), %rsi
	leaq	5(%rax), %rdi
	leaq	6(%rax), %rbp
	leaq	7(%rax), %r8
	leaq	8(%rax), %r9
	leaq	9(%rax), %r10
	leaq	10(%rax), %r11
	leaq	11(%rax), %r12
	leaq	12(%rax), %r13
	leaq	13(%rax), %r14
	leaq	14(%rax), %r15
	.endm

	.section .entry, "ax"
	.globl payload_entry, other_entry
payload_entry:
	movq	%rax, entry_gpr+0(%rip)
	movl	$0, %eax
	jmp	1f
other_entry:
	movq	%rax, entry_gpr+0(%rip)
	movl	$1, %eax
1:	movq	%rbx, entry_gpr+8(%rip)
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
	pushfq
	popq	entry_flags(%rip)
	movq	%rsp, entry_rsp(%rip)
	leaq	stack_top(%rip), %rsp
	movl	%eax, %edi
	call	jump_main
	movq	entry_rsp(%rip), %rsp
	/* Nothing of the CPU's state is what it was, but for the stack. */
	movl	$0xc0000101, %ecx	/* GS.base */
	movl	$0xdead, %eax
	xorl	%edx, %edx
	wrmsr
	movl	$0xc0000100, %ecx	/* FS.base */
	wrmsr
	movl	$0xc0000102, %ecx	/* KernelGSbase */
	wrmsr
	movl	$0xc0000080, %ecx	/* EFER */
	rdmsr
	andl	$~0x800, %eax		/* NXE */
	wrmsr
	movq	%cr4, %rax
	orq	$0x280, %rax		/* PGE, OSFXSR */
	movq	%rax, %cr4
	fninit
	.irp	nr, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	pcmpeqd	%xmm\nr, %xmm\nr
	.endr
	/* STAR, LSTAR, CSTAR, SFMASK */
	.irp	msr, 0xc0000081, 0xc0000082, 0xc0000083, 0xc0000084
	movl	$\msr, %ecx
	movl	$0xdead, %eax
	xorl	%edx, %edx
	wrmsr
	.endr
	movq	%cr0, %rax
	orq	$0x10000, %rax		/* WP */
	movq	%rax, %cr0
	movl	$0xbad0, %eax
	movq	%rax, %cr2
	lidt	no_table(%rip)
	lgdt	no_table(%rip)
	xorl	%eax, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %fs
	movl	%eax, %gs
	LOAD_PATTERN
	std
	ret

	.text
	/* All registers but RSP have a pattern at the INT3; what they have after it is stored. */
	.globl break_here, fault_here
break_here:
	pushq	%rbx
	pushq	%rbp
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	LOAD_PATTERN
	pushq	%r15
	movq	%rsp, break_rsp+0(%rip)
	int3
	movq	%rsp, break_rsp+8(%rip)
	movq	%rax, break_gpr+0(%rip)
	movq	%rbx, break_gpr+8(%rip)
	movq	%rcx, break_gpr+16(%rip)
	movq	%rdx, break_gpr+24(%rip)
	movq	%rsi, break_gpr+32(%rip)
	movq	%rdi, break_gpr+40(%rip)
	movq	%rbp, break_gpr+48(%rip)
	movq	%r8, break_gpr+56(%rip)
	movq	%r9, break_gpr+64(%rip)
	movq	%r10, break_gpr+72(%rip)
	movq	%r11, break_gpr+80(%rip)
	movq	%r12, break_gpr+88(%rip)
	movq	%r13, break_gpr+96(%rip)
	movq	%r14, break_gpr+104(%rip)
	popq	break_gpr+112(%rip)
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%rbp
	popq	%rbx
	ret

fault_here:
	LOAD_PATTERN
	ud2

	/* The linker script puts the magic and the size before this. */
	.section .params, "aw"
	.fill	4096 - 16, 1, 0

	.data
	.globl entry_gpr, entry_flags, entry_rsp, break_gpr, break_rsp
	.balign	8
entry_gpr:
	.fill	15, 8, 0
entry_flags:
	.quad	0
entry_rsp:
	.quad	0
break_gpr:
	.fill	15, 8, 0
break_rsp:
	.quad	0, 0
no_table:
	.word	0
	.quad	0

	.bss
	.balign	16
	.skip	8192
stack_top:

	.section .note.GNU-stack, "", @progbits
