// SPDX-License-Identifier: GPL-2.0
/*
 * The purgatory's check of an image: XXH64 is right for known messages and as libxxhash
 * computes it; an image that is whole passes; each kind of damage is found, and the
 * segment named. "bench" prints the cost of the digest, which is not judged.
 */
#include <dlfcn.h>
#include <setjmp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>
#include <x86intrin.h>

#include "purgatory_digest.h"

#define PAGE		4096
#define SEED		20

#define LIBRARY_RUNS	5000
#define LIBRARY_MAX	(2 * PAGE)
#define RANDOM_DAMAGES	10000
#define BENCH_BYTES	(256UL << 10)	/* done before the scheduler steps in */
#define BENCH_RUNS	1000
#define STEP_BYTES	4096UL

static unsigned int number, failures;

static void result(bool good, const char *what)
{
	printf("%sok %u %s\n", good ? "" : "not ", ++number, what);
	failures += !good;
}

/* Takes the place of report.c, and ends the call of purgatory(). */
static jmp_buf reported;

void purgatory_report(unsigned int segment)
{
	longjmp(reported, segment + 1);
}

/* The segment that the purgatory names, -1 for none */
static int named_segment(void)
{
	int damaged = setjmp(reported);

	if (!damaged)
		purgatory();
	return damaged - 1;
}

/* Those of github.com/cespare/xxhash, with a seed of 0 */
static const struct {
	const char *text;
	uint64_t digest;
} vectors[] = {
	{ "", 0xef46db3751d8e999 },
	{ "a", 0xd24ec4f1a98c6e5b },
	{ "as", 0x1c330fb2d66be179 },
	{ "asd", 0x631c37ce72a97393 },
	{ "asdf", 0x415872f599cea71e },
	{ "Call me Ishmael. Some years ago--never mind how long precisely-", 0x02a2e85470d6fd96 },
};

static bool vectors_hold(void)
{
	bool good = true;

	for (size_t i = 0; i < sizeof(vectors) / sizeof(*vectors); i++)
		good &= xxh64(vectors[i].text, strlen(vectors[i].text), 0) == vectors[i].digest;
	return good;
}

static void fill_random(uint8_t *data, size_t len)
{
	for (size_t i = 0; i < len; i++)
		data[i] = random();
}

