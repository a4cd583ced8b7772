// SPDX-License-Identifier: GPL-2.0-only
/*
 * reboot(LINUX_REBOOT_CMD_KEXEC): leave this kernel for the loaded image.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include <linux/cpu.h>
#include <linux/kexec.h>
#include <linux/kmsg_dump.h>
#include <linux/panic.h>
#include <linux/reboot.h>
#include <linux/syscore_ops.h>

#include <trace/events/kexec.h>

#include "../kexec_internal.h"

/*
 * Set before the first device is shut down, never cleared: drivers and
 * platform code that see it leave the machine as the next kernel needs it, not
 * as firmware would.
 */
bool kexec_in_progress;

/* Same order as a restart through firmware, up to where that would begin. */
static void kexec_shut_down(void)
{
	kexec_in_progress = true;
	kernel_restart_prepare("kexec reboot");
	migrate_to_reboot_cpu();
	syscore_shutdown();
	/* Some architectures park the other CPUs by taking them offline. */
	cpu_hotplug_enable();
	pr_notice("starting the loaded image\n");
	/* Not after the other CPUs: one may be stopped with a lock that tp_printk takes. */
	trace_kexec_jump(kexec_image->start, kimage_to_move(kexec_image), false);
	machine_shutdown();
	kmsg_dump(KMSG_DUMP_SHUTDOWN);
}

/**
 * kernel_kexec() - start the loaded image
 *
 * Context: Process context, holding system_transition_mutex. Does not return
 * once it was decided that there is an image, unless that keeps our context.
 * Return: 0 after the image came back; -EBUSY while a load is running; -EINVAL when
 * nothing is loaded; what kexec_jump() says where it could not be entered.
 */
int kernel_kexec(void)
{
	int ret;

	if (!kexec_trylock())
		return -EBUSY;
	if (!kexec_image) {
		kexec_end_load();
		return -EINVAL;
	}
	if (kexec_image->preserve_context) {
		ret = kexec_jump(kexec_image);
		kexec_end_load();
		return ret;
	}
	kexec_shut_down();
	machine_kexec(kexec_image);
	panic("kexec: the jump came back\n");
}
