// SPDX-License-Identifier: GPL-2.0
/*
 * kexec_file_load(2), kernels with spoilt headers and calls with spoilt
 * arguments. A simple model beside it says which of them must not succeed.
 *
 * The same numbers are drawn in each run; KEXEC_TEST_SEED chooses others, and
 * KEXEC_TEST_ROUNDS (default 1000) how many of what is random.
 */
#include "bzimage_fields.h"

#define NOISE	(2 * (long)KX_MIB)

struct fuzzer {
	struct kxf_call call;
	struct kxf_image good, image;
	size_t size;			/* of the file */
	bool checked, placing;		/* kinds of fields that are spoilt */
	unsigned int calls, accepted;
};

FIXTURE(header)
{
	struct fuzzer fuzzer;
	long before;
};

/* Notices would fill the console; warnings still get there. */
static void only_warnings_on_the_console(void)
{
	kx_write("/proc/sys/kernel/printk", "5");
}

FIXTURE_SETUP(header)
{
	struct fuzzer *fuzzer = &self->fuzzer;

	random_state = env_number("KEXEC_TEST_SEED", 20150101);
	TH_LOG("KEXEC_TEST_SEED=%lu", (unsigned long)random_state);
	only_warnings_on_the_console();
	*fuzzer = (struct fuzzer){
		.call = kxf_good_call(),
		.good = kxf_small_kernel(),
		.image = kxf_small_kernel(),
	};
	ASSERT_NE(0UL, fuzzer->good.size);
	ASSERT_NE(0UL, fuzzer->image.size);
	/* The first loads fill caches, which then count as lost. */
	ASSERT_EQ(0, kxf_load(&fuzzer->call));
	ASSERT_EQ(0, kxf_load(&fuzzer->call));
	ASSERT_EQ(0, kxf_unload());
	self->before = kx_mem_free();
}

FIXTURE_TEARDOWN(header)
{
	EXPECT_EQ(0, kx_loaded());
	EXPECT_GT(kx_noise(NOISE), self->before - kx_mem_free());
	TH_LOG("%u calls, %u of them succeeded", self->fuzzer.calls, self->fuzzer.accepted);
	kxf_close(&self->fuzzer.call);
}

static void begin_round(struct fuzzer *fuzzer)
{
	memcpy(fuzzer->image.bytes, fuzzer->good.bytes, fuzzer->good.size);
	fuzzer->size = fuzzer->good.size;
	fuzzer->checked = false;
	fuzzer->placing = false;
}

static void spoil(struct fuzzer *fuzzer, const struct field *field, uint64_t value)
{
	kxf_put(&fuzzer->image, field->at, value);
	fuzzer->checked |= field->kind == CHECKED;
	fuzzer->placing |= field->kind == PLACING;
}

static bool write_kernel(const struct fuzzer *fuzzer)
{
	int writer = kxf_reopen(fuzzer->call.kernel, O_RDWR);
	bool done = writer >= 0 &&
		    kxf_write_at(writer, fuzzer->image.bytes, fuzzer->good.size, 0) &&
		    !ftruncate(writer, fuzzer->size);

	close(writer);
	return done;
}

/* NULL, or what is wrong with that answer. */
static const char *judge(const struct fuzzer *fuzzer, int err)
{
	bool cut = fuzzer->size < fuzzer->good.size;
	const char *why = must_be_refused(&fuzzer->image, fuzzer->size);

	if (kx_loaded() != !err)
		return "kexec_loaded does not agree";
	if (!err)
		return why;
	if (why && err != ENOEXEC)
		return "not ENOEXEC";
	if (err != ENOEXEC && !(fuzzer->placing && place_error(err)))
		return "a strange errno";
	if (!fuzzer->checked && !fuzzer->placing && !cut)
		return "refused for what a loader fills in";
	return NULL;
}

