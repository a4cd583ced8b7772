/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The setup header of a bzImage as kexec_file_load(2) sees it.
 */
#ifndef _ARCH_X86_KERNEL_KEXEC_BZIMAGE_HEADER_H
#define _ARCH_X86_KERNEL_KEXEC_BZIMAGE_HEADER_H

#include <linux/kexec.h>
#include <linux/types.h>

/* Where in the protected-mode part it is entered in 64-bit mode */
#define KEXEC_BZIMAGE_ENTRY_64	0x200

/**
 * struct kexec_bzimage - what the setup header of a bzImage says
 * @header_end:	offset in the file of the first byte past the setup header
 * @kernel_offset: offset in the file of the protected-mode part
 * @kernel_size: bytes of the protected-mode part
 * @init_size:	bytes that it needs from where it runs before it knows of memory
 * @alignment:	of the address that it runs at, a power of 2
 * @min_alignment: what it can do with, a power of 2
 * @pref_address: physical address that it does not run below; if it is not
 *		@relocatable, the one that it runs at
 * @initrd_max:	highest physical address of an initrd, where not @above_4g
 * @cmdline_max: bytes of the longest command line, without the NUL
 * @setup_type_max: highest type of struct setup_data that it knows, 0 if it does
 *		not say
 * @version:	of the boot protocol
 * @relocatable: can run at any aligned address from @pref_address on
 * @above_4g:	it, its initrd and its boot_params may be above 4 GiB
 * @enter_la57:	can be entered with 5-level paging on
 * @runs_la57:	can make use of 5-level paging
 * @efi:	can take over EFI runtime services from another kernel
 */
struct kexec_bzimage {
	u64 header_end;
	u64 kernel_offset;
	u64 kernel_size;
	u64 init_size;
	u64 alignment;
	u64 min_alignment;
	u64 pref_address;
	u64 initrd_max;
	u64 cmdline_max;
	u32 setup_type_max;
	u16 version;
	bool relocatable;
	bool above_4g;
	bool enter_la57;
	bool runs_la57;
	bool efi;
};

enum kexec_format_match kexec_bzimage_check(struct kexec_bzimage *bz, const void *file,
					    size_t len, const char **why);

#endif /* _ARCH_X86_KERNEL_KEXEC_BZIMAGE_HEADER_H */
