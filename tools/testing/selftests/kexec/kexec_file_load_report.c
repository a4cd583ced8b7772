// SPDX-License-Identifier: GPL-2.0
/*
 * What kexec_file_load(2) says: a reason for every refusal, another for every
 * cause, and with KEXEC_FILE_DEBUG what goes where.
 */
#include "file_load.h"
#include "held_load.h"

/* Ways to spoil a good call; @image is the small kernel, to be changed in place. */
static void spoil_nothing(struct kxf_call *call, struct kxf_image *image)
{
}

static void kernel_descriptor(struct kxf_call *call, struct kxf_image *image)
{
	call->kernel = -1;
}

static void initrd_descriptor(struct kxf_call *call, struct kxf_image *image)
{
	call->initrd = -1;
}

static void kernel_empty(struct kxf_call *call, struct kxf_image *image)
{
	call->kernel = kxf_zeros(0);
}

static void initrd_empty(struct kxf_call *call, struct kxf_image *image)
{
	call->initrd = kxf_zeros(0);
}

static void kernel_directory(struct kxf_call *call, struct kxf_image *image)
{
	call->kernel = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static void initrd_directory(struct kxf_call *call, struct kxf_image *image)
{
	call->initrd = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static void cmdline_unreadable(struct kxf_call *call, struct kxf_image *image)
{
	call->cmdline = (void *)8;
}

static void cmdline_without_nul(struct kxf_call *call, struct kxf_image *image)
{
	call->cmdline_len--;
}

static void cmdline_long(struct kxf_call *call, struct kxf_image *image)
{
	kxf_put(image, KXF_CMDLINE_SIZE, 1);
}

static void flag(struct kxf_call *call, struct kxf_image *image)
{
	call->flags = 1UL << 40;
}

static void crash_memory(struct kxf_call *call, struct kxf_image *image)
{
	call->flags = KXF_ON_CRASH;
}

static void magic(struct kxf_call *call, struct kxf_image *image)
{
	kxf_put(image, KXF_HEADER, 0);
}

static void version(struct kxf_call *call, struct kxf_image *image)
{
	kxf_put(image, KXF_VERSION, 0x0209);
}

static void entry(struct kxf_call *call, struct kxf_image *image)
{
	kxf_put(image, KXF_XLOADFLAGS, 0);
}

static void syssize(struct kxf_call *call, struct kxf_image *image)
{
	kxf_put(image, KXF_SYSSIZE, 0x8000);
}

static void payload(struct kxf_call *call, struct kxf_image *image)
{
	kxf_put(image, KXF_PAYLOAD_LENGTH, KXF_SMALL_BODY);
}

static void init_size(struct kxf_call *call, struct kxf_image *image)
{
	kxf_put(image, KXF_INIT_SIZE, 0x100);
}

static void alignment(struct kxf_call *call, struct kxf_image *image)
{
	kxf_put(image, KXF_KERNEL_ALIGNMENT, 0x300000);
}

static const struct {
	void (*spoil)(struct kxf_call *call, struct kxf_image *image);
	int err;
} causes[] = {
	{ kernel_descriptor, EBADF },
	{ initrd_descriptor, EBADF },
	{ kernel_empty, EINVAL },
	{ initrd_empty, EINVAL },
	{ kernel_directory, ENOEXEC },
	{ initrd_directory, EINVAL },
	{ cmdline_unreadable, EFAULT },
	{ cmdline_without_nul, EINVAL },
	{ cmdline_long, EINVAL },
	{ flag, EINVAL },
	{ crash_memory, EADDRNOTAVAIL },
	{ magic, ENOEXEC },
	{ version, ENOEXEC },
	{ entry, ENOEXEC },
	{ syssize, ENOEXEC },
	{ payload, ENOEXEC },
	{ init_size, ENOEXEC },
	{ alignment, ENOEXEC },
};

/* The call, with a kernel as @spoil leaves it. */
static struct kx_refusal try_spoilt(void (*spoil)(struct kxf_call *, struct kxf_image *))
{
	struct kxf_call good = kxf_good_call(), call = good;
	struct kxf_image image = kxf_small_kernel();
	struct kx_refusal refusal;
	int fd;

	spoil(&call, &image);
	fd = kxf_file(image.bytes, image.size);
	if (call.kernel == good.kernel)
		call.kernel = fd;
	refusal = kxf_try(&call);
	close(fd);
	free(image.bytes);
	kxf_close(&good);
	return refusal;
}

/* Nothing is refused for how the tests below make their calls. */
TEST(a_load_gives_no_reason)
{
	struct kx_refusal refusal = try_spoilt(spoil_nothing);

	EXPECT_EQ(0, refusal.err);
	EXPECT_EQ(0U, refusal.lines);
	EXPECT_EQ(0, kxf_unload());
}

TEST(each_cause_has_a_reason_of_its_own)
{
	static struct kx_refusal told[ARRAY_SIZE(causes)];
	unsigned int i, j;

	for (i = 0; i < ARRAY_SIZE(causes); i++) {
		told[i] = try_spoilt(causes[i].spoil);
		EXPECT_EQ(causes[i].err, told[i].err);
		EXPECT_TRUE(kxf_is_explained(&told[i])) {
			TH_LOG("cause %u: %u reasons: '%s'", i, told[i].lines, told[i].text);
		}
		for (j = 0; j < i; j++)
			EXPECT_STRNE(told[j].text, told[i].text);
	}
}

TEST(last_error_outlives_a_success)
{
	struct kx_refusal refusal = try_spoilt(magic);
	char line[512];

	ASSERT_EQ(0, try_spoilt(spoil_nothing).err);
	ASSERT_TRUE(kx_read_line(KXF_LAST_ERROR, line, sizeof(line)));
	EXPECT_STREQ(refusal.text, line);
	EXPECT_EQ(0, kxf_unload());
}

/* Here, as no other test of this program fills the log with it: the rate is limited. */
TEST(busy_has_a_reason)
{
	struct kxf_call call = kxf_good_call();
	struct held_load held;

	if (!held_prepare(&held, kx_destination()))
		SKIP(return, "needs CONFIG_USERFAULTFD");
	ASSERT_TRUE(held_start(&held));
	EXPECT_FILE_REFUSED(&call, EBUSY, "another");
	EXPECT_EQ(0, held_finish(&held));
	EXPECT_EQ(0, kxf_unload());
	kxf_close(&call);
}

/* What KEXEC_FILE_DEBUG has to say. */
#define SECRET	"kexec_test_line=7d1f quiet"

struct told {
	unsigned int lines;		/* of kexec, of any kind */
	bool cmdline, kernel, initrd;	/* the line; an address for the other two */
};

static bool has_address_of(const char *line, const char *what)
{
	return strcasestr(line, what) && strstr(line, "0x");
}

static struct told collect(int fd)
{
	struct told told = { 0 };
	char record[4096];
	ssize_t len;

	while ((len = read(fd, record, sizeof(record) - 1)) > 0 || errno == EPIPE) {
		if (len < 0)
			continue;
		record[len] = '\0';
		told.lines += !!strcasestr(record, "kexec");
		told.cmdline |= !!strstr(record, SECRET);
		told.kernel |= has_address_of(record, "kernel");
		told.initrd |= has_address_of(record, "initrd");
	}
	close(fd);
	return told;
}

static struct told load_with(unsigned long flags, int *err)
{
	struct kxf_call call = kxf_good_call();
	int fd = kx_log_mark();

	call.cmdline = SECRET;
	call.cmdline_len = sizeof(SECRET);
	call.flags = flags;
	*err = kxf_load(&call);
	kxf_close(&call);
	return collect(fd);
}

TEST(debug_tells_layout_and_cmdline)
{
	struct told told;
	int err;

	told = load_with(KXF_DEBUG, &err);
	EXPECT_EQ(0, err);
	EXPECT_TRUE(told.cmdline);
	EXPECT_TRUE(told.kernel);
	EXPECT_TRUE(told.initrd);
	TH_LOG("%u lines", told.lines);
	EXPECT_EQ(0, kxf_unload());
}

/* The flag is one call's: neither the load before it nor the one after speaks. */
TEST(without_debug_nothing_is_told)
{
	struct told told;
	int err, i;

	for (i = 0; i < 2; i++) {
		told = load_with(0, &err);
		EXPECT_EQ(0, err);
		EXPECT_FALSE(told.cmdline);
		EXPECT_EQ(0U, told.lines);
		load_with(KXF_DEBUG, &err);
		EXPECT_EQ(0, err);
	}
	EXPECT_EQ(0, kxf_unload());
}

/* Nor is it left on by a call that was refused. */
TEST(debug_ends_with_a_refused_call)
{
	const struct kxf_call bad = { -1, -1, NULL, 0, KXF_DEBUG };
	struct told told;
	int err;

	EXPECT_FILE_REFUSED(&bad, EBADF, "");
	told = load_with(0, &err);
	EXPECT_EQ(0, err);
	EXPECT_EQ(0U, told.lines);
	EXPECT_EQ(0, kxf_unload());
}

TEST_HARNESS_MAIN
