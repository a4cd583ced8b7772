// SPDX-License-Identifier: GPL-2.0-only
/*
 * crashkernel=: what the command line says of memory for a crash kernel.
 */
#define pr_fmt(fmt) "crashkernel: " fmt

#include <linux/bitmap.h>
#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kexec.h>
#include <linux/sizes.h>
#include <linux/string.h>

#include <asm/setup.h>

#include "reserve.h"

/* In bytes, and far less than any kernel takes or devices need */
#define SMALLEST_USEFUL		SZ_1M

/* kexec-tools looks for this name in /proc/iomem. */
struct resource crashk_res = {
	.name	= "Crash kernel",
	.flags	= IORESOURCE_BUSY | IORESOURCE_SYSTEM_RAM,
	.desc	= IORES_DESC_CRASH_KERNEL,
};

struct resource crashk_low_res = {
	.name	= "Crash kernel",
	.flags	= IORESOURCE_BUSY | IORESOURCE_SYSTEM_RAM,
	.desc	= IORES_DESC_CRASH_KERNEL,
};

/* Digits as memparse() takes them, which would take a number modulo 2^64. */
static bool __init take_digits(const char **pos, unsigned long long *number)
{
	bool hex = (*pos)[0] == '0' && tolower((*pos)[1]) == 'x';
	size_t len = hex ? 2 + strspn(*pos + 2, "0123456789abcdefABCDEF") :
			   strspn(*pos, "0123456789");
	char digits[24];

	if (len >= sizeof(digits))
		return false;
	memcpy(digits, *pos, len);
	digits[len] = '\0';
	*pos += len;
	return !kstrtoull(digits, 0, number);
}

/* No size and no address has 64 bits: what is added or rounded up does not wrap. */
static bool __init take_size(const char **pos, unsigned long long *size)
{
	static const char units[] __initconst = "KMGTPE";
	unsigned int shift = 0;
	const char *unit;

	if (!take_digits(pos, size))
		return false;
	unit = **pos ? strchr(units, toupper(**pos)) : NULL;
	if (unit) {
		shift = 10 * (unit - units + 1);
		++*pos;
	}
	if (*size > LLONG_MAX >> shift)
		return false;
	*size <<= shift;
	return true;
}

static bool __init take_char(const char **pos, char c)
{
	if (**pos != c)
		return false;
	++*pos;
	return true;
}

static bool __init at_end(const char *pos)
{
	return !*pos || isspace(*pos);
}

/* [@offset] and nothing behind it */
static bool __init take_base(const char **pos, unsigned long long *base)
{
	if (take_char(pos, '@') && !take_size(pos, base))
		return false;
	return at_end(*pos);
}

/* start-[end]:size */
static bool __init take_range(const char **pos, unsigned long long ram,
			      unsigned long long *size, bool *fits)
{
	unsigned long long start, end = ULLONG_MAX;

	if (!take_size(pos, &start) || !take_char(pos, '-'))
		return false;
	if (**pos != ':' && (!take_size(pos, &end) || end <= start))
		return false;
	*fits = ram >= start && ram < end;
	return take_char(pos, ':') && take_size(pos, size);
}

/* All ranges are looked at, so that a mistake shows on every machine. */
static bool __init take_ranges(const char **pos, unsigned long long ram,
			       unsigned long long *size)
{
	bool found = false;

	do {
		unsigned long long this;
		bool fits;

		if (!take_range(pos, ram, &this, &fits))
			return false;
		if (fits && !found)
			*size = this;
		found |= fits;
	} while (take_char(pos, ','));
	return true;
}

static bool __init is_suffix(const char *pos, const char *suffix)
{
	size_t len = strlen(suffix);

	return !strncmp(pos, suffix, len) && at_end(pos + len);
}

