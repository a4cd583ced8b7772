// SPDX-License-Identifier: GPL-2.0-only
/*
 * boot_params, command line and setup_data for the next kernel, in one piece.
 *
 * The piece is written twice by the same code: once without memory, to learn its
 * size, and once into memory when it is known where everything will stand.
 *
 * Every node of setup_data, also what a node only points to, is in the list: it is
 * how the next kernel knows, before it randomizes its own place and before it has
 * an allocator, which memory to keep clear of.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include <linux/acpi.h>
#include <linux/efi.h>
#include <linux/kexec.h>
#include <linux/random.h>
#include <linux/screen_info.h>
#include <linux/sizes.h>
#include <linux/string.h>

#include <asm/e820/api.h>
#include <asm/efi.h>
#include <asm/setup.h>

#include "boot_params.h"

/* Boot loader IDs, see boot.rst */
#define LOADER_KEXEC		0xd0
#define LOADER_NONE		0

#define SEED_SIZE		32
#define NODE_ALIGN		8

/* More than any kernel takes: a header may say what it likes. */
#define CMDLINE_ROOM_MAX	SZ_64K

/**
 * struct boot_writer - the piece in the making
 * @source:	what goes into it
 * @buf:	where it is written, NULL to only count
 * @size:	bytes of @buf
 * @used:	bytes written or counted
 * @mem:	physical address that @buf will stand at
 * @link:	where the address of the next setup_data is to be put
 */
struct boot_writer {
	const struct kexec_boot_source *source;
	void *buf;
	size_t size;
	size_t used;
	u64 mem;
	u64 *link;
};

/* NULL while only counting. */
static void *boot_put(struct boot_writer *writer, size_t size)
{
	size_t at = ALIGN(writer->used, NODE_ALIGN);

	writer->used = at + size;
	if (!writer->buf || writer->used > writer->size)
		return NULL;
	return writer->buf + at;
}

static u64 boot_address(const struct boot_writer *writer, const void *what)
{
	return writer->mem + (what - writer->buf);
}

/* Its data, which is zero; NULL while only counting. */
static void *boot_put_node(struct boot_writer *writer, u32 type, size_t len)
{
	struct setup_data *node = boot_put(writer, sizeof(*node) + len);

	if (!node)
		return NULL;
	*node = (struct setup_data){ .type = type, .len = len };
	*writer->link = boot_address(writer, node);
	writer->link = &node->next;
	return node->data;
}

static void put_e820_entry(struct boot_e820_entry *to, const struct e820_entry *from)
{
	to->addr = from->addr;
	to->size = from->size;
	to->type = from->type;
	kexec_dprintk("e820 [%#llx-%#llx] type %u\n", to->addr,
		      to->addr + to->size - 1, to->type);
}

static void put_e820(struct boot_writer *writer, struct boot_params *params)
{
	const struct e820_entry *from = writer->source->e820;
	unsigned int nr = writer->source->nr_e820;
	unsigned int here = min(nr, E820_MAX_ENTRIES_ZEROPAGE);
	struct boot_e820_entry *rest = NULL;

	if (nr > here)
		rest = boot_put_node(writer, SETUP_E820_EXT, (nr - here) * sizeof(*rest));
	if (!params)
		return;
	params->e820_entries = here;
	for (unsigned int i = 0; i < here; i++)
		put_e820_entry(&params->e820_table[i], &from[i]);
	for (unsigned int i = here; rest && i < nr; i++)
		put_e820_entry(&rest[i - here], &from[i]);
}

/*
 * The firmware has been told the virtual addresses of its runtime services, once
 * and for all, and has put some into its tables. So the next kernel gets the map
 * with those addresses in it, and the physical ones that are no longer to be found.
 */
static void put_efi(struct boot_writer *writer, struct boot_params *params)
{
	size_t map_size = writer->source->efi_map_size;
	struct efi_setup_data *setup;
	struct efi_info *info;
	u64 map_mem;
	void *map;

	if (!IS_ENABLED(CONFIG_EFI) || !map_size)
		return;
	setup = boot_put_node(writer, SETUP_EFI, sizeof(*setup));
	map = boot_put_node(writer, SETUP_NONE, map_size);
	if (!setup || !map)
		return;
	setup->fw_vendor = efi_fw_vendor;
	setup->tables = efi_config_table;
	if (efi.smbios != EFI_INVALID_TABLE_ADDR)
		setup->smbios = efi.smbios;
	efi_runtime_map_copy(map, map_size);

	map_mem = boot_address(writer, map);
	info = &params->efi_info;
	*info = boot_params.efi_info;
	info->efi_memmap = lower_32_bits(map_mem);
	info->efi_memmap_hi = upper_32_bits(map_mem);
	info->efi_memmap_size = map_size;
	info->efi_memdesc_size = efi_get_runtime_map_desc_size();
	kexec_dprintk("EFI runtime map of %zu bytes at %#llx\n", map_size, map_mem);
}

