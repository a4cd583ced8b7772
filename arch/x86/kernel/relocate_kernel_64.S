/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The last code of a kernel that is left through kexec, and the first of one that is
 * come back to, see asm/kexec.h.
 */
#include <linux/linkage.h>

#include <asm/asm-offsets.h>
#include <asm/boot.h>
#include <asm/kexec.h>
#include <asm/msr-index.h>
#include <asm/nospec-branch.h>
#include <asm/page_types.h>
#include <asm/processor-flags.h>
#include <asm/segment.h>
#include <asm/trapnr.h>
#include <asm/unwind_hints.h>

	.code64
	.text

/* Has the padding of a function that C code calls: call depth tracking counts there. */
#define KEXEC_ENTRY_START(name)	SYM_START(name, SYM_L_GLOBAL, SYM_F_ALIGN)

/*
 * kexec_enter_and_return(pgd, control_page, jump): enter an image that comes back.
 *
 * What C code relies on is saved: on the stack, and in the struct kexec_jump.
 */
KEXEC_ENTRY_START(kexec_enter_and_return)
	UNWIND_HINT_FUNC
	ANNOTATE_NOENDBR
	pushq	%rbx
	pushq	%rbp
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	pushfq
	UNWIND_HINT_UNDEFINED
	movq	%rdx, %r8
	movq	%rsp, KEXEC_JUMP_rsp(%r8)
	movq	%cr0, %rax
	movq	%rax, KEXEC_JUMP_cr0(%r8)
	movq	%cr3, %rax
	movq	%rax, KEXEC_JUMP_cr3(%r8)
	movq	%cr4, %rax
	movq	%rax, KEXEC_JUMP_cr4(%r8)
	sgdt	KEXEC_JUMP_gdt(%r8)
	sidt	KEXEC_JUMP_idt(%r8)
	movl	$MSR_EFER, %ecx
	rdmsr
	movl	%eax, KEXEC_JUMP_efer(%r8)
	movl	%edx, (KEXEC_JUMP_efer + 4)(%r8)
	movl	$MSR_GS_BASE, %ecx
	rdmsr
	movl	%eax, KEXEC_JUMP_gs_base(%r8)
	movl	%edx, (KEXEC_JUMP_gs_base + 4)(%r8)
	leaq	kexec_switch_back(%rip), %rax
	movq	%rax, KEXEC_JUMP_back(%r8)
	jmp	kexec_enter_identity

	/*
	 * On the kernel's page tables again, with the kexec_jump at %r8. CR0.WP has
	 * to be set before CR4.CET, and CR4.PCIDE while the low bits of CR3 are 0.
	 * Whether by the IDT or by FRED, whose MSRs are the image's until
	 * restore_processor_state(): there must be no exception here, as at the
	 * end of hibernation.
	 */
.Lswitched_back:
	movq	KEXEC_JUMP_cr0(%r8), %rax
	movq	%rax, %cr0
	movq	KEXEC_JUMP_cr4(%r8), %rax
	movq	%rax, %cr4
	movq	KEXEC_JUMP_cr3(%r8), %rax
	movq	%rax, %cr3
	movq	KEXEC_JUMP_rsp(%r8), %rsp
	lgdt	KEXEC_JUMP_gdt(%r8)
	lidt	KEXEC_JUMP_idt(%r8)
	movl	$__KERNEL_DS, %eax
	.irp	reg, ds, es, ss
	movl	%eax, %\reg
	.endr
	/* Loading a selector changes the base of the segment. */
	xorl	%eax, %eax
	movl	%eax, %fs
	movl	%eax, %gs
	movl	$MSR_GS_BASE, %ecx
	movl	KEXEC_JUMP_gs_base(%r8), %eax
	movl	(KEXEC_JUMP_gs_base + 4)(%r8), %edx
	wrmsr
	pushq	$__KERNEL_CS
	leaq	.Lkernel_cs(%rip), %rax
	pushq	%rax
	lretq
.Lkernel_cs:
	UNWIND_HINT_UNDEFINED
	ANNOTATE_NOENDBR
	popfq
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%rbp
	popq	%rbx
	UNWIND_HINT_FUNC
	RET
