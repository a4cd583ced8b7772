// SPDX-License-Identifier: GPL-2.0
/*
 * The payload that comes back: checks how it was entered (see asm/kexec.h) and its
 * data, changes the data, and reports. Its own count of entries is in its data too.
 */
#include "jump_entry.h"

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

/* The words at RSP: where to return, and what is entered the next time */
static void check_words(u64 entry)
{
	const u64 *word = (const u64 *)entry_rsp;

	check(31, word[0] / 4096 == entry_rsp / 4096, word[0]);
	check(32, word[1] == entry, word[1]);
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
	check_control(payload_params.la57);
	check_tables();
	check_words((u64)entry);
	check_stack();
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
