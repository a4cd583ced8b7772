/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _ASM_X86_KEXEC_H
#define _ASM_X86_KEXEC_H

/* Size of the code that moves the image, where the control page begins */
#define KEXEC_CONTROL_CODE_MAX_SIZE	2048

#define KEXEC_CONTROL_PAGE_SIZE		4096

#ifdef CONFIG_X86_32

/* Indices of the page_list that the 32-bit relocate_kernel() is given */
#define PA_CONTROL_PAGE		0
#define VA_CONTROL_PAGE		1
#define PA_PGD			2
#define PA_SWAP_PAGE		3
#define PAGES_NR		4

#else /* CONFIG_X86_64 */

/**
 * DOC: the jump on x86-64
 *
 * The control page of an image holds, from its start, a copy of
 * relocate_kernel; at KEXEC_CONTROL_CODE_MAX_SIZE a struct kexec_jump; and
 * ends with a stack. All of it is made when the image is loaded.
 *
 * kexec_enter_identity() loads the page tables of the image, at
 * kexec_switch_tables. They map the memory of the machine one to one, and the
 * kernel code around that label where it is now. It goes on in the control page,
 * which moves what has to be moved and enters the image.
 *
 * kexec_enter_and_return() does the same for an image that is to come back
 * (KEXEC_PRESERVE_CONTEXT), but first saves what the kernel needs of the CPU. What
 * has to be moved is exchanged with what stands there, both ways, so that neither
 * side loses a byte. What the image finds in memory is what it has left there.
 *
 * State of the machine when the image is entered at kimage.start:
 *
 * - 64-bit mode, ring 0, interrupts off, direction flag clear
 * - CR0: PG and PE set; WP, AM, TS, EM, MP clear
 * - CR4: PAE; LA57 as it was; MCE as it was in a TDX guest; all else clear
 * - CR3: page tables, in memory that is no destination, that map one to one
 *   all RAM, the destinations, the entry, the EFI and ACPI tables, and the UART below,
 *   writable and executable; and what is left of the former kernel's code around
 *   kexec_switch_tables, where it was linked
 * - GDT: in the control page, with flat 64-bit code at __BOOT_CS and flat data
 *   at __BOOT_DS; CS and the other segment registers hold those
 * - IDT: in the control page, for vectors 0 to 31. An exception is reported with
 *   its registers on the first serial console that is a 16550, if there was one
 *   when the image was loaded; an exception of the report itself is not. After a
 *   breakpoint (INT3) the image goes on, with registers, flags and stack as they
 *   were; after an NMI too, without a report. Anything else resets the machine:
 *   through port 0xcf9, the keyboard controller, or in the end a triple fault. The
 *   handlers use the stack that RSP points to, and need CS at __BOOT_CS; an image
 *   that has its own stack, page tables or GDT has to keep to that, and map the
 *   UART if that is in memory, or load its own IDT
 * - RSP: near the end of the control page, with more than 1500 bytes of stack below;
 *   the word at RSP is 0, or see below
 * - all other general registers: 0
 *
 * An image that is to come back is entered as by a CALL:
 *
 * - the word at RSP is the address to go back to; RSP + 8 is a multiple of 16
 * - the word at RSP + 8 is where the image will be entered the next time: the address
 *   of this entry, unless the image stores another
 *
 * It goes back by RET, or by a CALL from a stack of its own, which has to be mapped
 * one to one: what counts is that it arrives in 64-bit mode with an RSP whose word is
 * the next entry, so that two kernels can call each other. All other registers (of
 * EFER: NXE) and tables may have any contents, as long as the control page is mapped
 * one to one.
 */

/* Vectors that the control page handles, and the size of the code of each */
#define KEXEC_VECTORS		32
#define KEXEC_VECTOR_SIZE	16

#endif /* CONFIG_X86_64 */

#ifndef __ASSEMBLY__

#include <linux/instruction_pointer.h>
#include <linux/processor.h>
#include <linux/types.h>

#include <asm/page.h>

