// SPDX-License-Identifier: GPL-2.0
/*
 * Threads that load, unload, load files, load crash kernels, read the status, shrink
 * the crash kernel's memory and try to reboot, all at once. Each may get the errnos that
 * are documented for it and no others. For kernels with lockdep, KASAN and the like;
 * what these find is in the kernel's log.
 *
 * KEXEC_RACE_SECONDS is how long that goes on, 10 without it. With KEXEC_RACE_CMDLINE
 * (and KEXEC_RACE_INITRD, a path) the test kernel is loaded at the end, while the rest
 * goes on, and stays loaded for the caller to boot.
 */
#include <linux/reboot.h>
#include <pthread.h>

#include "crash.h"
#include "file_load.h"

#define RACE_ERRNOS	4
#define LARGE		(4 * KX_MIB)
/* What the shrinking leaves: the small kernel needs a few MiB. */
#define CRASH_LEFT	(32 * KX_MIB)

static unsigned char *large;
static unsigned long dest;
static int stop;

/*
 * One kind of call: @run makes the n-th of them and answers its errno, one of @errnos
 * or 0. -1 means that there was nothing to do.
 */
struct racer {
	const char *name;
	int (*run)(unsigned int n);
	int errnos[RACE_ERRNOS];
	unsigned int done, refused, strange, seen[RACE_ERRNOS];
	int first_strange;
	pthread_t thread;
};

#define RACER(title, function, ...)						\
	{ .name = (title), .run = (function), .errnos = { __VA_ARGS__ } }

static int load_many(unsigned int n)
{
	struct kx_segment s[KX_SEGMENT_MAX];
	unsigned int i, nr = n % KX_SEGMENT_MAX + 1;

	for (i = 0; i < nr; i++)
		s[i] = (struct kx_segment){
			large, n * 997 % (16 * KX_PAGE), dest + i * KX_MIB, 16 * KX_PAGE,
		};
	return kx_load(nr, s, 0);
}

/* Segments that are refused early, late, or in the middle of a copy. */
static int load_wrong(unsigned int n)
{
	struct kx_segment s[2] = {
		{ large, LARGE, dest, LARGE },
		{ large, KX_PAGE, dest + LARGE, KX_PAGE },
	};

	if (n % 4 == 0)
		s[1].mem = dest;
	else if (n % 4 == 1)
		s[1].mem++;
	else
		s[n % 2].buf = (void *)8;
	return kx_load(2, s, 0);
}

static int unload(unsigned int n)
{
	usleep(2000);
	return n % 2 ? kx_unload() : kxf_unload();
}

static struct kxf_call small;

static int load_file(unsigned int n)
{
	return kxf_load(&small);
}

static int load_file_for_crash(unsigned int n)
{
	struct kxf_call call = small;

	call.flags = KXF_ON_CRASH;
	return kxf_load(&call);
}

/* Two loads, a file, and time without any, in which the memory can be shrunk. */
static int load_crash(unsigned int n)
{
	struct kx_range region = kxc_region();
	struct kx_segment s = { large, LARGE / 2, region.start + KX_MIB, LARGE };
	int err;

	if (!region.start)
		return -1;
	if (n % 8 == 7)
		return load_file_for_crash(n);
	if (n % 4)
		return kx_load(1, &s, KX_ON_CRASH);
	err = kxc_unload();
	usleep(20000);
	return err;
}

static int read_status(unsigned int n)
{
	static const char * const files[] = {
		"/sys/kernel/kexec_loaded", "/sys/kernel/kexec_crash_loaded",
		"/sys/kernel/kexec_crash_size", "/sys/kernel/vmcoreinfo",
		"/proc/sys/kernel/kexec_load_limit_reboot", KXF_LAST_ERROR, "/proc/iomem",
	};
	int fd = open(files[n % ARRAY_SIZE(files)], O_RDONLY | O_CLOEXEC);
	char text[512];
	int err;

	if (fd < 0)
		return errno;
	while ((err = read(fd, text, sizeof(text))) > 0)
		;
	err = err ? errno : 0;
	close(fd);
	usleep(200);
	return err;
}

