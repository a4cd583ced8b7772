// SPDX-License-Identifier: GPL-2.0
/*
 * Data that is put where it will run: what /sys/kernel/kexec/ and the tracepoints say of
 * it, that it is given back whole, and memory that would go offline under it.
 */
#include <sys/stat.h>

#include "trace.h"

#define STATUS		"/sys/kernel/kexec/"
#define SYSCTL		"/proc/sys/kernel/kexec_claim"
#define DATA		(4 * KX_MIB)
#define ROUNDS		1000
#define ORDERS		11

static unsigned char data[DATA];

static unsigned long long number(const char *path)
{
	char line[32] = "";

	kx_read_line(path, line, sizeof(line));
	return strtoull(line, NULL, 0);
}

static unsigned long long in_place(void)
{
	return number(STATUS "bytes_in_place");
}

static unsigned long long to_move(void)
{
	return number(STATUS "bytes_to_move");
}

/* Line @index of a file of segments; false when there is none. */
static bool segment_line(const char *path, unsigned int index, unsigned long long of[4])
{
	FILE *file = fopen(path, "r");
	bool found = false;

	while (file && fscanf(file, "%llx-%llx %llu %llu\n", &of[0], &of[1], &of[2], &of[3]) == 4)
		if (!index--) {
			found = true;
			break;
		}
	if (file)
		fclose(file);
	return found;
}

FIXTURE(claim)
{
	struct kx_segment s[2];
};

FIXTURE_SETUP(claim)
{
	unsigned long at = kx_destination();

	if (!at)
		SKIP(return, "no free RAM to be seen");
	/* In the middle, where little else is; neither end is that of a pageblock. */
	at += (kx_free_ram(~0ULL).end - at) / 2 + 5 * KX_PAGE;
	memset(data, 0x5a, DATA);
	self->s[0] = (struct kx_segment){ data, 2 * KX_PAGE, at + DATA + 2 * KX_PAGE, 3 * KX_PAGE };
	self->s[1] = (struct kx_segment){ data, DATA, at, DATA };
	ASSERT_EQ(0, kx_unload());
}

FIXTURE_TEARDOWN(claim)
{
	kx_unload();
}

TEST_F(claim, nothing_is_loaded)
{
	unsigned long long line[4];

	EXPECT_EQ(0ULL, in_place());
	EXPECT_EQ(0ULL, to_move());
	EXPECT_EQ(0ULL, number(STATUS "bytes_free"));
	EXPECT_EQ(0ULL, number(STATUS "bytes_passed_over"));
	EXPECT_FALSE(segment_line(STATUS "segments", 0, line));
}

TEST_F(claim, each_segment_is_reported)
{
	unsigned long long line[4], placed = 0, moves = 0;

	ASSERT_EQ(0, kx_load(2, self->s, 0));
	for (unsigned int i = 0; i < 2; i++) {
		ASSERT_TRUE(segment_line(STATUS "segments", i, line));
		EXPECT_EQ(self->s[i].mem, line[0]);
		EXPECT_EQ(self->s[i].mem + self->s[i].memsz, line[1]);
		EXPECT_EQ(self->s[i].memsz, line[2] + line[3]);
		placed += line[2];
		moves += line[3];
	}
	EXPECT_FALSE(segment_line(STATUS "segments", 2, line));
	EXPECT_EQ(placed, in_place());
	EXPECT_EQ(moves, to_move());
}

/* With two segments in one pageblock, which are claimed together. */
TEST_F(claim, free_memory_is_claimed)
{
	if (kx_config("CONFIG_KEXEC_CLAIM") != 1)
		SKIP(return, "needs CONFIG_KEXEC_CLAIM");
	ASSERT_EQ(0, kx_load(2, self->s, 0));
	EXPECT_EQ(0ULL, to_move());
	EXPECT_EQ(DATA + 3 * KX_PAGE, in_place());
	EXPECT_GE(DATA + 3 * KX_PAGE, number(STATUS "bytes_free"));
	EXPECT_LE(DATA + 3 * KX_PAGE, number(STATUS "bytes_free") +
		  number(STATUS "bytes_evicted") + number(STATUS "bytes_migrated"));
	EXPECT_EQ(0ULL, number(STATUS "bytes_passed_over"));
}

/* Staging may be given a destination by chance, above all one that was just freed. */
TEST_F(claim, sysctl_turns_it_off)
{
	if (kx_config("CONFIG_KEXEC_CLAIM") != 1)
		SKIP(return, "needs CONFIG_KEXEC_CLAIM");
	for (int i = 0; i < 2; i++)
		self->s[i].mem += 64 * KX_MIB;
	ASSERT_EQ(0, kx_write(SYSCTL, "0"));
	EXPECT_EQ(0, kx_load(2, self->s, 0));
	EXPECT_GT(DATA / 2, in_place());
	EXPECT_EQ(DATA + 3 * KX_PAGE, in_place() + to_move());
	EXPECT_EQ(0ULL, number(STATUS "bytes_free"));
	EXPECT_EQ(0ULL, number(STATUS "bytes_passed_over"));
	EXPECT_EQ(0, kx_unload());
	EXPECT_EQ(0, kx_write(SYSCTL, "1"));
	EXPECT_EQ(0, kx_load(2, self->s, 0));
	EXPECT_EQ(0ULL, to_move());
	EXPECT_EQ(EINVAL, kx_write(SYSCTL, "3"));
	EXPECT_EQ(EINVAL, kx_write(SYSCTL, "-1"));
	EXPECT_EQ(0, kx_write(SYSCTL, "2"));
}