#include <asm/asm.h>
#include <asm/desc_defs.h>
#include <asm/irqflags.h>
#include <asm/kexec_uart.h>
#include <asm/ptrace.h>

struct kimage;

#define ARCH_HAS_KIMAGE_ARCH

/*
 * Without registers from an exception: those which a function keeps for its caller.
 * What the others hold at a call means nothing.
 */
static __always_inline void crash_setup_regs(struct pt_regs *newregs,
					     struct pt_regs *oldregs)
{
	if (oldregs) {
		*newregs = *oldregs;
		return;
	}
	*newregs = (struct pt_regs){
		.cs = __KERNEL_CS, .ss = __KERNEL_DS, .flags = native_save_fl(),
		.sp = current_stack_pointer,
		.bp = (unsigned long)__builtin_frame_address(0),
	};
	asm volatile("mov %%" _ASM_BX ", %0" : "=m" (newregs->bx));
#ifdef CONFIG_X86_64
	asm volatile("mov %%r12, %0" : "=m" (newregs->r12));
	asm volatile("mov %%r13, %0" : "=m" (newregs->r13));
	asm volatile("mov %%r14, %0" : "=m" (newregs->r14));
	asm volatile("mov %%r15, %0" : "=m" (newregs->r15));
#else
	asm volatile("mov %%esi, %0" : "=m" (newregs->si));
	asm volatile("mov %%edi, %0" : "=m" (newregs->di));
#endif
	newregs->ip = _THIS_IP_;
}

#ifdef CONFIG_CRASH_DUMP
void kdump_nmi_shootdown_cpus(void);
#endif

#ifdef CONFIG_CRASH_HOTPLUG

int arch_crash_hotplug_support(struct kimage *image, unsigned long flags);
#define arch_crash_hotplug_support arch_crash_hotplug_support

unsigned int arch_crash_get_elfcorehdr_size(void);
#define crash_get_elfcorehdr_size arch_crash_get_elfcorehdr_size

void arch_crash_handle_hotplug_event(struct kimage *image, void *arg);
#define arch_crash_handle_hotplug_event arch_crash_handle_hotplug_event

#endif /* CONFIG_CRASH_HOTPLUG */

#ifdef CONFIG_X86_32

#define KEXEC_ARCH	KEXEC_ARCH_386

/* The code that moves pages runs without paging: it reaches all of 4 GiB. */
#define KEXEC_SOURCE_MEMORY_LIMIT	(-1UL)
#define KEXEC_DESTINATION_MEMORY_LIMIT	(-1UL)
#define KEXEC_CONTROL_MEMORY_LIMIT	(-1UL)

struct kimage_arch {
	pgd_t *pgd;
#ifdef CONFIG_X86_PAE
	pmd_t *pmd0;
	pmd_t *pmd1;
#endif
	pte_t *pte0;
	pte_t *pte1;
};

asmlinkage unsigned long relocate_kernel(unsigned long indirection_page,
					 unsigned long control_page,
					 unsigned long start_address,
					 unsigned int has_pae,
					 unsigned int preserve_context);

#else /* CONFIG_X86_64 */

#define KEXEC_ARCH	KEXEC_ARCH_X86_64

/* What this kernel's page tables can map one to one, and the CPU can address */
#define KEXEC_DESTINATION_MEMORY_LIMIT \
	(min_t(u64, MAXMEM, BIT_ULL(boot_cpu_data.x86_phys_bits)) - 1)
#define KEXEC_SOURCE_MEMORY_LIMIT	(-1UL)
#define KEXEC_CONTROL_MEMORY_LIMIT	(-1UL)

bool arch_kexec_next_lacks(u64 start, u64 end, u64 *gap_start, u64 *gap_end);
#define arch_kexec_next_lacks arch_kexec_next_lacks
u64 arch_kexec_next_missing(u64 start, u64 end);
#define arch_kexec_next_missing arch_kexec_next_missing

/**
 * struct kimage_arch - what x86-64 keeps with an image
 * @pgd:	physical address of the page tables for the jump
 * @boot_data:	boot_params and what belongs to them, while the image is loaded
 * @boot_data_size: bytes of that
 * @uart:	the serial console, looked for once
 */
