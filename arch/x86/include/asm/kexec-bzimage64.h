/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Empty: the bzImage loader is private to arch/x86/kernel/kexec/.
 */
#ifndef _ASM_X86_KEXEC_BZIMAGE64_H
#define _ASM_X86_KEXEC_BZIMAGE64_H
#endif /* _ASM_X86_KEXEC_BZIMAGE64_H */
