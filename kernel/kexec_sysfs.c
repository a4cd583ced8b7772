// SPDX-License-Identifier: GPL-2.0-only
/*
 * /sys/kernel/kexec/: what the subsystem is up to.
 *
 * last_error	why the last refused call of a privileged caller was refused,
 *		empty before the first. It names physical addresses: for root.
 *
 * The older /sys/kernel/kexec_* files are in kernel/ksysfs.c.
 */
#include <linux/init.h>
#include <linux/kobject.h>
#include <linux/mutex.h>
#include <linux/sysfs.h>

#include "kexec_internal.h"

static DEFINE_MUTEX(kexec_last_mutex);
static struct kexec_refusal kexec_last = KEXEC_REFUSAL_INIT;

/**
 * kexec_sysfs_set_last_error() - keep a refusal for the status file
 * @why:	the refusal
 *
 * Context: Process context. May sleep.
 */
void kexec_sysfs_set_last_error(const struct kexec_refusal *why)
{
	guard(mutex)(&kexec_last_mutex);
	kexec_last = *why;
}

static ssize_t last_error_show(struct kobject *kobj, struct kobj_attribute *attr,
			       char *buf)
{
	char text[KEXEC_REFUSAL_TEXT_MAX];

	guard(mutex)(&kexec_last_mutex);
	if (kexec_last.reason == KEXEC_REFUSED_NONE)
		return 0;
	kexec_refusal_format(&kexec_last, text, sizeof(text));
	return sysfs_emit(buf, "%s\n", text);
}

static struct kobj_attribute last_error_attr = __ATTR_RO_MODE(last_error, 0400);

static struct attribute *kexec_attrs[] = {
	&last_error_attr.attr,
	NULL
};
ATTRIBUTE_GROUPS(kexec);

static int __init kexec_sysfs_init(void)
{
	struct kobject *kobj = kobject_create_and_add("kexec", kernel_kobj);
	int ret;

	if (!kobj)
		return -ENOMEM;
	ret = sysfs_create_groups(kobj, kexec_groups);
	if (ret)
		kobject_put(kobj);
	return ret;
}
late_initcall(kexec_sysfs_init);
