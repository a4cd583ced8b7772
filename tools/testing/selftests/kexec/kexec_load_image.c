// SPDX-License-Identifier: GPL-2.0
/*
 * kexec_load(2), which image is loaded: loading, replacing, unloading, and that
 * a refused call changes nothing of it.
 */
#include <linux/reboot.h>

#include "crash.h"

static char page[KX_PAGE];

FIXTURE(image)
{
	struct kx_segment s[2];
};

FIXTURE_SETUP(image)
{
	unsigned long dest = kx_destination();

	ASSERT_NE(0UL, dest);
	ASSERT_EQ(0, kx_unload());
	ASSERT_EQ(0, kx_loaded());
	self->s[0] = (struct kx_segment){ page, sizeof(page), dest, KX_PAGE };
	self->s[1] = (struct kx_segment){ page, 1, dest + KX_MIB, 16 * KX_PAGE };
}

FIXTURE_TEARDOWN(image)
{
	EXPECT_EQ(0, kx_unload());
}

TEST_F(image, load)
{
	EXPECT_EQ(0, kx_load(2, self->s, 0));
	EXPECT_EQ(1, kx_loaded());
}

TEST_F(image, unload)
{
	ASSERT_EQ(0, kx_load(2, self->s, 0));
	EXPECT_EQ(0, kx_unload());
	EXPECT_EQ(0, kx_loaded());
}

TEST_F(image, unload_with_nothing_loaded)
{
	EXPECT_EQ(0, kx_unload());
	EXPECT_EQ(0, kx_unload());
	EXPECT_EQ(0, kx_loaded());
}

TEST_F(image, replace)
{
	ASSERT_EQ(0, kx_load(1, self->s, 0));
	EXPECT_EQ(0, kx_load(2, self->s, 0));
	EXPECT_EQ(1, kx_loaded());
	EXPECT_EQ(0, kx_load(1, self->s + 1, 0));
	EXPECT_EQ(1, kx_loaded());
	EXPECT_EQ(0, kx_unload());
	EXPECT_EQ(0, kx_loaded());
}

TEST_F(image, replace_many_times)
{
	unsigned int i;

	for (i = 0; i < 50; i++) {
		ASSERT_EQ(0, kx_load(1 + i % 2, self->s, 0));
		ASSERT_EQ(1, kx_loaded());
	}
}

/* Loading outlives the process that loaded. */
TEST_F(image, outlives_its_loader)
{
	int status;
	pid_t child = fork();

	if (!child)
		_exit(kx_load(2, self->s, 0));
	ASSERT_EQ(child, waitpid(child, &status, 0));
	ASSERT_EQ(0, status);
	EXPECT_EQ(1, kx_loaded());
}

/* Where a reboot goes when no image is there: nowhere, and says so. */
TEST_F(image, reboot_with_nothing_loaded)
{
	ASSERT_EQ(0, kx_loaded());
	EXPECT_EQ(-1, syscall(SYS_reboot, LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2,
			      LINUX_REBOOT_CMD_KEXEC, NULL));
	EXPECT_EQ(EINVAL, errno);
}

/*
 * The calls that are refused. Each of them starts from a good request of three
 * segments and spoils one thing.
 */
struct request {
	unsigned long nr, flags;
	const struct kx_segment *segments;
	struct kx_segment s[3];
};

FIXTURE(refused)
{
	struct request request;
};

FIXTURE_VARIANT(refused)
{
	void (*spoil)(struct request *request);
	int err;
};

#define REFUSED(name, code, change)						\
	static void spoil_##name(struct request *r)				\
	{									\
		change;								\
	}									\
	FIXTURE_VARIANT_ADD(refused, name) {					\
		.spoil = spoil_##name, .err = code,				\
	}

REFUSED(flag, EINVAL, r->flags = KX_TOP_BIT);
REFUSED(architecture, EINVAL, r->flags = KX_ARCH(EM_68K));
REFUSED(count, EINVAL, r->nr = KX_SEGMENT_MAX + 1);
REFUSED(array, EFAULT, r->segments = (void *)8);
REFUSED(mem_not_aligned, EADDRNOTAVAIL, r->s[1].mem += 1);
REFUSED(memsz_not_aligned, EADDRNOTAVAIL, r->s[1].memsz += 1);
#if __SIZEOF_LONG__ == 8
REFUSED(wrap, EADDRNOTAVAIL, r->s[1].memsz = -KX_PAGE);
REFUSED(unreachable, EADDRNOTAVAIL, r->s[1].mem = 1UL << 52);
#endif
REFUSED(overlap, EINVAL, r->s[1].mem = r->s[2].mem);
REFUSED(bufsz, EINVAL, r->s[1].bufsz = r->s[1].memsz + 1);
REFUSED(bound, ENOMEM, r->s[2].memsz = kx_meminfo("MemTotal") & -KX_PAGE);
REFUSED(buffer_of_the_first, EFAULT, r->s[0].buf = (void *)8);
REFUSED(buffer_of_the_last, EFAULT, r->s[2].buf = (void *)8);

FIXTURE_SETUP(refused)
{
	struct request *r = &self->request;
	unsigned long dest = kx_destination();
	unsigned int i;

	ASSERT_NE(0UL, dest);
	ASSERT_EQ(0, kx_unload());
	for (i = 0; i < 3; i++)
		r->s[i] = (struct kx_segment){
			page, sizeof(page), dest + i * KX_MIB, 16 * KX_PAGE,
		};
	r->nr = 3;
	r->segments = r->s;
}

FIXTURE_TEARDOWN(refused)
{
	EXPECT_EQ(0, kx_unload());
}

TEST_F(refused, leaves_the_former_image)
{
	struct request *r = &self->request;

	ASSERT_EQ(0, kx_load_raw(r->nr, r->segments, r->flags));
	variant->spoil(r);
	EXPECT_EQ(variant->err, kx_load_raw(r->nr, r->segments, r->flags));
	EXPECT_EQ(1, kx_loaded());
}

TEST_F(refused, leaves_nothing_loaded)
{
	struct request *r = &self->request;

	variant->spoil(r);
	EXPECT_EQ(variant->err, kx_load_raw(r->nr, r->segments, r->flags));
	EXPECT_EQ(0, kx_loaded());
}

/* What was wrong with one call says nothing of the next. */
TEST_F(refused, then_a_good_load)
{
	struct request good = self->request, *r = &self->request;

	variant->spoil(r);
	ASSERT_EQ(variant->err, kx_load_raw(r->nr, r->segments, r->flags));
	EXPECT_EQ(0, kx_load_raw(good.nr, good.s, good.flags));
	EXPECT_EQ(1, kx_loaded());
}

/* No memory is reserved for it, so no crash kernel gets loaded. */
TEST(crash_kernel_without_crash_memory)
{
	struct kx_segment s = { page, 1, kx_destination(), KX_PAGE };

	if (kx_crash_memory())
		SKIP(return, "memory is reserved for a crash kernel");
	EXPECT_EQ(0, kxc_number(KXC_SIZE));
	EXPECT_REFUSED(kx_try(1, &s, KX_ON_CRASH), EADDRNOTAVAIL, KX_NO_SEGMENT, "reserved");
	EXPECT_EQ(0, kxc_loaded());
	EXPECT_EQ(0, kxc_unload());
}

TEST_HARNESS_MAIN
