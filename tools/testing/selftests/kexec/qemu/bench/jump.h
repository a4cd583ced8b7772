/* SPDX-License-Identifier: GPL-2.0 */
/* A target that tells its time, see jump.S. */
#ifndef KEXEC_QEMU_BENCH_JUMP_H
#define KEXEC_QEMU_BENCH_JUMP_H

extern const char clock_target[], clock_target_end[];

#endif /* KEXEC_QEMU_BENCH_JUMP_H */
