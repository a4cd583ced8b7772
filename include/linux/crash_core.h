/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The panic side of kexec as the rest of the kernel sees it.
 *
 * CONFIG_CRASH_DUMP cannot be selected yet: these are the answers of a kernel
 * that never has a crash kernel loaded.
 */
#ifndef _LINUX_CRASH_CORE_H
#define _LINUX_CRASH_CORE_H

struct crash_mem;
struct kimage;
struct pt_regs;
struct task_struct;

static inline void crash_kexec(struct pt_regs *regs) { }
static inline void __crash_kexec(struct pt_regs *regs) { }
static inline void crash_save_cpu(struct pt_regs *regs, int cpu) { }
static inline int kexec_should_crash(struct task_struct *task) { return 0; }
static inline int kexec_crash_loaded(void) { return 0; }

#endif /* _LINUX_CRASH_CORE_H */
