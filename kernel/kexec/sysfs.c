// SPDX-License-Identifier: GPL-2.0-only
/*
 * /sys/kernel/kexec/: what the subsystem is up to, see
 * Documentation/ABI/testing/sysfs-kernel-kexec. What names physical addresses is for
 * root.
 *
 * An image is written down here when it is put into its slot, so that who reads it does
 * not take the lock from a load.
 *
 * What the older files in /sys/kernel/ say is theirs to say: kernel/ksysfs.c has them,
 * and links lead to them from here.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include <linux/array_size.h>
#include <linux/init.h>
#include <linux/kexec.h>
#include <linux/kobject.h>
#include <linux/mutex.h>
#include <linux/sysfs.h>

#include <trace/events/kexec.h>

#include "lock.h"
#include "memory.h"
#include "refusal.h"
#include "sysfs.h"

/*
 * One slot: the destination of each segment, how much of it is in place, and how much of all
 * is in memory that the firmware's map lacks.
 */
struct kexec_status {
	unsigned int nr;
	struct kexec_range segment[KEXEC_SEGMENT_MAX];
	u64 in_place[KEXEC_SEGMENT_MAX];
	u64 unknown;
	struct kexec_claimed claimed;
};

static DEFINE_MUTEX(kexec_status_mutex);
static struct kexec_status kexec_status[2];

static ssize_t last_error_show(struct kobject *kobj, struct kobj_attribute *attr,
			       char *buf)
{
	char text[KEXEC_REFUSAL_TEXT_MAX];

	if (!kexec_refusal_last(text, sizeof(text)))
		return 0;
	return sysfs_emit(buf, "%s\n", text);
}

static u64 kexec_status_in_place(const struct kexec_status *status)
{
	u64 bytes = 0;

	for (unsigned int i = 0; i < status->nr; i++)
		bytes += status->in_place[i];
	return bytes;
}

static u64 kexec_status_to_move(const struct kexec_status *status)
{
	u64 bytes = 0;

	for (unsigned int i = 0; i < status->nr; i++)
		bytes += kexec_range_len(&status->segment[i]) - status->in_place[i];
	return bytes;
}

/* kexec_file_load() never does that. A caller of kexec_load() may pass on a map of its own. */
static void kexec_note_unknown(u64 unknown)
{
	if (unknown)
		pr_notice("%llu bytes of the image are in memory that the firmware's map lacks: the next kernel needs a map that has it\n",
			  unknown);
}

/**
 * kexec_sysfs_publish() - report which image is in a slot
 * @type:	KEXEC_TYPE_DEFAULT or KEXEC_TYPE_CRASH
 * @image:	the image, or NULL
 *
 * Context: Process context, holding kexec_lock. May sleep.
 */
void kexec_sysfs_publish(int type, const struct kimage *image)
{
	struct kexec_status *status = &kexec_status[type];

	lockdep_assert_held(&kexec_lock);
	guard(mutex)(&kexec_status_mutex);
	status->nr = image ? image->nr_segments : 0;
	status->unknown = 0;
	status->claimed = image ? image->memory->claimed : (struct kexec_claimed){};
	for (unsigned int i = 0; i < status->nr; i++) {
		struct kexec_range *range = &status->segment[i];

		kexec_range_init(range, image->segment[i].mem, image->segment[i].memsz);
		/* All of a crash image is in place, and it has no extents any more. */
		status->in_place[i] = type == KEXEC_TYPE_CRASH ? kexec_range_len(range) :
			kexec_extents_in_place(&image->memory->extents, range);
		if (type == KEXEC_TYPE_DEFAULT)
			status->unknown += arch_kexec_next_missing(range->start, range->end);
	}
	kexec_note_unknown(status->unknown);

	if (trace_kexec_publish_enabled())
		trace_kexec_publish(type, image ? image->start : 0, status->nr,
				    kexec_status_in_place(status),
				    kexec_status_to_move(status));
	for (unsigned int i = 0; i < status->nr; i++)
		trace_kexec_segment(type, i, status->segment[i].start,
				    status->segment[i].end, status->in_place[i]);
}

static ssize_t kexec_show_segments(int type, char *buf)
{
	const struct kexec_status *status = &kexec_status[type];
	ssize_t len = 0;

	guard(mutex)(&kexec_status_mutex);
	for (unsigned int i = 0; i < status->nr; i++) {
		const struct kexec_range *range = &status->segment[i];

		len += sysfs_emit_at(buf, len, "%#llx-%#llx %llu %llu\n",
				     range->start, range->end, status->in_place[i],
				     kexec_range_len(range) - status->in_place[i]);
	}
	return len;
}

static ssize_t segments_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return kexec_show_segments(KEXEC_TYPE_DEFAULT, buf);
}

