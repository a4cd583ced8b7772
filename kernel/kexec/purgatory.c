// SPDX-License-Identifier: GPL-2.0-only
/**
 * DOC: linking a purgatory
 *
 * Between two kernels an architecture may run code of its own, its purgatory:
 * kexec_purgatory[], an ELF object that is not yet linked to an address. When an
 * image is loaded, its sections are laid out in one buffer, what has data first
 * and what is only to be zero behind it. The buffer becomes a segment, the
 * architecture relocates the code to where that will stand, and loaders set
 * variables in it by their names.
 *
 * The segment refers to the buffer until the image is complete, so that variables
 * can be set until then. The buffer is freed after that, or when the load fails.
 */
#include <linux/align.h>
#include <linux/elf.h>
#include <linux/kexec.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "purgatory.h"

#define KEXEC_PURGATORY_ENTRY	"purgatory_start"

static bool purgatory_holds(unsigned long offset, unsigned long size)
{
	return offset <= kexec_purgatory_size && size <= kexec_purgatory_size - offset;
}

static const Elf_Shdr *purgatory_file_headers(const Elf_Ehdr *ehdr)
{
	return (void *)ehdr + ehdr->e_shoff;
}

static bool purgatory_header_is_good(const Elf_Ehdr *ehdr)
{
	return purgatory_holds(0, sizeof(*ehdr)) &&
	       !memcmp(ehdr->e_ident, ELFMAG, SELFMAG) &&
	       ehdr->e_type == ET_REL && elf_check_arch(ehdr) &&
	       ehdr->e_shentsize == sizeof(Elf_Shdr) && ehdr->e_shnum &&
	       ehdr->e_shstrndx < ehdr->e_shnum &&
	       purgatory_holds(ehdr->e_shoff, ehdr->e_shnum * sizeof(Elf_Shdr));
}

static bool purgatory_sections_are_good(const Elf_Ehdr *ehdr)
{
	const Elf_Shdr *section = purgatory_file_headers(ehdr);

	for (unsigned int i = 0; i < ehdr->e_shnum; i++, section++) {
		if (section->sh_link >= ehdr->e_shnum)
			return false;
		if (section->sh_type != SHT_NOBITS &&
		    !purgatory_holds(section->sh_offset, section->sh_size))
			return false;
	}
	return true;
}

/* Give each loaded section its place in the buffer, in sh_offset. */
static unsigned long purgatory_place(struct purgatory_info *pi, bool nobits,
				     unsigned long size, unsigned long *align)
{
	for (unsigned int i = 0; i < pi->ehdr->e_shnum; i++) {
		Elf_Shdr *section = &pi->sechdrs[i];
		unsigned long section_align = max_t(unsigned long, section->sh_addralign, 1);
		bool is_nobits = section->sh_type == SHT_NOBITS;

		if (!(section->sh_flags & SHF_ALLOC) || is_nobits != nobits)
			continue;
		section->sh_offset = ALIGN(size, section_align);
		size = section->sh_offset + section->sh_size;
		*align = max(*align, section_align);
	}
	return size;
}

/* Data goes to the buffer, and all that is loaded gets its address. */
static void purgatory_fill(struct purgatory_info *pi, unsigned long mem)
{
	const Elf_Shdr *from = purgatory_file_headers(pi->ehdr);

	for (unsigned int i = 0; i < pi->ehdr->e_shnum; i++, from++) {
		Elf_Shdr *section = &pi->sechdrs[i];

		if (!(section->sh_flags & SHF_ALLOC))
			continue;
		section->sh_addr = mem + section->sh_offset;
		if (section->sh_type != SHT_NOBITS)
			memcpy(pi->purgatory_buf + section->sh_offset,
			       (void *)pi->ehdr + from->sh_offset, section->sh_size);
	}
}

