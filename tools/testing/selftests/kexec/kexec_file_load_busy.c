// SPDX-License-Identifier: GPL-2.0
/*
 * kexec_file_load(2) while another call runs, and while somebody changes the
 * files that it reads.
 */
#include "file_load.h"
#include "held_load.h"

FIXTURE(busy)
{
	struct kxf_call call;
	struct held_load held;
};

FIXTURE_SETUP(busy)
{
	unsigned long dest = kx_destination();

	ASSERT_NE(0UL, dest);
	self->call = kxf_good_call();
	ASSERT_EQ(0, kxf_unload());
	if (!held_prepare(&self->held, dest))
		SKIP(return, "needs CONFIG_USERFAULTFD");
}

FIXTURE_TEARDOWN(busy)
{
	kxf_close(&self->call);
	EXPECT_EQ(0, kxf_unload());
}

TEST_F(busy, load)
{
	ASSERT_TRUE(held_start(&self->held));
	EXPECT_EQ(EBUSY, kxf_load(&self->call));
	EXPECT_EQ(0, held_finish(&self->held));
	EXPECT_EQ(1, kx_loaded());
}

TEST_F(busy, unload)
{
	ASSERT_TRUE(held_start(&self->held));
	EXPECT_EQ(EBUSY, kxf_unload());
	EXPECT_EQ(0, held_finish(&self->held));
	EXPECT_EQ(1, kx_loaded());
}

/* One lock for both slots. */
TEST_F(busy, unload_on_crash)
{
	ASSERT_TRUE(held_start(&self->held));
	self->call.flags = KXF_UNLOAD | KXF_ON_CRASH;
	EXPECT_EQ(EBUSY, kxf_load(&self->call));
	EXPECT_EQ(0, held_finish(&self->held));
}

TEST_F(busy, keeps_the_former_image)
{
	ASSERT_EQ(0, kxf_load(&self->call));
	ASSERT_TRUE(held_start(&self->held));
	EXPECT_EQ(EBUSY, kxf_load(&self->call));
	EXPECT_EQ(1, kx_loaded());
	EXPECT_EQ(0, held_finish(&self->held));
	EXPECT_EQ(1, kx_loaded());
}

/* Being busy ends with the call that was the cause. */
TEST_F(busy, not_after_the_load)
{
	ASSERT_TRUE(held_start(&self->held));
	ASSERT_EQ(EBUSY, kxf_load(&self->call));
	ASSERT_EQ(0, held_finish(&self->held));
	EXPECT_EQ(0, kxf_load(&self->call));
	EXPECT_EQ(1, kx_loaded());
}

/* What a thread does again and again, and what it was answered. */
struct worker {
	int (*call)(const struct worker *worker);
	struct kxf_call load;
	struct kx_segment segment;
	pthread_t thread;
	bool *stop;
	unsigned int done, busy, other;
	int strange;		/* the first errno that was none of those */
};

static int load_file(const struct worker *worker)
{
	return kxf_load(&worker->load);
}

static int load_segments(const struct worker *worker)
{
	return kx_load(1, &worker->segment, 0);
}

static int unload_file(const struct worker *worker)
{
	return kxf_unload();
}

static void *work(void *arg)
{
	struct worker *worker = arg;

	while (!__atomic_load_n(worker->stop, __ATOMIC_RELAXED)) {
		int err = worker->call(worker);

		if (!err)
			worker->done++;
		else if (err == EBUSY)
			worker->busy++;
		else if (!worker->other++)
			worker->strange = err;
		usleep(1000);	/* for others to have a turn */
	}
	return NULL;
}

#define WORKERS		4
#define RACE_SECONDS	8

