/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Empty: arch/x86/realmode/init.c includes it, but uses nothing from it.
 */
#ifndef _ASM_X86_CRASH_H
#define _ASM_X86_CRASH_H
#endif /* _ASM_X86_CRASH_H */
