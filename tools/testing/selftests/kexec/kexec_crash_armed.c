// SPDX-License-Identifier: GPL-2.0
/*
 * An armed crash kernel stays armed when kexec_load(2) fails. A load that does not
 * fail replaces it, by whichever call.
 */
#include <signal.h>

#include "armed.h"
#include "held_load.h"

/* Ways to fail. Each answers the errno of its load. */
static int undefined_flag(struct armed *a)
{
	return kx_load(3, a->s, KX_ON_CRASH | 1UL << 15);
}

static int wrong_architecture(struct armed *a)
{
	return kx_load(3, a->s, KX_ON_CRASH | KX_ARCH(KX_NATIVE + 1));
}

static int too_many(struct armed *a)
{
	return kx_load(KX_SEGMENT_MAX + 1, a->s, KX_ON_CRASH);
}

static int array_unreadable(struct armed *a)
{
	return kx_load_raw(3, (void *)8, KX_ON_CRASH);
}

static int entry_outside(struct armed *a)
{
	return kx_load_at(a->region.end, 3, a->s, KX_ON_CRASH);
}

static int segment_outside(struct armed *a)
{
	a->s[2].mem = a->region.end;
	return load(a);
}

static int not_aligned(struct armed *a)
{
	a->s[2].mem++;
	return load(a);
}

static int overlap(struct armed *a)
{
	a->s[2].mem = a->s[1].mem;
	return load(a);
}

static int bufsz_above_memsz(struct armed *a)
{
	a->s[2].bufsz = a->s[2].memsz + 1;
	return load(a);
}

static int fault_at(struct armed *a, unsigned long offset)
{
	int err;

	if (mprotect(big + offset, KX_PAGE, PROT_NONE))
		return -1;
	err = load(a);
	mprotect(big + offset, KX_PAGE, PROT_READ | PROT_WRITE);
	return err;
}

static int fault_in_first_page(struct armed *a)
{
	return fault_at(a, 0);
}

static int fault_in_the_middle(struct armed *a)
{
	return fault_at(a, BIG / 2);
}

static int fault_in_last_page(struct armed *a)
{
	return fault_at(a, BIG - KX_PAGE);
}

static int fault_in_last_segment(struct armed *a)
{
	a->s[2].buf = (void *)8;
	return load(a);
}

/* The pages for the jump find no place beside the two images. */
static int no_room(struct armed *a)
{
	const struct kx_segment all = {
		big, BIG, a->region.start, kxc_bytes(a->region)
	};

	return kx_load(1, &all, KX_ON_CRASH);
}

/* Room for some of those pages, not for all: the last ones are what fails. */
static int little_room(struct armed *a)
{
	struct kx_segment most = {
		big, BIG, a->region.start + KX_PAGE, kxc_bytes(a->region) - KX_PAGE
	};

	return kx_load(1, &most, KX_ON_CRASH);
}

static int without_capability(void)
{
	return kx_load_raw(0, NULL, KX_ON_CRASH);
}

static int unload_without_capability(struct armed *a)
{
	return kx_errno_in_child(kx_drop_cap_sys_boot, without_capability);
}

/* What another call, for the other slot, keeps from running; an unload, too. */
static int busy(struct armed *a)
{
	struct held_load held;
	int err;

	if (!held_prepare(&held, kx_destination()) || !held_start(&held))
		return -1;
	err = load(a);
	if (kxc_unload() != EBUSY)
		err = -1;
	return held_finish(&held) ? -1 : err;
}

/* The process dies while its load waits for a page: there is no one to see EINTR. */
static int killed(struct armed *a)
{
	struct held_load held;
	pid_t child = fork();
	int status;

	if (!child) {
		if (!held_prepare(&held, a->s[0].mem))
			_exit(1);
		held.s[1].memsz = BIG;
		held.flags = KX_ON_CRASH;
		if (held_start(&held))
			kill(getpid(), SIGKILL);
		_exit(1);
	}
	if (child < 0 || waitpid(child, &status, 0) != child)
		return -1;
	return WIFSIGNALED(status) ? EINTR : -1;
}

