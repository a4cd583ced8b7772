// SPDX-License-Identifier: GPL-2.0-only
/*
 * kexec_load(2): copy the arguments in, check them, hand them over.
 */
#include <linux/compat.h>
#include <linux/kexec.h>
#include <linux/security.h>
#include <linux/syscalls.h>
#include <linux/uaccess.h>

#include "kexec/core.h"
#include "kexec/crash/hotplug.h"
#include "kexec/flags.h"
#include "kexec/permit.h"
#include "kexec/refusal.h"
#include "kexec/verify.h"

/* What user space was compiled against. */
static_assert(KEXEC_SEGMENT_MAX == 16);
static_assert(KEXEC_ON_CRASH == 1);
static_assert(KEXEC_PRESERVE_CONTEXT == 2);
static_assert(KEXEC_UPDATE_ELFCOREHDR == 4);
static_assert(KEXEC_CRASH_HOTPLUG_SUPPORT == 8);
static_assert(KEXEC_ARCH_MASK == 0xffff0000);
static_assert(sizeof(struct kexec_segment) == 4 * sizeof(long));
static_assert(offsetof(struct kexec_segment, mem) == 2 * sizeof(long));

#define KEXEC_DEFINED_FLAGS	(KEXEC_ON_CRASH | KEXEC_PRESERVE_CONTEXT | \
				 KEXEC_UPDATE_ELFCOREHDR | KEXEC_CRASH_HOTPLUG_SUPPORT | \
				 KEXEC_ARCH_MASK)

/**
 * kexec_check_flags() - check the flags of a call
 * @flags:	KEXEC_* and an architecture
 * @why:	where a refusal is noted
 *
 * The flags about hotplug are permissions. A kernel without CONFIG_CRASH_HOTPLUG ignores them.
 *
 * Context: Any.
 * Return: 0; -EINVAL for what is undefined, not configured, or contradicts itself.
 */
int kexec_check_flags(unsigned long flags, struct kexec_refusal *why)
{
	unsigned long arch = flags & KEXEC_ARCH_MASK;

	/* The flags are 32 bits wide: without the cast, bits above would pass. */
	if (flags & ~(unsigned long)KEXEC_DEFINED_FLAGS)
		return kexec_refuse(why, KEXEC_REFUSED_FLAGS,
				    flags & ~(unsigned long)KEXEC_DEFINED_FLAGS);
	if (arch != KEXEC_ARCH && arch != KEXEC_ARCH_DEFAULT)
		return kexec_refuse(why, KEXEC_REFUSED_ARCH, arch);
	if (flags & KEXEC_PRESERVE_CONTEXT && !IS_ENABLED(CONFIG_KEXEC_JUMP))
		return kexec_refuse(why, KEXEC_REFUSED_FLAG_JUMP, flags);
	if (flags & KEXEC_PRESERVE_CONTEXT && flags & KEXEC_ON_CRASH)
		return kexec_refuse(why, KEXEC_REFUSED_JUMP_CRASH, flags);
	return 0;
}

static int kexec_image_type(unsigned long flags)
{
	return flags & KEXEC_ON_CRASH ? KEXEC_TYPE_CRASH : KEXEC_TYPE_DEFAULT;
}

/* All checks that need nothing of the segments. */
static int kexec_check_call(unsigned long nr_segments, unsigned long flags,
			    struct kexec_refusal *why)
{
	int ret = kexec_load_permitted(kexec_image_type(flags), why);

	if (ret)
		return ret;
	/* The data of segments cannot be attributed to any file. */
	ret = security_kernel_load_data(LOADING_KEXEC_IMAGE, false);
	if (ret)
		return kexec_refuse_error(why, KEXEC_REFUSED_LSM, ret);
	/* Who unloads brings nothing that could be signed. */
	if (nr_segments && kexec_sig_enforced())
		return kexec_refuse(why, KEXEC_REFUSED_SIG_FORCED, 0);
	ret = security_locked_down(LOCKDOWN_KEXEC);
	if (ret)
		return kexec_refuse_error(why, KEXEC_REFUSED_LOCKDOWN, ret);
	ret = kexec_check_flags(flags, why);
	if (ret)
		return ret;
	if (nr_segments > KEXEC_SEGMENT_MAX)
		return kexec_refuse(why, KEXEC_REFUSED_SEGMENT_COUNT, nr_segments);
	return 0;
}

static int do_kexec_load(unsigned long entry,
			 const struct kexec_segment *segments,
			 unsigned long nr, unsigned long flags,
			 struct kexec_refusal *why)
{
	int type = kexec_image_type(flags);
	struct kimage *image = NULL;
	int ret;