/* The running kernel does not give its own memory away. */
TEST_F(claim, used_memory_is_not)
{
	unsigned long long line[4];

	self->s[0].mem = 0x1000;
	self->s[0].memsz = KX_PAGE;
	self->s[0].bufsz = 1;
	ASSERT_EQ(0, kx_load(1, self->s, 0));
	ASSERT_TRUE(segment_line(STATUS "segments", 0, line));
	EXPECT_EQ(0ULL, line[2]);
	EXPECT_EQ(KX_PAGE, line[3]);
	EXPECT_EQ(0ULL, in_place());
	EXPECT_EQ(KX_PAGE, to_move());
	if (kx_config("CONFIG_KEXEC_CLAIM") == 1)
		EXPECT_EQ(KX_PAGE, number(STATUS "bytes_passed_over"));
}

TEST_F(claim, addresses_are_for_root)
{
	struct stat st;

	ASSERT_EQ(0, stat(STATUS "segments", &st));
	EXPECT_EQ(0400U, st.st_mode & 07777);
	ASSERT_EQ(0, stat(STATUS "crash_segments", &st));
	EXPECT_EQ(0400U, st.st_mode & 07777);
}

TEST_F(claim, tracepoints_say_the_same)
{
	char text[160];

	if (!kxt_mount())
		SKIP(return, "no trace events in this kernel");
	ASSERT_EQ(0, kxt_start());
	ASSERT_EQ(0, kx_load(2, self->s, 0));
	snprintf(text, sizeof(text), "type=reboot entry=%#lx segments=2 in_place=%llu to_move=%llu",
		 self->s[0].mem, in_place(), to_move());
	EXPECT_EQ(0, kx_unload());
	ASSERT_EQ(0, kxt_stop());
	EXPECT_TRUE(kxt_has("publish", text));
	EXPECT_TRUE(kxt_has("publish", "type=reboot entry=0x0 segments=0 in_place=0 to_move=0"));
	snprintf(text, sizeof(text), "type=reboot segment=1 range=[%#lx-%#lx)",
		 self->s[1].mem, self->s[1].mem + self->s[1].memsz);
	EXPECT_TRUE(kxt_has("segment", text));
}

/* How many free blocks there are of each order, in all zones together. */
static void read_buddyinfo(unsigned long free[ORDERS])
{
	unsigned long n[ORDERS];
	char line[512];
	FILE *file = fopen("/proc/buddyinfo", "r");

	memset(free, 0, ORDERS * sizeof(*free));
	kx_write("/proc/sys/vm/compact_memory", "1");
	while (file && fgets(line, sizeof(line), file)) {
		if (sscanf(line, "Node %*d, zone %*s %lu %lu %lu %lu %lu %lu %lu %lu %lu %lu %lu",
			   n, n + 1, n + 2, n + 3, n + 4, n + 5, n + 6, n + 7, n + 8, n + 9,
			   n + 10) != ORDERS)
			continue;
		for (int i = 0; i < ORDERS; i++)
			free[i] += n[i];
	}
	if (file)
		fclose(file);
}

static int rounds(unsigned int n, const struct kx_segment *s)
{
	for (unsigned int i = 0; i < n; i++)
		if (kx_load(2, s, 0) || kx_unload())
			return errno;
	return 0;
}

/*
 * To the page. The page cache and the slabs of others move a little all the time, hence
 * the best of some tries: a page lost by each round would be 1000 in every one of them.
 */
TEST_F_TIMEOUT(claim, thousand_rounds_lose_nothing, 900)
{
	unsigned long before[ORDERS], after[ORDERS];
	long lost = 1;

	ASSERT_EQ(0, rounds(20, self->s));
	for (int i = 0; i < 5 && lost; i++) {
		long free = kx_mem_free();

		read_buddyinfo(before);
		ASSERT_EQ(0, rounds(ROUNDS, self->s));
		lost = free - kx_mem_free();
		read_buddyinfo(after);
		TH_LOG("%ld pages lost; free blocks of the largest order: %lu before, %lu after",
		       lost / (long)KX_PAGE, before[ORDERS - 1], after[ORDERS - 1]);
		if (lost < 0)
			lost = 0;
		ASSERT_GT(100, lost / (long)KX_PAGE);
		EXPECT_LE(before[ORDERS - 1], after[ORDERS - 1] + 1);
	}
	EXPECT_EQ(0, lost);
}

TEST_F(claim, memory_stays_online_under_an_image)
{
	unsigned long size;
	char path[80], line[32];
	int block;

	if (!kx_read_line(KX_MEMORY "block_size_bytes", line, sizeof(line)))
		SKIP(return, "needs CONFIG_MEMORY_HOTPLUG");
	size = strtoul(line, NULL, 16);
	block = kx_removable_block();
	if (block < 0)
		SKIP(return, "no block of memory can be taken offline");
	snprintf(path, sizeof(path), KX_MEMORY "memory%d/state", block);
	self->s[0].mem = block * size + size / 2;
	ASSERT_EQ(0, kx_load(1, self->s, 0));
	EXPECT_EQ(EBUSY, kx_write(path, "offline"));
	EXPECT_TRUE(kx_read_line(path, line, sizeof(line)));
	EXPECT_STREQ("online", line);
	EXPECT_EQ(1, kx_loaded());
	ASSERT_EQ(0, kx_unload());
	EXPECT_EQ(0, kx_write(path, "offline"));
	/* Loading works with less memory, and says so of nothing else. */
	self->s[0].mem = self->s[1].mem + DATA + KX_PAGE;
	EXPECT_EQ(0, kx_load(2, self->s, 0));
	EXPECT_EQ(0, kx_write(path, "online"));
}

TEST_HARNESS_MAIN
