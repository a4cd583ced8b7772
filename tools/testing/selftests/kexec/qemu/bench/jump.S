/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A target that writes the time stamp counter, in hex, and "end" to the second serial port,
 * and has the keyboard controller reset the machine. There is no stack.
 */
	.section .rodata
	.global	clock_target, clock_target_end
clock_target:
	rdtsc
	shl	$32, %rdx
	or	%rdx, %rax
	mov	%rax, %rbx
	mov	$0x2f8, %edx
	mov	$16, %ecx
1:	rol	$4, %rbx
	mov	%bl, %al
	and	$15, %al
	cmp	$10, %al
	jb	2f
	add	$'a' - '0' - 10, %al
2:	add	$'0', %al
	out	%al, %dx
	loop	1b
	lea	4f(%rip), %rsi
	mov	$5, %ecx
	rep outsb
	mov	$0xfe, %al
	out	%al, $0x64
3:	hlt
	jmp	3b
4:	.ascii	"\nend\n"
clock_target_end:

	.section .note.GNU-stack, "", @progbits
