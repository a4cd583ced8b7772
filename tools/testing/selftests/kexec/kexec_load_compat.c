// SPDX-License-Identifier: GPL-2.0
/*
 * The 32-bit call of kexec_load(2), number 283, by int $0x80. The same source
 * is built twice: as a 32-bit process (kexec_load_compat_32), and as a 64-bit
 * one, which needs no 32-bit compiler: there, too, int $0x80 is the 32-bit call
 * as long as what it points to lies below 4 GiB.
 *
 * eax is looked at itself, so that a positive number cannot pass for an errno.
 */
#include "common.h"

#define NR_GETPID_32		20
#define NR_KEXEC_LOAD_32	283

#define NATIVE	((uint32_t)KX_ARCH(KX_NATIVE))

struct segment_32 {
	uint32_t buf, bufsz, mem, memsz;
};

static int call_32(uint32_t nr, uint32_t a, uint32_t b, uint32_t c, uint32_t d)
{
	int eax;

	asm volatile("int $0x80"
		     : "=a" (eax)
		     : "a" (nr), "b" (a), "c" (b), "d" (c), "S" (d)
		     : "memory"
#ifdef __x86_64__
		       , "r8", "r9", "r10", "r11"
#endif
		     );
	return eax;
}

static uint32_t low(const void *at)
{
	return (uint32_t)(unsigned long)at;
}

static int load_32(uint32_t nr, uint32_t segments, uint32_t flags)
{
	return call_32(NR_KEXEC_LOAD_32, 0, nr, segments, flags);
}

static bool nothing(void)
{
	return true;
}

static int check_int80(void)
{
	return call_32(NR_GETPID_32, 0, 0, 0, 0) != getpid();
}

/* Pages that a 32-bit pointer reaches. */
static void *map_low(size_t pages)
{
	int flags = MAP_PRIVATE | MAP_ANONYMOUS;

#ifdef __x86_64__
	flags |= MAP_32BIT;
#endif
	return mmap(NULL, pages * KX_PAGE, PROT_READ | PROT_WRITE, flags, -1, 0);
}

FIXTURE(compat)
{
	struct segment_32 *s;	/* at the start of two pages */
	char *closed;		/* a page that cannot be read, behind them */
};

FIXTURE_SETUP(compat)
{
	unsigned long dest = kx_destination_below(1ULL << 32);
	char *pages;
	unsigned int i;

	if (kx_errno_in_child(nothing, check_int80))
		SKIP(return, "needs CONFIG_IA32_EMULATION");
	ASSERT_NE(0UL, dest);
	pages = map_low(3);
	ASSERT_TRUE(pages != MAP_FAILED);
	ASSERT_EQ(0, mprotect(pages + 2 * KX_PAGE, KX_PAGE, PROT_NONE));
	self->s = (void *)pages;
	self->closed = pages + 2 * KX_PAGE;
	for (i = 0; i <= KX_SEGMENT_MAX; i++)
		self->s[i] = (struct segment_32){
			low(pages), 1, dest + 2 * i * KX_PAGE, KX_PAGE,
		};
	ASSERT_EQ(0, load_32(0, 0, NATIVE));
	ASSERT_EQ(0, kx_loaded());
}

FIXTURE_TEARDOWN(compat)
{
	EXPECT_EQ(0, load_32(0, 0, NATIVE));
}

#define EXPECT_LOAD_32(result, nr, segments, flags)				\
do {										\
	int __want = (result);							\
										\
	EXPECT_EQ(__want, load_32(nr, low(segments), flags));			\
	EXPECT_EQ(!__want, kx_loaded());					\
} while (0)

TEST_F(compat, load)
{
	EXPECT_LOAD_32(0, 1, self->s, NATIVE);
}

TEST_F(compat, unload)
{
	ASSERT_EQ(0, load_32(1, low(self->s), NATIVE));
	EXPECT_EQ(0, load_32(0, 0, NATIVE));
	EXPECT_EQ(0, kx_loaded());
}

TEST_F(compat, replace)
{
	ASSERT_EQ(0, load_32(1, low(self->s), NATIVE));
	EXPECT_LOAD_32(0, 2, self->s, NATIVE);
}

TEST_F(compat, sixteen)
{
	EXPECT_LOAD_32(0, KX_SEGMENT_MAX, self->s, NATIVE);
}

TEST_F(compat, seventeen)
{
	EXPECT_LOAD_32(-EINVAL, KX_SEGMENT_MAX + 1, self->s, NATIVE);
}

