// SPDX-License-Identifier: GPL-2.0
/*
 * jump [-r] [-k] [-n TIMES] [-b MIB] [-g MIB] [-m MODE] [-e ERRNO]
 *
 * Loads the payload that comes back (KEXEC_PRESERVE_CONTEXT), enters it, and looks at
 * everything afterwards: what the payload reports, and whether this process, its
 * memory, the clock and the CPUs are as before.
 *
 *	-r  instead of the payload a single RET
 *	-k  the data goes over the running kernel
 *	-n  times (1)
 *	-b  MiB of data (1)
 *	-g  MiB of patterned memory of our own (64)
 *	-m  enum jump_mode (0)
 *	-e  the call has to fail with this errno, and the payload not to run
 */
#include <sched.h>
#include <stdalign.h>
#include <sys/stat.h>
#include <sys/sysinfo.h>
#include "../payload/jump.h"
#include "physmem.h"

#define ON_CRASH		1UL
#define PRESERVE_CONTEXT	2UL

struct options {
	bool only_ret, over_kernel;
	u64 times, bytes, guard_bytes, mode;
	int error;
};

struct guard {
	u64 *words;
	u64 nr, seed;
};

static struct guard make_guard(u64 bytes)
{
	struct guard g = { map_anonymous(bytes), bytes / 8, time(NULL) * 0x9e37UL };

	for (u64 i = 0; i < g.nr; i++)
		g.words[i] = g.seed + i * PAYLOAD_STEP;
	if (mlock(g.words, bytes))
		die("mlock failed: %s", strerror(errno));
	return g;
}

static void check_guard(const struct guard *g)
{
	for (u64 i = 0; i < g->nr; i++)
		if (g->words[i] != g->seed + i * PAYLOAD_STEP)
			die("our own memory differs at byte %llu", i * 8);
}

/* How many pages of ours are in frames that the image will take? */
static u64 guard_pages_in(const struct guard *g, u64 start, u64 len)
{
	u64 nr = g->nr * 8 / PAGE, found = 0;
	u64 *addr = map_anonymous(nr * sizeof(*addr));

	physmem_pages(g->words, nr, addr);
	for (u64 i = 0; i < nr; i++)
		found += addr[i] >= start && addr[i] < start + len;
	munmap(addr, nr * sizeof(*addr));
	return found;
}

static u64 physical(const void *p)
{
	u64 addr;

	physmem_pages(p, 1, &addr);
	return addr;
}

/*
 * A page that the image does not take, for the payload to write to. What the kernel has
 * given up of itself, which -k takes, is not that large.
 */
static struct jump_report *make_report(struct range taken)
{
	size_t size = 8 << 20;
	char *pages = map_anonymous(size);

	if (mlock(pages, size))
		die("mlock failed: %s", strerror(errno));
	for (char *page = pages; page < pages + size; page += PAGE) {
		u64 at = physical(page);

		if (at < taken.start || at >= taken.end)
			return (struct jump_report *)page;
	}
	die("all our memory is where the data goes");
}

static char *read_image(const struct options *opt, size_t *size)
{
	char *image = map_anonymous(1 << 20);
	int fd;

	if (opt->only_ret) {
		image[0] = 0xc3;
		*size = 1;
		return image;
	}
	fd = open("/boot/jump.bin", O_RDONLY);
	*size = fd < 0 ? 0 : read(fd, image, 1 << 20);
	if (*size < PAYLOAD_PARAMS_OFFSET + PAGE)
		die("/boot/jump.bin cannot be read");
	close(fd);
	return image;
}

static u64 find_data(const struct options *opt, struct physmem *pm)
{
	u64 at = pm->kernel.start & ~(PAGE - 1);

	if (!opt->over_kernel)
		at = physmem_find(pm, opt->bytes, 16 << 20);
	physmem_take(pm, (struct range){ at, at + opt->bytes });
	return at;
}

static struct jump_report *load(const struct options *opt, u64 token,
				const struct guard *guard)
{
	struct jump_report *report;
	struct jump_params *params;
	struct segment seg[2] = { 0 };
	u64 *data = map_anonymous(opt->bytes);
	struct physmem pm;

	physmem_read(&pm);
	seg[0].buf = read_image(opt, &seg[0].bufsz);
	params = (void *)((char *)seg[0].buf + PAYLOAD_PARAMS_OFFSET);
	seg[0].memsz = opt->only_ret ? PAGE : page_up(params->image_size);
	seg[1] = (struct segment){ data, opt->bytes, find_data(opt, &pm), opt->bytes };
	seg[0].mem = physmem_find(&pm, seg[0].memsz, 16 << 20);
	report = make_report((struct range){ seg[1].mem, seg[1].mem + opt->bytes });
	for (u64 i = 0; i < opt->bytes / 8; i++)
		data[i] = token + i * PAYLOAD_STEP;
	params->mode = opt->mode;
	params->report = physical(report);
	params->token = token;
	params->seed = token;
	params->data = seg[1].mem;
	params->words = opt->bytes / 8;
	params->la57 = cpu_has("la57");
	if (opt->only_ret)
		seg[0].bufsz = 1;
	if (syscall(SYS_kexec_load, seg[0].mem, 2, seg, KEXEC_ARCH | PRESERVE_CONTEXT))
		die("kexec_load failed: %s", strerror(errno));
	munmap(data, opt->bytes);
	if (params->report != physical(report) && !opt->only_ret)
		die("the page for the report was moved");
	printf("# entry %#llx, %llu KiB at %#llx, where %llu pages are ours\n", seg[0].mem,
	       opt->bytes >> 10, seg[1].mem, guard_pages_in(guard, seg[1].mem, opt->bytes));
	return report;
}