/*
 * Memory is taken until the copy of the new image that has to stand outside the
 * region cannot be had. Another process holds it, so that it is all given back.
 */
#define SPARE	(32 * KX_MIB)

static pid_t hold_memory(unsigned long bytes)
{
	int ready[2];
	char good = 0;
	pid_t child;

	if (pipe(ready))
		return -1;
	child = fork();
	if (!child) {
		good = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_LOCKED | MAP_POPULATE,
			    -1, 0) != MAP_FAILED;
		while (write(ready[1], &good, 1) == 1 && good)
			pause();
		_exit(1);
	}
	if (child > 0 && (read(ready[0], &good, 1) != 1 || !good)) {
		waitpid(child, NULL, 0);
		child = -1;
	}
	close(ready[0]);
	close(ready[1]);
	return child;
}

static int no_memory(struct armed *a)
{
	struct kx_segment large = {
		big, 1, a->region.start + KX_MIB, kxc_bytes(a->region) - 8 * KX_MIB
	};
	pid_t hog = hold_memory(kx_meminfo("MemAvailable") + kx_mem_on_cpus() - SPARE);
	int err;

	if (hog < 0)
		return -1;
	err = kx_load(1, &large, KX_ON_CRASH);
	kill(hog, SIGKILL);
	return waitpid(hog, NULL, 0) == hog ? err : -1;
}

FIXTURE_VARIANT_ADD(armed, undefined_flag) { .fail = undefined_flag, .err = EINVAL };
FIXTURE_VARIANT_ADD(armed, wrong_architecture) { .fail = wrong_architecture, .err = EINVAL };
FIXTURE_VARIANT_ADD(armed, too_many) { .fail = too_many, .err = EINVAL };
FIXTURE_VARIANT_ADD(armed, array_unreadable) { .fail = array_unreadable, .err = EFAULT };
FIXTURE_VARIANT_ADD(armed, entry_outside) { .fail = entry_outside, .err = EADDRNOTAVAIL };
FIXTURE_VARIANT_ADD(armed, segment_outside) { .fail = segment_outside, .err = EADDRNOTAVAIL };
FIXTURE_VARIANT_ADD(armed, not_aligned) { .fail = not_aligned, .err = EADDRNOTAVAIL };
FIXTURE_VARIANT_ADD(armed, overlap) { .fail = overlap, .err = EINVAL };
FIXTURE_VARIANT_ADD(armed, bufsz_above_memsz) { .fail = bufsz_above_memsz, .err = EINVAL };
FIXTURE_VARIANT_ADD(armed, fault_in_first_page) { .fail = fault_in_first_page, .err = EFAULT };
FIXTURE_VARIANT_ADD(armed, fault_in_the_middle) { .fail = fault_in_the_middle, .err = EFAULT };
FIXTURE_VARIANT_ADD(armed, fault_in_last_page) { .fail = fault_in_last_page, .err = EFAULT };
FIXTURE_VARIANT_ADD(armed, fault_in_last_segment) { .fail = fault_in_last_segment, .err = EFAULT };
FIXTURE_VARIANT_ADD(armed, no_room) { .fail = no_room, .err = ENOMEM, .beside = true };
FIXTURE_VARIANT_ADD(armed, little_room) { .fail = little_room, .err = ENOMEM, .beside = true };
FIXTURE_VARIANT_ADD(armed, no_memory) { .fail = no_memory, .err = ENOMEM, .only_armed = true };

FIXTURE_VARIANT_ADD(armed, unload_without_capability) {
	.fail = unload_without_capability, .err = EPERM,
};

FIXTURE_VARIANT_ADD(armed, busy) { .fail = busy, .err = EBUSY };
FIXTURE_VARIANT_ADD(armed, killed) { .fail = killed, .err = EINTR };
FIXTURE(replace)
{
	struct armed a;
};

FIXTURE_SETUP(replace)
{
	const char *missing = kxc_open(&self->a.region, &self->a.map);

	if (missing)
		SKIP(return, "%s", missing);
	ASSERT_TRUE(kxc_clear());
	prepare(&self->a);
}

