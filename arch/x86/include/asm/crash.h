/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _ASM_X86_CRASH_H
#define _ASM_X86_CRASH_H

/* The crash side of kexec declares here what x86 setup code needs of it. */

#endif /* _ASM_X86_CRASH_H */
