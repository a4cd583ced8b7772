// SPDX-License-Identifier: GPL-2.0-only
/*
 * Faults that may befall an armed image, for the tests of crash kernels. A write to the
 * parameter spoil is a stray write to its struct kexec_memory and to the struct kimage in the
 * slot. The parameter panic_in is the function at whose start the kernel panics next;
 * panic_after is an offset into the first spare entry of the armed elfcorehdr: the kernel
 * panics once the eight bytes there are written. A write to panic_second waits for another
 * CPU to panic, and panics before that one starts the crash kernel.
 */
#include <linux/delay.h>
#include <linux/elf.h>
#include <linux/err.h>
#include <linux/hw_breakpoint.h>
#include <linux/init.h>
#include <linux/kexec.h>
#include <linux/kprobes.h>
#include <linux/moduleparam.h>
#include <linux/panic.h>
#include <linux/processor.h>
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

static bool kexec_crash_second;

static int kexec_crash_await_second(struct kprobe *probe, struct pt_regs *regs)
{
	while (!READ_ONCE(kexec_crash_second))
		cpu_relax();
	/* The CPU takes a moment more to be in panic(), and may be a virtual one. */
	mdelay(500);
	return 0;
}

static int kexec_crash_panic_second(const char *val, const struct kernel_param *kp)
{
	static struct kprobe probe = {
		.symbol_name = "__crash_kexec",
		.pre_handler = kexec_crash_await_second,
	};
	int ret = register_kprobe(&probe);

	if (ret)
		return ret;
	pr_notice("kexec_crash_test: waiting for a panic\n");
	while (atomic_read(&panic_cpu) == PANIC_CPU_INVALID)
		cpu_relax();
	WRITE_ONCE(kexec_crash_second, true);
	panic("kexec_crash_test: the second of two");
}

static const struct kernel_param_ops kexec_crash_panic_second_ops = {
	.set = kexec_crash_panic_second,
};

static char kexec_crash_place[KSYM_NAME_LEN];

static int kexec_crash_panic_in(const char *val, const struct kernel_param *kp)
{
	static struct kprobe probe = {
		.symbol_name = kexec_crash_place,
		.pre_handler = kexec_crash_here,
	};

	if (strscpy(kexec_crash_place, val) < 0)
		return -EINVAL;
	strim(kexec_crash_place);
	return register_kprobe(&probe);
}

static const struct kernel_param_ops kexec_crash_panic_in_ops = { .set = kexec_crash_panic_in };

module_param_cb(panic_in, &kexec_crash_panic_in_ops, NULL, 0200);
#endif

#if defined(CONFIG_HAVE_HW_BREAKPOINT) && defined(CONFIG_KEXEC_FILE)
static void kexec_crash_written(struct perf_event *event, struct perf_sample_data *data,
				struct pt_regs *regs)
{
	panic("kexec_crash_test: an entry of the elfcorehdr is being written");
}

static unsigned long kexec_crash_spare_entry(const struct kimage *armed)
{
	const Elf64_Ehdr *ehdr = phys_to_virt(armed->elf_load_addr);
	const Elf64_Phdr *phdr = (const void *)ehdr + ehdr->e_phoff;

	for (unsigned int i = 0; i < ehdr->e_phnum; i++)
		if (phdr[i].p_type == PT_NULL)
			return (unsigned long)&phdr[i];
	return 0;
}

static int kexec_crash_panic_after(const char *val, const struct kernel_param *kp)
{
	const struct kimage *armed = kexec_crash_image;
	struct perf_event_attr attr;
	unsigned int offset;

	if (kstrtouint(val, 0, &offset) || offset >= sizeof(Elf64_Phdr))
		return -EINVAL;
	if (!armed || !kexec_crash_spare_entry(armed))
		return -ENOENT;
	hw_breakpoint_init(&attr);
	attr.bp_addr = kexec_crash_spare_entry(armed) + offset;
	attr.bp_len = HW_BREAKPOINT_LEN_8;
	attr.bp_type = HW_BREAKPOINT_W;
	return PTR_ERR_OR_ZERO((void __force *)register_wide_hw_breakpoint(&attr,
						kexec_crash_written, NULL));
}

static const struct kernel_param_ops kexec_crash_panic_after_ops = {
	.set = kexec_crash_panic_after,
};

module_param_cb(panic_after, &kexec_crash_panic_after_ops, NULL, 0200);
module_param_cb(panic_second, &kexec_crash_panic_second_ops, NULL, 0200);
#endif

module_param_cb(spoil, &kexec_crash_spoil_ops, NULL, 0200);
