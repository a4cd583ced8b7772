// SPDX-License-Identifier: GPL-2.0
/*
 * /sys/kernel/kexec/: what is loaded, how much is reserved, and that the older names in
 * /sys/kernel/ say the same. What last_error says is in kexec_load_report, what the
 * segments of a normal image look like in kexec_load_claim.
 */
#include <pthread.h>
#include <sys/stat.h>

#include "crash.h"

#define STATUS		"/sys/kernel/kexec/"

/* What there is in both places, and the option without which it is in none. */
static const struct {
	const char *name, *older, *option;
} both[] = {
	{ STATUS "loaded", "/sys/kernel/kexec_loaded", "CONFIG_KEXEC_CORE" },
	{ STATUS "crash_loaded", "/sys/kernel/kexec_crash_loaded", "CONFIG_CRASH_DUMP" },
	{ STATUS "crash_size", "/sys/kernel/kexec_crash_size", "CONFIG_CRASH_DUMP" },
	{ STATUS "crash_elfcorehdr_size", "/sys/kernel/crash_elfcorehdr_size",
	  "CONFIG_CRASH_HOTPLUG" },
};

static unsigned char page[KX_PAGE];

#define EXPECT_BOTH(index, value)						\
do {										\
	unsigned int __index = (index);						\
	long __value = (value);							\
										\
	EXPECT_EQ(__value, kxc_number(both[__index].name));			\
	EXPECT_EQ(__value, kxc_number(both[__index].older));			\
} while (0)

#define EXPECT_LOADED(normal, crash)						\
do {										\
	EXPECT_BOTH(0, normal);							\
	EXPECT_BOTH(1, crash);							\
} while (0)

FIXTURE(status)
{
	struct kx_segment normal, crash;
};

FIXTURE_SETUP(status)
{
	struct kx_range region = kxc_region();

	if (!kxc_bytes(region))
		SKIP(return, "no memory is reserved: boot with crashkernel=64M");
	self->normal = (struct kx_segment){ page, 1, kx_destination(), KX_PAGE };
	self->crash = (struct kx_segment){ page, 1, region.start + KX_MIB, 3 * KX_PAGE };
	ASSERT_NE(0UL, self->normal.mem);
	ASSERT_TRUE(kxc_clear());
}

FIXTURE_TEARDOWN(status)
{
	kxc_clear();
}

TEST_F(status, is_there)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(both); i++) {
		int wanted = kx_config(both[i].option) ? 0 : -1;

		EXPECT_EQ(wanted, access(both[i].name, R_OK)) {
			TH_LOG("%s", both[i].name);
		}
		EXPECT_EQ(wanted, access(both[i].older, R_OK)) {
			TH_LOG("%s", both[i].older);
		}
	}
}

TEST_F(status, same_rights)
{
	struct stat name, older;

	for (unsigned int i = 0; i < ARRAY_SIZE(both); i++) {
		if (stat(both[i].older, &older))
			continue;
		ASSERT_EQ(0, stat(both[i].name, &name));
		EXPECT_EQ(older.st_mode, name.st_mode);
	}
}

TEST_F(status, loaded)
{
	EXPECT_LOADED(0, 0);
	ASSERT_EQ(0, kx_load(1, &self->normal, 0));
	EXPECT_LOADED(1, 0);
	ASSERT_EQ(0, kx_load(1, &self->crash, KX_ON_CRASH));
	EXPECT_LOADED(1, 1);
	ASSERT_EQ(0, kx_unload());
	EXPECT_LOADED(0, 1);
	ASSERT_EQ(0, kxc_unload());
	EXPECT_LOADED(0, 0);
}

/* Exactly these lines are in the file. */
static bool has_lines(const char *path, const char *wanted)
{
	char text[4096] = "";
	FILE *file = fopen(path, "r");

	if (!file)
		return false;
	text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
	fclose(file);
	return !strcmp(text, wanted);
}

/* A crash kernel stands where it will run from the call on. */
TEST_F(status, crash_segments)
{
	struct kx_segment s[2] = { self->crash, self->crash };
	char wanted[256];

	s[0].mem += 16 * KX_PAGE;
	EXPECT_TRUE(has_lines(STATUS "crash_segments", ""));
	ASSERT_EQ(0, kx_load(2, s, KX_ON_CRASH));
	snprintf(wanted, sizeof(wanted), "%#lx-%#lx %lu 0\n%#lx-%#lx %lu 0\n",
		 s[0].mem, s[0].mem + 3 * KX_PAGE, 3 * KX_PAGE,
		 s[1].mem, s[1].mem + 3 * KX_PAGE, 3 * KX_PAGE);
	EXPECT_TRUE(has_lines(STATUS "crash_segments", wanted));
	EXPECT_TRUE(has_lines(STATUS "segments", ""));
	EXPECT_TRUE(has_lines(STATUS "bytes_in_place", "0\n"));
	ASSERT_EQ(0, kxc_unload());
	EXPECT_TRUE(has_lines(STATUS "crash_segments", ""));
}

