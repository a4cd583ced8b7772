// SPDX-License-Identifier: GPL-2.0
/*
 * kexec_load(2) while another call runs, and while a signal arrives.
 */
#include <limits.h>
#include <linux/reboot.h>
#include <signal.h>
#include <time.h>

#include "common.h"
#include "held_load.h"

static char page[KX_PAGE];

FIXTURE(busy)
{
	unsigned long dest;
	struct kx_segment other;
	struct held_load held;
};

FIXTURE_SETUP(busy)
{
	self->dest = kx_destination();
	ASSERT_NE(0UL, self->dest);
	ASSERT_EQ(0, kx_unload());
	if (!held_prepare(&self->held, self->dest))
		SKIP(return, "needs CONFIG_USERFAULTFD");
	self->other = (struct kx_segment){ page, 1, self->dest + KX_MIB, KX_PAGE };
}

FIXTURE_TEARDOWN(busy)
{
	EXPECT_EQ(0, kx_unload());
}

TEST_F(busy, load)
{
	ASSERT_TRUE(held_start(&self->held));
	EXPECT_EQ(EBUSY, kx_load(1, &self->other, 0));
	EXPECT_EQ(0, held_finish(&self->held));
	EXPECT_EQ(1, kx_loaded());
}

TEST_F(busy, unload)
{
	ASSERT_TRUE(held_start(&self->held));
	EXPECT_EQ(EBUSY, kx_unload());
	EXPECT_EQ(0, held_finish(&self->held));
	EXPECT_EQ(1, kx_loaded());
}

/* Nothing is loaded, so no answer to this can end the test's kernel. */
TEST_F(busy, reboot)
{
	ASSERT_EQ(0, kx_loaded());
	ASSERT_TRUE(held_start(&self->held));
	EXPECT_EQ(-1, syscall(SYS_reboot, LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2,
			      LINUX_REBOOT_CMD_KEXEC, NULL));
	EXPECT_EQ(EBUSY, errno);
	EXPECT_EQ(0, held_finish(&self->held));
}

/* The former image stays until the new one is complete. */
TEST_F(busy, keeps_the_former_image)
{
	ASSERT_EQ(0, kx_load(1, &self->other, 0));
	ASSERT_TRUE(held_start(&self->held));
	EXPECT_EQ(1, kx_loaded());
	EXPECT_EQ(EBUSY, kx_unload());
	EXPECT_EQ(1, kx_loaded());
	EXPECT_EQ(0, held_finish(&self->held));
	EXPECT_EQ(1, kx_loaded());
}

/* Being busy ends with the call that was the cause. */
TEST_F(busy, not_after_the_load)
{
	ASSERT_TRUE(held_start(&self->held));
	ASSERT_EQ(EBUSY, kx_load(1, &self->other, 0));
	ASSERT_EQ(0, held_finish(&self->held));
	EXPECT_EQ(0, kx_load(1, &self->other, 0));
	EXPECT_EQ(0, kx_unload());
}

static void ignore(int sig)
{
}

/* Only a fatal signal ends a load: the page knows no EINTR. */
TEST_F(busy, signal_with_a_handler)
{
	struct sigaction action = { .sa_handler = ignore };

	ASSERT_EQ(0, sigaction(SIGUSR1, &action, NULL));
	ASSERT_TRUE(held_start(&self->held));
	ASSERT_EQ(0, pthread_kill(self->held.thread, SIGUSR1));
	usleep(20000);
	EXPECT_EQ(0, held_finish(&self->held));
	EXPECT_EQ(1, kx_loaded());
}

/*
 * In a process of its own: hold the load, then supply the page and kill the
 * process at once, so that the signal finds the load at its large segment.
 */
static void die_in_a_load(struct held_load *held, struct timespec *killed)
{
	if (!held_start(held))
		_exit(1);
	clock_gettime(CLOCK_MONOTONIC, killed);
	if (held_release(held))
		kill(getpid(), SIGKILL);
	_exit(2);
}

static void die_waiting(struct held_load *held, struct timespec *killed)
{
	if (!held_start(held))
		_exit(1);
	clock_gettime(CLOCK_MONOTONIC, killed);
	kill(getpid(), SIGKILL);
	_exit(2);
}

static long ms_since(const struct timespec *then)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (now.tv_sec - then->tv_sec) * 1000 +
	       (now.tv_nsec - then->tv_nsec) / 1000000;
}

FIXTURE(fatal)
{
	struct kx_segment former;
	unsigned long large;
	struct timespec *killed;
};

FIXTURE_VARIANT(fatal)
{
	void (*die)(struct held_load *held, struct timespec *killed);
};

FIXTURE_VARIANT_ADD(fatal, while_filling) { .die = die_in_a_load };
FIXTURE_VARIANT_ADD(fatal, while_waiting_for_a_page) { .die = die_waiting };