static void describe(struct __test_metadata *_metadata, const struct fuzzer *fuzzer)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(fields); i++) {
		const struct field *f = &fields[i];
		uint64_t was = kxf_get(&fuzzer->good, f->at);
		uint64_t is = kxf_get(&fuzzer->image, f->at);

		if (was != is)
			TH_LOG("%s: %#llx, was %#llx", f->name,
			       (unsigned long long)is, (unsigned long long)was);
	}
}

static void end_round(struct __test_metadata *_metadata, struct fuzzer *fuzzer)
{
	const char *wrong;
	int err;

	ASSERT_TRUE(write_kernel(fuzzer));
	err = kxf_load(&fuzzer->call);
	wrong = judge(fuzzer, err);
	fuzzer->calls++;
	fuzzer->accepted += !err;
	if (!err)
		ASSERT_EQ(0, kxf_unload());
	ASSERT_EQ(NULL, wrong) {
		TH_LOG("errno %d for a file of %zu bytes: %s", err, fuzzer->size, wrong);
		describe(_metadata, fuzzer);
	}
}

#define PER_FIELD	32

TEST_F_TIMEOUT(header, each_field, 240)
{
	struct fuzzer *fuzzer = &self->fuzzer;
	unsigned int i, n;

	for (i = 0; i < ARRAY_SIZE(fields); i++) {
		uint64_t was = kxf_get(&fuzzer->good, fields[i].at);

		for (n = 0; n < PER_FIELD; n++) {
			begin_round(fuzzer);
			spoil(fuzzer, &fields[i],
			      special_value(was, largest(&fields[i]), n));
			end_round(_metadata, fuzzer);
		}
	}
	EXPECT_LT(0U, fuzzer->accepted);
	EXPECT_GT(fuzzer->calls, fuzzer->accepted);
}

/* A field of a byte, and the flags, have few enough values for all of them. */
TEST_F_TIMEOUT(header, each_value_of_a_byte, 240)
{
	struct fuzzer *fuzzer = &self->fuzzer;
	unsigned int i, value;

	for (i = 0; i < ARRAY_SIZE(fields); i++) {
		bool is_jump = fields[i].at == JUMP;

		if (fields[i].kind == LOADERS ||
		    (KXF_WIDTH(fields[i].at) != 1 && fields[i].at != KXF_XLOADFLAGS && !is_jump))
			continue;
		for (value = 0; value < 256; value++) {
			begin_round(fuzzer);
			/* The high byte of the jump is the header's length. */
			spoil(fuzzer, &fields[i], is_jump ? value << 8 | 0xeb : value);
			end_round(_metadata, fuzzer);
		}
	}
}

/* Several at once, in a file that may be cut. */
TEST_F_TIMEOUT(header, several_fields, 240)
{
	unsigned long rounds = env_number("KEXEC_TEST_ROUNDS", 1000);
	struct fuzzer *fuzzer = &self->fuzzer;

	while (rounds--) {
		unsigned int n = 1 + below(4);

		begin_round(fuzzer);
		while (n--) {
			const struct field *f = &fields[below(ARRAY_SIZE(fields))];
			uint64_t was = kxf_get(&fuzzer->image, f->at);

			spoil(fuzzer, f, special_value(was, largest(f), below(30)));
		}
		if (!below(3))
			fuzzer->size = 1 + below(fuzzer->good.size);
		end_round(_metadata, fuzzer);
	}
}

/* Random bytes anywhere in the setup, which has more in it than its header. */
TEST_F_TIMEOUT(header, random_bytes, 240)
{
	unsigned long rounds = env_number("KEXEC_TEST_ROUNDS", 1000);
	struct fuzzer *fuzzer = &self->fuzzer;

	while (rounds--) {
		unsigned int n = 1 + below(8);

		begin_round(fuzzer);
		fuzzer->checked = true;
		fuzzer->placing = true;
		while (n--)
			fuzzer->image.bytes[0x1f1 + below(0x7b)] = draw();
		end_round(_metadata, fuzzer);
	}
}