/* With no segments the flag means nothing; an image for a crash cannot come back. */
static void check_flags(void)
{
	struct segment seg = { "", 1, 16 << 20, PAGE };

	if (syscall(SYS_kexec_load, 0, 0, NULL, KEXEC_ARCH | PRESERVE_CONTEXT))
		die("unloading with the flag failed: %s", strerror(errno));
	if (syscall(SYS_kexec_load, seg.mem, 1, &seg,
		    KEXEC_ARCH | PRESERVE_CONTEXT | ON_CRASH) != -1 || errno != EINVAL)
		die("the flag was not refused for a crash kernel: %s", strerror(errno));
}

static void check_report(const struct jump_report *r, const struct options *opt, u64 token,
			 u64 times)
{
	if (r->failed)
		die("check %llu of the payload failed: %#llx", r->failed, r->value);
	if (r->token != token)
		die("the payload did not run");
	if (r->entries != times)
		die("the payload counts %llu entries, not %llu", r->entries, times);
	if (r->other != (opt->mode == JUMP_OTHER_ENTRY && times % 2 == 0))
		die("entry %llu was at the wrong place", times);
}

/* On each CPU the clock has to go on, and a sleep to end. */
static void check_cpus(int nr, double before)
{
	for (int i = 0; i < nr; i++) {
		struct timespec ms = { .tv_nsec = 2000000 };
		double start;
		cpu_set_t set;

		CPU_ZERO(&set);
		CPU_SET(i, &set);
		if (sched_setaffinity(0, sizeof(set), &set))
			die("CPU %d cannot be used: %s", i, strerror(errno));
		start = now();
		nanosleep(&ms, NULL);
		if (start < before || now() - start < 0.002 || now() - start > 5)
			die("the clock of CPU %d went from %f by way of %f to %f", i,
			    before, start, now());
	}
}

/* Where FXSAVE has the control words of FPU and SSE, and the XMM registers */
#define FX_FCW		0
#define FX_MXCSR	24
#define FX_XMM		160
#define FX_XMM_END	416

struct fx_area {
	alignas(16) u8 byte[512];
};

static void fill_fx(struct fx_area *fx)
{
	for (int i = FX_XMM; i < FX_XMM_END; i++)
		fx->byte[i] = i * 11;
	fx->byte[FX_FCW + 1] ^= 0x0c;		/* rounding */
	fx->byte[FX_MXCSR + 1] ^= 0x60;
}

/* The system call, with registers of FPU and SSE that it has to leave alone. */
static long reboot_with_fpu(void)
{
	struct fx_area saved, before, after;
	long ret;

	asm volatile("fxsave %0" : "=m"(saved));
	before = saved;
	fill_fx(&before);
	asm volatile("fxrstor %[before]\n\t"
		     "syscall\n\t"
		     "fxsave %[after]\n\t"
		     "fxrstor %[saved]"
		     : "=a"(ret), [after] "=m"(after)
		     : "0"(SYS_reboot), "D"(0xfee1deadUL), "S"(0x28121969UL), "d"(CMD_KEXEC),
		       [before] "m"(before), [saved] "m"(saved)
		     : "rcx", "r11", "memory", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5",
		       "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13",
		       "xmm14", "xmm15");
	if (memcmp(&before.byte[FX_FCW], &after.byte[FX_FCW], 2) ||
	    memcmp(&before.byte[FX_MXCSR], &after.byte[FX_MXCSR], 4) ||
	    memcmp(&before.byte[FX_XMM], &after.byte[FX_XMM], FX_XMM_END - FX_XMM))
		die("the registers of FPU and SSE are not as before");
	errno = ret < 0 ? -ret : 0;
	return ret < 0 ? -1 : ret;
}

static void jump_once(const struct options *opt, int nr_cpus)
{
	double before = now();
	cpu_set_t all;
	long ret;

	if (sched_getaffinity(0, sizeof(all), &all))
		die("sched_getaffinity failed");
	ret = reboot_with_fpu();
	if (opt->error ? ret != -1 || errno != opt->error : ret)
		die("reboot() returned %ld: %s", ret, strerror(errno));
	if (get_nprocs() != nr_cpus)
		die("there were %d CPUs, now %d", nr_cpus, get_nprocs());
	check_cpus(nr_cpus, before);
	sched_setaffinity(0, sizeof(all), &all);
}

static void parse(int argc, char **argv, struct options *opt)
{
	int c;

	while ((c = getopt(argc, argv, "rkn:b:g:m:e:")) != -1) {
		if (c == 'r')
			opt->only_ret = true;
		else if (c == 'k')
			opt->over_kernel = true;
		else if (c == 'n')
			opt->times = atoi(optarg);
		else if (c == 'b')
			opt->bytes = strtoull(optarg, NULL, 10) << 20;
		else if (c == 'g')
			opt->guard_bytes = strtoull(optarg, NULL, 10) << 20;
		else if (c == 'm')
			opt->mode = atoi(optarg);
		else if (c == 'e')
			opt->error = atoi(optarg);
		else
			exit(1);
	}
}

int main(int argc, char **argv)
{
	struct options opt = { .times = 1, .bytes = 1 << 20, .guard_bytes = 64 << 20 };
	struct jump_report *report;
	u64 token = (u64)time(NULL) << 32 | getpid();
	int nr_cpus = get_nprocs();
	struct guard guard;

	parse(argc, argv, &opt);
	check_flags();
	guard = make_guard(opt.guard_bytes);
	report = load(&opt, token, &guard);
	for (u64 i = 1; i <= opt.times; i++) {
		jump_once(&opt, nr_cpus);
		if (!opt.only_ret)
			check_report(report, &opt, opt.error ? 0 : token,
				     opt.error ? 0 : i);
		check_guard(&guard);
	}
	printf("# %llu jumps, all as before\n", opt.times);
	return 0;
}