FIXTURE_TEARDOWN(replace)
{
	EXPECT_TRUE(kxc_clear());
	clean_up(&self->a);
}

static bool holds_all(const struct armed *a, const struct kx_segment *s)
{
	return kxc_holds(a->map, a->region, &s[0]) && kxc_holds(a->map, a->region, &s[1]) &&
	       kxc_holds(a->map, a->region, &s[2]);
}

TEST_F(replace, segments_by_segments)
{
	ASSERT_EQ(0, arm(&self->a, arm_segments));
	EXPECT_EQ(0, load(&self->a));
	EXPECT_EQ(1, kxc_loaded());
	EXPECT_TRUE(holds_all(&self->a, self->a.s));
}

TEST_F(replace, file_by_segments)
{
	ASSERT_EQ(0, arm(&self->a, arm_file));
	EXPECT_EQ(0, load(&self->a));
	EXPECT_EQ(1, kxc_loaded());
	EXPECT_TRUE(holds_all(&self->a, self->a.s));
}

/* By file: beside what was armed before, which stays whole. */
TEST_F(replace, segments_by_file)
{
	ASSERT_EQ(0, arm(&self->a, arm_segments));
	EXPECT_EQ(0, arm_file(&self->a));
	EXPECT_EQ(1, kxc_loaded());
	EXPECT_EQ(0UL, changed(&self->a, true));
	EXPECT_NE(0, kxc_protected(self->a.region));
}

TEST_F(replace, file_by_file)
{
	ASSERT_EQ(0, arm(&self->a, arm_file));
	EXPECT_EQ(0, arm_file(&self->a));
	EXPECT_EQ(1, kxc_loaded());
	EXPECT_NE(0, kxc_protected(self->a.region));
}

/* Many times: the pages for the jump find room again and again. */
TEST_F(replace, again_and_again)
{
	for (int i = 0; i < 40; i++) {
		ASSERT_EQ(0, load(&self->a)) {
			TH_LOG("round %d", i);
		}
		ASSERT_EQ(0, arm_segments(&self->a));
	}
	EXPECT_EQ(1, kxc_loaded());
}

/* While a load waits for its data, the former image is armed and whole. */
TEST_F(replace, armed_while_a_load_runs)
{
	struct armed *a = &self->a;
	struct held_load held;

	ASSERT_EQ(0, arm(a, arm_segments));
	if (!held_prepare(&held, a->s[0].mem))
		SKIP(return, "needs CONFIG_USERFAULTFD");
	held.flags = KX_ON_CRASH;
	ASSERT_TRUE(held_start(&held));
	EXPECT_EQ(1, kxc_loaded());
	EXPECT_EQ(0UL, changed(a, false));
	EXPECT_EQ(0, held_finish(&held));
	EXPECT_EQ(1, kxc_loaded());
	EXPECT_TRUE(kxc_holds(a->map, a->region, &held.s[0]));
	EXPECT_TRUE(kxc_holds(a->map, a->region, &held.s[1]));
}

/* With nothing armed there is nothing to keep, and no copy is made elsewhere. */
TEST_F(replace, straight_into_the_region)
{
	if (kxc_bytes(self->a.region) < KXC_ENOUGH)
		SKIP(return, "makes memory short: boot with crashkernel=64M");
	EXPECT_EQ(0, no_memory(&self->a));
	EXPECT_EQ(1, kxc_loaded());
}

/* An image for a reboot comes and goes beside it. */
TEST_F(replace, not_by_a_normal_load)
{
	struct armed *a = &self->a;
	struct kx_segment s = { big, BIG, kx_destination(), 2 * BIG };

	ASSERT_EQ(0, arm(a, arm_segments));
	ASSERT_EQ(0, kx_load(1, &s, 0));
	ASSERT_EQ(0, kx_unload());
	a->call.flags = 0;
	ASSERT_EQ(0, kxf_load(&a->call));
	ASSERT_EQ(0, kxf_unload());
	EXPECT_EQ(1, kxc_loaded());
	EXPECT_EQ(0UL, changed(a, false));
}

TEST_HARNESS_MAIN
