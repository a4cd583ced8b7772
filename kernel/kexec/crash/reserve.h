/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The forms of crashkernel=, see Documentation/admin-guide/kernel-parameters.txt.
 */
#ifndef _KERNEL_CRASH_RESERVE_H
#define _KERNEL_CRASH_RESERVE_H

enum crash_form {
	CRASH_NONE,
	CRASH_SIZE,
	CRASH_RANGES,
	CRASH_HIGH,
	CRASH_LOW,
};

/**
 * struct crash_value - what one crashkernel= says
 * @form:	which form it has; CRASH_NONE if there is none
 * @size:	bytes
 * @base:	address, 0 for any
 * @text:	where it is in the command line
 */
struct crash_value {
	enum crash_form form;
	unsigned long long size;
	unsigned long long base;
	const char *text;
};

/**
 * struct crash_values - what all of them say
 * @main:	the last with a size or with ranges
 * @high:	the last with ",high"
 * @low:	the last with ",low"
 */
struct crash_values {
	struct crash_value main;
	struct crash_value high;
	struct crash_value low;
};

/**
 * struct crash_request - a reservation to try
 * @size:	bytes
 * @base:	where, 0 for anywhere
 * @low_size:	bytes below 4 GiB with it, if it is above
 * @high:	look above 4 GiB first
 */
struct crash_request {
	unsigned long long size;
	unsigned long long base;
	unsigned long long low_size;
	bool high;
};

int crash_parse_value(const char *pos, unsigned long long ram,
		      struct crash_value *value);
int crash_next_request(const char *cmdline, unsigned long long ram,
		       struct crash_request *request, bool low_failed);

#endif /* _KERNEL_CRASH_RESERVE_H */
