// SPDX-License-Identifier: GPL-2.0
/*
 * vmcore NONCE INDEX [ADDRESS]: reads /proc/vmcore and checks every page that mark
 * left in the crashed kernel. INDEX is what mark printed.
 *
 *	ADDRESS  some of the marked pages have to be at or above it
 *
 * Prints "ok", how many CPUs left their registers, the release that the crashed
 * kernel's vmcoreinfo names, how many pages were compared, and where the memory in the
 * dump ends; or what is wrong.
 */
#include <linux/elf.h>
#include "mark.h"

#define NOTE_ALIGN(x)	(((x) + 3) & ~3UL)

struct dump {
	int fd;
	unsigned int nr;
	struct elf64_phdr *phdr;
	unsigned int nr_cpus;	/* NT_PRSTATUS notes */
	char release[64];
};

static void read_at(const struct dump *dump, void *buf, size_t size, u64 offset)
{
	ssize_t n = pread(dump->fd, buf, size, offset);

	if (n != (ssize_t)size)
		die("%zu bytes of /proc/vmcore at %#llx cannot be read: %s", size, offset,
		    n < 0 ? strerror(errno) : "it ends there");
}

static void open_dump(struct dump *dump)
{
	struct elf64_hdr ehdr;

	dump->fd = open("/proc/vmcore", O_RDONLY);
	if (dump->fd < 0)
		die("/proc/vmcore cannot be opened: %s", strerror(errno));
	read_at(dump, &ehdr, sizeof(ehdr), 0);
	if (memcmp(ehdr.e_ident, ELFMAG, SELFMAG) || ehdr.e_type != ET_CORE ||
	    ehdr.e_machine != EM_X86_64 || ehdr.e_phentsize != sizeof(struct elf64_phdr))
		die("/proc/vmcore has no header of an x86-64 core file");
	dump->nr = ehdr.e_phnum;
	dump->phdr = calloc(dump->nr, sizeof(struct elf64_phdr));
	if (!dump->phdr)
		die("no memory");
	read_at(dump, dump->phdr, dump->nr * sizeof(struct elf64_phdr), ehdr.e_phoff);
}

static void take_vmcoreinfo(struct dump *dump, const char *text, size_t size)
{
	const char *line = memmem(text, size, "OSRELEASE=", 10);

	if (!line || sscanf(line, "OSRELEASE=%63[^\n]", dump->release) != 1)
		die("the vmcoreinfo has no OSRELEASE");
	if (!memmem(text, size, "CRASHTIME=", 10))
		die("the vmcoreinfo has no CRASHTIME, so it is not that of a crash");
}

static void read_notes(struct dump *dump, const struct elf64_phdr *phdr)
{
	char *buf = calloc(1, phdr->p_filesz + 1), *p = buf;
	char *end = buf + phdr->p_filesz;

	if (!buf)
		die("no memory");
	read_at(dump, buf, phdr->p_filesz, phdr->p_offset);
	while (p + sizeof(struct elf64_note) <= end) {
		struct elf64_note *note = (struct elf64_note *)p;
		char *name = p + sizeof(*note);
		char *desc = name + NOTE_ALIGN(note->n_namesz);

		if (!note->n_namesz)
			break;
		p = desc + NOTE_ALIGN(note->n_descsz);
		if (p > end)
			die("a note is longer than the notes");
		if (note->n_type == NT_PRSTATUS && !strcmp(name, "CORE"))
			dump->nr_cpus++;
		else if (!strcmp(name, "VMCOREINFO"))
			take_vmcoreinfo(dump, desc, note->n_descsz);
	}
	free(buf);
}

static void read_page(const struct dump *dump, void *page, u64 addr)
{
	for (unsigned int i = 0; i < dump->nr; i++) {
		const struct elf64_phdr *p = &dump->phdr[i];

		if (p->p_type != PT_LOAD || addr < p->p_paddr || addr - p->p_paddr >= p->p_filesz)
			continue;
		read_at(dump, page, PAGE, p->p_offset + addr - p->p_paddr);
		return;
	}
	die("no header of /proc/vmcore covers the page at %#llx", addr);
}

static void check_page(const struct dump *dump, u64 seed, u64 addr)
{
	u64 is[WORDS], want[WORDS];

	read_page(dump, is, addr);
	mark_fill(want, seed, addr);
	if (memcmp(is, want, PAGE))
		die("the page at %#llx does not hold what it held before the crash", addr);
}

/* Returns the number of pages; counts in @above those at or above @min. */
static unsigned long check_marks(const struct dump *dump, u64 seed, u64 addr, u64 min,
				 unsigned long *above)
{
	struct mark_index index;
	unsigned long count = 0;

	for (; addr; addr = index.next) {
		read_page(dump, &index, addr);
		if (index.seed != seed || index.nr > INDEX_MAX || index.sum != mark_sum(&index))
			die("the page at %#llx is not the list of marked pages", addr);
		for (u64 i = 0; i < index.nr; i++) {
			check_page(dump, seed, index.addr[i]);
			*above += index.addr[i] >= min;
		}
		count += index.nr;
	}
	return count;
}

static u64 memory_end(const struct dump *dump)
{
	u64 end = 0;

	for (unsigned int i = 0; i < dump->nr; i++) {
		const struct elf64_phdr *p = &dump->phdr[i];

		if (p->p_type == PT_LOAD && p->p_paddr + p->p_memsz > end)
			end = p->p_paddr + p->p_memsz;
	}
	return end;
}

int main(int argc, char **argv)
{
	unsigned long pages, above = 0;
	struct dump dump = { 0 };

	if (argc != 3 && argc != 4)
		die("usage: vmcore NONCE INDEX [ADDRESS]");
	open_dump(&dump);
	for (unsigned int i = 0; i < dump.nr; i++)
		if (dump.phdr[i].p_type == PT_NOTE)
			read_notes(&dump, &dump.phdr[i]);
	if (!dump.release[0])
		die("/proc/vmcore has no vmcoreinfo");
	pages = check_marks(&dump, mark_seed(argv[1]), strtoull(argv[2], NULL, 0),
			    argc == 4 ? strtoull(argv[3], NULL, 0) : 0, &above);
	if (!pages || !above)
		die("%lu marked pages, %lu of them at or above %s", pages, above,
		    argc == 4 ? argv[3] : "0");
	printf("ok cpus=%u release=%s pages=%lu end=%#llx\n", dump.nr_cpus, dump.release, pages,
	       memory_end(&dump));
	return 0;
}
