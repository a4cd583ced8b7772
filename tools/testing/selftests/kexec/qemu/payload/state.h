/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Checks of the state of the CPU at entry, as asm/kexec.h has it, for both payloads. Each has
 * its own check(), which is given the number of the check, its result and what it saw.
 */
#ifndef KEXEC_QEMU_PAYLOAD_STATE_H
#define KEXEC_QEMU_PAYLOAD_STATE_H

#include "payload.h"

#define NR_GPR		15
#define FLAGS_DF	0x400UL
#define FLAGS_IF	0x200UL
#define CR0_STATED	0x8005000fUL	/* PG AM WP TS EM MP PE */
#define CR0_WANTED	0x80000001UL	/* PG PE */
#define CR4_WANTED	0x20UL		/* PAE */
#define CR4_LA57	0x1000UL
#define STACK_BYTES	1500

#pragma GCC visibility push(hidden)
/* Of the entry code: rax rbx rcx rdx rsi rdi rbp r8..r15, flags, and rsp */
extern const u64 entry_gpr[NR_GPR], entry_flags, entry_rsp;
#pragma GCC visibility pop

static void check(u64 number, int good, u64 value);

static void check_registers(void)
{
	for (u64 i = 0; i < NR_GPR; i++)
		check(1 + i, entry_gpr[i] == 0, entry_gpr[i]);
	check(20, !(entry_flags & (FLAGS_IF | FLAGS_DF)), entry_flags);
}

static void check_control(int la57)
{
	u64 cr0, cr4;

	asm volatile("mov %%cr0, %0" : "=r"(cr0));
	asm volatile("mov %%cr4, %0" : "=r"(cr4));
	check(21, (cr0 & CR0_STATED) == CR0_WANTED, cr0);
	check(22, cr4 == (CR4_WANTED | (la57 ? CR4_LA57 : 0)), cr4);
}

/* The ten bytes from limit on are what SIDT and SGDT store. */
struct table {
	u16 pad[3];
	u16 limit;
	u64 base;
};

static void check_tables(void)
{
	struct table idt, gdt;
	u16 cs, ds, ss;

	asm volatile("sidt %0" : "=m"(idt.limit), "=m"(idt.base));
	asm volatile("sgdt %0" : "=m"(gdt.limit), "=m"(gdt.base));
	asm volatile("mov %%cs, %0" : "=r"(cs));
	asm volatile("mov %%ds, %0" : "=r"(ds));
	asm volatile("mov %%ss, %0" : "=r"(ss));
	check(23, idt.limit == 32 * 16 - 1, idt.limit);
	check(24, idt.base / 4096 == (entry_rsp - 1) / 4096, idt.base);
	check(25, gdt.base / 4096 == (entry_rsp - 1) / 4096, gdt.base);
	check(26, cs == 0x10 && ds == 0x18 && ss == 0x18, cs);
}

static void check_stack(void)
{
	u8 *below = (u8 *)entry_rsp - STACK_BYTES;

	check(30, entry_rsp % 16 == 8, entry_rsp);
	for (u64 i = 0; i < STACK_BYTES; i++)
		below[i] = i * 7;
	asm volatile("" : : : "memory");
	for (u64 i = 0; i < STACK_BYTES; i++)
		check(33, below[i] == (u8)(i * 7), i);
}

#endif