struct kimage_arch {
	phys_addr_t pgd;
	void *boot_data;
	size_t boot_data_size;
	struct kexec_uart uart;
};

/**
 * struct kexec_move - an entry of the list that relocate_kernel walks
 * @dst:	physical address to move to
 * @src:	physical address to move from; where @len is 0, of the next page
 *		of entries, or 0 at the end
 * @len:	bytes, a multiple of 8
 */
struct kexec_move {
	u64 dst;
	u64 src;
	u64 len;
};

/**
 * struct kexec_jump - what the code in the control page works on
 * @start:	physical address to enter the image at
 * @moves:	physical address of the first struct kexec_move, 0 for none
 * @cr4_keep:	bits of CR4 that must not be changed
 * @wbinvd:	not 0: write back all caches before memory is moved
 * @swap:	not 0: the image is to come back
 * @virt:	virtual address of this structure in the kernel
 * @pgd:	physical address of the page tables for the jump
 * @back:	virtual address of the kernel code that changes back to its tables
 * @rsp:	the kernel's stack pointer
 * @cr0:	what the kernel had in CR0
 * @cr3:	in CR3
 * @cr4:	in CR4
 * @efer:	in MSR_EFER
 * @gs_base:	and in MSR_GS_BASE
 * @gdt:	the kernel's GDT
 * @idt:	the kernel's IDT
 * @uart:	the serial console, for a report of an exception
 *
 * From @back to @idt the fields are filled in at the jump, for the way back.
 */
struct kexec_jump {
	u64 start;
	u64 moves;
	u64 cr4_keep;
	u64 wbinvd;
	u64 swap;
	u64 virt;
	u64 pgd;
	u64 back;
	u64 rsp;
	u64 cr0;
	u64 cr3;
	u64 cr4;
	u64 efer;
	u64 gs_base;
	struct desc_ptr gdt;
	struct desc_ptr idt;
	struct kexec_uart uart;
};

void kexec_enter_identity(phys_addr_t pgd, phys_addr_t control_page);
void kexec_enter_and_return(phys_addr_t pgd, phys_addr_t control_page,
			    struct kexec_jump *jump);
extern const u8 kexec_switch_tables[];

/* Not to be called: copied, and run from the copy. The others are places in it. */
extern const u8 relocate_kernel[KEXEC_CONTROL_CODE_MAX_SIZE];
extern const u8 kexec_vectors[], kexec_idt[];

int machine_kexec_post_load(struct kimage *image);
#define machine_kexec_post_load machine_kexec_post_load

int arch_kexec_post_alloc_pages(void *vaddr, unsigned int pages, gfp_t gfp);
#define arch_kexec_post_alloc_pages arch_kexec_post_alloc_pages

int arch_kexec_pre_free_pages(void *vaddr, unsigned int pages);
#define arch_kexec_pre_free_pages arch_kexec_pre_free_pages

#ifdef CONFIG_CRASH_DUMP

void arch_kexec_protect_crashkres(void);
#define arch_kexec_protect_crashkres arch_kexec_protect_crashkres

void arch_kexec_unprotect_crashkres(void);
#define arch_kexec_unprotect_crashkres arch_kexec_unprotect_crashkres

#endif /* CONFIG_CRASH_DUMP */

#ifdef CONFIG_KEXEC_FILE

struct purgatory_info;

int arch_kimage_file_post_load_cleanup(struct kimage *image);
#define arch_kimage_file_post_load_cleanup arch_kimage_file_post_load_cleanup

int arch_kexec_apply_relocations_add(struct purgatory_info *pi,
				     Elf_Shdr *section,
				     const Elf_Shdr *relsec,
				     const Elf_Shdr *symtab);
#define arch_kexec_apply_relocations_add arch_kexec_apply_relocations_add

#endif /* CONFIG_KEXEC_FILE */

#endif /* CONFIG_X86_64 */

#endif /* !__ASSEMBLY__ */
#endif /* _ASM_X86_KEXEC_H */
