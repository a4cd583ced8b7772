// SPDX-License-Identifier: GPL-2.0-only
/*
 * A panic on x86: stop everything that the crash kernel does not expect to run.
 */
#include <linux/kexec.h>
#include <linux/smp.h>

#include <asm/apic.h>
#include <asm/cpu.h>
#include <asm/debugreg.h>
#include <asm/hpet.h>
#include <asm/intel_pt.h>
#include <asm/io_apic.h>
#include <asm/msr.h>
#include <asm/reboot.h>
#include <asm/sev.h>
#include <asm/x86_init.h>

/*
 * Processor trace and debug store write to memory by themselves, the latter through the page
 * tables of whoever runs: the crash kernel's, before it knows.
 */
static void crash_stop_tracing(void)
{
	cpu_emergency_stop_pt();
	if (boot_cpu_has(X86_FEATURE_BTS))
		update_debugctlmsr(get_debugctlmsr() & ~(DEBUGCTLMSR_TR | DEBUGCTLMSR_BTS));
	if (boot_cpu_has(X86_FEATURE_PEBS))
		wrmsrl_safe(MSR_IA32_PEBS_ENABLE, 0);
}

#ifdef CONFIG_SMP

/* On each of the others, in its NMI; virtualization is turned off after it. */
static void crash_stop_cpu(int cpu, struct pt_regs *regs)
{
	crash_save_cpu(regs, cpu);
	kdump_sev_callback();
	crash_stop_tracing();
	disable_local_APIC();
}

/**
 * kdump_nmi_shootdown_cpus() - stop the other CPUs and keep their registers
 *
 * Context: Any, NMI included. Once only.
 */
void kdump_nmi_shootdown_cpus(void)
{
	nmi_shootdown_cpus(crash_stop_cpu);
	disable_local_APIC();
}

/**
 * crash_smp_send_stop() - stop the other CPUs in the way that this machine has
 *
 * Context: Any, NMI included, on the CPU that panicked. panic() calls it before the
 * crash kernel is started if crash_kexec_post_notifiers is set, so that it may come
 * here twice.
 */
void crash_smp_send_stop(void)
{
	static bool stopped;

	if (stopped)
		return;
	if (smp_ops.crash_stop_other_cpus)
		smp_ops.crash_stop_other_cpus();
	else
		smp_send_stop();
	stopped = true;
}

#endif /* CONFIG_SMP */

/* As the firmware left it: the crash kernel looks for the timer at the old place. */
static void crash_quiet_interrupts(void)
{
#ifdef CONFIG_X86_IO_APIC
	/* A CPU may have been stopped while it held the lock of the I/O APIC. */
	ioapic_zap_locks();
	clear_IO_APIC();
#endif
	lapic_shutdown();
	restore_boot_irq_mode();
#ifdef CONFIG_HPET_TIMER
	hpet_disable();
#endif
}

/* What was shared with the host would be taken for private by the crash kernel. */
static void crash_make_private(void)
{
	x86_platform.guest.enc_kexec_begin();
	x86_platform.guest.enc_kexec_finish();
}

/**
 * native_machine_crash_shutdown() - leave the machine as a crash kernel needs it
 * @regs:	registers of this CPU at the crash
 *
 * Context: Any, NMI included, on the CPU that panicked.
 */
void native_machine_crash_shutdown(struct pt_regs *regs)
{
	local_irq_disable();
	/* First: whatever follows may fault in a machine that is broken. */
	crash_save_cpu(regs, smp_processor_id());
	crash_smp_send_stop();
	cpu_emergency_disable_virtualization();
	crash_stop_tracing();
	crash_quiet_interrupts();
	crash_make_private();
}