static int shrink(unsigned int n)
{
	long size = kxc_number(KXC_SIZE);
	char text[32];

	/* Even a refused one holds the lock for a moment. */
	usleep(5000);
	if (size <= (long)CRASH_LEFT)
		return -1;
	snprintf(text, sizeof(text), "%lu", size - (n % 2 ? 8 : 1) * KX_PAGE);
	return kx_write(KXC_SIZE, text);
}

static int reboot_now(unsigned int n)
{
	usleep(500);
	return syscall(SYS_reboot, LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2,
		       LINUX_REBOOT_CMD_KEXEC, NULL) ? errno : 0;
}

/* By a thread that may not, since it would come too soon. */
static int reboot_refused(unsigned int n)
{
	if (!n && !kx_drop_cap_sys_boot())
		abort();
	return reboot_now(n);
}

static void *race(void *arg)
{
	struct racer *r = arg;
	unsigned int n, i;

	for (n = 0; !__atomic_load_n(&stop, __ATOMIC_RELAXED); n++) {
		int err = r->run(n);

		if (!err)
			r->done++;
		/* The lock must be free at times, or nobody but the quickest gets it. */
		if (err <= 0) {
			usleep(err ? 10000 : 2000);
			continue;
		}
		for (i = 0; i < RACE_ERRNOS && r->errnos[i] != err; i++)
			;
		if (i < RACE_ERRNOS) {
			r->refused++;
			r->seen[i]++;
		} else if (!r->strange++) {
			r->first_strange = err;
		}
		/* Each refusal may be a line in the log. */
		usleep(1000);
	}
	return NULL;
}

static unsigned int race_seconds(void)
{
	const char *text = getenv("KEXEC_RACE_SECONDS");

	return text ? atoi(text) : 10;
}

static bool start_race(struct racer *racers, unsigned int nr)
{
	unsigned int i;

	stop = 0;
	for (i = 0; i < nr; i++)
		if (pthread_create(&racers[i].thread, NULL, race, &racers[i]))
			return false;
	return true;
}

static void end_race(struct racer *racers, unsigned int nr)
{
	__atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
	while (nr--)
		pthread_join(racers[nr].thread, NULL);
}

#define EXPECT_ORDERLY(racers, nr)						\
do {										\
	struct racer *__r = (racers), *__end = __r + (nr);			\
										\
	for (; __r < __end; __r++) {						\
		TH_LOG("%s: %u times, %u refused", __r->name, __r->done, __r->refused); \
		EXPECT_EQ(0U, __r->strange) {					\
			TH_LOG("%s: errno %d", __r->name, __r->first_strange);	\
		}								\
	}									\
} while (0)

FIXTURE(races)
{
};

