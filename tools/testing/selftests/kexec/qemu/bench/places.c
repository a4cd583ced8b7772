// SPDX-License-Identifier: GPL-2.0
/*
 * A plugin for QEMU's emulator: how many instructions the guest has executed when it gets
 * to certain places, with nothing changed in it. Arguments:
 *	places=FILE	lines "PHASE NAME UNDER FROM TO", the addresses of a function in hex;
 *			PHASE: see below; UNDER: the place that calls it, or -: any
 *	figures=FILE	where the guest writes lines "at NAME 0xADDRESS" for what it starts;
 *			added are "NAME_insns NUMBER", and "NAME_ns" by this machine's clock,
 *			when the guest gets there first, and "NAME_own_insns" and "NAME_own_ns"
 *	last=NAME	the machine ends there
 * An instruction is a place's own if that place was the last to execute one of its function's:
 * what a place calls is its own too, up to the next place that runs, or until it returns to a
 * place. So each instruction from the first place to the last has one owner.
 * With -icount, each step of a string instruction counts as one.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "plugin.h"

int qemu_plugin_version = QEMU_PLUGIN_VERSION;

/* Before the reboot; in the kernel that goes; from there on. A place counts in its phase. */
enum phase { BEFORE, THIS, NEXT };

struct cost {
	u64 insns;
	u64 ns;
};

static struct place {
	enum phase phase;
	char name[64], under[64];
	u64 from, to;
	struct cost at;		/* insns 0: not yet there */
	struct cost own;
} places[1024];

static unsigned int nr_places, order[1024], nr_seen;
static enum phase phase;
static struct place *owner;
static struct cost since;	/* when it became the owner */
static const char *figures, *last = "";
static struct plugin_u64 count;

static void add_place(enum phase when, const char *name, const char *under, u64 from, u64 to)
{
	struct place *p = &places[nr_places];

	if (nr_places == sizeof(places) / sizeof(*places)) {
		fprintf(stderr, "no room for the place %s\n", name);
		_exit(1);
	}
	p->phase = when;
	snprintf(p->name, sizeof(p->name), "%s", name);
	snprintf(p->under, sizeof(p->under), "%s", under);
	p->from = from;
	p->to = to;
	nr_places++;
}

static void read_places(const char *path)
{
	unsigned int when;
	u64 from, to;
	char name[64], under[64];
	FILE *f = fopen(path, "r");

	while (f && fscanf(f, "%u %63s %63s %llx %llx", &when, name, under, &from, &to) == 5)
		add_place(when, name, under, from, to);
	if (f)
		fclose(f);
}

/* The guest has said where it jumps to; nothing of that has been translated yet. */
static void read_told(void)
{
	FILE *f = fopen(figures, "r");
	char line[256], name[32];
	u64 addr;

	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "at %31s %llx", name, &addr) == 2)
			add_place(NEXT, name, "-", addr, addr + 1);
	if (f)
		fclose(f);
}

static void finish(void)
{
	FILE *f = fopen(figures, "a");

	for (unsigned int i = 0; f && i < nr_seen; i++) {
		const struct place *p = &places[order[i]];

		fprintf(f, "%s_insns %llu\n%s_ns %llu\n", p->name, p->at.insns,
			p->name, p->at.ns);
		fprintf(f, "%s_own_insns %llu\n%s_own_ns %llu\n", p->name, p->own.insns,
			p->name, p->own.ns);
	}
	if (f) {
		fprintf(f, "end\n");
		fclose(f);
	}
	_exit(0);
}

static void reach(unsigned int cpu, void *data)
{
	struct place *p = data;
	struct timespec ts;
	struct cost now;

	if (p->phase != phase || p == owner)
		return;
	if (*p->under != '-' && (!owner || strcmp(owner->name, p->under)))
		return;
	(void)cpu;
	clock_gettime(CLOCK_MONOTONIC, &ts);
	now.insns = qemu_plugin_u64_sum(count);
	now.ns = ts.tv_sec * 1000000000ULL + ts.tv_nsec;
	if (owner) {
		owner->own.insns += now.insns - since.insns;
		owner->own.ns += now.ns - since.ns;
	}
	owner = p;
	since = now;
	if (p->at.insns)
		return;
	p->at = now;
	order[nr_seen++] = p - places;
	if (!strcmp(p->name, last))
		finish();
	if (phase == BEFORE) {
		phase = THIS;
		read_told();
	} else if (!strcmp(p->name, "machine_kexec") || !strcmp(p->name, "machine_restart")) {
		phase = NEXT;
	}
}

static void translate(u64 id, void *tb)
{
	(void)id;
	for (size_t i = 0; i < qemu_plugin_tb_n_insns(tb); i++) {
		void *insn = qemu_plugin_tb_get_insn(tb, i);
		u64 addr = qemu_plugin_insn_vaddr(insn);

		for (struct place *p = places; p < places + nr_places; p++)
			if (p->from <= addr && addr < p->to)
				qemu_plugin_register_vcpu_insn_exec_cb(insn, reach, 0, p);
		qemu_plugin_register_vcpu_insn_exec_inline_per_vcpu(insn, 0, count, 1);
	}
}

int qemu_plugin_install(u64 id, const void *info, int argc, char **argv)
{
	(void)info;
	for (int i = 0; i < argc; i++) {
		if (!strncmp(argv[i], "places=", 7))
			read_places(argv[i] + 7);
		else if (!strncmp(argv[i], "figures=", 8))
			figures = strdup(argv[i] + 8);
		else if (!strncmp(argv[i], "last=", 5))
			last = strdup(argv[i] + 5);
		else
			return -1;
	}
	if (!nr_places || !figures)
		return -1;
	count.score = qemu_plugin_scoreboard_new(sizeof(u64));
	qemu_plugin_register_vcpu_tb_trans_cb(id, translate);
	return 0;
}
