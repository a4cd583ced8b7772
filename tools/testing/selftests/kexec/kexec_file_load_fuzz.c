// SPDX-License-Identifier: GPL-2.0
/*
 * kexec_file_load(2), kernels with spoilt headers and calls with spoilt
 * arguments. A simple model beside it says which of them must not succeed.
 *
 * The same numbers are drawn in each run; KEXEC_TEST_SEED chooses others, and
 * KEXEC_TEST_ROUNDS (default 1000) how many of what is random.
 */
#include "file_load.h"

#define NOISE	(2 * (long)KX_MIB)

static uint64_t random_state;

/* splitmix64: good enough, and the same everywhere */
static uint64_t draw(void)
{
	uint64_t z = random_state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

static uint64_t below(uint64_t limit)
{
	return draw() % limit;
}

static unsigned long env_number(const char *name, unsigned long otherwise)
{
	const char *value = getenv(name);

	return value && *value ? strtoul(value, NULL, 0) : otherwise;
}

#define JUMP	KXF_FIELD(0x200, 2)

/* The setup header, Documentation/arch/x86/boot.rst. */
static const struct field {
	const char *name;
	unsigned int at;	/* and width */
	enum {
		CHECKED,	/* a bad value: ENOEXEC */
		PLACING,	/* may be good, and yet there is no such place: see place_error() */
		LOADERS,	/* for the loader to fill in: no value is bad */
	} kind;
} fields[] = {
	{ "setup_sects", KXF_SETUP_SECTS, CHECKED },
	{ "root_flags", KXF_FIELD(0x1f2, 2), CHECKED },
	{ "syssize", KXF_SYSSIZE, CHECKED },
	{ "ram_size", KXF_FIELD(0x1f8, 2), CHECKED },
	{ "vid_mode", KXF_FIELD(0x1fa, 2), LOADERS },
	{ "root_dev", KXF_FIELD(0x1fc, 2), LOADERS },
	{ "boot_flag", KXF_BOOT_FLAG, CHECKED },
	{ "jump", JUMP, CHECKED },
	{ "header", KXF_HEADER, CHECKED },
	{ "version", KXF_VERSION, CHECKED },
	{ "realmode_swtch", KXF_FIELD(0x208, 4), CHECKED },
	{ "start_sys_seg", KXF_FIELD(0x20c, 2), CHECKED },
	{ "kernel_version", KXF_FIELD(0x20e, 2), CHECKED },
	{ "type_of_loader", KXF_FIELD(0x210, 1), LOADERS },
	{ "loadflags", KXF_LOADFLAGS, CHECKED },
	{ "setup_move_size", KXF_FIELD(0x212, 2), CHECKED },
	{ "code32_start", KXF_FIELD(0x214, 4), CHECKED },
	{ "ramdisk_image", KXF_FIELD(0x218, 4), LOADERS },
	{ "ramdisk_size", KXF_FIELD(0x21c, 4), LOADERS },
	{ "bootsect_kludge", KXF_FIELD(0x220, 4), CHECKED },
	{ "heap_end_ptr", KXF_FIELD(0x224, 2), LOADERS },
	{ "ext_loader_ver", KXF_FIELD(0x226, 1), LOADERS },
	{ "ext_loader_type", KXF_FIELD(0x227, 1), LOADERS },
	{ "cmd_line_ptr", KXF_FIELD(0x228, 4), LOADERS },
	{ "initrd_addr_max", KXF_FIELD(0x22c, 4), PLACING },
	{ "kernel_alignment", KXF_KERNEL_ALIGNMENT, PLACING },
	{ "relocatable_kernel", KXF_RELOCATABLE, PLACING },
	{ "min_alignment", KXF_FIELD(0x235, 1), PLACING },
	{ "xloadflags", KXF_XLOADFLAGS, PLACING },
	{ "cmdline_size", KXF_CMDLINE_SIZE, PLACING },
	{ "hardware_subarch", KXF_FIELD(0x23c, 4), CHECKED },
	{ "hardware_subarch_data", KXF_FIELD(0x240, 8), CHECKED },
	{ "payload_offset", KXF_PAYLOAD_OFFSET, CHECKED },
	{ "payload_length", KXF_PAYLOAD_LENGTH, CHECKED },
	{ "setup_data", KXF_FIELD(0x250, 8), CHECKED },
	{ "pref_address", KXF_FIELD(0x258, 8), PLACING },
	{ "init_size", KXF_INIT_SIZE, PLACING },
	{ "handover_offset", KXF_FIELD(0x264, 4), CHECKED },
	{ "kernel_info_offset", KXF_FIELD(0x268, 4), CHECKED },
};

/* No place of that kind, or a command line that is too long for it. */
static bool place_error(int err)
{
	return err == ENOMEM || err == EADDRNOTAVAIL || err == EINVAL;
}

/* Why a kernel with this header in a file of @size bytes must be refused. */
static const char *must_be_refused(const struct kxf_image *image, size_t size)
{
	uint64_t setup = kxf_setup_size(image);
	uint64_t body = 16 * kxf_get(image, KXF_SYSSIZE);
	uint64_t payload = kxf_get(image, KXF_PAYLOAD_OFFSET) +
			   kxf_get(image, KXF_PAYLOAD_LENGTH);
	uint64_t align = kxf_get(image, KXF_KERNEL_ALIGNMENT);

	if (size < 0x26c || setup > size)
		return "the setup is not all there";
	if (kxf_get(image, KXF_BOOT_FLAG) != 0xaa55 ||
	    memcmp(image->bytes + 0x202, "HdrS", 4))
		return "a magic number is wrong";
	if (kxf_get(image, KXF_VERSION) < 0x20c)
		return "the protocol is too old";
	if (!(kxf_get(image, KXF_LOADFLAGS) & 1) || !(kxf_get(image, KXF_XLOADFLAGS) & 1))
		return "it is not loaded high, or has no 64-bit entry";
	if (!body || setup + body > size)
		return "the protected-mode part is not all there";
	if (payload > body)
		return "the payload is not all there";
	if (kxf_get(image, KXF_INIT_SIZE) < body)
		return "init_size is too small for it";
	if (kxf_get(image, KXF_RELOCATABLE) && (!align || align & (align - 1)))
		return "the alignment is no power of two";
	return NULL;
}

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

static uint64_t largest(const struct field *field)
{
	unsigned int width = KXF_WIDTH(field->at);

	return width == 8 ? UINT64_MAX : (1ULL << 8 * width) - 1;
}

/* Ends, neighbours, and numbers that become small when they are shifted or added. */
static uint64_t special_value(uint64_t was, uint64_t max, unsigned int index)
{
	const uint64_t values[] = {
		0, 1, 2, max, max - 1, max / 2, max / 2 + 1, max / 4 + 1, max / 16,
		max / 16 + 1, max & -4096ULL, was - 1, was + 1, was * 2, was / 2,
		max - was, max - was + 1, was ^ (max / 2 + 1),
	};

	return index < ARRAY_SIZE(values) ? values[index] : draw();
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