static enum crash_form __init crash_form(const char *value)
{
	for (; !at_end(value); value++) {
		if (*value == ':')
			return CRASH_RANGES;
		if (is_suffix(value, ",high"))
			return CRASH_HIGH;
		if (is_suffix(value, ",low"))
			return CRASH_LOW;
	}
	return CRASH_SIZE;
}

/**
 * crash_parse_value() - take what stands behind one "crashkernel=" apart
 * @pos:	the value; it ends at a space or at the end of the string
 * @ram:	bytes of memory that the machine has
 * @value:	filled in; size 0 if no range fits
 *
 * Context: Any.
 * Return: 0, or -EINVAL for what has none of the forms.
 */
int __init crash_parse_value(const char *pos, unsigned long long ram,
			     struct crash_value *value)
{
	bool good;

	*value = (struct crash_value){ .form = crash_form(pos) };
	switch (value->form) {
	case CRASH_HIGH:
		good = take_size(&pos, &value->size) && is_suffix(pos, ",high");
		break;
	case CRASH_LOW:
		good = take_size(&pos, &value->size) && is_suffix(pos, ",low");
		break;
	case CRASH_RANGES:
		good = take_ranges(&pos, ram, &value->size) &&
		       take_base(&pos, &value->base);
		break;
	default:
		good = take_size(&pos, &value->size) && take_base(&pos, &value->base);
	}
	return good ? 0 : -EINVAL;
}

/* The value of the next "crashkernel=", which has to be a word of its own. */
static const char * __init next_value(const char *cmdline, const char *from)
{
	static const char name[] __initconst = "crashkernel=";

	while ((from = strstr(from, name))) {
		bool word = from == cmdline || isspace(from[-1]);

		from += strlen(name);
		if (word)
			return from;
	}
	return NULL;
}

/* Offsets into the command line of the values that cannot be honoured */
static DECLARE_BITMAP(ruled_out, COMMAND_LINE_SIZE) __initdata;

/* What is asked for, and below 4 GiB with it */
static struct crash_value chosen __initdata, chosen_low __initdata;

static int __init text_len(const char *text)
{
	return strcspn(text, " \t\n");
}

/* Says in the log why a value is ignored. */
static bool __init value_is_usable(const char *text, unsigned long long ram,
				   struct crash_value *value)
{
	if (crash_parse_value(text, ram, value)) {
		pr_warn("'%.*s' has no form that is known, or is too large: it is ignored\n",
			text_len(text), text);
		return false;
	}
	if (value->size && value->size < SMALLEST_USEFUL) {
		pr_warn("'%.*s' is too little to be of use: it is ignored. Is the unit missing?\n",
			text_len(text), text);
		return false;
	}
	value->text = text;
	return true;
}

/* Of each kind, the last that is not ruled out counts. */
static void __init parse_values(const char *cmdline, unsigned long long ram,
				struct crash_values *values)
{
	const char *at = cmdline;

	while ((at = next_value(cmdline, at))) {
		struct crash_value value;

		if (test_bit(at - cmdline, ruled_out))
			continue;
		if (!value_is_usable(at, ram, &value))
			__set_bit(at - cmdline, ruled_out);
		else if (value.form == CRASH_HIGH)
			values->high = value;
		else if (value.form == CRASH_LOW)
			values->low = value;
		else
			values->main = value;
	}
}

/* Without @knows_high, ",high" does not count. */
static int __init choose(const struct crash_values *values, bool knows_high,
			 struct crash_request *request)
{
	if (values->main.form)
		chosen = values->main;
	else if (values->high.form && knows_high)
		chosen = values->high;
	else
		return -ENOENT;
	chosen_low = values->low;
	*request = (struct crash_request){
		.size = chosen.size,
		.base = chosen.base,
		.low_size = DEFAULT_CRASH_KERNEL_LOW_SIZE,
		.high = chosen.form == CRASH_HIGH,
	};
	if (request->high && chosen_low.form)
		request->low_size = chosen_low.size;
	return request->size ? 0 : -EINVAL;
}

