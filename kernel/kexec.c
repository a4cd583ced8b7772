// SPDX-License-Identifier: GPL-2.0-only
/*
 * kexec_load(2): copy the arguments in, check them, hand them over.
 */
#include <linux/compat.h>
#include <linux/kexec.h>
#include <linux/security.h>
#include <linux/slab.h>
#include <linux/syscalls.h>
#include <linux/uaccess.h>

#include "kexec_internal.h"

/* What user space was compiled against. */
static_assert(KEXEC_SEGMENT_MAX == 16);
static_assert(KEXEC_ON_CRASH == 1);
static_assert(KEXEC_PRESERVE_CONTEXT == 2);
static_assert(KEXEC_UPDATE_ELFCOREHDR == 4);
static_assert(KEXEC_CRASH_HOTPLUG_SUPPORT == 8);
static_assert(KEXEC_ARCH_MASK == 0xffff0000);
static_assert(sizeof(struct kexec_segment) == 4 * sizeof(long));
static_assert(offsetof(struct kexec_segment, mem) == 2 * sizeof(long));

#define KEXEC_HOTPLUG_FLAGS	(KEXEC_UPDATE_ELFCOREHDR | KEXEC_CRASH_HOTPLUG_SUPPORT)
#define KEXEC_DEFINED_FLAGS	(KEXEC_ON_CRASH | KEXEC_PRESERVE_CONTEXT | \
				 KEXEC_HOTPLUG_FLAGS | KEXEC_ARCH_MASK)

/**
 * kexec_check_flags() - can the flags of a call be honoured?
 * @flags:	KEXEC_* and an architecture
 * @why:	where a refusal is noted
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
	if (flags & KEXEC_HOTPLUG_FLAGS && !IS_ENABLED(CONFIG_CRASH_HOTPLUG))
		return kexec_refuse(why, KEXEC_REFUSED_FLAG_HOTPLUG, flags);
	return 0;
}

static int kexec_image_type(unsigned long flags)
{
	return flags & KEXEC_ON_CRASH ? KEXEC_TYPE_CRASH : KEXEC_TYPE_DEFAULT;
}

static int kexec_check_policy(unsigned long flags, struct kexec_refusal *why)
{
	int ret = kexec_load_permitted(kexec_image_type(flags), why);

	if (ret)
		return ret;
	if (kexec_sig_enforced())
		return kexec_refuse(why, KEXEC_REFUSED_SIG_FORCED, 0);
	/* What the segments hold cannot be attributed to any file. */
	ret = security_kernel_load_data(LOADING_KEXEC_IMAGE, false);
	if (ret)
		return kexec_refuse_error(why, KEXEC_REFUSED_LSM, ret);
	ret = security_locked_down(LOCKDOWN_KEXEC);
	if (ret)
		return kexec_refuse_error(why, KEXEC_REFUSED_LOCKDOWN, ret);
	return 0;
}

/* Everything that can be said before the segments are looked at. */
static int kexec_check_call(unsigned long nr_segments, unsigned long flags,
			    struct kexec_refusal *why)
{
	int ret = kexec_check_policy(flags, why);

	if (!ret)
		ret = kexec_check_flags(flags, why);
	if (!ret && nr_segments > KEXEC_SEGMENT_MAX)
		ret = kexec_refuse(why, KEXEC_REFUSED_SEGMENT_COUNT, nr_segments);
	return ret;
}

static struct kimage *kexec_make_image(unsigned long entry,
				       const struct kexec_segment *segments,
				       unsigned long nr, unsigned long flags,
				       struct kexec_refusal *why)
{
	struct kimage *image = kimage_alloc(kexec_image_type(flags));
	int ret;

	if (!image)
		return ERR_PTR(kexec_refuse(why, KEXEC_REFUSED_NO_MEMORY, 0));
	image->start = entry;
	image->preserve_context = !!(flags & KEXEC_PRESERVE_CONTEXT);
	image->nr_segments = nr;
	memcpy(image->segment, segments, nr * sizeof(*segments));
	kimage_set_hotplug_support(image, flags);
	ret = kimage_complete(image, why);
	if (!ret)
		return image;
	kimage_free(image);
	return ERR_PTR(ret);
}

static int kexec_load_locked(unsigned long entry,
			     const struct kexec_segment *segments,
			     unsigned long nr, unsigned long flags,
			     struct kexec_refusal *why)
{
	struct kimage *image = NULL;
	int ret;

	if (nr)
		image = kexec_make_image(entry, segments, nr, flags, why);
	if (IS_ERR(image))
		return PTR_ERR(image);
	ret = kimage_publish(kexec_image_type(flags), image, why);
	if (ret)
		kimage_free(image);
	return ret;
}

static int do_kexec_load(unsigned long entry,
			 const struct kexec_segment *segments,
			 unsigned long nr, unsigned long flags,
			 struct kexec_refusal *why)
{
	int ret = kexec_begin_load(why);

	if (ret)
		return ret;
	ret = kexec_load_locked(entry, segments, nr, flags, why);
	kexec_end_load();
	return ret;
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
	struct kexec_segment copy[KEXEC_SEGMENT_MAX];
	struct kexec_refusal why = KEXEC_REFUSAL_INIT;

	if (kexec_check_call(nr_segments, flags, &why))
		return kexec_call_result(&why);
	if (copy_from_user(copy, segments, nr_segments * sizeof(*copy)))
		kexec_refuse(&why, KEXEC_REFUSED_SEGMENT_ARRAY, 0);
	else
		do_kexec_load(entry, copy, nr_segments, flags, &why);
	return kexec_call_result(&why);
}

#ifdef CONFIG_COMPAT
static int kexec_copy_compat(struct kexec_segment *copy,
			     const struct compat_kexec_segment __user *segments,
			     unsigned long nr, struct kexec_refusal *why)
{
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

/* "The architecture that runs" is not clear between a 32-bit program and us. */
static int kexec_check_compat(unsigned long flags, struct kexec_refusal *why)
{
	if ((flags & KEXEC_ARCH_MASK) == KEXEC_ARCH_DEFAULT)
		return kexec_refuse(why, KEXEC_REFUSED_ARCH_COMPAT, 0);
	return 0;
}

COMPAT_SYSCALL_DEFINE4(kexec_load, compat_ulong_t, entry,
		       compat_ulong_t, nr_segments,
		       struct compat_kexec_segment __user *, segments,
		       compat_ulong_t, flags)
{
	struct kexec_segment copy[KEXEC_SEGMENT_MAX];
	struct kexec_refusal why = KEXEC_REFUSAL_INIT;

	if (!kexec_check_call(nr_segments, flags, &why) &&
	    !kexec_check_compat(flags, &why) &&
	    !kexec_copy_compat(copy, segments, nr_segments, &why))
		do_kexec_load(entry, copy, nr_segments, flags, &why);
	return kexec_call_result(&why);
}
#endif /* CONFIG_COMPAT */