/* Nothing but success and EBUSY is seen, whoever meets whom. */
TEST(race)
{
	struct kxf_call load = kxf_good_call();
	static char page[KX_PAGE];
	struct worker workers[WORKERS] = {
		{ .call = load_file }, { .call = load_file },
		{ .call = load_segments }, { .call = unload_file },
	};
	unsigned int i, strange = 0, done = 0, busy = 0;
	struct timespec start;
	bool stop = false;

	close(load.initrd);
	load.initrd = kxf_zeros(2 * KX_MIB);
	clock_gettime(CLOCK_MONOTONIC, &start);
	for (i = 0; i < WORKERS; i++) {
		workers[i].load = load;
		workers[i].segment = (struct kx_segment){
			page, KX_PAGE, kx_destination(), KX_PAGE
		};
		workers[i].stop = &stop;
		ASSERT_EQ(0, pthread_create(&workers[i].thread, NULL, work, &workers[i]));
	}
	while (kxf_ms_since(&start) < RACE_SECONDS * 1000) {
		int loaded = kx_loaded();

		strange += loaded != 0 && loaded != 1;
		usleep(20000);
	}
	__atomic_store_n(&stop, true, __ATOMIC_RELAXED);
	for (i = 0; i < WORKERS; i++) {
		ASSERT_EQ(0, pthread_join(workers[i].thread, NULL));
		TH_LOG("worker %u: %u done, %u busy", i, workers[i].done, workers[i].busy);
		EXPECT_EQ(0U, workers[i].other) {
			TH_LOG("the first of them: errno %d", workers[i].strange);
		}
		done += workers[i].done;
		busy += workers[i].busy;
	}
	EXPECT_EQ(0U, strange);
	EXPECT_LT(0U, done);
	EXPECT_LT(0U, busy);
	/* Whatever was last: what is said to be loaded follows the next calls. */
	EXPECT_EQ(0, kxf_load(&load));
	EXPECT_EQ(1, kx_loaded());
	EXPECT_EQ(0, kxf_unload());
	EXPECT_EQ(0, kx_loaded());
	kxf_close(&load);
}

/*
 * A thread shrinks and grows the file behind a descriptor. By its path, as a
 * file that is open for writing would not be read at all.
 */
struct shrinker {
	int fd;
	size_t small, large;
	pthread_t thread;
	bool stop;
	unsigned int done, denied, failed;
};

static void *shrink(void *arg)
{
	struct shrinker *s = arg;
	char path[64];
	bool small = true;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", s->fd);
	while (!__atomic_load_n(&s->stop, __ATOMIC_RELAXED)) {
		if (!truncate(path, small ? s->small : s->large)) {
			s->done++;
			small = !small;
		} else if (errno == ETXTBSY) {
			s->denied++;
		} else {
			s->failed++;
		}
	}
	return NULL;
}

FIXTURE(shrinking)
{
	struct kxf_call call;
	struct shrinker shrinker;
};

FIXTURE_VARIANT(shrinking)
{
	bool kernel;
};

FIXTURE_VARIANT_ADD(shrinking, initrd) { .kernel = false };
FIXTURE_VARIANT_ADD(shrinking, kernel) { .kernel = true };

FIXTURE_SETUP(shrinking)
{
	struct shrinker *s = &self->shrinker;
	struct kxf_image image = kxf_small_kernel();

	self->call = kxf_good_call();
	ASSERT_EQ(0, kxf_unload());
	if (variant->kernel) {
		/* Zeros that no header declares follow it, so that it takes long. */
		close(self->call.kernel);
		self->call.kernel = kxf_file_sized(image.bytes, image.size, 8 * KX_MIB);
		s->fd = self->call.kernel;
		s->small = image.size / 2;
	} else {
		close(self->call.initrd);
		self->call.initrd = kxf_zeros(8 * KX_MIB);
		s->fd = self->call.initrd;
		s->small = 1;
	}
	s->large = 8 * KX_MIB;
}

FIXTURE_TEARDOWN(shrinking)
{
	kxf_close(&self->call);
	EXPECT_EQ(0, kxf_unload());
}

/* Shorter or longer than a moment ago, open for writing, or no kernel any more. */
static bool changed_file_error(int err, bool kernel)
{
	return err == EIO || err == EFBIG || err == ETXTBSY || (kernel && err == ENOEXEC);
}

#define SHRINK_SECONDS	4

TEST_F(shrinking, is_survived)
{
	unsigned int loads = 0, refused = 0;
	struct timespec start;

	ASSERT_EQ(0, pthread_create(&self->shrinker.thread, NULL, shrink,
				    &self->shrinker));
	clock_gettime(CLOCK_MONOTONIC, &start);
	while (kxf_ms_since(&start) < SHRINK_SECONDS * 1000) {
		int err = kxf_load(&self->call);

		if (!err) {
			loads++;
			ASSERT_EQ(1, kx_loaded());
			ASSERT_EQ(0, kxf_unload());
			continue;
		}
		refused++;
		ASSERT_TRUE(changed_file_error(err, variant->kernel)) {
			TH_LOG("errno %d", err);
		}
		ASSERT_EQ(0, kx_loaded());
	}
	__atomic_store_n(&self->shrinker.stop, true, __ATOMIC_RELAXED);
	ASSERT_EQ(0, pthread_join(self->shrinker.thread, NULL));
	TH_LOG("%u loads, %u refused; %u changes of size, %u denied",
	       loads, refused, self->shrinker.done, self->shrinker.denied);
	EXPECT_LT(0U, loads + refused);
	EXPECT_LT(0U, self->shrinker.done);
	EXPECT_EQ(0U, self->shrinker.failed);
}

TEST_HARNESS_MAIN