/* DEFAULT would be the caller's own, which is not the kernel's. */
TEST_F(compat, default_architecture)
{
	EXPECT_LOAD_32(-EINVAL, 1, self->s, 0);
	ASSERT_EQ(0, load_32(1, low(self->s), NATIVE));
	EXPECT_EQ(-EINVAL, load_32(0, 0, 0));
	EXPECT_EQ(1, kx_loaded());
}

TEST_F(compat, other_architectures)
{
	EXPECT_LOAD_32(-EINVAL, 1, self->s, KX_ARCH(EM_386));
	EXPECT_LOAD_32(-EINVAL, 1, self->s, KX_ARCH(EM_AARCH64));
	EXPECT_LOAD_32(-EINVAL, 1, self->s, KX_ARCH(0xffff));
}

TEST_F(compat, undefined_flags)
{
	unsigned int bit;

	for (bit = 4; bit < 16; bit++)
		EXPECT_LOAD_32(-EINVAL, 1, self->s, NATIVE | 1U << bit);
}

TEST_F(compat, array_not_readable)
{
	EXPECT_LOAD_32(-EFAULT, 1, self->closed, NATIVE);
	EXPECT_LOAD_32(-EFAULT, 1, NULL, NATIVE);
	EXPECT_LOAD_32(-EFAULT, 16, self->closed, NATIVE);
}

/* Every cut of an array of two, byte by byte. */
TEST_F(compat, array_ends_too_early)
{
	size_t size = 2 * sizeof(*self->s), have;
	struct segment_32 two[2] = { self->s[0], self->s[1] };

	for (have = 1; have < size; have++) {
		char *at = self->closed - have;

		memcpy(at, two, have);
		EXPECT_LOAD_32(-EFAULT, 2, at, NATIVE);
	}
}

TEST_F(compat, array_ends_at_the_page)
{
	char *at = self->closed - 2 * sizeof(*self->s);

	memcpy(at, self->s, 2 * sizeof(*self->s));
	EXPECT_LOAD_32(0, 2, at, NATIVE);
}

TEST_F(compat, buffer_not_readable)
{
	self->s[1].buf = low(self->closed);
	EXPECT_LOAD_32(-EFAULT, 3, self->s, NATIVE);
	self->s[1].buf = 8;
	EXPECT_LOAD_32(-EFAULT, 3, self->s, NATIVE);
}

TEST_F(compat, not_aligned)
{
	self->s[1].mem += 1;
	EXPECT_LOAD_32(-EADDRNOTAVAIL, 3, self->s, NATIVE);
	self->s[1].mem -= 1;
	self->s[1].memsz -= 1;
	EXPECT_LOAD_32(-EADDRNOTAVAIL, 3, self->s, NATIVE);
}

TEST_F(compat, bufsz_above_memsz)
{
	self->s[1].bufsz = KX_PAGE + 1;
	EXPECT_LOAD_32(-EINVAL, 3, self->s, NATIVE);
	self->s[1].bufsz = UINT32_MAX;
	EXPECT_LOAD_32(-EINVAL, 3, self->s, NATIVE);
}

TEST_F(compat, overlap)
{
	self->s[2].mem = self->s[0].mem;
	EXPECT_LOAD_32(-EINVAL, 3, self->s, NATIVE);
}

TEST_F(compat, on_crash)
{
	EXPECT_LOAD_32(-EADDRNOTAVAIL, 1, self->s, NATIVE | KX_ON_CRASH);
}

/* Another segment at which the array's words are not those of a 64-bit one. */
TEST_F(compat, empty_segment)
{
	self->s[1] = (struct segment_32){ 0, 0, 0, 0 };
	EXPECT_LOAD_32(0, 3, self->s, NATIVE);
}

static struct segment_32 *unprivileged_segments;

static int load_unprivileged(void)
{
	return -load_32(1, low(unprivileged_segments), NATIVE);
}

static int unload_unprivileged(void)
{
	return -load_32(0, 0, NATIVE);
}

TEST_F(compat, without_capability)
{
	unprivileged_segments = self->s;
	EXPECT_EQ(EPERM, kx_errno_in_child(kx_drop_cap_sys_boot, load_unprivileged));
	EXPECT_EQ(EPERM, kx_errno_in_child(kx_drop_cap_sys_boot, unload_unprivileged));
	EXPECT_EQ(0, kx_loaded());
}

TEST_HARNESS_MAIN
