/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _ASM_X86_PURGATORY_H
#define _ASM_X86_PURGATORY_H

#include <linux/purgatory.h>
#include <linux/types.h>

#include <asm/kexec_uart.h>

/**
 * struct purgatory_handover - what the kernel tells its purgatory
 * @entry:	physical address of the next kernel's 64-bit entry
 * @boot_params: physical address of its struct boot_params
 * @tsc_khz:	ticks of the time stamp counter in a millisecond
 * @timeout:	what to do about a damaged image, as the sysctl kernel.panic
 *		has it: halt (0), reset at once (less), reset after seconds (more)
 * @uart:	the serial console
 *
 * The symbol purgatory_handover of the purgatory; set when an image is loaded.
 */
struct purgatory_handover {
	u64 entry;
	u64 boot_params;
	u64 tsc_khz;
	s32 timeout;
	struct kexec_uart uart;
};

extern struct purgatory_handover purgatory_handover;

#endif /* _ASM_X86_PURGATORY_H */
