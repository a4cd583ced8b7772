// SPDX-License-Identifier: GPL-2.0-only
/*
 * The elfcorehdr names the memory that belongs into the dump. The first MiB does not: no
 * kernel gets along without some of it, so one with crashkernel= keeps out of all of it, and
 * the crash kernel has it.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include <linux/cleanup.h>
#include <linux/ioport.h>
#include <linux/kexec.h>
#include <linux/memory_hotplug.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "crash_load.h"

/* The first MiB, and the two parts of what is reserved: each may split a range. */
#define EXCLUDED_MAX	3

/* Memory goes on- and offline in sections, which this divides. */
#define ONLINE_STEP	((u64)SZ_64M)

static u64 crash_skip(u64 addr, u64 end, bool online)
{
	while (addr <= end && !!pfn_to_online_page(PFN_UP(addr)) == online)
		addr = round_down(addr, ONLINE_STEP) + ONLINE_STEP;
	return addr;
}

/*
 * What is online next of @res, from @addr on. What is offline holds nothing, and may
 * be out of the machine before it is out of the resources, which nobody is told.
 */
static bool crash_next_online(const struct resource *res, u64 addr, struct range *part)
{
	part->start = crash_skip(addr, res->end, false);
	part->end = min_t(u64, crash_skip(part->start, res->end, true) - 1, res->end);
	return part->start <= res->end;
}

static int crash_count_range(struct resource *res, void *nr)
{
	struct range part;

	for (u64 at = res->start; crash_next_online(res, at, &part); at = part.end + 1)
		++*(unsigned int *)nr;
	return 0;
}

static int crash_add_range(struct resource *res, void *arg)
{
	struct crash_mem *mem = arg;
	struct range part;

	for (u64 at = res->start; crash_next_online(res, at, &part); at = part.end + 1) {
		if (mem->nr_ranges == mem->max_nr_ranges)
			return -ENOSPC;
		mem->ranges[mem->nr_ranges++] = part;
	}
	return 0;
}

static unsigned int crash_count_ranges(void)
{
	unsigned int nr = EXCLUDED_MAX;

	walk_system_ram_res(0, -1, &nr, crash_count_range);
	return nr;
}

static int crash_exclude_res(struct crash_mem *mem, const struct resource *res)
{
	return res->end ? crash_exclude_mem_range(mem, res->start, res->end) : 0;
}

/* The headers of the dump that this kernel would leave now; for vfree() */
static int crash_make_headers(void **headers, unsigned long *size)
{
	unsigned int nr = crash_count_ranges();
	struct crash_mem *mem __free(kvfree) =
		kvzalloc(struct_size(mem, ranges, nr), GFP_KERNEL);
	int ret;

	if (!mem)
		return -ENOMEM;
	mem->max_nr_ranges = nr;
	ret = walk_system_ram_res(0, -1, mem, crash_add_range);
	if (ret)
		return ret;
	ret = crash_exclude_mem_range(mem, 0, SZ_1M - 1);
	if (ret)
		return ret;
	ret = crash_exclude_res(mem, &crashk_res);
	if (ret)
		return ret;
	ret = crash_exclude_res(mem, &crashk_low_res);
	if (ret)
		return ret;
	return crash_prepare_elf64_headers(mem, IS_ENABLED(CONFIG_X86_64), headers, size);
}

#ifdef CONFIG_KEXEC_FILE

/**
 * kexec_add_elfcorehdr() - add the elfcorehdr to a crash image
 * @image:	the image; gets elf_headers, and the place that they have
 *
 * Context: Process context, while the image is being loaded. May sleep.
 * Return: 0; -ENOMEM; -ENOSPC if memory was added meanwhile; or as kexec_add_buffer().
 */
