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
#define KEXEC_ARCH_DEFAULT	(0 << 16)
#define KEXEC_ARCH_386		(3 << 16)
#define KEXEC_ARCH_68K		(4 << 16)
#define KEXEC_ARCH_MIPS		(8 << 16)
#define KEXEC_ARCH_MIPS_LE	(10 << 16)
#define KEXEC_ARCH_PARISC	(15 << 16)
#define KEXEC_ARCH_PPC		(20 << 16)
#define KEXEC_ARCH_PPC64	(21 << 16)
#define KEXEC_ARCH_S390		(22 << 16)
#define KEXEC_ARCH_ARM		(40 << 16)
#define KEXEC_ARCH_SH		(42 << 16)
#define KEXEC_ARCH_IA_64	(50 << 16)
#define KEXEC_ARCH_X86_64	(62 << 16)
#define KEXEC_ARCH_AARCH64	(183 << 16)
#define KEXEC_ARCH_RISCV	(243 << 16)
#define KEXEC_ARCH_LOONGARCH	(258 << 16)

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
