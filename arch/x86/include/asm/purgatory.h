/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _ASM_X86_PURGATORY_H
#define _ASM_X86_PURGATORY_H

#include <linux/purgatory.h>
#include <linux/types.h>

/**
 * struct purgatory_handover - what the kernel tells its purgatory
 * @entry:	physical address of the next kernel's 64-bit entry
 * @boot_params: physical address of its struct boot_params
 * @tsc_khz:	ticks of the time stamp counter in a millisecond
 * @timeout:	what to do about a damaged image, as the sysctl kernel.panic
 *		has it: halt (0), reset at once (less), reset after seconds (more)
 * @uart_data:	I/O port for a character on the serial console, 0 for none
 * @uart_status: I/O port of its line status
 *
 * The symbol purgatory_handover of the purgatory; set when an image is loaded.
 */
struct purgatory_handover {
	u64 entry;
	u64 boot_params;
	u64 tsc_khz;
	s32 timeout;
	u16 uart_data;
	u16 uart_status;
};

extern struct purgatory_handover purgatory_handover;

#endif /* _ASM_X86_PURGATORY_H */
