/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Helpers shared by the tests that read the tracepoints of the group kexec.
 */
#ifndef KEXEC_TEST_TRACE_H
#define KEXEC_TEST_TRACE_H

#include <sys/mount.h>

#include "common.h"

#define KXT_TRACING	"/sys/kernel/tracing"
#define KXT_EVENTS	KXT_TRACING "/events/kexec/"
#define KXT_TRACE	KXT_TRACING "/trace"

/* The name of an event without "kexec_", and its fields as text */
struct kxt_event {
	char name[16];
	char fields[256];
};

/* False when this kernel has no trace events. */
static inline bool kxt_mount(void)
{
	mount("tracefs", KXT_TRACING, "tracefs", 0, NULL);
	return !access(KXT_EVENTS "enable", W_OK);
}

/* All events of the group on, and none yet in the buffer. Answers 0 or the errno. */
static inline int kxt_start(void)
{
	int fd = open(KXT_TRACE, O_WRONLY | O_TRUNC | O_CLOEXEC);

	if (fd < 0)
		return errno;
	close(fd);
	return kx_write(KXT_EVENTS "enable", "1");
}

static inline int kxt_stop(void)
{
	return kx_write(KXT_EVENTS "enable", "0");
}

/* The events in the buffer, oldest first. Answers how many there are. */
static inline unsigned int kxt_read(struct kxt_event *events, unsigned int room)
{
	FILE *trace = fopen(KXT_TRACE, "r");
	unsigned int nr = 0;
	char line[512];

	while (trace && nr < room && fgets(line, sizeof(line), trace)) {
		const char *at = strstr(line, ": kexec_");

		if (line[0] != '#' && at &&
		    sscanf(at, ": kexec_%15[^:]: %255[^\n]", events[nr].name,
			   events[nr].fields) == 2)
			nr++;
	}
	if (trace)
		fclose(trace);
	return nr;
}

/* Is there an event of this name with @text in its fields? */
static inline bool kxt_has(const char *name, const char *text)
{
	static struct kxt_event events[256];
	unsigned int nr = kxt_read(events, ARRAY_SIZE(events));

	while (nr--)
		if (!strcmp(events[nr].name, name) && strstr(events[nr].fields, text))
			return true;
	return false;
}

/* The number behind "@field=" in the fields of an event; -1 without it. */
static inline long long kxt_number(const struct kxt_event *event, const char *field)
{
	const char *at = event->fields;
	size_t len = strlen(field);

	for (; *at; at += strcspn(at, " "), at += strspn(at, " "))
		if (!strncmp(at, field, len) && at[len] == '=')
			return strtoll(at + len + 1, NULL, 0);
	return -1;
}

#endif /* KEXEC_TEST_TRACE_H */
