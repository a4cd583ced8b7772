// SPDX-License-Identifier: GPL-2.0-only
/*
 * kexec on x86-64: page tables and control page of an image, and the jump.
 *
 * All that can fail, or takes time, is done when the image is loaded.
 */
#include <linux/cc_platform.h>
#include <linux/efi.h>
#include <linux/ioport.h>
#include <linux/kexec.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <linux/range.h>
#include <linux/string.h>
#include <linux/suspend.h>

#include <asm/cpu.h>
#include <asm/debugreg.h>
#include <asm/desc.h>
#include <asm/efi.h>
#include <asm/init.h>
#include <asm/set_memory.h>
#include <asm/setup.h>

#include "kexec/uart.h"

/*
 * kernel_ident_mapping_init() has to keep page table isolation from writing
 * shadow entries behind tables of one page. Early 6.12.y did not.
 */
static_assert(_PAGE_NOPTISHADOW);

/* Page tables in the making */
struct kexec_map {
	struct x86_mapping_info info;
	pgd_t *pgd;
};

static struct kexec_jump *kexec_jump_of(const struct kimage *image)
{
	return page_address(image->control_code_page) + KEXEC_CONTROL_CODE_MAX_SIZE;
}

static void *kexec_alloc_table(void *context)
{
	struct page *page = kimage_alloc_control_pages(context, 0);

	if (!page)
		return NULL;
	clear_page(page_address(page));
	return page_address(page);
}

/*
 * A guest whose memory is encrypted reads everything through the encryption. A
 * host that encrypts its own has decrypted the frames of the image, and the next
 * kernel starts out without.
 */
static void kexec_map_init(struct kexec_map *map, struct kimage *image)
{
	bool guest = cc_platform_has(CC_ATTR_GUEST_MEM_ENCRYPT);

	map->info = (struct x86_mapping_info) {
		.alloc_pgt_page	= kexec_alloc_table,
		.context	= image,
		.page_flag	= __PAGE_KERNEL_LARGE_EXEC | (guest ? _PAGE_ENC : 0),
		.kernpg_flag	= guest ? _KERNPG_TABLE : _KERNPG_TABLE_NOENC,
		.direct_gbpages	= direct_gbpages && boot_cpu_has(X86_FEATURE_GBPAGES),
	};
}

static int kexec_map_range(struct kexec_map *map, u64 start, u64 end)
{
	return kernel_ident_mapping_init(&map->info, map->pgd, start, end);
}

/*
 * The decompressor of the next kernel looks for the ACPI RSDP and, in a
 * confidential guest, for the firmware's tables before it can handle a page
 * fault of its own.
 */
static int kexec_map_efi(struct kexec_map *map)
{
	const struct efi_info *info = &boot_params.efi_info;
	u64 systab = info->efi_systab | (u64)info->efi_systab_hi << 32;
	int ret;

	if (!efi_enabled(EFI_BOOT) || !systab)
		return 0;
	ret = kexec_map_range(map, systab, systab + sizeof(efi_system_table_t));
	if (ret || !efi_config_table)
		return ret;
	/* How many entries it has is in the table above: a page does for all. */
	return kexec_map_range(map, efi_config_table, efi_config_table + PAGE_SIZE);
}

static int kexec_map_resource(struct resource *res, void *map)
{
	return kexec_map_range(map, res->start, res->end + 1);
}

static int kexec_map_acpi(struct kexec_map *map)
{
	static const unsigned long kinds[] = {
		IORES_DESC_ACPI_TABLES, IORES_DESC_ACPI_NV_STORAGE,
	};

	for (int i = 0; i < ARRAY_SIZE(kinds); i++) {
		int ret = walk_iomem_res_desc(kinds[i], IORESOURCE_MEM | IORESOURCE_BUSY,
					      0, -1, map, kexec_map_resource);

		/* -EINVAL: there is none of this kind. */
		if (ret && ret != -EINVAL)
			return ret;
	}
	return 0;
}

