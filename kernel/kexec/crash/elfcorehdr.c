// SPDX-License-Identifier: GPL-2.0-only
/*
 * The headers of a dump: an ELF core file whose data is the memory itself.
 *
 * The crash kernel gets their address by elfcorehdr=, and offers the whole as
 * /proc/vmcore (fs/proc/vmcore.c). By convention the offset of each program header
 * is a physical address.
 */
#include <linux/elf.h>
#include <linux/kexec.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include <asm/sections.h>

static int crash_split_range(struct crash_mem *mem, unsigned int at, u64 first, u64 last)
{
	struct range *range = &mem->ranges[at];

	if (mem->nr_ranges == mem->max_nr_ranges)
		return -ENOMEM;
	memmove(range + 1, range, (mem->nr_ranges - at) * sizeof(*range));
	mem->nr_ranges++;
	range[0].end = first - 1;
	range[1].start = last + 1;
	return 0;
}

static void crash_remove_range(struct crash_mem *mem, unsigned int at)
{
	struct range *range = &mem->ranges[at];

	mem->nr_ranges--;
	memmove(range, range + 1, (mem->nr_ranges - at) * sizeof(*range));
}

/**
 * crash_exclude_mem_range() - take a range out of others
 * @mem:	the others, in any order
 * @first:	first address
 * @last:	last address, which belongs to it
 *
 * Context: Any.
 * Return: 0, or -ENOMEM when one has to be split and there is no room.
 */
int crash_exclude_mem_range(struct crash_mem *mem, unsigned long long first,
			    unsigned long long last)
{
	unsigned int i = 0;
	int ret;

	while (i < mem->nr_ranges) {
		struct range *range = &mem->ranges[i];

		if (range->start >= first && range->end <= last) {
			crash_remove_range(mem, i);
			continue;
		}
		if (range->start < first && range->end > last) {
			ret = crash_split_range(mem, i, first, last);
			if (ret)
				return ret;
			i++;
		} else if (range->start < first && range->end >= first) {
			range->end = first - 1;
		} else if (range->start <= last && range->end > last) {
			range->start = last + 1;
		}
		i++;
	}
	return 0;
}

static void crash_write_elf_header(Elf64_Ehdr *ehdr, unsigned int phnum)
{
	memcpy(ehdr->e_ident, ELFMAG, SELFMAG);
	ehdr->e_ident[EI_CLASS] = ELFCLASS64;
	ehdr->e_ident[EI_DATA] = ELF_DATA;
	ehdr->e_ident[EI_VERSION] = EV_CURRENT;
	ehdr->e_ident[EI_OSABI] = ELF_OSABI;
	ehdr->e_type = ET_CORE;
	ehdr->e_machine = ELF_ARCH;
	ehdr->e_version = EV_CURRENT;
	ehdr->e_phoff = sizeof(Elf64_Ehdr);
	ehdr->e_ehsize = sizeof(Elf64_Ehdr);
	ehdr->e_phentsize = sizeof(Elf64_Phdr);
	ehdr->e_phnum = phnum;
}

static void crash_write_note(Elf64_Phdr *phdr, u64 addr, u64 size)
{
	*phdr = (Elf64_Phdr){
		.p_type = PT_NOTE,
		.p_offset = addr,
		.p_paddr = addr,
		.p_filesz = size,
		.p_memsz = size,
		.p_align = 4,
	};
}

static void crash_write_load(Elf64_Phdr *phdr, u64 addr, u64 virt, u64 size)
{
	*phdr = (Elf64_Phdr){
		.p_type = PT_LOAD,
		.p_flags = PF_R | PF_W | PF_X,
		.p_offset = addr,
		.p_vaddr = virt,
		.p_paddr = addr,
		.p_filesz = size,
		.p_memsz = size,
	};
}

/* Notes of all CPUs that may ever come: one that is empty is passed over. */
static Elf64_Phdr *crash_write_notes(Elf64_Phdr *phdr)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu)
		crash_write_note(phdr++, per_cpu_ptr_to_phys(per_cpu_ptr(crash_notes, cpu)),
				 sizeof(note_buf_t));
	crash_write_note(phdr++, paddr_vmcoreinfo_note(), VMCOREINFO_NOTE_SIZE);
	return phdr;
}

