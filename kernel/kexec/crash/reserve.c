// SPDX-License-Identifier: GPL-2.0-only
/*
 * crashkernel=: what the command line says of memory for a crash kernel.
 */
#define pr_fmt(fmt) "crashkernel: " fmt

#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kexec.h>
#include <linux/sizes.h>
#include <linux/string.h>

#include "reserve.h"

/* In bytes, and far less than any that is in use */
#define SMALLEST_KERNEL		SZ_1M

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

/* Says in the log why a value is ignored. */
static bool __init value_is_usable(const char *at, unsigned long long ram,
				   struct crash_value *value)
{
	int len = strcspn(at, " \t\n");

	if (crash_parse_value(at, ram, value)) {
		pr_warn("'%.*s' has no form that is known, or is too large: it is ignored\n",
			len, at);
		return false;
	}
	if (value->form != CRASH_LOW && value->size && value->size < SMALLEST_KERNEL) {
		pr_warn("'%.*s' is less than any kernel needs: it is ignored. Is the unit missing?\n",
			len, at);
		return false;
	}
	return true;
}

/* Of each kind, the last that is usable counts. */
static void __init parse_values(const char *cmdline, unsigned long long ram,
				struct crash_values *values)
{
	const char *at = cmdline;

	while ((at = next_value(cmdline, at))) {
		struct crash_value value;

		if (!value_is_usable(at, ram, &value))
			continue;
		if (value.form == CRASH_HIGH)
			values->high = value;
		else if (value.form == CRASH_LOW)
			values->low = value;
		else
			values->main = value;
	}
}

/**
 * parse_crashkernel() - find out how much is to be reserved, and where
 * @cmdline:	command line of the kernel
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
	struct crash_values values = {};

	*size = 0;
	*base = 0;
	/* Firmware keeps some to itself: 1G- is meant for a machine of 1 GiB too. */
	parse_values(cmdline, ALIGN(system_ram, SZ_128M), &values);
	if (values.main.form) {
		*size = values.main.size;
		*base = values.main.base;
	} else if (values.high.form && high) {
		*high = true;
		*size = values.high.size;
		*low_size = values.low.form ? values.low.size :
					      DEFAULT_CRASH_KERNEL_LOW_SIZE;
	} else {
		if (values.low.form || values.high.form)
			pr_warn("only ',low' is given, or this machine knows no ',high': nothing is reserved\n");
		return -ENOENT;
	}
	if (*size)
		return 0;
	pr_info("0 bytes are asked for on a machine with %llu MiB: nothing is reserved\n",
		system_ram >> 20);
	return -EINVAL;
}

/* It is read where memory is reserved. This only makes it a known parameter. */
static int __init crashkernel_param(char *value)
{
	return 0;
}
early_param("crashkernel", crashkernel_param);