/*
 * The way back to the kernel that has jumped to this one need not be in its memory. An entry
 * that cannot be mapped is the caller's mistake, and a page fault at the jump.
 */
static int kexec_map_entry(struct kexec_map *map, u64 entry)
{
	if (entry >= KEXEC_DESTINATION_MEMORY_LIMIT)
		return 0;
	return kexec_map_range(map, entry, entry + 1);
}

/* No cache, and no encryption, is between the CPU and a device. */
static int kexec_map_uart(struct kexec_map *map, const struct kexec_uart *uart)
{
	struct x86_mapping_info info = map->info;

	if (!uart->width)
		return 0;
	info.page_flag = __PAGE_KERNEL_LARGE_EXEC | _PAGE_PCD | _PAGE_PWT;
	return kernel_ident_mapping_init(&info, map->pgd, uart->data,
					 uart->status + uart->width);
}

/*
 * kexec_enter_identity() runs on while the tables are changed under it, so that
 * page stands in the new ones at the same address. It is in the topmost PGD
 * entry, where the loops of kernel_ident_mapping_init() would wrap.
 */
static int kexec_map_switch(struct kexec_map *map)
{
	unsigned long addr = (unsigned long)kexec_switch_tables;
	unsigned long flags = map->info.kernpg_flag;
	pmd_t *pmd = kexec_alloc_table(map->info.context);
	pud_t *pud = kexec_alloc_table(map->info.context);
	p4d_t *p4d = NULL;

	if (pgtable_l5_enabled())
		p4d = kexec_alloc_table(map->info.context);
	if (!pmd || !pud || (pgtable_l5_enabled() && !p4d))
		return -ENOMEM;
	pmd[pmd_index(addr)] = __pmd((__pa_symbol(addr) & PMD_MASK) |
				     __PAGE_KERNEL_LARGE_EXEC | _PAGE_ENC);
	pud[pud_index(addr)] = __pud(__pa(pmd) | flags);
	if (p4d)
		p4d[p4d_index(addr)] = __p4d(__pa(pud) | flags);
	map->pgd[pgd_index(addr)] = __pgd((p4d ? __pa(p4d) : __pa(pud)) | flags);
	return 0;
}

static int kexec_make_tables(struct kimage *image)
{
	struct kexec_map map;
	int ret;

	kexec_map_init(&map, image);
	map.pgd = kexec_alloc_table(image);
	if (!map.pgd)
		return -ENOMEM;
	image->arch.pgd = __pa(map.pgd);
	kexec_jump_of(image)->pgd = image->arch.pgd;

	for (int i = 0; i < nr_pfn_mapped; i++) {
		ret = kexec_map_range(&map, PFN_PHYS(pfn_mapped[i].start),
				      PFN_PHYS(pfn_mapped[i].end));
		if (ret)
			return ret;
	}
	/* With mem=, an image may go where this kernel has no memory. */
	for (unsigned long i = 0; i < image->nr_segments; i++) {
		const struct kexec_segment *segment = &image->segment[i];

		if (!segment->memsz)
			continue;
		ret = kexec_map_range(&map, segment->mem, segment->mem + segment->memsz);
		if (ret)
			return ret;
	}
	ret = kexec_map_entry(&map, image->start);
	if (ret)
		return ret;
	ret = kexec_map_efi(&map);
	if (ret)
		return ret;
	ret = kexec_map_acpi(&map);
	if (ret)
		return ret;
	ret = kexec_map_uart(&map, &image->arch.uart);
	if (ret)
		return ret;
	return kexec_map_switch(&map);
}

/*
 * Where the next kernel may turn memory encryption on, or this one has: lines
 * with another encryption than they will be used with must be gone by then. The
 * other CPUs do it when they stop.
 */
static bool kexec_needs_wbinvd(void)
{
	return boot_cpu_data.extended_cpuid_level >= 0x8000001f &&
	       (cpuid_eax(0x8000001f) & BIT(0)) &&
	       !cc_platform_has(CC_ATTR_GUEST_MEM_ENCRYPT);
}

