// SPDX-License-Identifier: GPL-2.0
/*
 * What the calls cost. Under "-icount shift=0" the time stamp counter moves by
 * one with every instruction; "calibrate" finds out whether it really does.
 *
 *	cost calibrate		known numbers of instructions, counted
 *	cost digest MIB		SHA-256 by the kernel, for what it adds to a load
 *	cost read MIB [HOW]	read(2) of such a file as "file" loads, 4 MiB at a time
 *	cost load|file MIB ROUNDS [HOW...]	loads and unloads; HOW: see source.h
 *
 * Prints lines "WHAT NUMBER":
 *	bytes			of the image
 *	outcome			"loaded", or the errno
 *	in_place, to_move	bytes of the image, where the kernel says so
 *	evicted, migrated	bytes of others, for that
 *	load_tsc, unload_tsc	steps of the time stamp counter
 *	load_ns, unload_ns	time, by the guest's clock
 *	load_pages		pages that the kernel allocated during the load, as
 *				it counts them: not those claimed by address
 */
#include <linux/if_alg.h>
#include <sys/socket.h>
#include <x86intrin.h>
#include "memory.h"
#include "source.h"

#define READ_SIZE	(4 * MIB)

struct moment {
	u64 tsc;
	double time;
};

static struct moment moment(void)
{
	return (struct moment){ .time = now(), .tsc = __rdtsc() };
}

/* One line for each clock; @key says what went on from @a to @b. */
static void report_span(const char *key, struct moment a, struct moment b)
{
	printf("%s_tsc %llu\n%s_ns %.0f\n", key, b.tsc - a.tsc, key, (b.time - a.time) * 1e9);
}

static void count_known(void)
{
	u64 turns = 50000000, start = __rdtsc();
	static char buf[4 * MIB];
	void *to = buf;

	asm volatile("1: dec %0; jnz 1b" : "+r"(turns) : : "cc");
	printf("loop %llu\nloop_expected 100000000\n", __rdtsc() - start);
	memset(buf, 1, sizeof(buf));
	turns = sizeof(buf);
	start = __rdtsc();
	asm volatile("rep stosb" : "+D"(to), "+c"(turns) : "a"(0) : "memory");
	printf("rep %llu\nrep_expected %zu\n", __rdtsc() - start, sizeof(buf));
}

static int open_sha256(void)
{
	struct sockaddr_alg name = {
		.salg_family = AF_ALG, .salg_type = "hash", .salg_name = "sha256",
	};
	int fd = socket(AF_ALG, SOCK_SEQPACKET, 0), op;

	if (fd < 0 || bind(fd, (struct sockaddr *)&name, sizeof(name)))
		return -1;
	op = accept(fd, NULL, 0);
	close(fd);
	return op;
}

/* The kernel reads our pages where they are, so that little but the digest counts. */
static void take_digest(size_t mib)
{
	char *buf = map_anonymous(MIB), out[32];
	struct moment a, b;
	int fd = open_sha256();

	if (fd < 0) {
		printf("outcome ENOSYS\n");
		return;
	}
	memset(buf, 0x5a, MIB);
	a = moment();
	for (size_t i = 0; i < mib; i++)
		if (send(fd, buf, MIB, MSG_MORE) != (ssize_t)MIB)
			die("AF_ALG takes no data: %s", strerror(errno));
	if (recv(fd, out, sizeof(out), 0) != sizeof(out))
		die("AF_ALG gives no digest: %s", strerror(errno));
	b = moment();
	printf("bytes %zu\n", mib * MIB);
	report_span("digest", a, b);
}

/* What no load of that file can do without: to read it into memory that is there. */
static void read_initrd(size_t mib, char **how)
{
	char *buf = map_anonymous(READ_SIZE);
	struct moment a, b;
	struct source s;
	ssize_t bytes;

	source_open(&s, "file", mib, how);
	memset(buf, 0, READ_SIZE);
	a = moment();
	while ((bytes = read(s.initrd_fd, buf, READ_SIZE)) > 0)
		;
	b = moment();
	if (bytes)
		die("the initrd cannot be read: %s", strerror(errno));
	printf("bytes %zu\n", mib * MIB);
	report_span("read", a, b);
}

static void report_file(const char *key, const char *path)
{
	unsigned long long number;
	FILE *f = fopen(path, "r");

	if (f && fscanf(f, "%llu", &number) == 1)
		printf("%s %llu\n", key, number);
	if (f)
		fclose(f);
}

static void report_image(void)
{
	report_file("in_place", "/sys/kernel/kexec/bytes_in_place");
	report_file("to_move", "/sys/kernel/kexec/bytes_to_move");
	report_file("evicted", "/sys/kernel/kexec/bytes_evicted");
	report_file("migrated", "/sys/kernel/kexec/bytes_migrated");
}

/* Names the outcome of a load: that too is a result, if there is too little memory. */
static bool report_outcome(long ret)
{
	printf("outcome %s\n", ret ? strerrorname_np(errno) : "loaded");
	return !ret;
}

static void one_round(struct source *s)
{
	static struct proc_file vmstat;
	struct moment a, b, c, d;
	u64 pages;
	long ret;

	if (!vmstat.fd)
		proc_open(&vmstat, "/proc/vmstat");
	pages = pages_allocated(&vmstat);
	a = moment();
	ret = source_load(s);
	b = moment();
	if (!report_outcome(ret))
		return;
	pages = pages_allocated(&vmstat) - pages;
	report_image();
	c = moment();
	if (source_unload(s))
		die("the unload failed: %s", strerror(errno));
	d = moment();
	report_span("load", a, b);
	report_span("unload", c, d);
	printf("load_pages %llu\n", pages);
}

static void measure(const char *call, size_t mib, unsigned int rounds, char **how)
{
	struct source s;

	if (!source_has_call(call)) {
		printf("outcome ENOSYS\n");
		return;
	}
	source_open(&s, call, mib, how);
	printf("bytes %llu\n", s.bytes);
	for (unsigned int i = 1; i <= rounds; i++)
		one_round(&s);
}

int main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "calibrate"))
		count_known();
	else if (argc == 3 && !strcmp(argv[1], "digest"))
		take_digest(strtoul(argv[2], NULL, 10));
	else if (argc >= 3 && !strcmp(argv[1], "read"))
		read_initrd(strtoul(argv[2], NULL, 10), argv + 3);
	else if (argc >= 4)
		measure(argv[1], strtoul(argv[2], NULL, 10), strtoul(argv[3], NULL, 10), argv + 4);
	else
		die("usage: cost calibrate | digest|read MIB | load|file MIB ROUNDS [HOW...]");
	return 0;
}