/* The next kernel mixes it into its own pool and wipes it. */
static void put_seed(struct boot_writer *writer)
{
	void *seed;

	if (!writer->source->seed)
		return;
	seed = boot_put_node(writer, SETUP_RNG_SEED, SEED_SIZE);
	if (seed)
		get_random_bytes(seed, SEED_SIZE);
}

static void put_ima(struct boot_writer *writer)
{
	const struct kexec_boot_source *source = writer->source;
	const u32 type_max = source->bz->setup_type_max;
	struct setup_indirect *indirect;
	struct ima_setup_data *ima;

	if (!source->ima_size)
		return;
	ima = boot_put_node(writer, SETUP_IMA, sizeof(*ima));
	if (ima)
		*ima = (struct ima_setup_data){ source->ima_addr, source->ima_size };
	/* Kernels that know this much get the measurements marked as taken from the start. */
	if (!(type_max & SETUP_INDIRECT) || (type_max & ~SETUP_INDIRECT) < SETUP_IMA)
		return;
	indirect = boot_put_node(writer, SETUP_INDIRECT, sizeof(*indirect));
	if (indirect)
		*indirect = (struct setup_indirect){
			.type = SETUP_INDIRECT | SETUP_IMA,
			.len = source->ima_size,
			.addr = source->ima_addr,
		};
}

static void put_cmdline(struct boot_writer *writer, struct boot_params *params)
{
	const struct kexec_boot_source *source = writer->source;
	size_t room = min_t(u64, source->bz->cmdline_max, CMDLINE_ROOM_MAX);
	char *cmdline;
	u64 mem;

	/*
	 * The next kernel copies as much as its longest command line may have, whatever
	 * this one has: give it that much, so that it does not copy what is behind.
	 */
	cmdline = boot_put(writer, max(room, source->cmdline_len) + 1);
	if (!cmdline)
		return;
	memcpy(cmdline, source->cmdline, source->cmdline_len);
	mem = boot_address(writer, cmdline);
	params->hdr.cmd_line_ptr = lower_32_bits(mem);
	params->ext_cmd_line_ptr = upper_32_bits(mem);
}

/* Only the header may be taken from the file, the rest of the page is zero. */
static void put_header(const struct kexec_boot_source *source,
		       struct boot_params *params)
{
	size_t start = offsetof(struct boot_params, hdr);
	struct setup_header *hdr = &params->hdr;

	memcpy((void *)params + start, source->file + start,
	       source->bz->header_end - start);
	/*
	 * The firmware's tables go on naming the initrd that its boot loader had, and a
	 * kernel that is given none takes what is in that memory now. It does not look
	 * for any initrd if no boot loader has signed.
	 */
	hdr->type_of_loader = source->efi_map_size && !source->initrd_size ?
			      LOADER_NONE : LOADER_KEXEC;
	hdr->ext_loader_type = 0;
	hdr->ext_loader_ver = 0;
	hdr->loadflags &= ~(KASLR_FLAG | KEEP_SEGMENTS | CAN_USE_HEAP);
	hdr->kernel_alignment = source->kernel_align;
	if (source->kernel_mem < SZ_4G)
		hdr->code32_start = source->kernel_mem;
	hdr->setup_data = 0;
	hdr->ramdisk_image = lower_32_bits(source->initrd_mem);
	hdr->ramdisk_size = lower_32_bits(source->initrd_size);
	params->ext_ramdisk_image = upper_32_bits(source->initrd_mem);
	params->ext_ramdisk_size = upper_32_bits(source->initrd_size);
}

/* A frame buffer that has no address is none to draw in. */
static bool screen_is_usable(const struct screen_info *screen)
{
	unsigned int type = screen_info_video_type(screen);

	return type && (!__screen_info_has_lfb(type) || __screen_info_lfb_base(screen));
}

