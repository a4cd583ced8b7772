// SPDX-License-Identifier: GPL-2.0
/*
 * The tracepoints of a load: which there are, in which order, and what they say. Those of
 * the jump and of a crash are shown by cases that boot.
 */
#include "crash.h"
#include "file_load.h"
#include "trace.h"

#define SEGMENTS	"/sys/kernel/kexec/segments"
#define CRASH_SEGMENTS	"/sys/kernel/kexec/crash_segments"

static unsigned char data[2 * KX_PAGE];

FIXTURE(trace)
{
	struct kx_segment s[2];
	struct kxt_event events[32];
	unsigned int nr;
};

FIXTURE_SETUP(trace)
{
	unsigned long at = kx_destination();

	if (!kxt_mount())
		SKIP(return, "no trace events in this kernel");
	ASSERT_NE(0UL, at);
	self->s[0] = (struct kx_segment){ data, KX_PAGE, at, KX_PAGE };
	self->s[1] = (struct kx_segment){ data, 1, at + 4 * KX_PAGE, 2 * KX_PAGE };
	ASSERT_TRUE(kxc_clear());
	ASSERT_EQ(0, kxt_start());
}

FIXTURE_TEARDOWN(trace)
{
	kxt_stop();
	kxc_clear();
}

/* What has been traced since the start, and nothing more from here on. */
#define READ_EVENTS()								\
do {										\
	ASSERT_EQ(0, kxt_stop());						\
	self->nr = kxt_read(self->events, ARRAY_SIZE(self->events));		\
} while (0)

#define EXPECT_EVENT(index, what, text)						\
do {										\
	unsigned int __index = (index);						\
	const struct kxt_event *__event = &self->events[__index];		\
	const char *__text = (text);						\
										\
	ASSERT_LT(__index, self->nr);						\
	EXPECT_STREQ(what, __event->name);					\
	EXPECT_EQ(0, strncmp(__event->fields, __text, strlen(__text))) {	\
		TH_LOG("'%s' does not begin with '%s'", __event->fields,	\
		       __text);							\
	}									\
} while (0)

static const char *segment_text(const char *type, unsigned int index,
				const struct kx_segment *s)
{
	static char text[160];

	snprintf(text, sizeof(text), "type=%s segment=%u range=[%#lx-%#lx) in_place=",
		 type, index, s->mem, s->mem + s->memsz);
	return text;
}

TEST_F(trace, load)
{
	char text[80];

	ASSERT_EQ(0, kx_load_at(self->s[0].mem + 16, 2, self->s, 0));
	READ_EVENTS();
	EXPECT_EQ(4U, self->nr);
	EXPECT_EVENT(0, "complete", "type=reboot call=kexec_load segments=2 digested=0");
	snprintf(text, sizeof(text), "type=reboot entry=%#lx segments=2 in_place=",
		 self->s[0].mem + 16);
	EXPECT_EVENT(1, "publish", text);
	EXPECT_EQ((long long)(3 * KX_PAGE),
		  kxt_number(&self->events[1], "in_place") +
		  kxt_number(&self->events[1], "to_move"));
	EXPECT_EVENT(2, "segment", segment_text("reboot", 0, &self->s[0]));
	EXPECT_EVENT(3, "segment", segment_text("reboot", 1, &self->s[1]));
}

TEST_F(trace, unload)
{
	ASSERT_EQ(0, kx_unload());
	READ_EVENTS();
	EXPECT_EQ(1U, self->nr);
	EXPECT_EVENT(0, "publish", "type=reboot entry=0x0 segments=0 in_place=0 to_move=0");
}

TEST_F(trace, refused_before_data)
{
	self->s[1].mem++;
	ASSERT_EQ(EADDRNOTAVAIL, kx_load(2, self->s, 0));
	READ_EVENTS();
	EXPECT_EQ(1U, self->nr);
	EXPECT_EVENT(0, "refuse",
		     "reason=\"mem or memsz is not page aligned\" error=-99 segment=1 ");
}

/* All is there but the data of the last segment: nothing is sealed. */
TEST_F(trace, refused_while_filling)
{
	self->s[1].buf = NULL;
	ASSERT_EQ(EFAULT, kx_load(2, self->s, 0));
	READ_EVENTS();
	EXPECT_EQ(1U, self->nr);
	EXPECT_EVENT(0, "refuse", "reason=\"the buffer cannot be read\" error=-14 segment=1 ");
}

/* The segments of a status file: bytes of each, of all, and which of them has @entry. */
struct sizes {
	long long each[KX_SEGMENT_MAX], all;
	unsigned int nr, own;
};

static struct sizes segment_sizes(const char *path, unsigned long long entry)
{
	struct sizes sizes = { .own = KX_SEGMENT_MAX };
	FILE *file = fopen(path, "r");
	unsigned long long start, end;

	while (file && sizes.nr < KX_SEGMENT_MAX &&
	       fscanf(file, "%llx-%llx %*u %*u\n", &start, &end) == 2) {
		if (entry >= start && entry < end)
			sizes.own = sizes.nr;
		sizes.each[sizes.nr++] = end - start;
		sizes.all += end - start;
	}
	if (file)
		fclose(file);
	return sizes;
}

