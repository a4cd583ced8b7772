/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The serial console of code that runs between two kernels.
 */
#ifndef _ARCH_X86_KERNEL_KEXEC_UART_H
#define _ARCH_X86_KERNEL_KEXEC_UART_H

#include <asm/kexec_uart.h>

void kexec_find_uart(struct kexec_uart *uart);

#endif /* _ARCH_X86_KERNEL_KEXEC_UART_H */