	ret = kexec_begin_load(why);
	if (ret)
		return ret;

	if (nr) {
		image = kimage_alloc(type, why);
		if (IS_ERR(image)) {
			ret = PTR_ERR(image);
			goto out;
		}
		image->start = entry;
		image->preserve_context = !!(flags & KEXEC_PRESERVE_CONTEXT);
		image->nr_segments = nr;
		memcpy(image->segment, segments, nr * sizeof(*segments));
		kimage_set_hotplug_support(image, flags);
		ret = kimage_complete(image);
		if (ret)
			goto out_free;
	}
	ret = kimage_publish(type, image, why);
out_free:
	if (ret)
		kimage_free(image);
out:
	kexec_unlock();
	return ret;
}

static int kexec_copy_segments(struct kexec_segment *copy, const void __user *segments,
			       unsigned long nr, unsigned long flags,
			       struct kexec_refusal *why)
{
	if (copy_from_user(copy, segments, nr * sizeof(*copy)))
		return kexec_refuse(why, KEXEC_REFUSED_SEGMENT_ARRAY, 0);
	return 0;
}

/* @copy_segments copies in the segments of one ABI. */
static long kexec_load_call(unsigned long entry, unsigned long nr,
			    const void __user *segments, unsigned long flags,
			    int (*copy_segments)(struct kexec_segment *copy,
						 const void __user *segments,
						 unsigned long nr, unsigned long flags,
						 struct kexec_refusal *why))
{
	struct kexec_segment copy[KEXEC_SEGMENT_MAX];
	struct kexec_refusal why = KEXEC_REFUSAL_INIT;
	int ret;

	ret = kexec_check_call(nr, flags, &why);
	if (ret)
		goto out;
	ret = copy_segments(copy, segments, nr, flags, &why);
	if (ret)
		goto out;
	ret = do_kexec_load(entry, copy, nr, flags, &why);
out:
	return kexec_call_result(ret, &why);
}

/**
 * sys_kexec_load() - load an image, or unload the loaded one
 * @entry:	physical address to jump to
 * @nr_segments: number of @segments; 0 unloads
 * @segments:	what to put where
 * @flags:	KEXEC_*, and KEXEC_ARCH_* in the high half
 *
 * Context: Process context. May sleep.
 * Return: 0; -EPERM without CAP_SYS_BOOT or by policy; -EINVAL for flags, the
 * number of segments, or segments that cannot be (see kexec_layout_build());
 * -EFAULT when the array or a buffer cannot be read; -EADDRNOTAVAIL for a
 * destination that is not page aligned, cannot be reached, or is not reserved
 * for a crash kernel; -EBUSY while another call is running; -ENOMEM; -EINTR
 * when the caller was killed.
 */
SYSCALL_DEFINE4(kexec_load, unsigned long, entry, unsigned long, nr_segments,
		struct kexec_segment __user *, segments, unsigned long, flags)
{
	return kexec_load_call(entry, nr_segments, segments, flags, kexec_copy_segments);
}

#ifdef CONFIG_COMPAT
static int kexec_copy_compat(struct kexec_segment *copy, const void __user *array,
			     unsigned long nr, unsigned long flags, struct kexec_refusal *why)
{
	const struct compat_kexec_segment __user *segments = array;

	/* A 32-bit program may mean its own architecture or the kernel's. */
	if ((flags & KEXEC_ARCH_MASK) == KEXEC_ARCH_DEFAULT)
		return kexec_refuse(why, KEXEC_REFUSED_ARCH_COMPAT, 0);
	for (unsigned long i = 0; i < nr; i++) {
		struct compat_kexec_segment segment;

		if (copy_from_user(&segment, &segments[i], sizeof(segment)))
			return kexec_refuse(why, KEXEC_REFUSED_SEGMENT_ARRAY, 0);
		copy[i] = (struct kexec_segment){
			.buf = compat_ptr(segment.buf),
			.bufsz = segment.bufsz,
			.mem = segment.mem,
			.memsz = segment.memsz,
		};
	}
	return 0;
}

COMPAT_SYSCALL_DEFINE4(kexec_load, compat_ulong_t, entry,
		       compat_ulong_t, nr_segments,
		       struct compat_kexec_segment __user *, segments,
		       compat_ulong_t, flags)
{
	return kexec_load_call(entry, nr_segments, segments, flags, kexec_copy_compat);
}
#endif /* CONFIG_COMPAT */
