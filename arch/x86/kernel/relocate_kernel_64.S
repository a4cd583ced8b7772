/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The last code of a kernel that is left through kexec, see asm/kexec.h.
 */
#include <linux/linkage.h>

#include <asm/boot.h>
#include <asm/kexec.h>
#include <asm/nospec-branch.h>
#include <asm/page_types.h>
#include <asm/processor-flags.h>
#include <asm/segment.h>

	.code64
	.text

/*
 * kexec_enter_identity(pgd, control_page): leave the kernel's page tables.
 *
 * Runs where the kernel is linked. Without CR4.PGE the load of CR3 drops global
 * translations as well; without CR4.PCIDE its low bits mean nothing.
 */
SYM_FUNC_START(kexec_enter_identity)
	cli
	cld
	movq	%cr4, %rax
	andq	$~(X86_CR4_PGE | X86_CR4_PCIDE), %rax
	movq	%rax, %cr4
	/*
	 * The tables at %rdi map the page of this label where it is now. The
	 * alignment has the instruction after the switch be in that page too.
	 */
	.balign	16, 0x90
SYM_INNER_LABEL(kexec_switch_tables, SYM_L_GLOBAL)
	ANNOTATE_NOENDBR
	movq	%rdi, %cr3
	ANNOTATE_RETPOLINE_SAFE
	jmp	*%rsi
	int3
SYM_FUNC_END(kexec_enter_identity)

/*
 * What follows is data to this kernel: it is copied to the start of the control
 * page and runs there, mapped one to one, at whatever address that is. So it
 * refers to nothing outside itself, and returns with a plain RET.
 */
	.section .rodata.relocate_kernel, "a"
	.balign	64

#define JUMP(field)	(relocate_kernel + KEXEC_CONTROL_CODE_MAX_SIZE + KEXEC_JUMP_##field)

SYM_DATA_START(relocate_kernel)
	leaq	(relocate_kernel + PAGE_SIZE)(%rip), %rsp

	/* A GDT as the boot protocol wants it, then all segments from it. */
	leaq	.Lgdt(%rip), %rax
	movq	%rax, (.Lgdt_descriptor + 2)(%rip)
	lgdt	.Lgdt_descriptor(%rip)
	lidt	.Lidt_descriptor(%rip)
	movl	$__BOOT_DS, %eax
	.irp	reg, ds, es, ss, fs, gs
	movl	%eax, %\reg
	.endr
	leaq	.Lnew_cs(%rip), %rax
	pushq	$__BOOT_CS
	pushq	%rax
	lretq
.Lnew_cs:
	/* CR4 first: CR0.WP cannot be cleared while CR4.CET is set. */
	movq	%cr4, %rax
	andq	JUMP(CR4_KEEP)(%rip), %rax
	orq	$X86_CR4_PAE, %rax
	movq	%rax, %cr4
	movq	%cr0, %rax
	andq	$~(X86_CR0_WP | X86_CR0_AM | X86_CR0_TS | X86_CR0_EM | X86_CR0_MP), %rax
	movq	%rax, %cr0

	/* Lines with the encryption bit must not be written back later. */
	cmpq	$0, JUMP(WBINVD)(%rip)
	je	.Lmove
	wbinvd

.Lmove:
	movq	JUMP(MOVES)(%rip), %rdx
	testq	%rdx, %rdx
	jz	.Lenter
.Lnext_move:
	movq	KEXEC_MOVE_DST(%rdx), %rdi
	movq	KEXEC_MOVE_SRC(%rdx), %rsi
	movq	KEXEC_MOVE_LEN(%rdx), %rcx
	addq	$KEXEC_MOVE_SIZE, %rdx
	shrq	$3, %rcx
	jz	.Lnext_page
	rep movsq
	jmp	.Lnext_move
.Lnext_page:
	movq	%rsi, %rdx
	testq	%rdx, %rdx
	jnz	.Lnext_move

.Lenter:
	/* Serialises: what was just moved may be code. */
	movq	%cr3, %rax
	movq	%rax, %cr3

	pushq	$0
	pushq	JUMP(START)(%rip)
	.irp	reg, eax, ebx, ecx, edx, esi, edi, ebp, r8d, r9d, r10d, r11d, r12d, r13d, r14d, r15d
	xorl	%\reg, %\reg
	.endr
	ret
	int3

	.balign	16
.Lgdt:
	.quad	0
	.quad	0
	.quad	0x00af9a000000ffff	/* __BOOT_CS */
	.quad	0x00cf92000000ffff	/* __BOOT_DS */
.Lgdt_end:
	.balign	16
	.skip	6
.Lgdt_descriptor:
	.word	.Lgdt_end - .Lgdt - 1
	.quad	0
	.balign	16
	.skip	6
.Lidt_descriptor:
	.word	0
	.quad	0
	/* Too much code: the assembler cannot move backwards. */
	.org	relocate_kernel + KEXEC_CONTROL_CODE_MAX_SIZE
SYM_DATA_END(relocate_kernel)