static u64 acpi_root(void)
{
	if (boot_params.acpi_rsdp_addr)
		return boot_params.acpi_rsdp_addr;
	if (!efi_enabled(EFI_CONFIG_TABLES))
		return 0;
	if (efi.acpi20 != EFI_INVALID_TABLE_ADDR)
		return efi.acpi20;
	return efi.acpi != EFI_INVALID_TABLE_ADDR ? efi.acpi : 0;
}

/* What the firmware told the running kernel's boot loader, and nobody can ask again. */
static void put_machine(struct boot_params *params)
{
	const struct boot_params *own = &boot_params;

	if (screen_is_usable(&screen_info))
		params->screen_info = screen_info;
	params->edid_info = own->edid_info;
	params->ist_info = own->ist_info;
	params->acpi_rsdp_addr = acpi_root();
	params->secure_boot = own->secure_boot;
	params->hdr.hardware_subarch = own->hdr.hardware_subarch;
	params->hdr.hardware_subarch_data = own->hdr.hardware_subarch_data;

	params->eddbuf_entries = own->eddbuf_entries;
	memcpy(params->eddbuf, own->eddbuf, sizeof(params->eddbuf));
	params->edd_mbr_sig_buf_entries = own->edd_mbr_sig_buf_entries;
	memcpy(params->edd_mbr_sig_buffer, own->edd_mbr_sig_buffer,
	       sizeof(params->edd_mbr_sig_buffer));
}

static void write_boot_data(struct boot_writer *writer)
{
	struct boot_params *params = boot_put(writer, sizeof(*params));

	if (params) {
		put_header(writer->source, params);
		put_machine(params);
		writer->link = &params->hdr.setup_data;
	}
	put_cmdline(writer, params);
	put_e820(writer, params);
	put_efi(writer, params);
	put_seed(writer);
	put_ima(writer);
}

/*
 * Runtime services go to a kernel that can take them over, from 64-bit firmware. A
 * map without descriptors is what "noefi" and the like leave. put_machine() passes the
 * ACPI tables then, which a TDX guest needs. The CC blob of an SNP guest is not passed:
 * with "noefi", its next kernel does not start.
 */
static size_t efi_map_size(const struct kexec_bzimage *bz)
{
	if (!bz->efi || !efi_enabled(EFI_RUNTIME_SERVICES) ||
	    !efi_enabled(EFI_64BIT) || efi_enabled(EFI_PARAVIRT))
		return 0;
	return efi_get_runtime_map_size();
}

/**
 * kexec_boot_source_init() - gather what the next kernel is to be told
 * @source:	is filled in, but for command line and addresses
 * @image:	the image
 * @file:	the bzImage
 * @bz:		what its header says
 *
 * Context: Process context.
 */
void kexec_boot_source_init(struct kexec_boot_source *source,
			    const struct kimage *image, const void *file,
			    const struct kexec_bzimage *bz)
{
	*source = (struct kexec_boot_source){
		.file = file,
		.bz = bz,
		.cmdline = "",
		.e820 = e820_table_kexec->entries,
		.nr_e820 = e820_table_kexec->nr_entries,
		.efi_map_size = efi_map_size(bz),
		.seed = rng_is_initialized(),
		.kernel_align = bz->alignment,
	};
	kexec_boot_source_ima(source, image);
}

/**
 * kexec_boot_data_size() - compute the size of boot_params and all that goes with them
 * @source:	what the next kernel is to be told
 *
 * Context: Any.
 * Return: Bytes.
 */
size_t kexec_boot_data_size(const struct kexec_boot_source *source)
{
	struct boot_writer writer = { .source = source };

	write_boot_data(&writer);
	return writer.used;
}

/**
 * kexec_boot_data_write() - write boot_params and all that goes with them
 * @source:	what the next kernel is to be told
 * @buf:	where to write; zero, and aligned to 8 bytes
 * @size:	of @buf, as kexec_boot_data_size() says
 * @mem:	physical address where @buf will stand; boot_params are at its start
 *
 * With a seed in it @buf is secret: it has to be wiped by the caller.
 *
 * Context: Process context.
 * Return: 0, or -ENOSPC where @size is too small for @source.
 */
int kexec_boot_data_write(const struct kexec_boot_source *source, void *buf,
			  size_t size, u64 mem)
{
	struct boot_writer writer = {
		.source = source, .buf = buf, .size = size, .mem = mem,
	};

	if (kexec_boot_data_size(source) > size)
		return -ENOSPC;
	write_boot_data(&writer);
	return 0;
}
