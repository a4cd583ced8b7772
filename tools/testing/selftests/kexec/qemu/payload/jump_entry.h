/* SPDX-License-Identifier: GPL-2.0 */
/* What jump.S (and the linker script) and jump.c know of each other. */
#ifndef KEXEC_QEMU_JUMP_ENTRY_H
#define KEXEC_QEMU_JUMP_ENTRY_H

#include "jump.h"
#include "state.h"

#pragma GCC visibility push(hidden)
extern const struct jump_params payload_params;
extern const u64 break_gpr[NR_GPR], break_rsp[2];
extern const u8 payload_entry[], other_entry[];
void break_here(void);
void fault_here(void);
void jump_main(u64 other);
#pragma GCC visibility pop

#endif
