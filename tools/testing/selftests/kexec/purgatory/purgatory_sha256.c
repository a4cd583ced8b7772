// SPDX-License-Identifier: GPL-2.0
/*
 * The purgatory's SHA-256, each way to compute it: right for known and for random
 * messages, and how much it costs. Costs are printed with "bench", and not judged.
 */
#include <cpuid.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>
#include <x86intrin.h>

#include "purgatory_sha256.h"

#define DIGEST		sizeof(((struct purgatory_message *)0)->digest)
#define RANDOM_RUNS	2000
#define RANDOM_MAX	5000
#define EVERY_BYTE	300
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

#define VECTORS		(sizeof(vectors) / sizeof(*vectors))

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
	if (how == SSSE3)
		return true;
	return c & bit_SSE4_1 && __get_cpuid_count(7, 0, &a, &b, &c, &d) && b & bit_SHA;
}

static struct purgatory_message vector_message(size_t i)
{
	size_t len = strlen(vectors[i].text), all = len * vectors[i].repeat;
	uint8_t *data = malloc(all + 1);

	for (size_t at = 0; at < all; at += len)
		memcpy(data + at, vectors[i].text, len);
	return (struct purgatory_message){ .data = data, .len = all };
}

static bool digest_is(const struct purgatory_message *message, const char *expected)
{
	char text[2 * DIGEST + 1];

	for (size_t i = 0; i < DIGEST; i++)
		sprintf(text + 2 * i, "%02x", message->digest[i]);
	return !strcmp(text, expected);
}

/* Every pair, as either message may be the longer. */
static bool vectors_hold(enum purgatory_sha how)
{
	bool good = true;

	for (size_t i = 0; i < VECTORS * VECTORS; i++) {
		size_t a = i % VECTORS, b = i / VECTORS;
		struct purgatory_message pair[2] = { vector_message(a), vector_message(b) };

		purgatory_sha256(how, pair);
		good &= digest_is(&pair[0], vectors[a].digest);
		good &= digest_is(&pair[1], vectors[b].digest);
		free((void *)pair[0].data);
		free((void *)pair[1].data);
	}
	return good;
}

/* Random bytes that end where memory ends: nothing may read on. */
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

/* At any alignment, and often up to the last byte */
static struct purgatory_message random_message(const uint8_t *end)
{
	size_t len = random() % RANDOM_MAX, gap = random() % 2 ? random() % 64 : 0;

	return (struct purgatory_message){ .data = end - gap - len, .len = len };
}

static bool same_digests(const struct purgatory_message *a,
			 const struct purgatory_message *b)
{
	return !memcmp(a[0].digest, b[0].digest, DIGEST) &&
	       !memcmp(a[1].digest, b[1].digest, DIGEST);
}

static bool agrees_with_generic(enum purgatory_sha how, uint8_t * const end[2])
{
	for (int i = 0; i < RANDOM_RUNS; i++) {
		struct purgatory_message mine[2] = {
			random_message(end[0]), random_message(end[1])
		};
		struct purgatory_message theirs[2] = { mine[0], mine[1] };

		purgatory_sha256(how, mine);
		purgatory_sha256(GENERIC, theirs);
		if (!same_digests(mine, theirs))
			return false;
	}
	return true;
}

/* A bit of any byte changes the digest of its message, and not the other's. */
static bool sees_every_byte(enum purgatory_sha how, uint8_t * const end[2])
{
	struct purgatory_message before[2] = {
		{ .data = end[0] - EVERY_BYTE, .len = EVERY_BYTE },
		{ .data = end[1] - EVERY_BYTE, .len = EVERY_BYTE },
	};
	struct purgatory_message after[2] = { before[0], before[1] };

	purgatory_sha256(how, before);
	for (size_t i = 0; i < 2 * EVERY_BYTE; i++) {
		int which = i % 2;
		uint8_t *byte = end[which] - 1 - i / 2;

		*byte ^= 0x10;
		purgatory_sha256(how, after);
		*byte ^= 0x10;
		if (!memcmp(before[which].digest, after[which].digest, DIGEST) ||
		    memcmp(before[!which].digest, after[!which].digest, DIGEST))
			return false;
	}
	return true;
}

static void test(enum purgatory_sha how, uint8_t * const end[2])
{
	if (!cpu_has(how)) {
		printf("ok %u %s # SKIP the CPU does not have it\n", ++number, names[how]);
		return;
	}
	result(vectors_hold(how), "vectors", how);
	result(agrees_with_generic(how, end), "random", how);
	result(sees_every_byte(how, end), "every-byte", how);
}

/* A segment of the image, cut into two as the purgatory does */
static void hash(enum purgatory_sha how, const uint8_t *data, size_t len)
{
	struct purgatory_message part[2] = {
		{ .data = data, .len = len / 2 },
		{ .data = data + len / 2, .len = len / 2 },
	};

	purgatory_sha256(how, part);
}

static double ticks_once(enum purgatory_sha how, const uint8_t *data)
{
	uint64_t start = __rdtsc();

	hash(how, data, BENCH_BYTES);
	return (double)(__rdtsc() - start) / BENCH_BYTES;
}

/*
 * Ticks of the time stamp counter for a byte, the best of many runs: all that disturbs
 * one makes it longer. The ways take turns, as the CPU's clock may change.
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

/* Instructions of a process that hashes @len bytes and ends */
static long steps(enum purgatory_sha how, const uint8_t *data, size_t len)
{
	long count = 0;
	int status;
	pid_t pid = fork();

	if (!pid) {
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		raise(SIGSTOP);
		hash(how, data, len);
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
	uint8_t * const end[2] = { guarded_end(), guarded_end() };

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