/*
 * Whole calls. Each argument is drawn from a few good and bad ones, and each bad
 * one has the errno that it deserves: one of those must be the answer.
 */
struct choice {
	unsigned long value;
	int err;
};

static struct choice pick(const struct choice *choices, size_t nr)
{
	return choices[below(nr)];
}

struct random_call {
	struct kxf_call call;
	int err[4];		/* 0 or the errno, of each argument */
};

static struct random_call draw_call(const struct kxf_call *good, int empty, int text)
{
	const struct choice kernels[] = {
		{ good->kernel, 0 }, { good->kernel, 0 }, { good->kernel, 0 },
		{ -1, EBADF }, { empty, EINVAL }, { text, ENOEXEC },
	};
	const struct choice initrds[] = {
		{ good->initrd, 0 }, { good->initrd, 0 }, { text, 0 },
		{ -1, EBADF }, { empty, EINVAL },
	};
	const struct choice lines[] = {
		{ sizeof(KXF_CMDLINE), 0 }, { sizeof(KXF_CMDLINE), 0 }, { 0, 0 },
		{ 3, EINVAL }, { -1UL, EINVAL },
	};
	const struct choice flags[] = {
		{ 0, 0 }, { 0, 0 }, { 0, 0 }, { KXF_NO_INITRAMFS, 0 },
		{ KXF_UNLOAD, 0 }, { KXF_UNLOAD | KXF_NO_INITRAMFS, 0 },
		{ 1UL << (4 + below(60)), EINVAL },
	};
	const struct choice choice[] = {
		pick(kernels, ARRAY_SIZE(kernels)), pick(initrds, ARRAY_SIZE(initrds)),
		pick(lines, ARRAY_SIZE(lines)), pick(flags, ARRAY_SIZE(flags)),
	};
	struct random_call drawn = { .call = *good };
	int i;

	drawn.call.kernel = choice[0].value;
	drawn.call.initrd = choice[1].value;
	drawn.call.cmdline_len = choice[2].value;
	drawn.call.flags = choice[3].value;
	for (i = 0; i < 4; i++)
		drawn.err[i] = choice[i].err;
	if (drawn.call.flags & KXF_NO_INITRAMFS)
		drawn.err[1] = 0;
	/* A call that unloads looks at nothing but the flags, nor does one with bad flags. */
	if (drawn.call.flags & KXF_UNLOAD || drawn.err[3])
		memset(drawn.err, 0, 3 * sizeof(drawn.err[0]));
	return drawn;
}

static bool deserves(const struct random_call *drawn, int err)
{
	bool good = true;
	int i;

	for (i = 0; i < 4; i++) {
		good &= !drawn->err[i];
		if (err && drawn->err[i] == err)
			return true;
	}
	return good && !err;
}

TEST_F_TIMEOUT(header, whole_calls, 240)
{
	unsigned long rounds = env_number("KEXEC_TEST_ROUNDS", 1000);
	int empty = kxf_zeros(0), text = kxf_file("no kernel", 9);
	int err, loaded = 0;

	while (rounds--) {
		struct random_call drawn = draw_call(&self->fuzzer.call, empty, text);

		err = kxf_load(&drawn.call);
		self->fuzzer.calls++;
		self->fuzzer.accepted += !err;
		if (!err)
			loaded = !(drawn.call.flags & KXF_UNLOAD);
		ASSERT_TRUE(deserves(&drawn, err) && kx_loaded() == loaded) {
			TH_LOG("errno %d, loaded %d; kernel %d, initrd %d, length %lu, flags %#lx",
			       err, kx_loaded(), drawn.err[0], drawn.err[1],
			       drawn.call.cmdline_len, drawn.call.flags);
		}
	}
	EXPECT_EQ(0, kxf_unload());
	close(empty);
	close(text);
}

TEST_HARNESS_MAIN
