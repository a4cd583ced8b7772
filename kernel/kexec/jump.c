// SPDX-License-Identifier: GPL-2.0-only
/**
 * DOC: entering an image that comes back
 *
 * An image that was loaded with KEXEC_PRESERVE_CONTEXT takes the machine as a
 * hibernated system leaves it to the kernel that reads its image in: tasks are
 * frozen, devices asleep, one CPU is left. When it comes back, all that is undone
 * in exact reverse, and the caller of reboot(2) is returned to.
 *
 * kexec_jump_steps[] is that sequence. A step that fails has undone its own part,
 * except where @always_leave says that the function which it calls leaves that to
 * its caller; the steps before it are left in reverse.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include <linux/console.h>
#include <linux/device.h>
#include <linux/freezer.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/kexec.h>
#include <linux/pm.h>
#include <linux/suspend.h>
#include <linux/syscore_ops.h>

#include <trace/events/kexec.h>

#include "../power/power.h"
#include "jump.h"
#include "lock.h"
#include "memory.h"

/*
 * What devices wake up for: to go on, as after the writing of an image; or, once
 * another kernel has had them, to be set up anew, as after the reading of one.
 */
static pm_message_t kexec_wake_message;

static int kexec_enter_console(void)
{
	pm_prepare_console();
	return 0;
}

static int kexec_enter_notifiers(void)
{
	return pm_notifier_call_chain_robust(PM_HIBERNATION_PREPARE,
					     PM_POST_HIBERNATION);
}

static void kexec_leave_notifiers(void)
{
	pm_notifier_call_chain(PM_POST_HIBERNATION);
}

static int kexec_enter_hotplug(void)
{
	lock_device_hotplug();
	return 0;
}

static int kexec_enter_printk(void)
{
	suspend_console();
	return 0;
}

static int kexec_enter_gfp(void)
{
	pm_restrict_gfp_mask();
	return 0;
}

static int kexec_enter_devices(void)
{
	return dpm_suspend_start(PMSG_FREEZE);
}

static void kexec_leave_devices(void)
{
	dpm_resume_end(kexec_wake_message);
}

static int kexec_enter_devices_late(void)
{
	return dpm_suspend_end(PMSG_FREEZE);
}

static void kexec_leave_devices_late(void)
{
	dpm_resume_start(kexec_wake_message);
}

static int kexec_enter_one_cpu(void)
{
	return pm_sleep_disable_secondary_cpus();
}

static int kexec_enter_irqs(void)
{
	local_irq_disable();
	system_state = SYSTEM_SUSPEND;
	return 0;
}

static void kexec_leave_irqs(void)
{
	system_state = SYSTEM_RUNNING;
	local_irq_enable();
}

static int kexec_check_wakeup(void)
{
	return pm_wakeup_pending() ? -EBUSY : 0;
}

static void kexec_leave_nothing(void)
{
}

/*
 * struct kexec_jump_step - a step on the way to the jump
 * @name:	for the log, when it fails
 * @enter:	0 or -errno
 * @leave:	undoes @enter
 * @always_leave: @leave is wanted after a failed @enter too
 */
struct kexec_jump_step {
	const char *name;
	int (*enter)(void);
	void (*leave)(void);
	bool always_leave;
};

static const struct kexec_jump_step kexec_jump_steps[] = {
	{ "console", kexec_enter_console, pm_restore_console },
	{ "notifiers", kexec_enter_notifiers, kexec_leave_notifiers },
	{ "processes", freeze_processes, thaw_processes },
	{ "device hotplug", kexec_enter_hotplug, unlock_device_hotplug },
	{ "kernel threads", freeze_kernel_threads, thaw_kernel_threads },
	{ "printk", kexec_enter_printk, resume_console },
	{ "memory", kexec_enter_gfp, pm_restore_gfp_mask },
	{ "devices", kexec_enter_devices, kexec_leave_devices, true },
	{ "devices, late", kexec_enter_devices_late, kexec_leave_devices_late },
	{ "CPUs", kexec_enter_one_cpu, pm_sleep_enable_secondary_cpus, true },
	{ "interrupts", kexec_enter_irqs, kexec_leave_irqs },
	{ "core", syscore_suspend, syscore_resume },
	{ "wakeup", kexec_check_wakeup, kexec_leave_nothing },
};

/* The number of steps that have to be left, and in @ret why there are not all. */
static unsigned int kexec_enter_steps(int *ret)
{
	const struct kexec_jump_step *step = kexec_jump_steps;

	*ret = 0;
	for (; step < kexec_jump_steps + ARRAY_SIZE(kexec_jump_steps); step++) {
		*ret = step->enter();
		if (!*ret)
			continue;
		pr_err("no jump: step '%s' failed (error %d)\n", step->name, *ret);
		return step - kexec_jump_steps + step->always_leave;
	}
	return ARRAY_SIZE(kexec_jump_steps);
}

static void kexec_leave_steps(unsigned int entered)
{
	while (entered--)
		kexec_jump_steps[entered].leave();
}

/**
 * kexec_jump() - enter an image that comes back
 * @image:	the image
 *
 * Where the image wants to be entered the next time is in kimage.start afterwards.
 *
 * Context: Process context, holding system_transition_mutex and kexec_lock.
 * Return: 0 after it came back; -errno of the step that failed, and everything is
 * as before: -EBUSY when a task cannot be frozen or an event is to wake the system,
 * else what a notifier, a device or a CPU says that refuses.
 */
int kexec_jump(struct kimage *image)
{
	unsigned int entered;
	int ret;

	lockdep_assert_held(&kexec_lock);
	pr_notice("starting the loaded image, which is to come back\n");
	entered = kexec_enter_steps(&ret);
	kexec_wake_message = ret ? PMSG_RECOVER : PMSG_RESTORE;
	if (!ret) {
		if (trace_kexec_jump_enabled())
			trace_kexec_jump(image->start,
					 kexec_extents_to_move(&image->memory->extents),
					 true);
		machine_kexec(image);
	}
	kexec_leave_steps(entered);
	if (!ret)
		pr_notice("the image came back, its next entry is %#lx\n", image->start);
	return ret;
}
