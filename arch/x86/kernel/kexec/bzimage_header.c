// SPDX-License-Identifier: GPL-2.0-only
/*
 * The setup header of a bzImage: read and checked, nothing else. Pure.
 *
 * What a header declares has to be in the file: a kernel that was cut short is
 * refused here, and not found out when the machine does not come up. Bytes after
 * what is declared are none of our business: signed kernels have some.
 *
 * See Documentation/arch/x86/boot.rst.
 */
#include <linux/align.h>
#include <linux/bits.h>
#include <linux/build_bug.h>
#include <linux/log2.h>
#include <linux/sizes.h>
#include <linux/stddef.h>
#include <linux/string.h>
#include <linux/types.h>

#include <asm/bootparam.h>
#include <asm/page.h>

#include "bzimage_header.h"

#define SECTOR			512
#define PARAGRAPH		16
#define BOOT_FLAG		0xaa55
#define HEADER_MAGIC		0x53726448	/* "HdrS" */
#define PROTOCOL_64		0x20c
#define PROTOCOL_KERNEL_INFO	0x20f
#define SHORT_JUMP		0xeb
#define KERNEL_INFO_MAGIC	0x506f544c	/* "LToP" */

/* The header has its length in the jump at its start, counted from behind it. */
#define HEADER_START		offsetof(struct boot_params, hdr)
#define HEADER_BASE		(HEADER_START + offsetof(struct setup_header, header))
#define HEADER_END_2_12		(HEADER_START + \
				 offsetof(struct setup_header, kernel_info_offset))
#define HEADER_END_2_15		(HEADER_START + sizeof(struct setup_header))
#define HEADER_LENGTH_MAX	S8_MAX

/* A 64-bit kernel has 1 GiB of addresses to run at, and unpacks in little more. */
#define INIT_SIZE_MAX		SZ_2G
#define ALIGNMENT_MAX		SZ_1G
#define PHYS_ADDRESS_BITS	52

/* The copy of a header has to fit between its neighbours in boot_params. */
static_assert(HEADER_BASE + HEADER_LENGTH_MAX <=
	      offsetof(struct boot_params, edd_mbr_sig_buffer));

/* The fixed part of the kernel_info */
struct kernel_info {
	u32 magic;
	u32 size;
	u32 size_total;
	u32 setup_type_max;
} __packed;

static const char *check_magic(const struct setup_header *hdr, const char *file,
			       size_t len)
{
	/* A header ends within the sector after the boot sector. */
	if (len < 2 * SECTOR)
		return "not a bzImage: too short for a setup header";
	if (hdr->boot_flag == BOOT_FLAG && hdr->header == HEADER_MAGIC)
		return NULL;
	if (file[0] == 'M' && file[1] == 'Z')
		return "not a bzImage but another PE file, such as a unified kernel image";
	return "not a bzImage: no magic numbers of one";
}

static const char *check_kind(const struct setup_header *hdr)
{
	if (hdr->version < PROTOCOL_64)
		return "bzImage of a boot protocol older than 2.12";
	if ((hdr->jump & 0xff) != SHORT_JUMP ||
	    HEADER_BASE + (hdr->jump >> 8) < HEADER_END_2_12 ||
	    hdr->jump >> 8 > HEADER_LENGTH_MAX)
		return "bzImage whose setup header has an impossible length";
	if (!(hdr->loadflags & LOADED_HIGH))
		return "zImage, not a bzImage: to be loaded below 1 MiB";
	if (!(hdr->xloadflags & XLF_KERNEL_64))
		return "bzImage without a 64-bit entry point";
	return NULL;
}

static void read_header(struct kexec_bzimage *bz, const struct setup_header *hdr)
{
	bz->version = hdr->version;
	bz->header_end = HEADER_BASE + (hdr->jump >> 8);
	/* 0 stands for 4; the boot sector is not counted. */
	bz->kernel_offset = ((hdr->setup_sects ?: 4) + 1) * SECTOR;
	bz->kernel_size = (u64)hdr->syssize * PARAGRAPH;
	bz->init_size = hdr->init_size;
	bz->cmdline_max = hdr->cmdline_size;
	bz->alignment = hdr->kernel_alignment;
	bz->min_alignment = hdr->min_alignment < 32 ? BIT_ULL(hdr->min_alignment) : U64_MAX;
	if (!hdr->min_alignment)
		bz->min_alignment = bz->alignment;
	bz->pref_address = hdr->pref_address;
	bz->initrd_max = hdr->initrd_addr_max;
	bz->relocatable = hdr->relocatable_kernel;
	bz->above_4g = hdr->xloadflags & XLF_CAN_BE_LOADED_ABOVE_4G;
	bz->enter_la57 = hdr->xloadflags & XLF_5LEVEL;
	bz->runs_la57 = hdr->xloadflags & XLF_5LEVEL_ENABLED;
	bz->efi = hdr->xloadflags & XLF_EFI_KEXEC;
}

