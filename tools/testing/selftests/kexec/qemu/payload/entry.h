/* SPDX-License-Identifier: GPL-2.0 */
/* What payload.S (and the linker script) and payload.c know of each other. */
#ifndef KEXEC_QEMU_PAYLOAD_ENTRY_H
#define KEXEC_QEMU_PAYLOAD_ENTRY_H

#include "payload.h"

#define NR_GPR	15

#pragma GCC visibility push(hidden)

extern const struct payload_params payload_params;
extern const u64 entry_gpr[NR_GPR];	/* rax rbx rcx rdx rsi rdi rbp r8..r15 */
extern const u64 entry_flags;

void payload_main(void);

#pragma GCC visibility pop

#endif