static void kexec_make_control_page(struct kimage *image)
{
	void *page = page_address(image->control_code_page);
	u64 vectors = __pa(page) + (kexec_vectors - relocate_kernel);
	gate_desc *idt = page + (kexec_idt - relocate_kernel);
	struct kexec_jump *jump = kexec_jump_of(image);

	static_assert(__BOOT_CS == __KERNEL_CS);
	memcpy(page, relocate_kernel, KEXEC_CONTROL_CODE_MAX_SIZE);
	/* The code in the control page runs at the page's physical address. */
	for (int i = 0; i < KEXEC_VECTORS; i++)
		pack_gate(&idt[i], GATE_INTERRUPT, vectors + i * KEXEC_VECTOR_SIZE,
			  0, 0, __BOOT_CS);
	*jump = (struct kexec_jump) {
		.start		= image->start,
		.cr4_keep	= X86_CR4_LA57,
		.wbinvd		= kexec_needs_wbinvd(),
		.swap		= image->preserve_context,
		.virt		= (unsigned long)jump,
	};
	/* A write that clears MCE is a fault in a TDX guest. */
	if (cpu_feature_enabled(X86_FEATURE_TDX_GUEST))
		jump->cr4_keep |= X86_CR4_MCE;
	kexec_find_uart(&image->arch.uart);
	jump->uart = image->arch.uart;
}

/**
 * machine_kexec_prepare() - make page tables and control page of an image
 * @image:	has its segments, but not yet their data
 *
 * Context: Process context. May sleep.
 * Return: 0 or -ENOMEM.
 */
int machine_kexec_prepare(struct kimage *image)
{
	kexec_make_control_page(image);
	return kexec_make_tables(image);
}

/**
 * machine_kexec_post_load() - write down what has to be moved at the jump
 * @image:	has its data
 *
 * The list is in control pages, each linked to the next.
 *
 * Context: Process context. May sleep.
 * Return: 0 or -ENOMEM.
 */
int machine_kexec_post_load(struct kimage *image)
{
	u64 *link = &kexec_jump_of(image)->moves;
	const struct kexec_extent *extents;
	unsigned int nr = kimage_extents(image, &extents);
	struct kexec_move *move = NULL;
	unsigned int left = 0;

	for (unsigned int i = 0; i < nr; i++) {
		if (extents[i].src == extents[i].dst)
			continue;
		/* One entry of a page is the link, which an empty one ends with. */
		if (left <= 1) {
			move = kexec_alloc_table(image);
			if (!move)
				return -ENOMEM;
			*link = __pa(move);
			left = PAGE_SIZE / sizeof(*move);
		}
		*move++ = (struct kexec_move) {
			.dst = extents[i].dst, .src = extents[i].src, .len = extents[i].len,
		};
		link = &move->src;
		left--;
	}
	return 0;
}

/**
 * machine_kexec_cleanup() - undo machine_kexec_prepare()
 * @image:	an image that is about to be freed
 *
 * All that x86-64 has made is in control pages, which go with the image.
 *
 * Context: Process context.
 */
void machine_kexec_cleanup(struct kimage *image)
{
}

#ifdef CONFIG_KEXEC_JUMP
/* What cet_disable() clears */
struct kexec_cet {
	u64 supervisor;
	u64 user;
};

static bool kexec_has_cet(void)
{
	return cpu_feature_enabled(X86_FEATURE_IBT) ||
	       cpu_feature_enabled(X86_FEATURE_SHSTK);
}

static void kexec_save_cet(struct kexec_cet *cet)
{
	if (!kexec_has_cet())
		return;
	rdmsrl(MSR_IA32_S_CET, cet->supervisor);
	rdmsrl(MSR_IA32_U_CET, cet->user);
}

static void kexec_restore_cet(const struct kexec_cet *cet)
{
	if (!kexec_has_cet())
		return;
	wrmsrl(MSR_IA32_U_CET, cet->user);
	wrmsrl(MSR_IA32_S_CET, cet->supervisor);
}