static const char *check_sizes(const struct kexec_bzimage *bz,
			       const struct setup_header *hdr, size_t len)
{
	u64 payload_end = (u64)hdr->payload_offset + hdr->payload_length;

	if (bz->kernel_offset > len)
		return "bzImage cut short: not all of its setup code is in the file";
	if (bz->kernel_size <= KEXEC_BZIMAGE_ENTRY_64)
		return "bzImage whose protected-mode part is empty";
	if (bz->kernel_size > len - bz->kernel_offset)
		return "bzImage cut short: the file is smaller than its header says";
	if (bz->init_size < bz->kernel_size)
		return "bzImage whose init_size does not hold its protected-mode part";
	if (bz->init_size > INIT_SIZE_MAX)
		return "bzImage whose init_size is more than 2 GiB";
	/* Other kernels than Linux may have no payload: then both fields are 0. */
	if (!hdr->payload_offset != !hdr->payload_length)
		return "bzImage with half a declaration of a payload";
	if (payload_end > bz->kernel_size)
		return "bzImage whose payload ends behind its protected-mode part";
	return NULL;
}

static const char *check_placement(const struct kexec_bzimage *bz)
{
	if (!is_power_of_2(bz->alignment) || bz->alignment > ALIGNMENT_MAX)
		return "bzImage whose kernel_alignment is no power of 2 up to 1 GiB";
	if (bz->min_alignment > bz->alignment)
		return "bzImage whose min_alignment is more than its kernel_alignment";
	if (!IS_ALIGNED(bz->pref_address, PAGE_SIZE) ||
	    bz->pref_address > BIT_ULL(PHYS_ADDRESS_BITS) - bz->init_size)
		return "bzImage whose pref_address cannot be one";
	if (!bz->above_4g && bz->pref_address + bz->init_size > SZ_4G)
		return "bzImage that must be below 4 GiB but prefers to be above";
	if (!bz->relocatable && bz->pref_address < SZ_1M)
		return "bzImage that can only run below 1 MiB";
	return NULL;
}

static const char *check_kernel_info(struct kexec_bzimage *bz,
				     const struct setup_header *hdr, const void *kernel)
{
	const struct kernel_info *info;

	if (hdr->version < PROTOCOL_KERNEL_INFO || bz->header_end < HEADER_END_2_15 ||
	    !hdr->kernel_info_offset)
		return NULL;
	if ((u64)hdr->kernel_info_offset + sizeof(*info) > bz->kernel_size)
		return "bzImage whose kernel_info is not in its protected-mode part";
	info = kernel + hdr->kernel_info_offset;
	if (info->magic != KERNEL_INFO_MAGIC || info->size < sizeof(*info))
		return "bzImage without a kernel_info where its header says";
	bz->setup_type_max = info->setup_type_max;
	return NULL;
}

static const char *check_header(struct kexec_bzimage *bz, const struct setup_header *hdr,
				const void *file, size_t len)
{
	const char *why;

	why = check_kind(hdr);
	if (why)
		return why;
	read_header(bz, hdr);
	why = check_sizes(bz, hdr, len);
	if (why)
		return why;
	why = check_placement(bz);
	if (why)
		return why;
	return check_kernel_info(bz, hdr, file + bz->kernel_offset);
}

/**
 * kexec_bzimage_check() - check the setup header of a bzImage
 * @bz:		is filled in; only of use with KEXEC_FORMAT_GOOD
 * @file:	the file
 * @len:	its size in bytes
 * @why:	set to the reason, NULL with KEXEC_FORMAT_GOOD
 *
 * Does not look at anything past @len, and changes nothing but @bz and @why.
 *
 * Context: Any.
 * Return: KEXEC_FORMAT_OTHER if the file is not a bzImage, KEXEC_FORMAT_BAD if it is one
 * that cannot be booted, else KEXEC_FORMAT_GOOD.
 */
enum kexec_format_match kexec_bzimage_check(struct kexec_bzimage *bz, const void *file,
					    size_t len, const char **why)
{
	const struct setup_header *hdr = file + HEADER_START;

	memset(bz, 0, sizeof(*bz));
	*why = check_magic(hdr, file, len);
	if (*why)
		return KEXEC_FORMAT_OTHER;
	*why = check_header(bz, hdr, file, len);
	return *why ? KEXEC_FORMAT_BAD : KEXEC_FORMAT_GOOD;
}
