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

#include "core.h"
#include "jump.h"
#include "memory.h"

/*
 * Set before the first device is shut down, never cleared: drivers and
 * platform code that see it leave the machine as the next kernel needs it, not
 * as firmware would.
 */
bool kexec_in_progress;

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
	struct kimage *image;
	int ret = -EINVAL;

	if (!kexec_trylock())
		return -EBUSY;
	image = kexec_image;
	if (!image)
		goto out;
	if (image->preserve_context) {
		ret = kexec_jump(image);
		goto out;
	}

	/* In the same order as a restart through firmware. */
	kexec_in_progress = true;
	kernel_restart_prepare("kexec reboot");
	migrate_to_reboot_cpu();
	syscore_shutdown();
	/* Some architectures park the other CPUs by taking them offline. */
	cpu_hotplug_enable();
	pr_notice("starting the loaded image\n");
	/* Not after the other CPUs: one may be stopped with a lock that tp_printk takes. */
	if (trace_kexec_jump_enabled())
		trace_kexec_jump(image->start,
				 kexec_extents_to_move(&image->memory->extents), false);
	machine_shutdown();
	kmsg_dump(KMSG_DUMP_SHUTDOWN);
	machine_kexec(image);
	panic("kexec: the jump came back\n");
out:
	kexec_unlock();
	return ret;
}