int kexec_add_elfcorehdr(struct kimage *image)
{
	struct kexec_buf kbuf = {
		.image		= image,
		.mem		= KEXEC_BUF_MEM_UNKNOWN,
		.buf_align	= ELF_CORE_HEADER_ALIGN,
		.buf_max	= ULONG_MAX,
		.top_down	= true,
	};
	int ret;

	ret = crash_make_headers(&image->elf_headers, &image->elf_headers_sz);
	if (ret)
		return ret;
	kbuf.buffer = image->elf_headers;
	kbuf.bufsz = image->elf_headers_sz;
	kbuf.memsz = kbuf.bufsz;
#ifdef CONFIG_CRASH_HOTPLUG
	/* They grow with the memory if they may change while the image is loaded. */
	image->elfcorehdr_index = image->nr_segments;
	kbuf.memsz = max(kbuf.memsz, crash_get_elfcorehdr_size());
	/* All the room is entries. Those that are zero, so PT_NULL, are spare. */
	((Elf64_Ehdr *)image->elf_headers)->e_phnum =
		min(PN_XNUM - 1, (kbuf.memsz - sizeof(Elf64_Ehdr)) / sizeof(Elf64_Phdr));
#endif
	ret = kexec_add_buffer(&kbuf);
	if (ret)
		return ret;
	image->elf_load_addr = kbuf.mem;
	image->elf_headers_sz = kbuf.memsz;
	kexec_dprintk("headers of the dump at %#lx, %lu bytes of %lu\n", kbuf.mem,
		      kbuf.bufsz, kbuf.memsz);
	return 0;
}

#endif /* CONFIG_KEXEC_FILE */

#ifdef CONFIG_CRASH_HOTPLUG

/**
 * arch_crash_hotplug_support() - check whether the elfcorehdr of an image may change
 * @image:	the image
 * @flags:	KEXEC_* of kexec_load(2), 0 for kexec_file_load(2)
 *
 * Context: Process context.
 * Return: Not 0 if so: user space has left room, and the purgatory does not check
 * them.
 */
int arch_crash_hotplug_support(struct kimage *image, unsigned long flags)
{
	return image->file_mode ||
	       flags & (KEXEC_UPDATE_ELFCOREHDR | KEXEC_CRASH_HOTPLUG_SUPPORT);
}

/**
 * arch_crash_get_elfcorehdr_size() - compute the size of the elfcorehdr segment
 *
 * Context: Process context. May sleep.
 * Return: Bytes.
 */
unsigned int arch_crash_get_elfcorehdr_size(void)
{
	/* A note for each CPU and for vmcoreinfo, and the kernel's own mapping */
	unsigned int nr = num_possible_cpus() + 2;

	nr += IS_ENABLED(CONFIG_MEMORY_HOTPLUG) ? CONFIG_CRASH_MAX_MEMORY_RANGES :
						  crash_count_ranges();
	return sizeof(Elf64_Ehdr) + nr * sizeof(Elf64_Phdr);
}

/* The slot is empty while they are written: half of them would make no dump. */
static void crash_overwrite_headers(struct kimage *image, void *headers, unsigned long size)
{
	const struct kexec_segment *segment = &image->segment[image->elfcorehdr_index];

	if (size > segment->memsz) {
		pr_err("headers of the dump take %lu bytes, there is room for %zu: not all memory will be in it\n",
		       size, segment->memsz);
		return;
	}
	WRITE_ONCE(kexec_crash_changing, true);
	xchg(&kexec_crash_image, NULL);
	memcpy(phys_to_virt(segment->mem), headers, size);
	xchg(&kexec_crash_image, image);
	WRITE_ONCE(kexec_crash_changing, false);
	image->elfcorehdr_updated = true;
}

/**
 * arch_crash_handle_hotplug_event() - update the elfcorehdr of the armed image
 * @image:	the armed image
 * @arg:	not used
 *
 * Context: Process context, holding the kexec lock, the region writable. May sleep.
 */
void arch_crash_handle_hotplug_event(struct kimage *image, void *arg)
{
	bool cpu = image->hp_action == KEXEC_CRASH_HP_ADD_CPU ||
		   image->hp_action == KEXEC_CRASH_HP_REMOVE_CPU;
	unsigned long size;
	void *headers, *armed;

	/* Those that this kernel has made have all CPUs that may ever come. */
	if (cpu && (image->file_mode || image->elfcorehdr_updated))
		return;
	if (crash_make_headers(&headers, &size)) {
		pr_err("no new headers of the dump: it will not have all memory\n");
		return;
	}
	armed = phys_to_virt(image->segment[image->elfcorehdr_index].mem);
	if (!image->file_mode)
		crash_overwrite_headers(image, headers, size);
	else if (crash_edit_elf64_headers(armed, headers))
		pr_err("elfcorehdr has no spare entry left: the dump will not have all memory\n");
	vfree(headers);
}

#endif /* CONFIG_CRASH_HOTPLUG */