FIXTURE_SETUP(fatal)
{
	unsigned long dest = kx_destination();

	ASSERT_NE(0UL, dest);
	ASSERT_EQ(0, kx_unload());
	self->former = (struct kx_segment){ page, 1, dest, KX_PAGE };
	self->large = kx_meminfo("MemTotal") / 5 * 2 & -KX_PAGE;
	self->killed = mmap(NULL, sizeof(*self->killed), PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, self->killed);
}

FIXTURE_TEARDOWN(fatal)
{
	EXPECT_EQ(0, kx_unload());
}

static pid_t start_doomed(const struct kx_segment *former, unsigned long large,
			  struct timespec *killed,
			  void (*die)(struct held_load *, struct timespec *))
{
	struct held_load held;
	pid_t child = fork();

	if (child)
		return child;
	if (!held_prepare(&held, former->mem))
		_exit(KSFT_SKIP);
	held.s[1].memsz = large;
	die(&held, killed);
	_exit(3);
}

/*
 * The best of a few: a virtual machine may itself have to wait for a second. A
 * load that cannot be killed is slow each time.
 */
#define KILLS	3

TEST_F(fatal, ends_the_load_within_a_second)
{
	long ms = LONG_MAX;

	for (int i = 0; i < KILLS && ms >= 1000; i++) {
		pid_t child = start_doomed(&self->former, self->large, self->killed,
					   variant->die);
		int status;

		ASSERT_LT(0, child);
		ASSERT_EQ(child, waitpid(child, &status, 0));
		if (WIFEXITED(status) && WEXITSTATUS(status) == KSFT_SKIP)
			SKIP(return, "needs CONFIG_USERFAULTFD");
		ASSERT_TRUE(WIFSIGNALED(status)) {
			TH_LOG("exit status %d", WEXITSTATUS(status));
		}
		ms = ms_since(self->killed);
		TH_LOG("the load of %lu MiB ended after %ld ms", self->large >> 20, ms);
		EXPECT_EQ(0, kx_loaded());
	}
	EXPECT_GT(1000, ms);
}

TEST_F(fatal, leaves_the_former_image)
{
	long before = kx_mem_free();
	int status;
	pid_t child;

	ASSERT_EQ(0, kx_load(1, &self->former, 0));
	child = start_doomed(&self->former, self->large, self->killed, variant->die);
	ASSERT_LT(0, child);
	ASSERT_EQ(child, waitpid(child, &status, 0));
	if (WIFEXITED(status) && WEXITSTATUS(status) == KSFT_SKIP)
		SKIP(return, "needs CONFIG_USERFAULTFD");
	ASSERT_TRUE(WIFSIGNALED(status));
	EXPECT_EQ(1, kx_loaded());
	EXPECT_EQ(0, kx_unload());
	EXPECT_GT(4 * (long)KX_MIB, before - kx_mem_free());
}

/* Without userfaultfd: threads that race. Nothing but 0 and EBUSY is seen. */
#define RACERS		4
#define RACE_SECONDS	10

struct race {
	struct kx_segment s;
	struct timespec start;
	unsigned int done, busy, other;
	int strange;
};

static void *race_run(void *arg)
{
	struct race *race = arg;

	while (ms_since(&race->start) < RACE_SECONDS * 1000) {
		int err = kx_load(1, &race->s, 0);

		if (err == EBUSY) {
			__atomic_fetch_add(&race->busy, 1, __ATOMIC_RELAXED);
			usleep(1000);	/* each refusal is a line in the log */
		} else if (!err) {
			__atomic_fetch_add(&race->done, 1, __ATOMIC_RELAXED);
		} else if (!__atomic_fetch_add(&race->other, 1, __ATOMIC_RELAXED)) {
			race->strange = err;
		}
		if (__atomic_load_n(&race->busy, __ATOMIC_RELAXED) &&
		    __atomic_load_n(&race->done, __ATOMIC_RELAXED) >= 8)
			break;
	}
	return NULL;
}

TEST(race)
{
	struct race race = { 0 };
	pthread_t threads[RACERS];
	char *big = mmap(NULL, 16 * KX_MIB, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	unsigned int i;

	ASSERT_NE(MAP_FAILED, big);
	race.s = (struct kx_segment){ big, 16 * KX_MIB, kx_destination(), 16 * KX_MIB };
	ASSERT_NE(0UL, race.s.mem);
	clock_gettime(CLOCK_MONOTONIC, &race.start);
	for (i = 0; i < RACERS; i++)
		ASSERT_EQ(0, pthread_create(&threads[i], NULL, race_run, &race));
	for (i = 0; i < RACERS; i++)
		ASSERT_EQ(0, pthread_join(threads[i], NULL));
	TH_LOG("%u loads, %u times busy", race.done, race.busy);
	EXPECT_LT(0U, race.done);
	EXPECT_LT(0U, race.busy);
	EXPECT_EQ(0U, race.other) {
		TH_LOG("the first of them: errno %d", race.strange);
	}
	EXPECT_EQ(1, kx_loaded());
	EXPECT_EQ(0, kx_unload());
}

TEST_HARNESS_MAIN
