// SPDX-License-Identifier: GPL-2.0-only
/*
 * Puts the purgatory of x86-64, see arch/x86/purgatory/, into an image.
 */
#include <linux/elf.h>
#include <linux/kernel.h>
#include <linux/kexec.h>
#include <linux/limits.h>
#include <linux/panic.h>
#include <linux/sizes.h>
#include <linux/unaligned.h>

#include <asm/purgatory.h>
#include <asm/tsc.h>

#include "purgatory.h"
#include "uart.h"

/* Longer than any: a wait by it ends, if late. */
#define PURGATORY_TSC_KHZ_UNKNOWN	6000000

/**
 * kexec_add_x86_purgatory() - add the purgatory to an image
 * @image:	the image
 *
 * Anywhere above the first MiB: the page tables for the jump map all of it.
 *
 * Context: Process context, while the image is being loaded. May sleep.
 * Return: As kexec_load_purgatory().
 */
int kexec_add_x86_purgatory(struct kimage *image)
{
	struct kexec_buf kbuf = {
		.image = image,
		.mem = KEXEC_BUF_MEM_UNKNOWN,
		.buf_min = SZ_1M,
		.buf_max = ULONG_MAX,
		.top_down = true,
	};

	return kexec_load_purgatory(image, &kbuf);
}

/**
 * kexec_set_x86_purgatory() - set the parameters of the purgatory
 * @image:	the image, to which the purgatory was added
 * @entry:	physical address of the kernel's 64-bit entry
 * @boot_params: physical address of its boot_params
 *
 * The console and the sysctl kernel.panic count as they are now, not as they may be
 * at the reboot.
 *
 * Context: Process context, while the image is being loaded. May sleep.
 * Return: 0, or -EINVAL when there is no purgatory.
 */
int kexec_set_x86_purgatory(struct kimage *image, u64 entry, u64 boot_params)
{
	struct purgatory_handover handover = {
		.entry = entry,
		.boot_params = boot_params,
		.tsc_khz = tsc_khz ?: PURGATORY_TSC_KHZ_UNKNOWN,
		.timeout = image->type == KEXEC_TYPE_CRASH ? panic_timeout : -1,
	};

	kexec_find_uart(&image->arch.uart);
	handover.uart = image->arch.uart;
	return kexec_purgatory_get_set_symbol(image, "purgatory_handover", &handover,
					      sizeof(handover), false);
}

static int purgatory_symbol_value(const struct purgatory_info *pi, const Elf_Sym *symbol,
				  u64 *value)
{
	*value = symbol->st_value;
	if (symbol->st_shndx == SHN_ABS)
		return 0;
	if (symbol->st_shndx == SHN_UNDEF || symbol->st_shndx >= pi->ehdr->e_shnum ||
	    !(pi->sechdrs[symbol->st_shndx].sh_flags & SHF_ALLOC))
		return -ENOEXEC;
	*value += pi->sechdrs[symbol->st_shndx].sh_addr;
	return 0;
}

static int purgatory_relocate(struct purgatory_info *pi, const Elf_Shdr *section,
			      const Elf_Shdr *symtab, const Elf_Rela *rela)
{
	const Elf_Sym *symbols = (void *)pi->ehdr + symtab->sh_offset;
	u64 value, room, index = ELF64_R_SYM(rela->r_info);
	s64 relative;
	void *loc;
	int ret;

	if (index >= symtab->sh_size / sizeof(*symbols) ||
	    rela->r_offset > section->sh_size)
		return -ENOEXEC;
	loc = pi->purgatory_buf + section->sh_offset + rela->r_offset;
	room = section->sh_size - rela->r_offset;
	ret = purgatory_symbol_value(pi, &symbols[index], &value);
	if (ret)
		return ret;
	value += rela->r_addend;

	switch (ELF64_R_TYPE(rela->r_info)) {
	case R_X86_64_64:
		if (room < sizeof(u64))
			return -ENOEXEC;
		put_unaligned(value, (u64 *)loc);
		return 0;
	case R_X86_64_PC32:
	case R_X86_64_PLT32:
		relative = value - (section->sh_addr + rela->r_offset);
		if (room < sizeof(u32) || relative != (s32)relative)
			return -ENOEXEC;
		put_unaligned(relative, (s32 *)loc);
		return 0;
	}
	pr_err("kexec: relocation %u in the purgatory\n",
	       (unsigned int)ELF64_R_TYPE(rela->r_info));
	return -ENOEXEC;
}

/**
 * arch_kexec_apply_relocations_add() - relocate a section of the purgatory
 * @pi:		the purgatory
 * @section:	the section
 * @relsec:	its relocations
 * @symtab:	the symbols that they refer to
 *
 * The code is compiled so that it needs no others than those that are known here;
 * the link of purgatory.chk sees to that.
 *
 * Context: Process context, while the image is being loaded.
 * Return: 0, or -ENOEXEC for a relocation that cannot be made.
 */
int arch_kexec_apply_relocations_add(struct purgatory_info *pi, Elf_Shdr *section,
				     const Elf_Shdr *relsec, const Elf_Shdr *symtab)
{
	const Elf_Rela *rela = (void *)pi->ehdr + relsec->sh_offset;
	const Elf_Rela *end = rela + relsec->sh_size / sizeof(*rela);

	for (; rela < end; rela++) {
		int ret = purgatory_relocate(pi, section, symtab, rela);

		if (ret)
			return ret;
	}
	return 0;
}