/* One that MWAIT lets go meanwhile would run what stands in the kernel's place. */
static void kexec_halt_offline_cpus(void)
{
#ifdef CONFIG_SMP
	smp_kick_mwait_play_dead();
#endif
}

/* What the image does to the CPU is not known: all that matters is restored. */
static void kexec_enter_saved(struct kimage *image)
{
	struct kexec_jump *jump = kexec_jump_of(image);
	struct kexec_cet cet;

	kexec_halt_offline_cpus();
	save_processor_state();
	kexec_save_cet(&cet);
	hw_breakpoint_disable();
	cet_disable();
	kexec_enter_and_return(image->arch.pgd,
			       page_to_phys(image->control_code_page), jump);
	restore_processor_state();
	kexec_restore_cet(&cet);
	hw_breakpoint_restore();
	image->start = jump->start;
}
#else
static void kexec_enter_saved(struct kimage *image)
{
}
#endif

/**
 * machine_kexec() - jump to an image
 * @image:	the image
 *
 * Context: The only CPU that still runs. Returns, with interrupts off, only for an
 * image that keeps this kernel's context, and with its next entry in kimage.start.
 */
void machine_kexec(struct kimage *image)
{
	local_irq_disable();
	if (IS_ENABLED(CONFIG_KEXEC_JUMP) && image->preserve_context) {
		kexec_enter_saved(image);
		return;
	}
	hw_breakpoint_disable();
	cet_disable();
	kexec_enter_identity(image->arch.pgd,
			     page_to_phys(image->control_code_page));
}

/**
 * arch_kexec_post_alloc_pages() - make pages usable for an image
 * @vaddr:	their address in the linear map
 * @pages:	how many
 * @gfp:	how they were allocated
 *
 * With memory encryption on the host, what the next kernel is given must not be
 * encrypted.
 *
 * Context: Process context. May sleep.
 * Return: 0, or as set_memory_decrypted() with the pages in an unknown state.
 */
int arch_kexec_post_alloc_pages(void *vaddr, unsigned int pages, gfp_t gfp)
{
	if (!cc_platform_has(CC_ATTR_HOST_MEM_ENCRYPT))
		return 0;
	return set_memory_decrypted((unsigned long)vaddr, pages);
}

/**
 * arch_kexec_pre_free_pages() - undo arch_kexec_post_alloc_pages()
 * @vaddr:	address in the linear map
 * @pages:	how many
 *
 * Context: Process context. May sleep.
 * Return: 0, or as set_memory_encrypted() with the pages in an unknown state.
 */
int arch_kexec_pre_free_pages(void *vaddr, unsigned int pages)
{
	if (!cc_platform_has(CC_ATTR_HOST_MEM_ENCRYPT))
		return 0;
	return set_memory_encrypted((unsigned long)vaddr, pages);
}

#ifdef CONFIG_CRASH_DUMP

static struct page *crash_first_page(void)
{
	return pfn_to_page(PHYS_PFN(crashk_res.start));
}

static int crash_nr_pages(void)
{
	return PHYS_PFN(resource_size(&crashk_res));
}

/**
 * arch_kexec_protect_crashkres() - write-protect the armed crash kernel
 *
 * The jump into it goes by page tables of its own.
 *
 * Context: Process context. May sleep.
 */
void arch_kexec_protect_crashkres(void)
{
	if (set_pages_ro(crash_first_page(), crash_nr_pages()))
		pr_warn("kexec: the crash kernel is armed, but not protected against writes\n");
}

/**
 * arch_kexec_unprotect_crashkres() - undo arch_kexec_protect_crashkres()
 *
 * Context: Process context. May sleep.
 */
void arch_kexec_unprotect_crashkres(void)
{
	if (set_pages_rw(crash_first_page(), crash_nr_pages()))
		pr_err("kexec: the memory of the crash kernel cannot be made writable\n");
}

#endif /* CONFIG_CRASH_DUMP */
