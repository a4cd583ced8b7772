/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The panic side of kexec as the rest of the kernel sees it.
 */
#ifndef _LINUX_CRASH_CORE_H
#define _LINUX_CRASH_CORE_H

#include <linux/compiler_attributes.h>
#include <linux/errno.h>
#include <linux/range.h>
#include <linux/types.h>

struct kimage;
struct pt_regs;
struct task_struct;

/* Old name of CRASH_CORE_NOTE_NAME, which s390 uses */
#define KEXEC_CORE_NOTE_NAME	CRASH_CORE_NOTE_NAME

/* Where the headers of the crashed kernel's memory begin, and how long they are */
#define ELF_CORE_HEADER_ALIGN	4096

/**
 * struct crash_mem - ranges of memory, for the headers of a dump
 * @max_nr_ranges: how many there is room for
 * @nr_ranges:	how many there are
 * @ranges:	the ranges; the end of each belongs to it
 */
struct crash_mem {
	unsigned int max_nr_ranges;
	unsigned int nr_ranges;
	struct range ranges[] __counted_by(max_nr_ranges);
};

#ifdef CONFIG_CRASH_DUMP

void crash_kexec(struct pt_regs *regs);
void __crash_kexec(struct pt_regs *regs);
void crash_save_cpu(struct pt_regs *regs, int cpu);
int kexec_should_crash(struct task_struct *task);
int kexec_crash_loaded(void);

ssize_t crash_get_memory_size(void);
int crash_shrink_memory(unsigned long new_size);
void crash_check_room(u64 loaded);

/* kernel/kexec/crash/elfcorehdr.c */
int crash_exclude_mem_range(struct crash_mem *mem, unsigned long long first,
			    unsigned long long last);
int crash_prepare_elf64_headers(struct crash_mem *mem, int need_kernel_map,
				void **addr, unsigned long *sz);
int crash_edit_elf64_headers(void *to, const void *from);

#else /* !CONFIG_CRASH_DUMP */

static inline void crash_kexec(struct pt_regs *regs) { }
static inline void __crash_kexec(struct pt_regs *regs) { }
static inline void crash_save_cpu(struct pt_regs *regs, int cpu) { }
static inline int kexec_should_crash(struct task_struct *task) { return 0; }
static inline int kexec_crash_loaded(void) { return 0; }
static inline void crash_check_room(u64 loaded) { }

#endif /* CONFIG_CRASH_DUMP */

/* What happened to the memory or the CPUs, see kimage.hp_action */
#define KEXEC_CRASH_HP_NONE		0
#define KEXEC_CRASH_HP_ADD_CPU		1
#define KEXEC_CRASH_HP_REMOVE_CPU	2
#define KEXEC_CRASH_HP_ADD_MEMORY	3
#define KEXEC_CRASH_HP_REMOVE_MEMORY	4

#ifdef CONFIG_CRASH_HOTPLUG

int crash_check_hotplug_support(void);

#else /* !CONFIG_CRASH_HOTPLUG */

static inline int crash_check_hotplug_support(void)
{
	return 0;
}

#endif /* CONFIG_CRASH_HOTPLUG */

#endif /* _LINUX_CRASH_CORE_H */
