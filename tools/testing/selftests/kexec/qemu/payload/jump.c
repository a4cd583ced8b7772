// SPDX-License-Identifier: GPL-2.0
/*
 * The payload that comes back: checks how it was entered (see asm/kexec.h) and its
 * data, changes the data, and reports. Its own count of entries is in its data too.
 */
#include "jump_entry.h"

#define FLAGS_DF	0x400UL
#define FLAGS_IF	0x200UL
#define CR0_STATED	0x8005000fUL	/* PG AM WP TS EM MP PE */
#define CR0_WANTED	0x80000001UL	/* PG PE */
#define CR4_WANTED	0x20UL		/* PAE */
#define CR4_LA57	0x1000UL
#define STACK_BYTES	1500

static u64 entries;

static struct jump_report *report(void)
{
	return (struct jump_report *)payload_params.report;
}

static void check(u64 number, int good, u64 value)
{
	if (good || report()->failed)
		return;
	report()->failed = number;
	report()->value = value;
}

static void check_registers(void)
{
	for (u64 i = 0; i < NR_GPR; i++)
		check(1 + i, entry_gpr[i] == 0, entry_gpr[i]);
	check(20, !(entry_flags & (FLAGS_IF | FLAGS_DF)), entry_flags);
}

static void check_control(void)
{
	u64 cr0, cr4;

	asm volatile("mov %%cr0, %0" : "=r"(cr0));
	asm volatile("mov %%cr4, %0" : "=r"(cr4));
	check(21, (cr0 & CR0_STATED) == CR0_WANTED, cr0);
	check(22, (cr4 & ~CR4_LA57) == CR4_WANTED, cr4);
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

static void check_stack(u64 entry)
{
	const u64 *word = (const u64 *)entry_rsp;
	u8 *below = (u8 *)entry_rsp - STACK_BYTES;

	check(30, entry_rsp % 16 == 8, entry_rsp);
	check(31, word[0] / 4096 == entry_rsp / 4096, word[0]);
	check(32, word[1] == entry, word[1]);
	for (u64 i = 0; i < STACK_BYTES; i++)
		below[i] = i * 7;
	asm volatile("" : : : "memory");
	for (u64 i = 0; i < STACK_BYTES; i++)
		check(33, below[i] == (u8)(i * 7), i);
}

static void work(void)
{
	u64 *word = (u64 *)payload_params.data;
	u64 want = payload_params.seed + entries * JUMP_STEP;

	for (u64 i = 0; i < payload_params.words; i++, want += PAYLOAD_STEP) {
		if (word[i] != want)
			check(40, 0, i * 8);
		word[i] = want + JUMP_STEP;
	}
}

static void break_and_check(void)
{
	break_here();
	for (u64 i = 0; i < NR_GPR; i++)
		check(50 + i, break_gpr[i] == JUMP_PATTERN + i, break_gpr[i]);
	check(70, break_rsp[0] == break_rsp[1], break_rsp[1]);
}

void jump_main(u64 other)
{
	const u8 *entry = other ? other_entry : payload_entry;
	const u8 *next = entry;

	report()->token = payload_params.token;
	report()->other = other;
	check_registers();
	check_control();
	check_tables();
	check_stack((u64)entry);
	work();
	if (payload_params.mode == JUMP_FAULT)
		fault_here();
	if (payload_params.mode == JUMP_BREAKPOINT)
		break_and_check();
	if (payload_params.mode == JUMP_OTHER_ENTRY) {
		next = other ? payload_entry : other_entry;
		((u64 *)entry_rsp)[1] = (u64)next;
	}
	report()->next = (u64)next;
	report()->entries = ++entries;
}