SYM_CODE_END(kexec_enter_and_return)

/*
 * kexec_enter_identity(pgd, control_page): leave the kernel's page tables.
 *
 * Runs where the kernel is linked. Without CR4.PGE the load of CR3 drops global
 * translations as well; without CR4.PCIDE its low bits mean nothing.
 */
KEXEC_ENTRY_START(kexec_enter_identity)
	UNWIND_HINT_UNDEFINED
	ANNOTATE_NOENDBR
	cli
	cld
	movq	%cr4, %rax
	andq	$~(X86_CR4_PGE | X86_CR4_PCIDE), %rax
	movq	%rax, %cr4
	/*
	 * Both sides map the page of these labels where it is now. The alignment has
	 * the instructions after the switches be in that page too.
	 */
	jmp	kexec_switch_tables
	.balign	32, 0x90
SYM_INNER_LABEL(kexec_switch_back, SYM_L_LOCAL)
	UNWIND_HINT_UNDEFINED
	ANNOTATE_NOENDBR
	movq	%rdi, %cr3
	jmp	.Lswitched_back
SYM_INNER_LABEL(kexec_switch_tables, SYM_L_GLOBAL)
	ANNOTATE_NOENDBR
	movq	%rdi, %cr3
	ANNOTATE_RETPOLINE_SAFE
	jmp	*%rsi
	int3
SYM_CODE_END(kexec_enter_identity)

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
	call	.Lset_up
	/* Lines with the encryption bit must not be written back later. */
	cmpq	$0, JUMP(wbinvd)(%rip)
	je	1f
	wbinvd
1:
	cmpq	$0, JUMP(swap)(%rip)
	jne	.Lenter_to_return
	call	.Lmove
	pushq	$0
.Lenter:
	/* Serialises: what was just moved may be code. */
	movq	%cr3, %rax
	movq	%rax, %cr3
	pushq	JUMP(start)(%rip)
	.irp	reg, eax, ebx, ecx, edx, esi, edi, ebp, r8d, r9d, r10d, r11d, r12d, r13d, r14d, r15d
	xorl	%\reg, %\reg
	.endr
	ret
	int3

.Lenter_to_return:
	call	.Lswap
	pushq	$0
	pushq	JUMP(start)(%rip)
	leaq	.Lcome_back(%rip), %rax
	pushq	%rax
	jmp	.Lenter

	/* The image comes here, by RET or CALL: the word at RSP is its next entry. */
.Lcome_back:
	cli
	cld
	popq	JUMP(start)(%rip)
	movq	%cr4, %rax
	andq	$~(X86_CR4_PGE | X86_CR4_PCIDE), %rax
	movq	%rax, %cr4
	movq	JUMP(pgd)(%rip), %rax
	movq	%rax, %cr3
	leaq	(relocate_kernel + PAGE_SIZE)(%rip), %rsp
	call	.Lset_up
	call	.Lswap
	/* The kernel's page tables have NX bits. */
	movl	$MSR_EFER, %ecx
	movl	JUMP(efer)(%rip), %eax
	movl	(JUMP(efer) + 4)(%rip), %edx
	wrmsr
	movq	JUMP(virt)(%rip), %r8
	movq	JUMP(cr3)(%rip), %rdi
	andq	$PAGE_MASK, %rdi
	jmp	*JUMP(back)(%rip)
	int3

	/* GDT and IDT of the control page, all segments; CR4 and CR0 as documented */
.Lset_up:
	leaq	.Lgdt(%rip), %rax
	movq	%rax, (.Lgdt_descriptor + 2)(%rip)
	lgdt	.Lgdt_descriptor(%rip)
	leaq	kexec_idt(%rip), %rax
	movq	%rax, (.Lidt_descriptor + 2)(%rip)
	lidt	.Lidt_descriptor(%rip)
	movl	$__BOOT_DS, %eax
	.irp	reg, ds, es, ss, fs, gs
	movl	%eax, %\reg
	.endr
	/* CR4 first: CR0.WP cannot be cleared while CR4.CET is set. */
	movq	%cr4, %rax
	andq	JUMP(cr4_keep)(%rip), %rax
	orq	$X86_CR4_PAE, %rax
	movq	%rax, %cr4
	movq	%cr0, %rax
	andq	$~(X86_CR0_WP | X86_CR0_AM | X86_CR0_TS | X86_CR0_EM | X86_CR0_MP), %rax
	movq	%rax, %cr0
	/* Returns by way of CS. */
	popq	%rax
	pushq	$__BOOT_CS
	pushq	%rax
	lretq

	/* Loads the next entry of the list at %rdx; ZF is set where there is none. */
