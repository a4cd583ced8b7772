/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What is used of QEMU's interface for plugins, version 4: Debian has no package with the
 * header that states it.
 */
#ifndef KEXEC_QEMU_PLUGIN_H
#define KEXEC_QEMU_PLUGIN_H

#include "../payload/payload.h"

#define QEMU_PLUGIN_VERSION	4

struct plugin_u64 {
	void *score;
	size_t offset;
};

void *qemu_plugin_scoreboard_new(size_t size);
u64 qemu_plugin_u64_sum(struct plugin_u64 entry);
void qemu_plugin_register_vcpu_tb_trans_cb(u64 id, void (*cb)(u64 id, void *tb));
size_t qemu_plugin_tb_n_insns(const void *tb);
void *qemu_plugin_tb_get_insn(const void *tb, size_t i);
u64 qemu_plugin_insn_vaddr(const void *insn);
void qemu_plugin_register_vcpu_insn_exec_cb(void *insn, void (*cb)(unsigned int cpu, void *data),
					    int registers, void *data);
void qemu_plugin_register_vcpu_insn_exec_inline_per_vcpu(void *insn, int add,
							 struct plugin_u64 entry, u64 by);

/* What QEMU looks for. */
#define PLUGIN_EXPORT	__attribute__((visibility("default")))
PLUGIN_EXPORT extern int qemu_plugin_version;
PLUGIN_EXPORT int qemu_plugin_install(u64 id, const void *info, int argc, char **argv);

#endif