/* All but the purgatory, which is what is entered; -1 when no segment is. */
static long long digestible(const struct sizes *sizes)
{
	return sizes->own < KX_SEGMENT_MAX ? sizes->all - sizes->each[sizes->own] : -1;
}

static bool is_size_of_one(const struct sizes *sizes, long long bytes)
{
	for (unsigned int i = 0; i < sizes->nr; i++)
		if (sizes->each[i] == bytes)
			return true;
	return false;
}

/* IMA has the first segment, and writes to it until the jump: no digest of that. */
TEST_F(trace, file_load)
{
	struct kxf_call call = kxf_good_call();
	struct sizes sizes;
	long long ima;

	ASSERT_EQ(0, kxf_load(&call));
	READ_EVENTS();
	kxf_close(&call);
	EXPECT_EVENT(0, "complete", "type=reboot call=kexec_file_load segments=");
	EXPECT_EVENT(1, "publish", "type=reboot entry=");
	sizes = segment_sizes(SEGMENTS, kxt_number(&self->events[1], "entry"));
	EXPECT_EQ(sizes.nr, kxt_number(&self->events[0], "segments"));
	EXPECT_EQ(sizes.nr + 2, self->nr);
	ima = kx_config("CONFIG_IMA_KEXEC") == 1 ? sizes.each[0] : 0;
	EXPECT_EQ(digestible(&sizes) - ima, kxt_number(&self->events[0], "digested"));
	EXPECT_EQ(sizes.all, kxt_number(&self->events[1], "in_place") +
			     kxt_number(&self->events[1], "to_move"));
}

TEST_F(trace, refused_file)
{
	struct kxf_call call = kxf_good_call();

	call.cmdline_len--;
	ASSERT_EQ(EINVAL, kxf_load(&call));
	READ_EVENTS();
	kxf_close(&call);
	EXPECT_EQ(1U, self->nr);
	EXPECT_EVENT(0, "refuse",
		     "reason=\"the command line does not end with a NUL\" error=-22 segment=-1 ");
}

TEST_F(trace, crash)
{
	unsigned long region = kxc_region().start;
	char text[80];

	if (!region)
		SKIP(return, "no memory is reserved: boot with crashkernel=64M");
	self->s[0].mem = region + KX_MIB;
	ASSERT_EQ(0, kx_load(1, self->s, KX_ON_CRASH));
	ASSERT_EQ(0, kxc_unload());
	READ_EVENTS();
	EXPECT_EQ(4U, self->nr);
	EXPECT_EVENT(0, "complete", "type=crash call=kexec_load segments=1 digested=0");
	snprintf(text, sizeof(text), "type=crash entry=%#lx segments=1 in_place=4096 to_move=0",
		 self->s[0].mem);
	EXPECT_EVENT(1, "publish", text);
	EXPECT_EVENT(2, "segment", segment_text("crash", 0, &self->s[0]));
	EXPECT_EQ((long long)KX_PAGE, kxt_number(&self->events[2], "in_place"));
	EXPECT_EVENT(3, "publish", "type=crash entry=0x0 segments=0 in_place=0 to_move=0");
}

/* The headers of a dump have no digest where they follow the memory that there is. */
TEST_F(trace, crash_file)
{
	struct kxf_call call = kxf_good_call();
	struct sizes sizes;
	long long rest;

	call.flags = KXF_ON_CRASH;
	if (!kxc_bytes(kxc_region()))
		SKIP(return, "no memory is reserved: boot with crashkernel=64M");
	ASSERT_EQ(0, kxf_load(&call));
	READ_EVENTS();
	kxf_close(&call);
	EXPECT_EVENT(0, "complete", "type=crash call=kexec_file_load segments=");
	EXPECT_EVENT(1, "publish", "type=crash entry=");
	EXPECT_EQ(0LL, kxt_number(&self->events[1], "to_move"));
	sizes = segment_sizes(CRASH_SEGMENTS, kxt_number(&self->events[1], "entry"));
	EXPECT_EQ(sizes.all, kxt_number(&self->events[1], "in_place"));
	rest = digestible(&sizes) - kxt_number(&self->events[0], "digested");
	EXPECT_TRUE(kx_config("CONFIG_CRASH_HOTPLUG") == 1 ? is_size_of_one(&sizes, rest) : !rest) {
		TH_LOG("of %lld bytes there is no digest", rest);
	}
}

/* For each event that is documented there is a switch. */
TEST_F(trace, events)
{
	static const char * const names[] = {
		"refuse", "complete", "publish", "segment", "jump", "crash"
	};
	char path[80];

	for (unsigned int i = 0; i < ARRAY_SIZE(names); i++) {
		snprintf(path, sizeof(path), KXT_EVENTS "kexec_%s/enable", names[i]);
		EXPECT_EQ(0, access(path, W_OK)) {
			TH_LOG("there is no %s", path);
		}
	}
}

TEST_HARNESS_MAIN