static int purgatory_relocate_by(struct purgatory_info *pi, const Elf_Shdr *relsec)
{
	const Elf_Shdr *symtab = &pi->sechdrs[relsec->sh_link];
	Elf_Shdr *section;

	if (relsec->sh_info >= pi->ehdr->e_shnum || symtab->sh_type != SHT_SYMTAB)
		return -ENOEXEC;
	section = &pi->sechdrs[relsec->sh_info];
	if (!(section->sh_flags & SHF_ALLOC))
		return 0;
	if (section->sh_type == SHT_NOBITS)
		return -ENOEXEC;
	if (relsec->sh_type == SHT_RELA)
		return arch_kexec_apply_relocations_add(pi, section, relsec, symtab);
	return arch_kexec_apply_relocations(pi, section, relsec, symtab);
}

static int purgatory_relocate(struct purgatory_info *pi)
{
	for (unsigned int i = 0; i < pi->ehdr->e_shnum; i++) {
		const Elf_Shdr *relsec = &pi->sechdrs[i];
		int ret;

		if (relsec->sh_type != SHT_RELA && relsec->sh_type != SHT_REL)
			continue;
		ret = purgatory_relocate_by(pi, relsec);
		if (ret)
			return ret;
	}
	return 0;
}

static bool purgatory_symbol_is(const struct purgatory_info *pi, const Elf_Shdr *strtab,
				const Elf_Sym *symbol, const char *name)
{
	const char *names = (void *)pi->ehdr + strtab->sh_offset;

	return ELF_ST_BIND(symbol->st_info) == STB_GLOBAL &&
	       symbol->st_name < strtab->sh_size &&
	       !strncmp(names + symbol->st_name, name, strtab->sh_size - symbol->st_name) &&
	       symbol->st_shndx != SHN_UNDEF && symbol->st_shndx < pi->ehdr->e_shnum &&
	       pi->sechdrs[symbol->st_shndx].sh_flags & SHF_ALLOC;
}

static const Elf_Sym *purgatory_find_in(const struct purgatory_info *pi,
					const Elf_Shdr *symtab, const char *name)
{
	const Elf_Sym *symbols = (void *)pi->ehdr + symtab->sh_offset;

	for (unsigned int i = 0; i < symtab->sh_size / sizeof(*symbols); i++)
		if (purgatory_symbol_is(pi, &pi->sechdrs[symtab->sh_link], &symbols[i], name))
			return &symbols[i];
	return NULL;
}

/* A global symbol of that name in a section that is loaded, or NULL */
static const Elf_Sym *purgatory_find(const struct purgatory_info *pi, const char *name)
{
	for (unsigned int i = 0; i < pi->ehdr->e_shnum; i++) {
		const Elf_Sym *symbol = NULL;

		if (pi->sechdrs[i].sh_type == SHT_SYMTAB)
			symbol = purgatory_find_in(pi, &pi->sechdrs[i], name);
		if (symbol)
			return symbol;
	}
	return NULL;
}

/* Check the object, and copy its section headers. */
static int purgatory_open(struct kimage *image)
{
	struct purgatory_info *pi = &image->purgatory_info;
	const Elf_Ehdr *ehdr = (const Elf_Ehdr *)kexec_purgatory;

	if (!purgatory_header_is_good(ehdr) || !purgatory_sections_are_good(ehdr))
		return kexec_file_refuse(image, -ENOEXEC,
					 "this kernel's purgatory is not a relocatable object");
	pi->sechdrs = vmalloc_array(ehdr->e_shnum, sizeof(Elf_Shdr));
	if (!pi->sechdrs)
		return -ENOMEM;
	memcpy(pi->sechdrs, purgatory_file_headers(ehdr), ehdr->e_shnum * sizeof(Elf_Shdr));
	pi->ehdr = ehdr;
	return 0;
}

