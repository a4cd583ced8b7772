// SPDX-License-Identifier: GPL-2.0-only
/**
 * DOC: from a panic to the crash kernel
 *
 * The way takes no lock and allocates nothing: whatever the panic interrupted may
 * hold a lock or have a list half changed. panic_cpu selects the one CPU that runs this
 * path. It copies its registers first, emits the tracepoint kexec_crash where that is safe,
 * and stops the other CPUs by NMI, each of which leaves its registers in crash_notes. Only
 * then does it look which image is loaded: by now nobody can change that any more.
 *
 * So a panic in the middle of a load, on the loading CPU or on another, starts the
 * crash kernel that was armed before, unless it hits the moment in which the new
 * one is copied over it; see kernel/kexec/crash/image.c.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include <linux/btf.h>
#include <linux/elfcore.h>
#include <linux/init.h>
#include <linux/kexec.h>
#include <linux/log2.h>
#include <linux/panic.h>
#include <linux/percpu.h>
#include <linux/preempt.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/smp.h>

#include <trace/events/kexec.h>

#include "kexec/core.h"
#include "kexec/crash/region.h"

/* A note for each CPU. The crash kernel reads it by its physical address. */
note_buf_t __percpu *crash_notes;

/* How far the CPU that crashed has come: a fault on the way brings it back. */
static enum {
	CRASH_BEGINS,
	CRASH_REPORTED,
	CRASH_STOPPED,
	CRASH_SAVED,
	CRASH_LEFT,
} crash_progress;

/*
 * The event itself waits for nothing, but a probe may wait for a lock, as tp_printk
 * does. Such a lock is held with interrupts off, and let go by a CPU that still runs. So
 * nothing is told in an NMI, nor when panic() has stopped the other CPUs for its
 * notifiers.
 */
static void crash_report(void)
{
	if (!in_nmi() && !crash_kexec_post_notifiers && rcu_is_watching())
		trace_kexec_crash(raw_smp_processor_id(), current->pid);
}

/* Each step only once: a second time might meet the same fault. */
static void crash_prepare(struct pt_regs *regs)
{
	/* The stack may be what overflowed. */
	static struct pt_regs fixed;

	switch (crash_progress) {
	case CRASH_BEGINS:
		crash_setup_regs(&fixed, regs);
		crash_progress = CRASH_REPORTED;
		crash_report();
		fallthrough;
	case CRASH_REPORTED:
		crash_progress = CRASH_STOPPED;
		machine_crash_shutdown(&fixed);
		fallthrough;
	case CRASH_STOPPED:
		crash_progress = CRASH_SAVED;
		crash_save_vmcoreinfo();
		break;
	default:
		break;
	}
}

/**
 * __crash_kexec() - start the crash kernel, if one is loaded
 * @regs:	registers at the crash, NULL for those of the caller
 *
 * Context: Any, NMI included, on the CPU that panic_cpu names. Does not return if
 * there is a crash kernel, unless the panic hit the moment in which one crash kernel is
 * copied over another, or its elfcorehdr is changed: that is left to panic().
 */
void __crash_kexec(struct pt_regs *regs)
{
	struct kimage *image = READ_ONCE(kexec_crash_image);

	if (crash_progress == CRASH_LEFT || (!image && !READ_ONCE(kexec_crash_changing)))
		return;
	if (image) {
		crash_prepare(regs);
		image = READ_ONCE(kexec_crash_image);
	}
	if (!image) {
		pr_emerg_once("the crash kernel was just being replaced: no dump\n");
		return;
	}
	crash_progress = CRASH_LEFT;
	machine_kexec(image);
}

/**
 * crash_kexec() - start the crash kernel from where no panic() is under way
 * @regs:	registers at the crash
 *
 * Context: Any, NMI included. Returns when no crash kernel is loaded or another
 * CPU is panicking.
 */
__bpf_kfunc void crash_kexec(struct pt_regs *regs)
{
	int old = PANIC_CPU_INVALID;

	if (!atomic_try_cmpxchg(&panic_cpu, &old, raw_smp_processor_id()))
		return;
	__crash_kexec(regs);
	/* There is nothing to start: panic() may yet have to do. */
	atomic_set(&panic_cpu, PANIC_CPU_INVALID);
}

/**
 * kexec_should_crash() - check whether an oops is a case for crash_kexec()
 * @task:	the task that met it
 *
 * The earlier the crash kernel starts, the less is overwritten in what it will
 * look at. With crash_kexec_post_notifiers, panic() has to come first.
 *
 * Context: Any.
 * Return: 1 if so, or 0.
 */
int kexec_should_crash(struct task_struct *task)
{
	if (crash_kexec_post_notifiers)
		return 0;
	return panic_on_oops || in_interrupt() || is_idle_task(task) ||
	       is_global_init(task);
}

/**
 * kexec_crash_loaded() - check whether a crash kernel is loaded
 *
 * Context: Any.
 * Return: 1 if so, or 0.
 */
int kexec_crash_loaded(void)
{
	return !!READ_ONCE(kexec_crash_image);
}
EXPORT_SYMBOL_GPL(kexec_crash_loaded);

/**
 * crash_save_cpu() - leave the registers of a CPU where the crash kernel finds them
 * @regs:	the registers
 * @cpu:	number of the CPU
 *
 * Context: Any, NMI included. On that CPU.
 */
void crash_save_cpu(struct pt_regs *regs, int cpu)
{
	struct elf_prstatus prstatus = {};
	Elf_Word *note;

	if (cpu < 0 || cpu >= nr_cpu_ids || !crash_notes)
		return;
	prstatus.common.pr_pid = current->pid;
	elf_core_copy_regs(&prstatus.pr_reg, regs);
	note = append_elf_note((Elf_Word *)per_cpu_ptr(crash_notes, cpu),
			       CRASH_CORE_NOTE_NAME, NT_PRSTATUS, &prstatus,
			       sizeof(prstatus));
	final_note(note);
}

/**
 * crash_shrink_memory() - free a part of the memory reserved for a crash kernel
 * @new_size:	bytes to keep; rounded up to what can be protected
 *
 * Context: Process context. May sleep.
 * Return: 0; -EBUSY while a load is running; -ENOENT while a crash kernel is
 * loaded; -EINVAL for more than is reserved.
 */
int crash_shrink_memory(unsigned long new_size)
{
	int ret;

	if (!kexec_trylock())
		return -EBUSY;
	ret = crash_region_shrink(new_size);
	kexec_unlock();
	return ret;
}

/* Memory that the crash kernel finds by one physical address must not span pages. */
static int __init crash_notes_init(void)
{
	BUILD_BUG_ON(sizeof(note_buf_t) > PAGE_SIZE);

	crash_notes = __alloc_percpu(sizeof(note_buf_t),
				     roundup_pow_of_two(sizeof(note_buf_t)));
	if (!crash_notes)
		pr_warn("no memory for crash notes: dumps will lack registers\n");
	return crash_notes ? 0 : -ENOMEM;
}
subsys_initcall(crash_notes_init);
