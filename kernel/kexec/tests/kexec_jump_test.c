// SPDX-License-Identifier: GPL-2.0-only
/*
 * A device that refuses to sleep when it is asked to, for the tests of jump.c: the
 * parameters refuse, refuse_late and refuse_noirq are the errnos that its callbacks
 * answer. Parameter asleep is how often it was put to sleep and not woken up.
 */
#include <linux/err.h>
#include <linux/init.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/pm.h>

static int refuse, refuse_late, refuse_noirq, asleep;

module_param(refuse, int, 0600);
module_param(refuse_late, int, 0600);
module_param(refuse_noirq, int, 0600);
module_param(asleep, int, 0400);

static int kexec_test_sleep(int error)
{
	if (!error)
		asleep++;
	return -error;
}

static int kexec_test_wake(struct device *dev)
{
	asleep--;
	return 0;
}

static int kexec_test_freeze(struct device *dev)
{
	return kexec_test_sleep(refuse);
}

static int kexec_test_freeze_late(struct device *dev)
{
	return kexec_test_sleep(refuse_late);
}

static int kexec_test_freeze_noirq(struct device *dev)
{
	return kexec_test_sleep(refuse_noirq);
}

/* Woken up by thaw where the jump is given up, by restore after it. */
static const struct dev_pm_ops kexec_test_pm = {
	.freeze		= kexec_test_freeze,
	.freeze_late	= kexec_test_freeze_late,
	.freeze_noirq	= kexec_test_freeze_noirq,
	.thaw		= kexec_test_wake,
	.thaw_early	= kexec_test_wake,
	.thaw_noirq	= kexec_test_wake,
	.restore	= kexec_test_wake,
	.restore_early	= kexec_test_wake,
	.restore_noirq	= kexec_test_wake,
};

static struct platform_driver kexec_test_driver = {
	.driver = { .name = "kexec-jump-test", .pm = &kexec_test_pm },
};

static int __init kexec_test_init(void)
{
	int ret = platform_driver_register(&kexec_test_driver);

	if (ret)
		return ret;
	return PTR_ERR_OR_ZERO(platform_device_register_simple("kexec-jump-test", -1, NULL, 0));
}
late_initcall(kexec_test_init);