TEST_F(status, failed_load_leaves_crash_segments)
{
	struct kx_segment wrong = self->crash;
	char wanted[128];

	ASSERT_EQ(0, kx_load(1, &self->crash, KX_ON_CRASH));
	wrong.mem++;
	ASSERT_EQ(EADDRNOTAVAIL, kx_load(1, &wrong, KX_ON_CRASH));
	snprintf(wanted, sizeof(wanted), "%#lx-%#lx %lu 0\n", self->crash.mem,
		 self->crash.mem + 3 * KX_PAGE, 3 * KX_PAGE);
	EXPECT_TRUE(has_lines(STATUS "crash_segments", wanted));
}

TEST_F(status, crash_size)
{
	struct kx_range parts[KXC_PARTS];
	unsigned int nr = kxc_iomem("Crash kernel", parts, KXC_PARTS);
	unsigned long bytes = 0;

	while (nr--)
		bytes += kxc_bytes(parts[nr]);
	EXPECT_BOTH(2, bytes);
	/* How it shrinks is shown by kexec_crash_size. */
	EXPECT_EQ(EINVAL, kx_write(both[2].name, "many"));
	EXPECT_EQ(EINVAL, kx_write(both[2].name, "0x4000000000"));
	EXPECT_BOTH(2, bytes);
}

TEST_F(status, elfcorehdr_size)
{
	if (kx_config("CONFIG_CRASH_HOTPLUG") != 1)
		SKIP(return, "needs CONFIG_CRASH_HOTPLUG");
	EXPECT_LT(0L, kxc_number(both[3].name));
	EXPECT_BOTH(3, kxc_number(both[3].older));
}

#define READERS		8
#define LOADS		10000

/* One reader: how often the files were read, and the first error */
struct reader {
	pthread_t thread;
	unsigned int done;
	int error;
};

static int stop_reading;

static void *read_on(void *arg)
{
	static const char * const files[] = {
		"/sys/kernel/kexec_crash_size", "/sys/devices/system/memory/crash_hotplug",
		"/sys/devices/system/cpu/crash_hotplug", STATUS "crash_size",
	};
	struct reader *reader = arg;

	while (!__atomic_load_n(&stop_reading, __ATOMIC_RELAXED)) {
		int fd = open(files[reader->done % ARRAY_SIZE(files)], O_RDONLY | O_CLOEXEC);
		char text[32];

		/* Some kernels have no crash_hotplug. */
		if (fd >= 0 && read(fd, text, sizeof(text)) < 0 && !reader->error)
			reader->error = errno;
		if (fd >= 0)
			close(fd);
		reader->done++;
		usleep(1000);
	}
	return NULL;
}

/* Reading the status takes no lock that a load needs. */
TEST_F_TIMEOUT(status, readers_are_in_nobody_s_way, 600)
{
	struct reader readers[READERS] = { 0 };
	unsigned int busy = 0;

	stop_reading = 0;
	for (unsigned int i = 0; i < READERS; i++)
		ASSERT_EQ(0, pthread_create(&readers[i].thread, NULL, read_on, &readers[i]));
	for (unsigned int i = 0; i < LOADS; i++) {
		/* A crash kernel is armed now and then: that takes longer. */
		int err = i % 50 ? kx_load(1, &self->normal, 0) :
				   kx_load(1, &self->crash, KX_ON_CRASH);

		ASSERT_TRUE(err == 0 || err == EBUSY) {
			TH_LOG("load %u: errno %d", i, err);
		}
		busy += err == EBUSY;
	}
	__atomic_store_n(&stop_reading, 1, __ATOMIC_RELAXED);
	EXPECT_EQ(0U, busy);
	for (unsigned int i = 0; i < READERS; i++) {
		pthread_join(readers[i].thread, NULL);
		EXPECT_LT(0U, readers[i].done);
		EXPECT_EQ(0, readers[i].error);
	}
}

TEST_HARNESS_MAIN
