/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _ASM_X86_KEXEC_UART_H
#define _ASM_X86_KEXEC_UART_H

#include <linux/types.h>

/**
 * struct kexec_uart - the serial console of code that runs between two kernels
 * @data:	where a character is written: I/O port or physical address; 0 for no console
 * @status:	where the line status is read
 * @width:	bytes of an access to memory, 1 or 4; 0 for I/O ports
 */
struct kexec_uart {
	u64 data;
	u64 status;
	u32 width;
};

#endif /* _ASM_X86_KEXEC_UART_H */
