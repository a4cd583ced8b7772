/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Random numbers, the fields of a bzImage's header to put them into, and a simple model that
 * says which of these headers must not be loaded.
 */
#ifndef KEXEC_TEST_BZIMAGE_FIELDS_H
#define KEXEC_TEST_BZIMAGE_FIELDS_H

#include "file_load.h"

/* Of each thread; the same numbers after the same start. */
static __thread uint64_t random_state;

/* splitmix64: good enough, and the same everywhere */
static inline uint64_t draw(void)
{
	uint64_t z = random_state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

static inline uint64_t below(uint64_t limit)
{
	return draw() % limit;
}

static inline unsigned long env_number(const char *name, unsigned long otherwise)
{
	const char *value = getenv(name);

	return value && *value ? strtoul(value, NULL, 0) : otherwise;
}

#define JUMP	KXF_FIELD(0x200, 2)

/* The setup header, Documentation/arch/x86/boot.rst. */
static const struct field {
	const char *name;
	unsigned int at;	/* and width */
	enum {
		CHECKED,	/* a bad value: ENOEXEC */
		PLACING,	/* may be good, and yet there is no such place: see place_error() */
		LOADERS,	/* for the loader to fill in: no value is bad */
	} kind;
} fields[] = {
	{ "setup_sects", KXF_SETUP_SECTS, CHECKED },
	{ "root_flags", KXF_FIELD(0x1f2, 2), CHECKED },
	{ "syssize", KXF_SYSSIZE, CHECKED },
	{ "ram_size", KXF_FIELD(0x1f8, 2), CHECKED },
	{ "vid_mode", KXF_FIELD(0x1fa, 2), LOADERS },
	{ "root_dev", KXF_FIELD(0x1fc, 2), LOADERS },
	{ "boot_flag", KXF_BOOT_FLAG, CHECKED },
	{ "jump", JUMP, CHECKED },
	{ "header", KXF_HEADER, CHECKED },
	{ "version", KXF_VERSION, CHECKED },
	{ "realmode_swtch", KXF_FIELD(0x208, 4), CHECKED },
	{ "start_sys_seg", KXF_FIELD(0x20c, 2), CHECKED },
	{ "kernel_version", KXF_FIELD(0x20e, 2), CHECKED },
	{ "type_of_loader", KXF_FIELD(0x210, 1), LOADERS },
	{ "loadflags", KXF_LOADFLAGS, CHECKED },
	{ "setup_move_size", KXF_FIELD(0x212, 2), CHECKED },
	{ "code32_start", KXF_FIELD(0x214, 4), CHECKED },
	{ "ramdisk_image", KXF_FIELD(0x218, 4), LOADERS },
	{ "ramdisk_size", KXF_FIELD(0x21c, 4), LOADERS },
	{ "bootsect_kludge", KXF_FIELD(0x220, 4), CHECKED },
	{ "heap_end_ptr", KXF_FIELD(0x224, 2), LOADERS },
	{ "ext_loader_ver", KXF_FIELD(0x226, 1), LOADERS },
	{ "ext_loader_type", KXF_FIELD(0x227, 1), LOADERS },
	{ "cmd_line_ptr", KXF_FIELD(0x228, 4), LOADERS },
	{ "initrd_addr_max", KXF_FIELD(0x22c, 4), PLACING },
	{ "kernel_alignment", KXF_KERNEL_ALIGNMENT, PLACING },
	{ "relocatable_kernel", KXF_RELOCATABLE, PLACING },
	{ "min_alignment", KXF_FIELD(0x235, 1), PLACING },
	{ "xloadflags", KXF_XLOADFLAGS, PLACING },
	{ "cmdline_size", KXF_CMDLINE_SIZE, PLACING },
	{ "hardware_subarch", KXF_FIELD(0x23c, 4), CHECKED },
	{ "hardware_subarch_data", KXF_FIELD(0x240, 8), CHECKED },
	{ "payload_offset", KXF_PAYLOAD_OFFSET, CHECKED },
	{ "payload_length", KXF_PAYLOAD_LENGTH, CHECKED },
	{ "setup_data", KXF_FIELD(0x250, 8), CHECKED },
	{ "pref_address", KXF_FIELD(0x258, 8), PLACING },
	{ "init_size", KXF_INIT_SIZE, PLACING },
	{ "handover_offset", KXF_FIELD(0x264, 4), CHECKED },
	{ "kernel_info_offset", KXF_FIELD(0x268, 4), CHECKED },
};

/* No place of that kind, or a command line that is too long for it. */
static inline bool place_error(int err)
{
	return err == ENOMEM || err == EADDRNOTAVAIL || err == EINVAL;
}

/* Why a kernel with this header in a file of @size bytes must be refused. */
static inline const char *must_be_refused(const struct kxf_image *image, size_t size)
{
	uint64_t setup = kxf_setup_size(image);
	uint64_t body = 16 * kxf_get(image, KXF_SYSSIZE);
	uint64_t payload = kxf_get(image, KXF_PAYLOAD_OFFSET) +
			   kxf_get(image, KXF_PAYLOAD_LENGTH);
	uint64_t align = kxf_get(image, KXF_KERNEL_ALIGNMENT);

	if (size < 0x26c || setup > size)
		return "the setup is not all there";
	if (kxf_get(image, KXF_BOOT_FLAG) != 0xaa55 ||
	    memcmp(image->bytes + 0x202, "HdrS", 4))
		return "a magic number is wrong";
	if (kxf_get(image, KXF_VERSION) < 0x20c)
		return "the protocol is too old";
	if (!(kxf_get(image, KXF_LOADFLAGS) & 1) || !(kxf_get(image, KXF_XLOADFLAGS) & 1))
		return "it is not loaded high, or has no 64-bit entry";
	if (!body || setup + body > size)
		return "the protected-mode part is not all there";
	if (payload > body)
		return "the payload is not all there";
	if (kxf_get(image, KXF_INIT_SIZE) < body)
		return "init_size is too small for it";
	if (kxf_get(image, KXF_RELOCATABLE) && (!align || align & (align - 1)))
		return "the alignment is no power of two";
	return NULL;
}

static inline uint64_t largest(const struct field *field)
{
	unsigned int width = KXF_WIDTH(field->at);

	return width == 8 ? UINT64_MAX : (1ULL << 8 * width) - 1;
}

/* Ends, neighbours, and numbers that become small when they are shifted or added. */
static inline uint64_t special_value(uint64_t was, uint64_t max, unsigned int index)
{
	const uint64_t values[] = {
		0, 1, 2, max, max - 1, max / 2, max / 2 + 1, max / 4 + 1, max / 16,
		max / 16 + 1, max & -4096ULL, was - 1, was + 1, was * 2, was / 2,
		max - was, max - was + 1, was ^ (max / 2 + 1),
	};

	return index < ARRAY_SIZE(values) ? values[index] : draw();
}

#endif /* KEXEC_TEST_BZIMAGE_FIELDS_H */
