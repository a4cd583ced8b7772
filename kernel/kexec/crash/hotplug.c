// SPDX-License-Identifier: GPL-2.0-only
/*
 * Keeps the elfcorehdr of the armed image up to date, see hotplug.h.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include <linux/cpuhotplug.h>
#include <linux/elf.h>
#include <linux/init.h>
#include <linux/kexec.h>
#include <linux/memory.h>
#include <linux/mm.h>
#include <linux/mutex.h>

#include "../lock.h"
#include "hotplug.h"
#include "region.h"

/* One event after the other, and none fails to take kexec_lock because of another. */
static DEFINE_MUTEX(crash_hotplug_mutex);

static bool crash_event_missed;

/* Whether the elfcorehdr of the armed image is kept up to date; written under kexec_lock */
static bool crash_hotplug_supported;

static bool crash_is_elfcorehdr(const struct kexec_segment *segment)
{
	return segment->memsz &&
	       !memcmp(phys_to_virt(boot_phys_to_phys(segment->mem)), ELFMAG, SELFMAG);
}

/* kexec_load(2) is not told which segment it is. */
static bool crash_find_elfcorehdr(struct kimage *image)
{
	for (unsigned int i = 0; i < image->nr_segments && image->elfcorehdr_index < 0; i++)
		if (crash_is_elfcorehdr(&image->segment[i]))
			image->elfcorehdr_index = i;
	return image->elfcorehdr_index >= 0;
}

static void crash_update_image(struct kimage *image, int action, void *arg)
{
	/* The image itself is in there, too. */
	crash_region_open();
	if (crash_find_elfcorehdr(image)) {
		image->hp_action = action;
		arch_crash_handle_hotplug_event(image, arg);
		image->hp_action = KEXEC_CRASH_HP_NONE;
	} else {
		pr_err("the armed image has no headers of a dump to be changed\n");
	}
	crash_region_close();
}

static void crash_handle_event(int action, void *arg)
{
	guard(mutex)(&crash_hotplug_mutex);
	WRITE_ONCE(crash_event_missed, true);
	/* Before the lock is tried: its owner reads this after unlocking it. */
	smp_mb();
	if (!mutex_trylock(&kexec_lock))
		return;
	WRITE_ONCE(crash_event_missed, false);
	if (kexec_crash_image && kexec_crash_image->hotplug_support)
		crash_update_image(kexec_crash_image, action, arg);
	mutex_unlock(&kexec_lock);
}

/**
 * crash_hotplug_catch_up() - handle events that came during a load
 *
 * How many there were does not matter: what is written is what there is now. Both
 * kinds are made up for, since powerpc writes CPUs elsewhere than memory.
 *
 * Context: Process context, after kexec_lock was unlocked. May sleep.
 */
void crash_hotplug_catch_up(void)
{
	/* After kexec_lock was unlocked, see crash_handle_event(). */
	smp_mb();
	if (!READ_ONCE(crash_event_missed))
		return;
	crash_handle_event(KEXEC_CRASH_HP_ADD_CPU, NULL);
	crash_handle_event(KEXEC_CRASH_HP_ADD_MEMORY, NULL);
}

/**
 * crash_hotplug_publish() - note which image is armed
 * @image:	the image, or NULL
 *
 * Context: Process context, holding kexec_lock.
 */
void crash_hotplug_publish(const struct kimage *image)
{
	lockdep_assert_held(&kexec_lock);
	WRITE_ONCE(crash_hotplug_supported, image && image->hotplug_support);
}

/**
 * crash_check_hotplug_support() - check whether the elfcorehdr follows hotplug events
 *
 * Context: Any.
 * Return: 1 if it does, and user space need not load the crash kernel again, or 0.
 */
int crash_check_hotplug_support(void)
{
	return READ_ONCE(crash_hotplug_supported);
}

static int crash_memory_event(struct notifier_block *nb, unsigned long event, void *arg)
{
	if (event == MEM_ONLINE)
		crash_handle_event(KEXEC_CRASH_HP_ADD_MEMORY, arg);
	else if (event == MEM_OFFLINE)
		crash_handle_event(KEXEC_CRASH_HP_REMOVE_MEMORY, arg);
	return NOTIFY_OK;
}

static struct notifier_block crash_memory_block = {
	.notifier_call = crash_memory_event,
};

static int crash_cpu_online(unsigned int cpu)
{
	crash_handle_event(KEXEC_CRASH_HP_ADD_CPU, NULL);
	return 0;
}

static int crash_cpu_offline(unsigned int cpu)
{
	crash_handle_event(KEXEC_CRASH_HP_REMOVE_CPU, NULL);
	return 0;
}

static int __init crash_hotplug_init(void)
{
	int ret = register_memory_notifier(&crash_memory_block);

	if (ret)
		return ret;
	ret = cpuhp_setup_state_nocalls(CPUHP_BP_PREPARE_DYN, "crash/cpuhp",
					crash_cpu_online, crash_cpu_offline);
	return min(ret, 0);
}
subsys_initcall(crash_hotplug_init);