static void crash_write_headers(const struct crash_mem *mem, bool kernel_map, void *to,
				unsigned int phnum)
{
	Elf64_Phdr *phdr = to + sizeof(Elf64_Ehdr);

	crash_write_elf_header(to, phnum);
	phdr = crash_write_notes(phdr);
	if (kernel_map)
		crash_write_load(phdr++, __pa_symbol(_text), (unsigned long)_text,
				 _end - _text);
	for (unsigned int i = 0; i < mem->nr_ranges; i++)
		crash_write_load(phdr++, mem->ranges[i].start,
				 (unsigned long)__va(mem->ranges[i].start),
				 range_len(&mem->ranges[i]));
}

/**
 * crash_prepare_elf64_headers() - make the headers of a dump
 * @mem:	the memory that is in it
 * @need_kernel_map: not 0: have the kernel's own mapping in it, which is not part of
 *		the linear map
 * @addr:	set to the headers, for vfree()
 * @sz:		set to their size in bytes
 *
 * Context: Process context. May sleep.
 * Return: 0, or -ENOMEM.
 */
int crash_prepare_elf64_headers(struct crash_mem *mem, int need_kernel_map,
				void **addr, unsigned long *sz)
{
	unsigned long phnum = num_possible_cpus() + 1 + !!need_kernel_map + mem->nr_ranges;
	unsigned long size = ALIGN(sizeof(Elf64_Ehdr) + phnum * sizeof(Elf64_Phdr),
				   ELF_CORE_HEADER_ALIGN);
	void *headers;

	if (phnum >= PN_XNUM || !crash_notes)
		return -ENOMEM;
	headers = vzalloc(size);
	if (!headers)
		return -ENOMEM;
	crash_write_headers(mem, need_kernel_map, headers, phnum);
	*addr = headers;
	*sz = size;
	return 0;
}

static Elf64_Phdr *crash_find_header(const void *headers, u32 type, const Elf64_Phdr *like)
{
	const Elf64_Ehdr *ehdr = headers;
	Elf64_Phdr *phdr = (void *)headers + ehdr->e_phoff;

	for (unsigned int i = 0; i < ehdr->e_phnum; i++, phdr++)
		if (phdr->p_type == type &&
		    (!like || (phdr->p_paddr == like->p_paddr && phdr->p_vaddr == like->p_vaddr &&
			       phdr->p_memsz == like->p_memsz)))
			return phdr;
	return NULL;
}

/* Readers skip it until its type is written, which comes last. */
static int crash_add_header(void *headers, const Elf64_Phdr *from)
{
	Elf64_Phdr *to = crash_find_header(headers, PT_NULL, NULL);
	Elf64_Phdr entry = *from;

	if (!to)
		return -ENOSPC;
	entry.p_type = PT_NULL;
	*to = entry;
	/* A panic on another CPU sees the type only with the rest. */
	smp_wmb();
	WRITE_ONCE(to->p_type, PT_LOAD);
	return 0;
}

static int crash_add_headers(void *to, const void *from)
{
	const Elf64_Ehdr *ehdr = from;
	const Elf64_Phdr *phdr = from + ehdr->e_phoff;
	int ret = 0;

	for (unsigned int i = 0; !ret && i < ehdr->e_phnum; i++, phdr++) {
		cond_resched();
		if (phdr->p_type == PT_LOAD && !crash_find_header(to, PT_LOAD, phdr))
			ret = crash_add_header(to, phdr);
	}
	return ret;
}

static void crash_remove_headers(void *to, const void *from)
{
	const Elf64_Ehdr *ehdr = to;
	Elf64_Phdr *phdr = to + ehdr->e_phoff;

	for (unsigned int i = 0; i < ehdr->e_phnum; i++, phdr++) {
		cond_resched();
		if (phdr->p_type == PT_LOAD && !crash_find_header(from, PT_LOAD, phdr))
			WRITE_ONCE(phdr->p_type, PT_NULL);
	}
}

/**
 * crash_edit_elf64_headers() - have headers that are in use say what others say
 * @to:		headers with spare entries: their type is PT_NULL
 * @from:	the others, from crash_prepare_elf64_headers()
 *
 * A crash kernel may read @to at any time, which has an entry for all memory of both until
 * all of @from is added, if there are spare entries enough.
 *
 * Context: Process context. May sleep.
 * Return: 0; -ENOSPC when there were too few entries, and @to lacks the rest.
 */
int crash_edit_elf64_headers(void *to, const void *from)
{
	int ret = crash_add_headers(to, from);

	crash_remove_headers(to, from);
	return ret ? crash_add_headers(to, from) : 0;
}
