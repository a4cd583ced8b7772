// SPDX-License-Identifier: GPL-2.0-only
/*
 * Faults that may befall an armed image, for the tests of crash kernels. A write to the
 * parameter spoil is a stray write to its struct kexec_memory and to the struct kimage in the
 * slot. The parameter panic_in is the place, FUNCTION or FUNCTION+OFFSET, at which the kernel
 * panics next.
 */
#include <linux/init.h>
#include <linux/kexec.h>
#include <linux/kprobes.h>
#include <linux/moduleparam.h>
#include <linux/panic.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "../memory.h"

static int kexec_crash_spoil(const char *val, const struct kernel_param *kp)
{
	static struct kimage junk;
	struct kimage *armed = kexec_crash_image;
	struct kexec_memory *memory;

	if (!armed)
		return -ENOENT;
	memory = armed->memory;
	memset(&junk, 0x6b, sizeof(junk));
	memset(memory, 0x6b, sizeof(*memory));
	pr_notice("kexec_crash_test: a write to the armed image is %s\n",
		  copy_to_kernel_nofault(armed, &junk, sizeof(junk)) ? "refused" : "done");
	return 0;
}

static const struct kernel_param_ops kexec_crash_spoil_ops = { .set = kexec_crash_spoil };

#ifdef CONFIG_KPROBES
static int kexec_crash_here(struct kprobe *probe, struct pt_regs *regs)
{
	panic("kexec_crash_test: in %pS", probe->addr);
}

/* KSYM_NAME_LEN would do, but for the offset. */
static char kexec_crash_place[128];

static int kexec_crash_panic_in(const char *val, const struct kernel_param *kp)
{
	static struct kprobe probe = {
		.symbol_name = kexec_crash_place,
		.pre_handler = kexec_crash_here,
	};
	char *offset;

	if (strscpy(kexec_crash_place, val) < 0)
		return -EINVAL;
	offset = strchr(strim(kexec_crash_place), '+');
	if (offset) {
		*offset++ = '\0';
		if (kstrtouint(offset, 0, &probe.offset))
			return -EINVAL;
	}
	return register_kprobe(&probe);
}

static const struct kernel_param_ops kexec_crash_panic_in_ops = { .set = kexec_crash_panic_in };

module_param_cb(panic_in, &kexec_crash_panic_in_ops, NULL, 0200);
#endif

module_param_cb(spoil, &kexec_crash_spoil_ops, NULL, 0200);