static ssize_t crash_segments_show(struct kobject *kobj, struct kobj_attribute *attr,
				   char *buf)
{
	return kexec_show_segments(KEXEC_TYPE_CRASH, buf);
}

static ssize_t bytes_in_place_show(struct kobject *kobj, struct kobj_attribute *attr,
				   char *buf)
{
	guard(mutex)(&kexec_status_mutex);
	return sysfs_emit(buf, "%llu\n", kexec_status_in_place(&kexec_status[KEXEC_TYPE_DEFAULT]));
}

static ssize_t bytes_to_move_show(struct kobject *kobj, struct kobj_attribute *attr,
				  char *buf)
{
	guard(mutex)(&kexec_status_mutex);
	return sysfs_emit(buf, "%llu\n", kexec_status_to_move(&kexec_status[KEXEC_TYPE_DEFAULT]));
}

static ssize_t kexec_show_pages(const unsigned long *pages, char *buf)
{
	guard(mutex)(&kexec_status_mutex);
	return sysfs_emit(buf, "%llu\n", (u64)*pages << PAGE_SHIFT);
}

static ssize_t bytes_free_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return kexec_show_pages(&kexec_status[KEXEC_TYPE_DEFAULT].claimed.stats.free, buf);
}

static ssize_t bytes_evicted_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return kexec_show_pages(&kexec_status[KEXEC_TYPE_DEFAULT].claimed.stats.evicted, buf);
}

static ssize_t bytes_migrated_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return kexec_show_pages(&kexec_status[KEXEC_TYPE_DEFAULT].claimed.stats.migrated, buf);
}

static ssize_t bytes_passed_over_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return kexec_show_pages(&kexec_status[KEXEC_TYPE_DEFAULT].claimed.passed_over, buf);
}

static ssize_t bytes_unknown_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	guard(mutex)(&kexec_status_mutex);
	return sysfs_emit(buf, "%llu\n", kexec_status[KEXEC_TYPE_DEFAULT].unknown);
}

static struct kobj_attribute segments_attr = __ATTR_RO_MODE(segments, 0400);
static struct kobj_attribute crash_segments_attr = __ATTR_RO_MODE(crash_segments, 0400);
static struct kobj_attribute bytes_in_place_attr = __ATTR_RO(bytes_in_place);
static struct kobj_attribute bytes_to_move_attr = __ATTR_RO(bytes_to_move);
static struct kobj_attribute bytes_free_attr = __ATTR_RO(bytes_free);
static struct kobj_attribute bytes_evicted_attr = __ATTR_RO(bytes_evicted);
static struct kobj_attribute bytes_migrated_attr = __ATTR_RO(bytes_migrated);
static struct kobj_attribute bytes_passed_over_attr = __ATTR_RO(bytes_passed_over);
static struct kobj_attribute bytes_unknown_attr = __ATTR_RO(bytes_unknown);
static struct kobj_attribute last_error_attr = __ATTR_RO_MODE(last_error, 0400);

static struct attribute *kexec_attrs[] = {
	&last_error_attr.attr,
	&segments_attr.attr,
	&crash_segments_attr.attr,
	&bytes_in_place_attr.attr,
	&bytes_to_move_attr.attr,
	&bytes_free_attr.attr,
	&bytes_evicted_attr.attr,
	&bytes_migrated_attr.attr,
	&bytes_passed_over_attr.attr,
	&bytes_unknown_attr.attr,
	NULL
};
ATTRIBUTE_GROUPS(kexec);

static const struct {
	const char *name, *older;
} kexec_links[] = {
	{ "loaded", "kexec_loaded" },
	{ "crash_loaded", "kexec_crash_loaded" },
	{ "crash_size", "kexec_crash_size" },
	{ "crash_elfcorehdr_size", "crash_elfcorehdr_size" },
};

/* Which of the older files there are depends on the configuration. */
static int __init kexec_sysfs_link(struct kobject *kobj)
{
	for (int i = 0; i < ARRAY_SIZE(kexec_links); i++) {
		int ret = compat_only_sysfs_link_entry_to_kobj(kobj, kernel_kobj,
							       kexec_links[i].older,
							       kexec_links[i].name);

		if (ret && ret != -ENOENT)
			return ret;
	}
	return 0;
}

static int __init kexec_sysfs_init(void)
{
	struct kobject *kobj = kobject_create_and_add("kexec", kernel_kobj);
	int ret;

	if (!kobj)
		return -ENOMEM;
	ret = sysfs_create_groups(kobj, kexec_groups);
	if (ret)
		goto err;
	ret = kexec_sysfs_link(kobj);
	if (ret)
		goto err;
	return 0;
err:
	kobject_put(kobj);
	return ret;
}
late_initcall(kexec_sysfs_init);
