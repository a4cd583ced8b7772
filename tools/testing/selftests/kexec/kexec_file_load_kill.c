// SPDX-License-Identifier: GPL-2.0
/*
 * kexec_file_load(2) and signals: a fatal one ends a load within a second and
 * leaves nothing of it, any other leaves it alone.
 */
#include <signal.h>

#include "file_load.h"

FIXTURE(fatal)
{
	struct kxf_call former, large;
	size_t size;
	int *started;
};

/* Where in the load the signal comes: at its begin is the reading of the files. */
FIXTURE_VARIANT(fatal)
{
	useconds_t delay;
};

FIXTURE_VARIANT_ADD(fatal, after_20_ms) { .delay = 20000 };
FIXTURE_VARIANT_ADD(fatal, after_200_ms) { .delay = 200000 };
FIXTURE_VARIANT_ADD(fatal, after_350_ms) { .delay = 350000 };

/* Zeros of nearly half of memory, more than which cannot be loaded. */
FIXTURE_SETUP(fatal)
{
	self->former = kxf_good_call();
	self->large = kxf_good_call();
	self->size = kx_meminfo("MemTotal") / 5 * 2 & -KX_PAGE;
	close(self->large.initrd);
	self->large.initrd = kxf_zeros(self->size);
	self->started = mmap(NULL, KX_PAGE, PROT_READ | PROT_WRITE,
			     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, self->started);
	ASSERT_EQ(0, kxf_unload());
}

FIXTURE_TEARDOWN(fatal)
{
	kxf_close(&self->former);
	kxf_close(&self->large);
	EXPECT_EQ(0, kxf_unload());
}

/* Answers the milliseconds from the signal to the end, -1 if that came before. */
static long kill_load(const struct kxf_call *call, int *started, useconds_t delay)
{
	struct timespec killed;
	pid_t child;
	int status;

	__atomic_store_n(started, 0, __ATOMIC_SEQ_CST);
	child = fork();
	if (!child) {
		__atomic_store_n(started, 1, __ATOMIC_SEQ_CST);
		_exit(kxf_load(call) ? 1 : 0);
	}
	while (child > 0 && !__atomic_load_n(started, __ATOMIC_SEQ_CST))
		usleep(100);
	usleep(delay);
	clock_gettime(CLOCK_MONOTONIC, &killed);
	if (child < 0 || kill(child, SIGKILL) || waitpid(child, &status, 0) != child)
		return -1;
	return WIFSIGNALED(status) ? kxf_ms_since(&killed) : -1;
}

/*
 * The best of a few: a virtual machine may itself have to wait for a second. A
 * load that cannot be killed is slow each time.
 */
#define KILLS	3

TEST_F_TIMEOUT(fatal, ends_the_load_within_a_second, 120)
{
	long ms = LONG_MAX;
	int i;

	ASSERT_EQ(0, kxf_load(&self->former));
	for (i = 0; i < KILLS && ms >= 1000; i++) {
		ms = kill_load(&self->large, self->started, variant->delay);
		if (ms < 0 && variant->delay > 20000)
			SKIP(return, "this machine loads %zu MiB in less than that",
			     self->size >> 20);
		ASSERT_LE(0, ms);
		TH_LOG("a load of %zu MiB ended %ld ms after the signal",
		       self->size >> 20, ms);
		EXPECT_EQ(1, kx_loaded());
	}
	EXPECT_GT(1000, ms);
}

struct kill_batch {
	struct kxf_call *call;
	int *started;
	useconds_t delay;
	unsigned int missed;
};

static void kill_one(void *arg)
{
	struct kill_batch *batch = arg;

	batch->missed += kill_load(batch->call, batch->started, batch->delay) < 0;
}

/* A page table or two may stay; a frame of each block would be a hundred times as much. */
TEST_F_TIMEOUT(fatal, leaves_no_memory_behind, 240)
{
	struct kill_batch batch = { &self->large, self->started, variant->delay };
	long lost;

	ASSERT_EQ(0, kxf_load(&self->former));
	kill_one(&batch);
	lost = kx_median_loss(kill_one, &batch);
	if (batch.missed > KX_BATCHES / 2)
		SKIP(return, "the loads were over before the signals came");
	EXPECT_GT(16 * (long)KX_PAGE, lost);
	EXPECT_EQ(1, kx_loaded());
}

/* The lock is not held by the dead: the next call is served at once. */
TEST_F_TIMEOUT(fatal, leaves_no_lock_behind, 120)
{
	long ms = kill_load(&self->large, self->started, variant->delay);

	if (ms < 0)
		SKIP(return, "the load was over before the signal came");
	EXPECT_EQ(0, kx_loaded());
	EXPECT_EQ(0, kxf_load(&self->former));
	EXPECT_EQ(1, kx_loaded());
}

static int signals;

static void count(int sig)
{
	__atomic_fetch_add(&signals, 1, __ATOMIC_RELAXED);
}

/* Only a fatal signal ends a load: the manual page knows no EINTR. */
TEST(signal_with_a_handler)
{
	struct sigaction action = { .sa_handler = count };
	struct kxf_call call = kxf_good_call();
	pid_t parent = getpid(), child;
	int status;

	close(call.initrd);
	call.initrd = kxf_zeros(64 * KX_MIB);
	ASSERT_EQ(0, sigaction(SIGUSR1, &action, NULL));
	child = fork();
	while (!child) {
		usleep(2000);
		kill(parent, SIGUSR1);
	}
	ASSERT_LT(0, child);
	EXPECT_EQ(0, kxf_load(&call));
	EXPECT_EQ(1, kx_loaded());
	kill(child, SIGKILL);
	waitpid(child, &status, 0);
	EXPECT_LT(0, signals);
	EXPECT_EQ(0, kxf_unload());
	kxf_close(&call);
}

TEST_HARNESS_MAIN
