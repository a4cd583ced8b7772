// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who may load: capability, sysctls, security modules.
 *
 * kernel.kexec_load_disabled goes from 0 to 1 and stays there. The two
 * kernel.kexec_load_limit_* count the calls that are left, of each kind of
 * image; -1 is no limit. A call counts whether or not it succeeds, and an
 * unload is a call: what is limited is how often somebody may try.
 */
#include <linux/capability.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kexec.h>
#include <linux/mutex.h>
#include <linux/security.h>
#include <linux/sysctl.h>

#include "permit.h"

static DEFINE_MUTEX(kexec_limit_mutex);
static int kexec_load_disabled;
static int kexec_limits[] = {
	[KEXEC_TYPE_DEFAULT] = -1,
	[KEXEC_TYPE_CRASH] = -1,
};

static bool kexec_limit_take(int type)
{
	guard(mutex)(&kexec_limit_mutex);
	if (!kexec_limits[type])
		return false;
	if (kexec_limits[type] > 0)
		kexec_limits[type]--;
	return true;
}

/**
 * kexec_load_permitted() - check whether the caller may load or unload an image
 * @type:	KEXEC_TYPE_DEFAULT or KEXEC_TYPE_CRASH
 * @why:	filled in if not
 *
 * Uses up one of the calls that the limit for @type allows.
 *
 * Context: Process context. May sleep.
 * Return: 0; -EPERM without CAP_SYS_BOOT in the initial user namespace, when
 * loading is disabled, or when no call is left.
 */
int kexec_load_permitted(int type, struct kexec_refusal *why)
{
	if (!capable(CAP_SYS_BOOT))
		return kexec_refuse(why, KEXEC_REFUSED_CAPABILITY, 0);
	if (READ_ONCE(kexec_load_disabled))
		return kexec_refuse(why, KEXEC_REFUSED_DISABLED, 0);
	if (!kexec_limit_take(type))
		return kexec_refuse(why, type == KEXEC_TYPE_CRASH ?
				    KEXEC_REFUSED_LIMIT_PANIC :
				    KEXEC_REFUSED_LIMIT_REBOOT, 0);
	return 0;
}

/* Reads the limit; writes a smaller one, where -1 is larger than any. */
static int kexec_limit_sysctl(const struct ctl_table *table, int write,
			      void *buffer, size_t *lenp, loff_t *ppos)
{
	int *limit = table->data;
	struct ctl_table copy = *table;
	int value, ret;

	copy.data = &value;
	guard(mutex)(&kexec_limit_mutex);
	value = *limit;
	ret = proc_dointvec(&copy, write, buffer, lenp, ppos);
	if (ret || !write)
		return ret;
	if (value < 0 || (*limit >= 0 && value > *limit))
		return -EINVAL;
	*limit = value;
	return 0;
}

static struct ctl_table kexec_sysctls[] = {
	{
		.procname	= "kexec_load_disabled",
		.data		= &kexec_load_disabled,
		.maxlen		= sizeof(kexec_load_disabled),
		.mode		= 0644,
		.proc_handler	= proc_dointvec_minmax,
		/* Only the way from 0 to 1 is open. */
		.extra1		= SYSCTL_ONE,
		.extra2		= SYSCTL_ONE,
	},
	{
		.procname	= "kexec_load_limit_reboot",
		.data		= &kexec_limits[KEXEC_TYPE_DEFAULT],
		.maxlen		= sizeof(int),
		.mode		= 0644,
		.proc_handler	= kexec_limit_sysctl,
	},
	{
		.procname	= "kexec_load_limit_panic",
		.data		= &kexec_limits[KEXEC_TYPE_CRASH],
		.maxlen		= sizeof(int),
		.mode		= 0644,
		.proc_handler	= kexec_limit_sysctl,
	},
};

static int __init kexec_sysctl_init(void)
{
	register_sysctl_init("kernel", kexec_sysctls);
	return 0;
}
late_initcall(kexec_sysctl_init);