FIXTURE_SETUP(races)
{
	large = mmap(NULL, LARGE, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	ASSERT_NE(MAP_FAILED, large);
	dest = kx_destination();
	ASSERT_NE(0UL, dest);
	small = kxf_good_call();
	ASSERT_TRUE(kxc_clear());
}

FIXTURE_TEARDOWN(races)
{
	kxf_close(&small);
	EXPECT_EQ(0, kxc_unload());
}

/* Images come and go in both slots; reboots are tried by who may not. */
TEST_F_TIMEOUT(races, loads, 3600)
{
	struct racer racers[] = {
		RACER("load", load_many, EBUSY),
		RACER("load again", load_many, EBUSY),
		RACER("wrong load", load_wrong, EBUSY, EINVAL, EADDRNOTAVAIL, EFAULT),
		RACER("unload", unload, EBUSY),
		RACER("file load", load_file, EBUSY),
		RACER("crash load", load_crash, EBUSY, EADDRNOTAVAIL),
		RACER("status", read_status),
		RACER("shrink", shrink, EBUSY, ENOENT, EINVAL),
		RACER("reboot", reboot_refused, EPERM),
	};

	ASSERT_TRUE(start_race(racers, ARRAY_SIZE(racers)));
	sleep((race_seconds() + 1) / 2);
	end_race(racers, ARRAY_SIZE(racers));
	EXPECT_ORDERLY(racers, ARRAY_SIZE(racers));
	/* Each that may succeed does so at times, and each reason to refuse comes up. */
	EXPECT_LT(0U, racers[0].done);
	EXPECT_LT(0U, racers[1].done);
	EXPECT_LT(0U, racers[3].done);
	EXPECT_LT(0U, racers[4].done);
	EXPECT_LT(0U, racers[5].done);
	EXPECT_LT(0U, racers[6].done);
	EXPECT_LT(0U, racers[7].done + racers[7].refused);
	EXPECT_LT(0U, racers[0].seen[0] + racers[1].seen[0]);
	for (int i = 0; i < RACE_ERRNOS; i++)
		EXPECT_LT(0U, racers[2].seen[i]);
	EXPECT_EQ(0U, racers[2].done);
	EXPECT_EQ(0U, racers[8].done);
	EXPECT_LT(0U, racers[8].refused);
	EXPECT_EQ(0, kx_unload());
}

/* Nothing is there to start, so that reboots can be tried by who may. */
TEST_F_TIMEOUT(races, reboots, 3600)
{
	struct racer racers[] = {
		RACER("wrong load", load_wrong, EBUSY, EINVAL, EADDRNOTAVAIL, EFAULT),
		RACER("wrong load again", load_wrong, EBUSY, EINVAL, EADDRNOTAVAIL, EFAULT),
		RACER("unload", unload, EBUSY),
		RACER("crash load", load_crash, EBUSY, EADDRNOTAVAIL),
		RACER("crash load again", load_crash, EBUSY, EADDRNOTAVAIL),
		RACER("status", read_status),
		RACER("shrink", shrink, EBUSY, ENOENT, EINVAL),
		RACER("reboot", reboot_now, EBUSY, EINVAL),
	};

	ASSERT_TRUE(start_race(racers, ARRAY_SIZE(racers)));
	sleep((race_seconds() + 1) / 2);
	end_race(racers, ARRAY_SIZE(racers));
	EXPECT_ORDERLY(racers, ARRAY_SIZE(racers));
	EXPECT_EQ(0U, racers[0].done + racers[1].done);
	for (int i = 0; i < RACE_ERRNOS; i++)
		EXPECT_LT(0U, racers[0].seen[i] + racers[1].seen[i]);
	EXPECT_LT(0U, racers[2].done);
	EXPECT_LT(0U, racers[3].done + racers[4].done);
	EXPECT_EQ(0U, racers[7].done);
	EXPECT_LT(0U, racers[7].refused);
	EXPECT_EQ(0, kx_loaded());
}

static struct kxf_call last_call(void)
{
	const char *line = getenv("KEXEC_RACE_CMDLINE"), *initrd = getenv("KEXEC_RACE_INITRD");
	struct kxf_call call = { .kernel = kxf_open_kernel(), .initrd = -1, .cmdline = line };

	call.cmdline_len = line ? strlen(line) + 1 : 0;
	if (initrd)
		call.initrd = open(initrd, O_RDONLY | O_CLOEXEC);
	else
		call.flags = KXF_NO_INITRAMFS;
	return call;
}

/* The image that is loaded last, against the others, is the one that stays. */
TEST_F_TIMEOUT(races, last_load, 3600)
{
	struct racer racers[] = {
		RACER("wrong load", load_wrong, EBUSY, EINVAL, EADDRNOTAVAIL, EFAULT),
		RACER("crash load", load_crash, EBUSY, EADDRNOTAVAIL),
		RACER("status", read_status),
		RACER("shrink", shrink, EBUSY, ENOENT, EINVAL),
		RACER("reboot", reboot_refused, EPERM),
	};
	bool stays = getenv("KEXEC_RACE_CMDLINE");
	struct kxf_call call = stays ? last_call() : small;
	int err;

	ASSERT_LE(0, call.kernel);
	ASSERT_TRUE(start_race(racers, ARRAY_SIZE(racers)));
	while ((err = kxf_load(&call)) == EBUSY)
		usleep(100);
	usleep(200000);
	end_race(racers, ARRAY_SIZE(racers));
	EXPECT_EQ(0, err);
	EXPECT_ORDERLY(racers, ARRAY_SIZE(racers));
	EXPECT_EQ(1, kx_loaded());
	if (!stays)
		EXPECT_EQ(0, kx_unload());
}

TEST_HARNESS_MAIN
