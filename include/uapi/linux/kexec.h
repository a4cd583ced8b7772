/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
#ifndef _UAPI_LINUX_KEXEC_H
#define _UAPI_LINUX_KEXEC_H

#include <linux/types.h>

/*
 * kexec_load(2): the low half of @flags. The high half names the machine
 * that the image is made for.
 */
#define KEXEC_ON_CRASH			0x00000001
#define KEXEC_PRESERVE_CONTEXT		0x00000002
#define KEXEC_UPDATE_ELFCOREHDR		0x00000004
#define KEXEC_CRASH_HOTPLUG_SUPPORT	0x00000008
#define KEXEC_ARCH_MASK			0xffff0000

/* kexec_file_load(2): @flags */
#define KEXEC_FILE_UNLOAD		0x00000001
#define KEXEC_FILE_ON_CRASH		0x00000002
#define KEXEC_FILE_NO_INITRAMFS		0x00000004
#define KEXEC_FILE_DEBUG		0x00000008

/* Machines: the ELF e_machine number in the high half, 0 for "this one" */
#define KEXEC_ARCH_DEFAULT	0x00000000
#define KEXEC_ARCH_386		0x00030000
#define KEXEC_ARCH_68K		0x00040000
#define KEXEC_ARCH_MIPS		0x00080000
#define KEXEC_ARCH_MIPS_LE	0x000a0000
#define KEXEC_ARCH_PARISC	0x000f0000
#define KEXEC_ARCH_PPC		0x00140000
#define KEXEC_ARCH_PPC64	0x00150000
#define KEXEC_ARCH_S390		0x00160000
#define KEXEC_ARCH_ARM		0x00280000
#define KEXEC_ARCH_SH		0x002a0000
#define KEXEC_ARCH_IA_64	0x00320000
#define KEXEC_ARCH_X86_64	0x003e0000
#define KEXEC_ARCH_AARCH64	0x00b70000
#define KEXEC_ARCH_RISCV	0x00f30000
#define KEXEC_ARCH_LOONGARCH	0x01020000

/* Most segments that one image may have */
#define KEXEC_SEGMENT_MAX	16

#ifndef __KERNEL__
/**
 * struct kexec_segment - one piece of an image, as kexec_load(2) takes it
 * @buf:	data in the caller's memory
 * @bufsz:	bytes of data; not more than @memsz
 * @mem:	physical address where the piece shall stand, page aligned
 * @memsz:	bytes it occupies there, whole pages; zero past @bufsz
 */
struct kexec_segment {
	const void *buf;
	__kernel_size_t bufsz;
	const void *mem;
	__kernel_size_t memsz;
};
#endif /* __KERNEL__ */

#endif /* _UAPI_LINUX_KEXEC_H */
