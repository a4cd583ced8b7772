// SPDX-License-Identifier: GPL-2.0
/*
 * kexec_load(2), the machine's memory: all of it comes back, and there being
 * too little of it is ENOMEM.
 */
#include <signal.h>

#include "common.h"

static char page[KX_PAGE];

/*
 * A page lost in each round would show as 4 MiB. Free memory moves by itself
 * by some hundred KiB, with slabs and the like.
 */
#define ROUNDS	1024
#define NOISE	((long)KX_MIB)
#define LARGE	(24 * KX_MIB)

FIXTURE(leak)
{
	struct kx_segment s[2];
};

FIXTURE_VARIANT(leak)
{
	void (*change)(struct kx_segment *s);
	int err;
	bool unload;
};

static void change_nothing(struct kx_segment *s)
{
}

static void break_last_buffer(struct kx_segment *s)
{
	s[1].buf = (void *)8;
}

/* The first bytes of the second segment can be read, the last cannot. */
static void break_buffer_tail(struct kx_segment *s)
{
	char *at = mmap(NULL, 16 * KX_PAGE, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	mprotect(at + 15 * KX_PAGE, KX_PAGE, PROT_NONE);
	s[1].buf = at;
	s[1].bufsz = 16 * KX_PAGE;
}

static void break_alignment(struct kx_segment *s)
{
	s[1].mem += 1;
}

FIXTURE_VARIANT_ADD(leak, load_and_unload) {
	.change = change_nothing, .unload = true,
};

FIXTURE_VARIANT_ADD(leak, replace) {
	.change = change_nothing,
};

FIXTURE_VARIANT_ADD(leak, unreadable_buffer) {
	.change = break_last_buffer, .err = EFAULT,
};

FIXTURE_VARIANT_ADD(leak, unreadable_tail) {
	.change = break_buffer_tail, .err = EFAULT,
};

FIXTURE_VARIANT_ADD(leak, bad_segment) {
	.change = break_alignment, .err = EADDRNOTAVAIL,
};

FIXTURE_SETUP(leak)
{
	unsigned long dest = kx_destination();

	ASSERT_NE(0UL, dest);
	ASSERT_EQ(0, kx_unload());
	self->s[0] = (struct kx_segment){ page, KX_PAGE, dest, KX_PAGE };
	self->s[1] = (struct kx_segment){ page, 1, dest + LARGE, 16 * KX_PAGE };
	variant->change(self->s);
}

FIXTURE_TEARDOWN(leak)
{
	EXPECT_EQ(0, kx_unload());
}

/* Answers how many of the calls did not end as they should. */
static unsigned int run_rounds(const struct kx_segment *s, unsigned int rounds,
			       int err, bool unload)
{
	unsigned int bad = 0;

	while (rounds--) {
		bad += kx_load(2, s, 0) != err;
		if (unload)
			bad += kx_unload() != 0;
	}
	return bad;
}

TEST_F_TIMEOUT(leak, no_page_stays, 120)
{
	long before, after;

	/* Caches of the allocators fill up in the first rounds. */
	ASSERT_EQ(0U, run_rounds(self->s, ROUNDS / 8, variant->err, variant->unload));
	before = kx_mem_free();
	ASSERT_EQ(0U, run_rounds(self->s, ROUNDS, variant->err, variant->unload));
	after = kx_mem_free();
	EXPECT_GT(NOISE, before - after) {
		TH_LOG("%ld KiB less in %d rounds", (before - after) >> 10, ROUNDS);
	}
}

#define LARGE_ROUNDS	8

struct large_batch {
	const struct kx_segment *s;
	int err;
	bool unload;
	unsigned int bad;
};

static void run_large(void *arg)
{
	struct large_batch *batch = arg;

	batch->bad += run_rounds(batch->s, LARGE_ROUNDS, batch->err, batch->unload);
}

/* Large enough that blocks of all sizes are asked for. Two pages each round would show. */
TEST_F_TIMEOUT(leak, no_large_block_stays, 240)
{
	struct large_batch batch = { self->s, variant->err, variant->unload };

	self->s[0].memsz = LARGE;
	run_large(&batch);
	EXPECT_GT(2 * LARGE_ROUNDS * (long)KX_PAGE, kx_median_loss(run_large, &batch));
	EXPECT_EQ(0U, batch.bad);
}

/* Memory that cannot be had is a refusal, not the end of other processes. */
static void hold_memory(unsigned long size, int ready)
{
	void *at = mmap(NULL, size, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_LOCKED | MAP_POPULATE, -1, 0);
	char good = at != MAP_FAILED;

	if (write(ready, &good, 1) != 1)
		_exit(1);
	for (;;)
		pause();
}

FIXTURE(shortage)
{
	unsigned long dest, half;
	pid_t hog;
};

/* All but a quarter of RAM is taken, half of RAM is what a load may ask for. */
FIXTURE_SETUP(shortage)
{
	unsigned long total = kx_meminfo("MemTotal");
	int ready[2];
	char good = 0;

	self->hog = 0;
	self->dest = kx_destination();
	ASSERT_NE(0UL, self->dest);
	if (total > 2048 * KX_MIB || kx_meminfo("SwapTotal"))
		SKIP(return, "takes too long with more than 2 GiB or with swap");
	self->half = total / 2 & -KX_PAGE;
	ASSERT_EQ(0, kx_unload());
	ASSERT_EQ(0, pipe(ready));
	self->hog = fork();
	if (!self->hog)
		hold_memory(kx_meminfo("MemAvailable") - self->half / 2, ready[1]);
	ASSERT_EQ(1, read(ready[0], &good, 1));
	ASSERT_EQ(1, good);
}

FIXTURE_TEARDOWN(shortage)
{
	if (self->hog > 0) {
		kill(self->hog, SIGKILL);
		waitpid(self->hog, NULL, 0);
	}
	EXPECT_EQ(0, kx_unload());
}

TEST_F_TIMEOUT(shortage, enomem, 120)
{
	struct kx_segment former = { page, 1, self->dest, KX_PAGE };
	struct kx_segment large = { page, 1, self->dest, self->half - KX_PAGE };
	long before;
	int status;

	ASSERT_EQ(0, kx_load(1, &former, 0));
	before = kx_mem_free();
	EXPECT_EQ(ENOMEM, kx_load(1, &large, 0));
	EXPECT_EQ(1, kx_loaded());
	EXPECT_EQ(0, waitpid(self->hog, &status, WNOHANG)) {
		TH_LOG("another process was killed for it");
		self->hog = 0;
	}
	EXPECT_GT(4 * NOISE, before - kx_mem_free());
}

TEST_HARNESS_MAIN