.Lnext:
	movq	KEXEC_MOVE_dst(%rdx), %rdi
	movq	KEXEC_MOVE_src(%rdx), %rsi
	movq	KEXEC_MOVE_len(%rdx), %rcx
	addq	$KEXEC_MOVE_SIZE, %rdx
	shrq	$3, %rcx
	jnz	1f
	movq	%rsi, %rdx
	testq	%rdx, %rdx
	jnz	.Lnext
1:	ret

.Lmove:
	movq	JUMP(moves)(%rip), %rdx
	testq	%rdx, %rdx
	jz	2f
1:	call	.Lnext
	jz	2f
	rep movsq
	jmp	1b
2:	ret

	/* No source is a destination of another: twice is the same as never. */
.Lswap:
	movq	JUMP(moves)(%rip), %rdx
	testq	%rdx, %rdx
	jz	3f
1:	call	.Lnext
	jz	3f
2:	movq	(%rsi), %rax
	movq	(%rdi), %rbx
	movq	%rbx, (%rsi)
	movq	%rax, (%rdi)
	addq	$8, %rsi
	addq	$8, %rdi
	decq	%rcx
	jnz	2b
	jmp	1b
3:	ret

	/*
	 * Exceptions. The stack is made to have, from RSP up, the words that .Lnames
	 * names: what is pushed here, and what the CPU has pushed.
	 */
.Lexception:
	cmpb	$X86_TRAP_NMI, (%rsp)
	je	.Lresume
	.irp	reg, rax, rbx, rcx, rdx, rsi, rdi, rbp, r8, r9, r10, r11, r12, r13, r14, r15
	pushq	%\reg
	.endr
	movq	%cr2, %rax
	pushq	%rax
	cld
	/* An exception in here, if the UART is not mapped any more, is not reported. */
	xorl	%r12d, %r12d
	xchgq	%r12, JUMP(uart_data)(%rip)
	testq	%r12, %r12
	jz	.Lreported
	movq	%rsp, %rbx
	leaq	.Lnames(%rip), %rsi
	movl	$(.Lintro_end - .Lnames), %ecx
	call	.Lput
.Lreport_word:
	movl	$5, %ecx
	call	.Lput
	movq	(%rbx), %r10
	addq	$8, %rbx
	movl	$16, %ecx
	call	.Lput_hex
	leaq	.Lnames_end(%rip), %rax
	cmpq	%rax, %rsi
	jb	.Lreport_word
	movl	$2, %ecx
	call	.Lput
	/* What is in the FIFO would be lost by a reset. */
	movb	$0x40, %r8b
	call	.Lwait_uart
.Lreported:
	movq	%r12, JUMP(uart_data)(%rip)
	addq	$8, %rsp
	.irp	reg, r15, r14, r13, r12, r11, r10, r9, r8, rbp, rdi, rsi, rdx, rcx, rbx, rax
	popq	%\reg
	.endr
	cmpb	$X86_TRAP_BP, (%rsp)
	je	.Lresume
	/*
	 * Reset: by the chipset, by the keyboard controller, by a triple fault. That is what
	 * an exception is from here on, as the use of a port may be in a confidential guest.
	 */
	lidt	.Lno_idt(%rip)
	movw	$0xcf9, %dx
	movb	$0x02, %al
	outb	%al, %dx
	movb	$0x06, %al
	outb	%al, %dx
	movb	$0xfe, %al
	outb	%al, $0x64
	movl	$0x1000000, %ecx
1:	pause
	decl	%ecx
	jnz	1b
	ud2
