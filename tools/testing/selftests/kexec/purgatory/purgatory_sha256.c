// SPDX-License-Identifier: GPL-2.0
/*
 * The purgatory's SHA-256, each of its transforms: right for known and for random
 * data, and how much it costs. Costs are printed with "bench", and not judged.
 */
#include <cpuid.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>
#include <x86intrin.h>

#include "purgatory_sha256.h"

#define DIGEST		32
#define RANDOM_RUNS	2000
#define RANDOM_MAX	5000
#define BENCH_BYTES	(256UL << 10)	/* done before the scheduler steps in */
#define BENCH_RUNS	1000
#define STEP_BYTES	4096

static const char * const names[] = { "generic", "ssse3", "sha-ni" };

static unsigned int number, failures;

/* Two of FIPS 180-4's examples, the empty text, and a million times 'a' */
static const struct {
	const char *text;
	unsigned int repeat;
	const char *digest;
} vectors[] = {
	{ "", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
	{ "abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
	{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
	  "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
	{ "a", 1000000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0" },
};

static void result(bool good, const char *what, enum purgatory_sha how)
{
	printf("%sok %u %s.%s\n", good ? "" : "not ", ++number, what, names[how]);
	failures += !good;
}

static bool cpu_has(enum purgatory_sha how)
{
	unsigned int a, b, c, d;

	if (how == GENERIC)
		return true;
	if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_SSSE3))
		return false;
	return how == SSSE3 || (__get_cpuid_count(7, 0, &a, &b, &c, &d) && b & bit_SHA);
}

static bool digest_is(enum purgatory_sha how, const uint8_t *data, size_t len,
		      const char *expected)
{
	char text[2 * DIGEST + 1];
	uint8_t digest[DIGEST];

	purgatory_sha256(how, data, len, digest);
	for (int i = 0; i < DIGEST; i++)
		sprintf(text + 2 * i, "%02x", digest[i]);
	return !strcmp(text, expected);
}

static bool vectors_hold(enum purgatory_sha how)
{
	bool good = true;

	for (size_t i = 0; i < sizeof(vectors) / sizeof(*vectors); i++) {
		size_t len = strlen(vectors[i].text), all = len * vectors[i].repeat;
		uint8_t *data = malloc(all + 1);

		for (size_t at = 0; at < all; at += len)
			memcpy(data + at, vectors[i].text, len);
		good &= digest_is(how, data, all, vectors[i].digest);
		free(data);
	}
	return good;
}

/* Data that ends where memory ends, at any alignment: nothing may read on. */
static uint8_t *guarded_end(void)
{
	size_t page = sysconf(_SC_PAGESIZE), size = 2 * page;
	uint8_t *map = mmap(NULL, size + page, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (map == MAP_FAILED || mprotect(map + size, page, PROT_NONE))
		exit(1);
	for (size_t i = 0; i < size; i++)
		map[i] = random();
	return map + size;
}

static bool agrees_with_generic(enum purgatory_sha how, const uint8_t *end)
{
	for (int i = 0; i < RANDOM_RUNS; i++) {
		size_t len = random() % RANDOM_MAX;
		size_t gap = i % 2 ? random() % 64 : 0;
		uint8_t mine[DIGEST], theirs[DIGEST];

		purgatory_sha256(how, end - gap - len, len, mine);
		purgatory_sha256(GENERIC, end - gap - len, len, theirs);
		if (memcmp(mine, theirs, DIGEST))
			return false;
	}
	return true;
}

/* One bit of any byte changes the digest: every byte is looked at. */
static bool sees_every_byte(enum purgatory_sha how, uint8_t *end)
{
	uint8_t before[DIGEST], after[DIGEST];
	size_t len = 300;

	purgatory_sha256(how, end - len, len, before);
	for (size_t i = 1; i <= len; i++) {
		end[-i] ^= 0x10;
		purgatory_sha256(how, end - len, len, after);
		end[-i] ^= 0x10;
		if (!memcmp(before, after, DIGEST))
			return false;
	}
	return true;
}

static void test(enum purgatory_sha how, uint8_t *end)
{
	if (!cpu_has(how)) {
		printf("ok %u %s # SKIP the CPU does not have it\n", ++number, names[how]);
		return;
	}
	result(vectors_hold(how), "vectors", how);
	result(agrees_with_generic(how, end), "random", how);
	result(sees_every_byte(how, end), "every-byte", how);
}

static double ticks_once(enum purgatory_sha how, const uint8_t *data)
{
	uint8_t digest[DIGEST];
	uint64_t start = __rdtsc();

	purgatory_sha256(how, data, BENCH_BYTES, digest);
	return (double)(__rdtsc() - start) / BENCH_BYTES;
}

/*
 * Ticks of the time stamp counter for a byte, the best of many runs: all that disturbs
 * one makes it longer. The transforms take turns, as the CPU's clock may change.
 */
static void ticks(const uint8_t *data, double *best)
{
	for (int i = 0; i < BENCH_RUNS; i++) {
		for (enum purgatory_sha how = GENERIC; how < TRANSFORMS; how++) {
			double took = cpu_has(how) ? ticks_once(how, data) : 0;

			if (!i || took < best[how])
				best[how] = took;
		}
	}
}

/* Instructions of a process that takes the digest of @len bytes and ends */
static long steps(enum purgatory_sha how, const uint8_t *data, size_t len)
{
	uint8_t digest[DIGEST];
	long count = 0;
	int status;
	pid_t pid = fork();

	if (!pid) {
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		raise(SIGSTOP);
		purgatory_sha256(how, data, len, digest);
		_exit(0);
	}
	while (waitpid(pid, &status, 0) == pid && WIFSTOPPED(status)) {
		ptrace(PTRACE_SINGLESTEP, pid, NULL, NULL);
		count++;
	}
	return count;
}

static double instructions(enum purgatory_sha how, const uint8_t *data)
{
	return (double)(steps(how, data, 2 * STEP_BYTES) - steps(how, data, STEP_BYTES)) /
	       STEP_BYTES;
}

static void bench(void)
{
	uint8_t *data = malloc(BENCH_BYTES);
	double tick[TRANSFORMS], step[TRANSFORMS];

	memset(data, 0x5a, BENCH_BYTES);
	ticks(data, tick);
	for (enum purgatory_sha how = GENERIC; how < TRANSFORMS; how++) {
		if (!cpu_has(how))
			continue;
		step[how] = instructions(how, data);
		printf("# %-8s %7.2f TSC ticks/byte, %6.2f instructions/byte", names[how],
		       tick[how], step[how]);
		printf("; generic / this: %5.2f, %5.2f\n", tick[GENERIC] / tick[how],
		       step[GENERIC] / step[how]);
	}
	free(data);
}

int main(int argc, char **argv)
{
	uint8_t *end = guarded_end();

	srandom(1);
	if (argc > 1 && !strcmp(argv[1], "bench")) {
		bench();
		return 0;
	}
	for (enum purgatory_sha how = GENERIC; how < TRANSFORMS; how++)
		test(how, end);
	printf("1..%u\n", number);
	return !!failures;
}