static void __init name_ignored(const struct crash_value *value)
{
	if (value->form)
		pr_warn("'%.*s' is ignored beside '%.*s'\n", text_len(value->text), value->text,
			text_len(chosen.text), chosen.text);
}

static void __init name_what_does_not_count(const struct crash_values *values, bool knows_high,
					    unsigned long long ram, int ret)
{
	if (values->main.form) {
		name_ignored(&values->high);
		name_ignored(&values->low);
	} else if (values->high.form && !knows_high) {
		pr_warn("this architecture knows no ',high': nothing is reserved\n");
	} else if (values->low.form && !values->high.form) {
		pr_warn("only ',low' is given: nothing is reserved\n");
	}
	if (ret == -EINVAL)
		pr_info("0 bytes are asked for on a machine with %llu MiB: nothing is reserved\n",
			ram >> 20);
}

/**
 * parse_crashkernel() - find out how much is to be reserved, and where
 * @cmdline:	command line of the kernel, up to COMMAND_LINE_SIZE bytes
 * @system_ram:	bytes of memory that the machine has
 * @size:	set to the bytes to reserve
 * @base:	set to the address they are to be at, 0 for any
 * @low_size:	set to the bytes to reserve below 4 GiB as well, if @size will be
 *		above; NULL where there are no such forms
 * @high:	set if the search is to begin above 4 GiB; NULL as @low_size
 *
 * Context: Early at boot.
 * Return: 0; -ENOENT if nothing is asked for, or by no value that is usable; -EINVAL when
 * it comes to 0 bytes.
 */
int __init parse_crashkernel(char *cmdline, unsigned long long system_ram,
			     unsigned long long *size, unsigned long long *base,
			     unsigned long long *low_size, bool *high)
{
	struct crash_request request = {};
	struct crash_values values = {};
	int ret;

	bitmap_zero(ruled_out, COMMAND_LINE_SIZE);
	/* Firmware keeps some to itself: 1G- is meant for a machine of 1 GiB too. */
	parse_values(cmdline, ALIGN(system_ram, SZ_128M), &values);
	ret = choose(&values, high, &request);
	name_what_does_not_count(&values, high, system_ram, ret);
	*size = request.size;
	*base = request.base;
	if (request.high) {
		*high = true;
		*low_size = request.low_size;
	}
	return ret;
}

/**
 * crash_next_request() - find out what counts when the last request cannot be honoured
 * @cmdline:	as for parse_crashkernel(), which was called before
 * @ram:	bytes of memory that the machine has
 * @request:	that request, set to the one to try instead
 * @low_failed:	no low memory could be reserved for it, all else could
 *
 * Context: Early at boot.
 * Return: 0; -ENOENT if there is no other; -EINVAL when that comes to 0 bytes.
 */
int __init crash_next_request(const char *cmdline, unsigned long long ram,
			      struct crash_request *request, bool low_failed)
{
	struct crash_values values = {};
	const char *failed;
	int ret;

	/* Without a value for it, the other one is to blame. */
	low_failed &= request->high && chosen_low.form;
	failed = low_failed ? chosen_low.text : chosen.text;
	__set_bit(failed - cmdline, ruled_out);
	parse_values(cmdline, ALIGN(ram, SZ_128M), &values);
	ret = choose(&values, true, request);
	if (low_failed)
		pr_warn("'%.*s' cannot be honoured: %llu MiB of low memory are tried\n",
			text_len(failed), failed, request->low_size >> 20);
	else if (ret != -ENOENT)
		pr_warn("'%.*s' cannot be honoured: '%.*s' counts\n", text_len(failed), failed,
			text_len(chosen.text), chosen.text);
	return ret;
}

/* It is read where memory is reserved. This only makes it a known parameter. */
static int __init crashkernel_param(char *value)
{
	return 0;
}
early_param("crashkernel", crashkernel_param);