.Lresume:
	addq	$16, %rsp
	iretq

	/* Writes %ecx characters from %rsi on. %r12 is where the UART takes them. */
.Lput:
	lodsb
	call	.Lput_char
	decl	%ecx
	jnz	.Lput
	ret

	/* Writes the upper %ecx digits of %r10. */
.Lput_hex:
	rolq	$4, %r10
	movl	%r10d, %eax
	andb	$15, %al
	addb	$'0', %al
	cmpb	$'9', %al
	jbe	1f
	addb	$('a' - '0' - 10), %al
1:	call	.Lput_char
	decl	%ecx
	jnz	.Lput_hex
	ret

.Lput_char:
	movzbl	%al, %r9d
	movb	$0x20, %r8b
	call	.Lwait_uart
	movl	%r9d, %eax
	movq	%r12, %rdx
	cmpl	$1, JUMP(uart_width)(%rip)
	je	1f
	ja	2f
	outb	%al, %dx
	ret
1:	movb	%al, (%rdx)
	ret
2:	movl	%eax, (%rdx)
	ret

	/* Until a bit of %r8b is set in the line status; an access takes about 1 us. */
.Lwait_uart:
	movl	$20000, %r11d
	movq	JUMP(uart_status)(%rip), %rdx
.Lread_uart:
	cmpl	$1, JUMP(uart_width)(%rip)
	je	1f
	ja	2f
	inb	%dx, %al
	jmp	3f
1:	movb	(%rdx), %al
	jmp	3f
2:	movl	(%rdx), %eax
3:	testb	%r8b, %al
	jnz	4f
	pause
	decl	%r11d
	jnz	.Lread_uart
4:	ret

.Lnames:
	.ascii	"\r\nkexec: exception outside a kernel:"
.Lintro_end:
	.ascii	"\nCR2=", " R15=", " R14=", " R13=", "\nR12=", " R11=", " R10=", "  R9="
	.ascii	"\n R8=", " RBP=", " RDI=", " RSI=", "\nRDX=", " RCX=", " RBX=", " RAX="
	.ascii	"\nVEC=", " ERR=", " RIP=", "  CS=", "\nFLG=", " RSP=", "  SS="
.Lnames_end:
	.ascii	"\r\n"

	.balign	16
.Lgdt:
	.quad	0
	.quad	0
	.quad	0x00af9a000000ffff	/* __BOOT_CS */
	.quad	0x00cf92000000ffff	/* __BOOT_DS */
.Lgdt_end:
	.skip	6
.Lgdt_descriptor:
	.word	.Lgdt_end - .Lgdt - 1
	.quad	0
	.skip	6
.Lidt_descriptor:
	.word	KEXEC_VECTORS * 16 - 1
	.quad	0
	.skip	6
.Lno_idt:
	.word	0
	.quad	0

/* Where the CPU gives no error code, 0 stands for it. */
#define ERROR_CODES	(1 << X86_TRAP_DF | 1 << X86_TRAP_TS | 1 << X86_TRAP_NP | \
			 1 << X86_TRAP_SS | 1 << X86_TRAP_GP | 1 << X86_TRAP_PF | \
			 1 << X86_TRAP_AC | 1 << X86_TRAP_CP | 1 << X86_TRAP_VC | 1 << 30)

	.balign	KEXEC_VECTOR_SIZE
SYM_INNER_LABEL(kexec_vectors, SYM_L_GLOBAL)
	vector = 0
	.rept	KEXEC_VECTORS
	.balign	KEXEC_VECTOR_SIZE
	.if	!(ERROR_CODES >> vector & 1)
	pushq	$0
	.endif
	pushq	$vector
	jmp	.Lexception
	vector = vector + 1
	.endr

	/* Filled in when the image is loaded */
	.balign	16
SYM_INNER_LABEL(kexec_idt, SYM_L_GLOBAL)
	.skip	KEXEC_VECTORS * 16

	/* Too much code: the assembler cannot move backwards. */
	.org	relocate_kernel + KEXEC_CONTROL_CODE_MAX_SIZE
SYM_DATA_END(relocate_kernel)
