// SPDX-License-Identifier: GPL-2.0-only
/*
 * A stray write to all that is known of an armed image outside the reserved memory, for the
 * tests of crash kernels: a write to the parameter spoil.
 */
#include <linux/init.h>
#include <linux/kexec.h>
#include <linux/moduleparam.h>
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
	if (memory->image != armed)
		memcpy(memory->image, &junk, sizeof(junk));
	memset(memory, 0x6b, sizeof(*memory));
	pr_notice("kexec_crash_test: a write to the armed image is %s\n",
		  copy_to_kernel_nofault(armed, &junk, sizeof(junk)) ? "refused" : "done");
	return 0;
}

static const struct kernel_param_ops kexec_crash_spoil_ops = { .set = kexec_crash_spoil };

module_param_cb(spoil, &kexec_crash_spoil_ops, NULL, 0200);