/**
 * kexec_load_purgatory() - add the architecture's purgatory to an image
 * @image:	the image, which will be entered through the purgatory
 * @kbuf:	its address, or the limits for one; the rest is filled in
 *
 * For loaders.
 *
 * Context: Process context, while the image is being loaded. May sleep.
 * Return: 0; -ENOEXEC for a purgatory that cannot be linked; -ENOMEM; the errnos of
 * kexec_add_buffer(). Nothing is left of it after a failure.
 */
int kexec_load_purgatory(struct kimage *image, struct kexec_buf *kbuf)
{
	struct purgatory_info *pi = &image->purgatory_info;
	unsigned long nr_segments = image->nr_segments;
	const Elf_Sym *entry;
	int ret;

	ret = purgatory_open(image);
	if (ret)
		goto err;

	kbuf->image = image;
	kbuf->buf_align = PAGE_SIZE;
	kbuf->bufsz = purgatory_place(pi, false, 0, &kbuf->buf_align);
	kbuf->memsz = purgatory_place(pi, true, kbuf->bufsz, &kbuf->buf_align);
	kbuf->buffer = vzalloc(kbuf->bufsz);
	if (!kbuf->buffer) {
		ret = -ENOMEM;
		goto err;
	}
	pi->purgatory_buf = kbuf->buffer;
	ret = kexec_add_buffer(kbuf);
	if (ret)
		goto err;

	purgatory_fill(pi, kbuf->mem);
	ret = purgatory_relocate(pi);
	if (ret) {
		ret = kexec_file_refuse(image, ret,
					"this kernel's purgatory cannot be relocated");
		goto err;
	}
	entry = purgatory_find(pi, KEXEC_PURGATORY_ENTRY);
	if (!entry) {
		ret = kexec_file_refuse(image, -ENOEXEC,
					"this kernel's purgatory has no entry");
		goto err;
	}
	image->start = pi->sechdrs[entry->st_shndx].sh_addr + entry->st_value;
	return 0;
err:
	image->nr_segments = nr_segments;
	kexec_purgatory_free(image);
	return ret;
}

/* Where a variable is in the buffer; NULL if it is not of that size or has no data */
static void *purgatory_variable(const struct purgatory_info *pi, const char *name,
				unsigned int size)
{
	const Elf_Sym *symbol = pi->purgatory_buf ? purgatory_find(pi, name) : NULL;
	const Elf_Shdr *section;

	if (!symbol || symbol->st_size != size)
		return NULL;
	section = &pi->sechdrs[symbol->st_shndx];
	if (section->sh_type == SHT_NOBITS || symbol->st_value > section->sh_size ||
	    size > section->sh_size - symbol->st_value)
		return NULL;
	return pi->purgatory_buf + section->sh_offset + symbol->st_value;
}

/**
 * kexec_purgatory_get_set_symbol() - read or write a variable of the purgatory
 * @image:	the image
 * @name:	of a global symbol
 * @buf:	what is written, or where to what is read
 * @size:	bytes of @buf; has to be that of the symbol
 * @get_value:	read
 *
 * Context: Process context, between kexec_load_purgatory() and the end of load().
 * Return: 0; -EINVAL when there is no purgatory, or in it no such symbol of that
 * size with data in the object.
 */
int kexec_purgatory_get_set_symbol(struct kimage *image, const char *name,
				   void *buf, unsigned int size, bool get_value)
{
	void *variable = purgatory_variable(&image->purgatory_info, name, size);

	if (!variable)
		return kexec_file_refuse(image, -EINVAL,
					 "the purgatory has no such variable");
	if (get_value)
		memcpy(buf, variable, size);
	else
		memcpy(variable, buf, size);
	return 0;
}

/**
 * kexec_purgatory_free() - free the purgatory of an image that is loaded, or not going to be
 * @image:	the image
 *
 * Context: Process context. May sleep.
 */
void kexec_purgatory_free(struct kimage *image)
{
	struct purgatory_info *pi = &image->purgatory_info;

	vfree(pi->purgatory_buf);
	vfree(pi->sechdrs);
	memset(pi, 0, sizeof(*pi));
}