/* Random bytes that end where memory ends: nothing may read on. */
static uint8_t *guarded_end(void)
{
	uint8_t *map = mmap(NULL, LIBRARY_MAX + PAGE, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (map == MAP_FAILED || mprotect(map + LIBRARY_MAX, PAGE, PROT_NONE))
		exit(1);
	fill_random(map, LIBRARY_MAX);
	return map + LIBRARY_MAX;
}

/* At any length and alignment, and often up to the last byte */
static void test_library(void)
{
	void *library = dlopen("libxxhash.so.0", RTLD_NOW);
	uint64_t (*reference)(const void *, size_t, uint64_t) =
		library ? dlsym(library, "XXH64") : NULL;
	const uint8_t *end = guarded_end();
	bool good;

	if (!reference)
		puts("# libxxhash.so.0 is missing (Debian package libxxhash0)");
	good = reference;
	for (int i = 0; good && i < LIBRARY_RUNS; i++) {
		size_t gap = random() % 2 ? random() % 64 : 0;
		size_t len = random() % (LIBRARY_MAX - gap + 1);
		uint64_t seed = random();

		good &= xxh64(end - gap - len, len, seed) == reference(end - gap - len, len, seed);
	}
	result(good, "library");
}

/*
 * An image as kexec_file_load(2) makes it: IMA's segment and the purgatory, which are not
 * checked, command line and boot_params, a kernel with zeros after it, an initrd.
 */
static const struct {
	const char *name;
	size_t pages, zeros;	/* zeros: how many of the pages, at the end */
	bool checked;
} segments[] = {
	{ "ima", 2, 0, false },
	{ "purgatory", 3, 1, false },
	{ "params", 4, 0, true },
	{ "kernel", 29, 7, true },
	{ "initrd", 16, 0, true },
	{ "page", 1, 0, true },
};

#define SEGMENTS	((int)(sizeof(segments) / sizeof(*segments)))

static uint8_t *image[SEGMENTS];

static size_t segment_size(int i)
{
	return segments[i].pages * PAGE;
}

static void make_image(void)
{
	for (int i = 0; i < SEGMENTS; i++) {
		image[i] = aligned_alloc(PAGE, segment_size(i));
		if (!image[i])
			exit(1);
		memset(image[i], 0, segment_size(i));
		fill_random(image[i], segment_size(i) - segments[i].zeros * PAGE);
		if (!segments[i].checked)
			continue;
		purgatory_segment_digests[i] = (struct kexec_segment_digest){
			.start = (uintptr_t)image[i],
			.len = segment_size(i),
			.xxh64 = xxh64(image[i], segment_size(i), 0),
		};
	}
}

/* A page of another process, of its stack, where there are pointers, text and zeros */
static uint8_t foreign[PAGE];

static bool read_foreign(void)
{
	uint8_t *stack = (uint8_t *)((uintptr_t)__builtin_frame_address(0) & -PAGE);
	struct iovec here = { foreign, PAGE }, there = { stack, PAGE };
	pid_t pid = fork();
	ssize_t got;

	if (!pid) {
		pause();
		_exit(0);
	}
	got = process_vm_readv(pid, &here, 1, &there, 1, 0);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	return got == PAGE;
}

/*
 * Damages of the byte at @at: of it alone, of its page, or of its page and that at
 * @other. Zeros over zeros and the like change nothing, which is no damage.
 */
static void flip_bit(uint8_t *at, uint8_t *other)
{
	(void)other;
	*at ^= 1 << random() % 8;
}

static void change_byte(uint8_t *at, uint8_t *other)
{
	(void)other;
	*at += 1 + random() % 255;
}

static uint8_t *page_of(uint8_t *at)
{
	return (uint8_t *)((uintptr_t)at & -PAGE);
}

static void zero_page(uint8_t *at, uint8_t *other)
{
	(void)other;
	memset(page_of(at), 0, PAGE);
}

static void exchange_pages(uint8_t *at, uint8_t *other)
{
	uint8_t page[PAGE];

	memcpy(page, page_of(at), PAGE);
	memcpy(page_of(at), page_of(other), PAGE);
	memcpy(page_of(other), page, PAGE);
}

static void foreign_page(uint8_t *at, uint8_t *other)
{
	(void)other;
	memcpy(page_of(at), foreign, PAGE);
}

static const struct {
	const char *name;
	void (*damage)(uint8_t *at, uint8_t *other);
	unsigned int undamaged;		/* edges of the image that stay as they were */
} kinds[] = {
	{ "bit", flip_bit, 0 },
	{ "byte", change_byte, 0 },
	{ "zeros", zero_page, 1 },
	{ "exchanged", exchange_pages, 2 },
	{ "foreign", foreign_page, 0 },
};

#define KINDS		((int)(sizeof(kinds) / sizeof(*kinds)))

enum outcome { FOUND, MISSED, NO_DAMAGE };

/* Damages two bytes' surroundings, asks the purgatory, and repairs them. */
static enum outcome try_damage(int kind, int segment, size_t at, size_t other)
{
	size_t size = segment_size(segment);
	uint8_t *before = malloc(size);
	enum outcome outcome = NO_DAMAGE;

	if (!before)
		exit(1);
	memcpy(before, image[segment], size);
	kinds[kind].damage(image[segment] + at, image[segment] + other);
	if (memcmp(before, image[segment], size))
		outcome = named_segment() == segment ? FOUND : MISSED;
	memcpy(image[segment], before, size);
	free(before);
	return outcome;
}

/* The first and the last byte of each segment, or their pages */
static void test_edges(int kind)
{
	unsigned int count[3] = { 0 };
	char what[64];

	for (int i = 0; i < SEGMENTS; i++) {
		size_t last = segment_size(i) - 1;

		if (!segments[i].checked)
			continue;
		count[try_damage(kind, i, 0, last)]++;
		count[try_damage(kind, i, last, 0)]++;
	}
	printf("# %s: %u found, %u missed, %u times nothing to damage\n", kinds[kind].name,
	       count[FOUND], count[MISSED], count[NO_DAMAGE]);
	snprintf(what, sizeof(what), "edges.%s", kinds[kind].name);
	result(count[NO_DAMAGE] == kinds[kind].undamaged && !count[MISSED] && named_segment() < 0,
	       what);
}

static void test_random(void)
{
	unsigned int count[3] = { 0 };

	while (count[FOUND] + count[MISSED] < RANDOM_DAMAGES) {
		int segment = random() % SEGMENTS;
		size_t size = segment_size(segment);

		if (segments[segment].checked)
			count[try_damage(random() % KINDS, segment, random() % size,
					 random() % size)]++;
	}
	printf("# random: %u found, %u missed, seed %u\n", count[FOUND], count[MISSED], SEED);
	result(!count[MISSED] && named_segment() < 0, "random");
}

/* Of two damaged segments the first is named; one without a digest is not looked at. */
static void test_naming(void)
{
	bool good = true;

	for (int i = 0; i < SEGMENTS; i++) {
		image[i][0] ^= 1;
		good &= named_segment() == (segments[i].checked ? i : -1);
		for (int k = i + 1; k < SEGMENTS; k++) {
			int first = segments[i].checked ? i : segments[k].checked ? k : -1;

			image[k][0] ^= 1;
			good &= named_segment() == first;
			image[k][0] ^= 1;
		}
		image[i][0] ^= 1;
	}
	result(good, "naming");
}

/* Does the purgatory name a segment when one bit of its entry is another? */
static bool finds_wrong_digest(int segment)
{
	struct kexec_segment_digest *digest = &purgatory_segment_digests[segment], right = *digest;
	bool good = true;

	for (int bit = 0; bit < 64; bit++) {
		digest->xxh64 ^= 1ULL << bit;
		good &= named_segment() == segment;
		*digest = right;
	}
	digest->len--;
	good &= named_segment() == segment;
	*digest = right;
	digest->start++;
	good &= named_segment() == segment;
	*digest = right;
	return good;
}

/* The table is full, and each bit of each entry counts. */
static void test_table(void)
{
	static uint8_t data[SEGMENT_MAX][100];
	bool good;

	fill_random(data[0], sizeof(data));
	for (int i = 0; i < SEGMENT_MAX; i++)
		purgatory_segment_digests[i] = (struct kexec_segment_digest){
			.start = (uintptr_t)data[i],
			.len = 2 + 6 * i,
			.xxh64 = xxh64(data[i], 2 + 6 * i, 0),
		};
	good = named_segment() < 0;
	for (int i = 0; i < SEGMENT_MAX; i++)
		good &= finds_wrong_digest(i);
	result(good, "table");
}

/*
 * Ticks of the time stamp counter for a byte, the best of many runs: all that disturbs
 * one makes it longer.
 */
static double ticks(const uint8_t *data)
{
	double best = 0;

	for (int i = 0; i < BENCH_RUNS; i++) {
		uint64_t start = __rdtsc();
		double took;

		xxh64(data, BENCH_BYTES, 0);
		took = (double)(__rdtsc() - start) / BENCH_BYTES;
		if (!i || took < best)
			best = took;
	}
	return best;
}

/* Instructions of a process that hashes @len bytes and ends */
static long steps(const uint8_t *data, size_t len)
{
	long count = 0;
	int status;
	pid_t pid = fork();

	if (!pid) {
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		raise(SIGSTOP);
		xxh64(data, len, 0);
		_exit(0);
	}
	while (waitpid(pid, &status, 0) == pid && WIFSTOPPED(status)) {
		ptrace(PTRACE_SINGLESTEP, pid, NULL, NULL);
		count++;
	}
	return count;
}

static double steps_per_byte(const uint8_t *data)
{
	return (double)(steps(data, 2 * STEP_BYTES) - steps(data, STEP_BYTES)) / STEP_BYTES;
}

/* GCC's; clang has more, 0.85. */
static void test_steps(void)
{
	static uint8_t data[2 * STEP_BYTES];

	result(steps_per_byte(data) <= 0.8, "steps");
}

static void bench(void)
{
	uint8_t *data = malloc(BENCH_BYTES);

	if (!data)
		exit(1);
	memset(data, 0x5a, BENCH_BYTES);
	printf("# xxh64 %.2f TSC ticks/byte, %.4f instructions/byte\n", ticks(data),
	       steps_per_byte(data));
	free(data);
}

int main(int argc, char **argv)
{
	srandom(SEED);
	if (argc > 1 && !strcmp(argv[1], "bench")) {
		bench();
		return 0;
	}
	result(vectors_hold(), "vectors");
	test_library();
	make_image();
	result(named_segment() < 0, "whole");
	result(read_foreign(), "foreign-page");
	for (int kind = 0; kind < KINDS; kind++)
		test_edges(kind);
	test_naming();
	test_random();
	test_table();
	test_steps();
	printf("1..%u\n", number);
	return !!failures;
}
