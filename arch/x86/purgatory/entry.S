/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where an image that was loaded by kexec_file_load(2) is entered, and where it is
 * left for the kernel. The state at entry is described in asm/kexec.h.
 */
#include <linux/linkage.h>

#include <asm/asm-offsets.h>

	.code64
	.text

SYM_CODE_START(purgatory_start)
	/* The stack of the control page is small. */
	movq	%rsp, %rbx
	leaq	purgatory_stack_end(%rip), %rsp
	call	purgatory
	movq	%rbx, %rsp

	/*
	 * All is well. The 64-bit boot protocol asks for RSI; GDT, segments and
	 * paging are as they were at entry, and as it wants them.
	 */
	.irp	reg, eax, ebx, ecx, edx, edi, ebp, r8d, r9d, r10d, r11d, r12d, r13d, r14d, r15d
	xorl	%\reg, %\reg
	.endr
	movq	(purgatory_handover + PURGATORY_boot_params)(%rip), %rsi
	jmp	*(purgatory_handover + PURGATORY_entry)(%rip)
	int3
SYM_CODE_END(purgatory_start)

	.bss
	.balign	16
SYM_DATA_START_LOCAL(purgatory_stack)
	.skip	4096
SYM_DATA_END_LABEL(purgatory_stack, SYM_L_LOCAL, purgatory_stack_end)

	.section .note.GNU-stack, "", @progbits
