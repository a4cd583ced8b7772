// SPDX-License-Identifier: GPL-2.0
/*
 * Four threads make calls at random: good ones, of which up to three arguments are then changed
 * to values at the ends of what there can be. A model says which errnos each may have, and
 * whether it must fail. Meanwhile buffers change, come and go; CPUs and memory go offline and
 * online; status files are read.
 *
 * KEXEC_FUZZ_SEED chooses the calls: each thread makes the same ones in the same order.
 * KEXEC_FUZZ_SECONDS is how long that goes on, 30 without it.
 */
#include <linux/userfaultfd.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "bzimage_fields.h"
#include "crash.h"
#include "page_owner.h"
#include "trace.h"

#define THREADS		4
#define QUARTERS	4
#define ERRNOS		134
#define REASONS		80
#define SEGMENTS	(KX_SEGMENT_MAX + 1)
#define AREA		(4 * KX_MIB)
#define NR_LOAD_32	283
#define CLAIM		"/proc/sys/kernel/kexec_claim"
#define CPU		"/sys/devices/system/cpu/cpu1/online"

/* Pages of free memory that a quarter may lose, as the median has it */
#define SLOPE		64

/* Memory of this process to read from */
enum readable { GOOD, PERHAPS, BAD };

static struct area {
	const char *name;
	char *at;
	size_t size;
	enum readable readable;
} areas[16];

static unsigned int nr_areas;

static void add_area(const char *name, void *at, size_t size, enum readable readable)
{
	if (at != MAP_FAILED)
		areas[nr_areas++] = (struct area){ name, at, size, readable };
}

/* All of them below 4 GiB, for the 32-bit call. */
static void *map(size_t size, int prot, int flags, int fd)
{
	return mmap(NULL, size, prot, flags | MAP_32BIT, fd, 0);
}

static int uffd = -1;
static char *served;

/* The page that is asked for: zeros */
static void *serve_faults(void *arg)
{
	struct uffd_msg msg;

	while (read(uffd, &msg, sizeof(msg)) == sizeof(msg)) {
		struct uffdio_zeropage zero = {
			.range = { msg.arg.pagefault.address & -KX_PAGE, KX_PAGE },
		};

		if (msg.event == UFFD_EVENT_PAGEFAULT)
			ioctl(uffd, UFFDIO_ZEROPAGE, &zero);
	}
	return NULL;
}

static void add_served_area(void)
{
	struct uffdio_register area = {
		.range = { 0, AREA }, .mode = UFFDIO_REGISTER_MODE_MISSING,
	};
	struct uffdio_api api = { .api = UFFD_API };
	pthread_t thread;

	served = map(AREA, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1);
	area.range.start = (unsigned long)served;
	uffd = syscall(SYS_userfaultfd, O_CLOEXEC);
	if (uffd >= 0 && !ioctl(uffd, UFFDIO_API, &api) && !ioctl(uffd, UFFDIO_REGISTER, &area) &&
	    !pthread_create(&thread, NULL, serve_faults, NULL))
		add_area("served by userfaultfd", served, AREA, GOOD);
}

static char *changing, *flapping;

static void make_areas(void)
{
	const int rw = PROT_READ | PROT_WRITE, anon = MAP_PRIVATE | MAP_ANONYMOUS;
	int tmpfs = memfd_create("fuzz", MFD_CLOEXEC), cut = memfd_create("cut", MFD_CLOEXEC);
	int mem = open("/dev/mem", O_RDONLY | O_CLOEXEC);
	char *huge;

	changing = map(AREA, rw, anon, -1);
	kxc_fill((void *)changing, AREA, 5);
	add_area("anonymous", changing, AREA, GOOD);
	/* More often than the others */
	add_area("anonymous", changing + 1, AREA - 1, GOOD);
	huge = map(AREA, rw, anon, -1);
	madvise(huge, AREA, MADV_HUGEPAGE);
	add_area("huge pages", huge, AREA, GOOD);
	kx_write("/proc/sys/vm/nr_hugepages", "2");
	add_area("hugetlb", map(AREA, rw, anon | MAP_HUGETLB, -1), AREA, GOOD);
	if (!ftruncate(tmpfs, AREA))
		add_area("tmpfs", map(AREA, rw, MAP_SHARED, tmpfs), AREA, GOOD);
	add_area("a file", map(AREA / 2, PROT_READ, MAP_PRIVATE, kxf_open_kernel()), AREA / 2,
		 GOOD);
	add_served_area();
	/* The ROM of the firmware */
	add_area("a device", mmap(NULL, 0x10000, PROT_READ, MAP_SHARED | MAP_32BIT, mem, 0xf0000),
		 0x10000, GOOD);
	flapping = map(AREA, rw, anon, -1);
	add_area("unmapped at times", flapping, AREA, PERHAPS);
	if (!ftruncate(cut, AREA / 2))
		add_area("half of it after the end of a file", map(AREA, rw, MAP_SHARED, cut), AREA,
			 PERHAPS);
	add_area("not readable", map(AREA, PROT_NONE, anon, -1), AREA, BAD);
}

/* Destinations to begin with */
static struct kx_range places[8];
static unsigned int nr_places;
static struct kx_range region;
static unsigned long long limit;

static void add_place(unsigned long long start, unsigned long long end)
{
	places[nr_places++] = (struct kx_range){ start, end };
}

static unsigned long long destination_limit(void)
{
	FILE *file = fopen("/proc/cpuinfo", "r");
	unsigned int bits = 0;
	char line[256];

	while (file && fgets(line, sizeof(line), file))
		sscanf(line, "address sizes : %u bits physical", &bits);
	if (file)
		fclose(file);
	return 1ULL << (bits > 46 ? 46 : bits);
}

static void find_places(void)
{
	struct kx_range ram = kx_free_ram(~0ULL);

	limit = destination_limit();
	region = kxc_region();
	add_place(ram.start, ram.end);
	add_place(ram.start + (ram.end - ram.start) / 2, ram.end - 64 * KX_MIB);
	add_place(0, KX_MIB);
	add_place(KX_MIB, 16 * KX_MIB);
	add_place(ram.end - KX_MIB, ram.end + KX_MIB);
	/* No memory */
	add_place(0xd0000000, 0xe0000000);
	add_place(limit - 64 * KX_MIB, limit);
}

/* One call of either kind, and what may become of it */
struct call {
	bool file, compat;
	unsigned long entry, nr, flags;
	struct kx_segment s[SEGMENTS];
	const void *array;
	struct kxf_call load;
	bool spoilt;			/* the kernel's header */
	int bad_kernel, bad_initrd;	/* 0, or the errno that the descriptor deserves */
	bool may[ERRNOS];
};

/* A thread and what it has to make calls with */
struct fuzzer {
	pthread_t thread;
	uint64_t state;
	unsigned int id;
	struct kxf_image good, image;
	struct kxf_call load;
	uint32_t *low;		/* a page below 4 GiB, for the array */
	unsigned long calls;
};

static struct fuzzer fuzzers[THREADS];
static unsigned int counts[3][ERRNOS];	/* by call and errno */
static const char * const call_names[3] = { "kexec_load", "kexec_load_32", "kexec_file_load" };
static int stop;
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t wrong_lock = PTHREAD_MUTEX_INITIALIZER;
static char wrong[2048];

static bool one_in(unsigned int n)
{
	return !below(n);
}

static unsigned long boundary(unsigned long was)
{
	const unsigned long values[] = {
		0, 1, KX_PAGE - 1, KX_PAGE, KX_PAGE + 1, 1UL << 20, 1UL << 21, (1UL << 31) - 1,
		1UL << 31, (1UL << 32) - KX_PAGE, 1UL << 32, limit - KX_PAGE, limit, 1UL << 46,
		1UL << 47, 1UL << 52, 1UL << 63, -KX_PAGE, -1UL, -8192UL, was + 1, was - 1,
		was + KX_PAGE, was - KX_PAGE, was * 2, was / 2, ~was, region.start, region.end,
		region.end - KX_PAGE,
	};
	unsigned int index = below(ARRAY_SIZE(values) + 4);

	return index < ARRAY_SIZE(values) ? values[index] : draw();
}

/* Segments that can be, near each other, in any order */
static void draw_segments(struct call *call, struct kx_range place)
{
	unsigned long pages = (place.end - place.start) / KX_PAGE;
	unsigned long at = place.start + below(pages) * KX_PAGE;

	for (unsigned int i = 0; i < call->nr; i++) {
		struct area *area = &areas[below(one_in(16) ? nr_areas : 4)];
		size_t memsz = (one_in(64) ? below(2048) : below(8)) * KX_PAGE;
		size_t bufsz = one_in(4) ? memsz : below(memsz + 1);
		unsigned int other = below(i + 1);

		if (bufsz > area->size)
			bufsz = area->size;
		call->s[i] = (struct kx_segment){
			area->at + below(area->size - bufsz + 1), bufsz, at, memsz,
		};
		at += memsz + below(4) * KX_PAGE;
		if (!one_in(3)) {
			struct kx_segment s = call->s[i];

			call->s[i] = call->s[other];
			call->s[other] = s;
		}
	}
}

/* Wraps, nests, touches */
static void spoil_segment(struct call *call)
{
	unsigned int nr = call->nr && call->nr < SEGMENTS ? call->nr : SEGMENTS;
	struct kx_segment *s = &call->s[below(nr)];
	const struct kx_segment *other = &call->s[below(nr)];

	switch (below(8)) {
	case 0:
		s->mem = boundary(s->mem);
		break;
	case 1:
		s->memsz = boundary(s->memsz);
		break;
	case 2:
		s->bufsz = boundary(s->bufsz);
		break;
	case 3:
		s->buf = (void *)boundary((unsigned long)s->buf);
		break;
	case 4:
		s->mem = other->mem + other->memsz - KX_PAGE * below(2);
		break;
	case 5:
		s->mem = other->mem + KX_PAGE;
		break;
	case 6:
		s->mem = -s->memsz;
		break;
	case 7:
		s->memsz = other->memsz * 2;
		break;
	}
}

static void spoil_call(struct call *call)
{
	switch (below(10)) {
	case 0:
		call->flags = one_in(2) ? call->flags ^ 1UL << below(64) : boundary(call->flags);
		break;
	case 1:
		call->nr = one_in(2) ? SEGMENTS : boundary(call->nr);
		break;
	case 2:
		call->entry = boundary(call->entry);
		break;
	case 3:
		call->array = one_in(2) ? NULL : (void *)0xffff800000000000UL;
		break;
	default:
		spoil_segment(call);
	}
}

static bool in_region(unsigned long start, unsigned long end)
{
	return start >= region.start && end <= region.end && start < end;
}

static enum readable readable(const struct kx_segment *s)
{
	const char *buf = s->buf;

	if (!s->bufsz)
		return GOOD;
	for (unsigned int i = 0; i < nr_areas; i++)
		if (buf >= areas[i].at && buf < areas[i].at + areas[i].size)
			return s->bufsz > (size_t)(areas[i].at + areas[i].size - buf) ? PERHAPS :
			       areas[i].readable;
	return (long)buf < 0 ? BAD : PERHAPS;
}

/* The errno of the first rule that the segments break, 0 if they break none */
static int layout_error(const struct call *call)
{
	const int no_place = EADDRNOTAVAIL, invalid = EINVAL;
	bool crash = call->flags & KX_ON_CRASH;

	if (crash && !in_region(call->entry, call->entry + 1))
		return no_place;
	for (unsigned int i = 0; i < call->nr; i++) {
		const struct kx_segment *s = &call->s[i];
		unsigned long end = s->mem + s->memsz;

		if ((s->mem | s->memsz) % KX_PAGE)
			return no_place;
		if (s->memsz && (end - 1 < s->mem ||
				 (crash ? !in_region(s->mem, end) : end - 1 >= limit)))
			return no_place;
	}
	for (unsigned int i = 0; i < call->nr; i++) {
		const struct kx_segment *s = &call->s[i];

		for (unsigned int k = 0; k < i; k++) {
			const struct kx_segment *o = &call->s[k];

			if (s->memsz && o->memsz && s->mem < o->mem + o->memsz &&
			    o->mem < s->mem + s->memsz)
				return invalid;
		}
	}
	for (unsigned int i = 0; i < call->nr; i++)
		if (call->s[i].bufsz > call->s[i].memsz)
			return invalid;
	return 0;
}

/* That of a call that does not get to its segments */
static int argument_error(const struct call *call)
{
	unsigned long arch = call->flags & 0xffff0000;
	const int invalid = EINVAL;

	if (call->flags & ~0xffff000fUL || (arch && arch != KX_ARCH(KX_NATIVE)))
		return invalid;
	if (call->flags & KX_PRESERVE_CONTEXT && call->flags & KX_ON_CRASH)
		return invalid;
	if (call->nr > KX_SEGMENT_MAX || (call->compat && !arch))
		return invalid;
	return call->nr && call->array != call->s ? EFAULT : 0;
}

static void expect_segments(struct call *call)
{
	int err = argument_error(call);

	call->may[err] = true;
	if (err)
		return;
	call->may[EBUSY] = true;
	if (!call->nr)
		return;
	err = layout_error(call);
	if (err) {
		call->may[0] = false;
		call->may[err] = true;
		return;
	}
	call->may[ENOMEM] = true;
	for (unsigned int i = 0; i < call->nr; i++) {
		enum readable r = readable(&call->s[i]);

		call->may[EFAULT] |= r != GOOD;
		call->may[0] &= r != BAD;
	}
}

/* What a 32-bit register, or a field of the array, holds */
static void make_compat(struct call *call)
{
	call->entry = (uint32_t)call->entry;
	call->nr = (uint32_t)call->nr;
	call->flags = (uint32_t)call->flags;
	for (unsigned int i = 0; i < SEGMENTS; i++)
		call->s[i] = (struct kx_segment){
			(void *)(unsigned long)(uint32_t)(unsigned long)call->s[i].buf,
			(uint32_t)call->s[i].bufsz, (uint32_t)call->s[i].mem,
			(uint32_t)call->s[i].memsz,
		};
}

static void draw_load(struct call *call)
{
	unsigned int spoils = one_in(2) ? 0 : 1 + below(3);
	bool crash = region.end && one_in(4);

	call->compat = one_in(3);
	call->array = call->s;
	call->nr = one_in(16) ? 0 : 1 + below(one_in(2) ? 2 : KX_SEGMENT_MAX);
	call->flags = call->compat || one_in(2) ? KX_ARCH(KX_NATIVE) : 0;
	draw_segments(call, crash ? region : places[below(nr_places)]);
	call->entry = call->s[0].mem;
	if (crash)
		call->flags |= KX_ON_CRASH | (one_in(2) ? KX_CRASH_HOTPLUG : 0);
	else if (one_in(8))
		call->flags |= KX_PRESERVE_CONTEXT;
	while (spoils--)
		spoil_call(call);
	if (call->compat)
		make_compat(call);
	expect_segments(call);
}

static int call_32(uint32_t nr, uint32_t a, uint32_t b, uint32_t c, uint32_t d)
{
	int eax;

	asm volatile("int $0x80"
		     : "=a" (eax)
		     : "a" (nr), "b" (a), "c" (b), "d" (c), "S" (d)
		     : "memory", "r8", "r9", "r10", "r11");
	return eax;
}

/* Answers the errno, or what else eax has if that is none. */
static int load_32(struct fuzzer *fuzzer, const struct call *call)
{
	unsigned long array = (unsigned long)fuzzer->low;

	for (unsigned int i = 0; i < SEGMENTS; i++) {
		uint32_t *s = fuzzer->low + 4 * i;

		s[0] = (unsigned long)call->s[i].buf;
		s[1] = call->s[i].bufsz;
		s[2] = call->s[i].mem;
		s[3] = call->s[i].memsz;
	}
	if (call->array != call->s)
		array = (unsigned long)call->array;
	return -call_32(NR_LOAD_32, call->entry, call->nr, array, call->flags);
}

/* Descriptors that are no kernel, or no file at all; the errno as kernel, and as initrd */
static struct descriptor {
	int fd, kernel, initrd;
} descriptors[16];

static unsigned int nr_descriptors;
static int at_times = -1, at_times_writer = -1;

static void add_descriptor(int fd, int kernel, int initrd)
{
	descriptors[nr_descriptors++] = (struct descriptor){ fd, kernel, initrd };
}

static void make_descriptors(void)
{
	int busy = kxf_file("busy", 4), pipes[2], sockets[2];

	add_descriptor(-1, EBADF, EBADF);
	add_descriptor(1000000, EBADF, EBADF);
	add_descriptor(open("/", O_RDONLY | O_DIRECTORY), ENOEXEC, EINVAL);
	add_descriptor(open("/init", O_PATH), EBADF, EBADF);
	add_descriptor(open("/tmp/written", O_WRONLY | O_CREAT, 0600), EBADF, EBADF);
	add_descriptor(open("/dev/zero", O_RDONLY), ENOEXEC, EINVAL);
	add_descriptor(open("/proc/version", O_RDONLY), EINVAL, EINVAL);
	add_descriptor(open("/sys/kernel/kexec_loaded", O_RDONLY), EIO, EIO);
	add_descriptor(eventfd(0, 0), ENOEXEC, EINVAL);
	add_descriptor(kxf_zeros(0), EINVAL, EINVAL);
	add_descriptor(kxf_file("no kernel", 9), ENOEXEC, 0);
	add_descriptor(kxf_zeros(1UL << 45), ENOMEM, ENOMEM);
	if (!pipe(pipes))
		add_descriptor(pipes[0], ENOEXEC, EINVAL);
	if (!socketpair(AF_UNIX, SOCK_STREAM, 0, sockets))
		add_descriptor(sockets[0], ENOEXEC, EINVAL);
	add_descriptor(busy, ETXTBSY, ETXTBSY);
	kxf_reopen(busy, O_RDWR);
	at_times = kxf_file("now and then", 12);
}

static bool write_kernel(struct fuzzer *fuzzer)
{
	int writer = kxf_reopen(fuzzer->load.kernel, O_RDWR);
	bool done = writer >= 0 &&
		    kxf_write_at(writer, fuzzer->image.bytes, fuzzer->image.size, 0);

	close(writer);
	return done;
}

static void draw_kernel(struct fuzzer *fuzzer, struct call *call)
{
	memcpy(fuzzer->image.bytes, fuzzer->good.bytes, fuzzer->good.size);
	for (unsigned int n = one_in(3) ? 1 + below(3) : 0; n; n--) {
		const struct field *field = &fields[below(ARRAY_SIZE(fields))];
		uint64_t was = kxf_get(&fuzzer->image, field->at);

		kxf_put(&fuzzer->image, field->at, special_value(was, largest(field), below(30)));
		call->spoilt = true;
	}
	if (!write_kernel(fuzzer))
		abort();
}

static void spoil_file_call(struct call *call)
{
	const struct descriptor *other = &descriptors[below(nr_descriptors)];

	switch (below(6)) {
	case 0:
		call->load.kernel = other->fd;
		call->bad_kernel = other->kernel;
		break;
	case 1:
		call->load.initrd = other->fd;
		call->bad_initrd = other->initrd;
		break;
	case 2:
		call->load.initrd = at_times;
		call->bad_initrd = 0;
		break;
	case 3:
		call->load.cmdline = one_in(2) ? NULL : (void *)0xffff800000000000UL;
		break;
	case 4:
		call->load.cmdline = changing;
		call->load.cmdline_len = one_in(2) ? boundary(4096) : 1 + below(4000);
		break;
	case 5:
		call->load.flags ^= 1UL << below(64);
		break;
	}
}

/* An argument that is bad: one of these errnos is the answer, and not 0. */
static void deserve(struct call *call, int err)
{
	if (!err)
		return;
	call->may[err] = true;
	call->may[0] = false;
}

static void expect_cmdline(const struct fuzzer *fuzzer, struct call *call)
{
	if (!call->load.cmdline_len || call->load.cmdline == fuzzer->load.cmdline)
		return;
	if (call->load.cmdline_len > 0x10000)
		deserve(call, EINVAL);
	else if (call->load.cmdline != changing)
		deserve(call, EFAULT);
	else
		/* Its last byte may be 0. */
		call->may[EINVAL] = true;
}

static void expect_file(const struct fuzzer *fuzzer, struct call *call)
{
	unsigned long flags = call->load.flags;

	if (flags & ~0xfUL) {
		call->may[EINVAL] = true;
		return;
	}
	call->may[0] = true;
	call->may[EBUSY] = true;
	if (flags & KXF_UNLOAD)
		return;
	if (flags & KXF_ON_CRASH && !region.end) {
		deserve(call, EADDRNOTAVAIL);
		return;
	}
	call->may[ENOMEM] = true;
	call->may[EADDRNOTAVAIL] = true;
	deserve(call, call->bad_kernel);
	if (call->spoilt) {
		call->may[ENOEXEC] = true;
		call->may[EINVAL] = true;
		call->may[0] &= !must_be_refused(&fuzzer->image, fuzzer->image.size);
	}
	if (!(flags & KXF_NO_INITRAMFS)) {
		deserve(call, call->bad_initrd);
		call->may[ETXTBSY] |= call->load.initrd == at_times;
	}
	expect_cmdline(fuzzer, call);
}

static void draw_file_load(struct fuzzer *fuzzer, struct call *call)
{
	unsigned int spoils = one_in(2) ? 0 : 1 + below(2);

	call->load = fuzzer->load;
	if (one_in(8))
		call->load.flags |= KXF_NO_INITRAMFS;
	if (region.end && one_in(4))
		call->load.flags |= KXF_ON_CRASH;
	if (one_in(16))
		call->load.flags |= KXF_UNLOAD;
	draw_kernel(fuzzer, call);
	while (spoils--)
		spoil_file_call(call);
	call->spoilt &= call->load.kernel == fuzzer->load.kernel;
	expect_file(fuzzer, call);
}

static void say_wrong(const struct fuzzer *fuzzer, const struct call *call, int err)
{
	int at;

	pthread_mutex_lock(&wrong_lock);
	if (!wrong[0]) {
		at = snprintf(wrong, sizeof(wrong), "thread %u, call %lu: errno %d for ",
			      fuzzer->id, fuzzer->calls, err);
		if (call->file)
			snprintf(wrong + at, sizeof(wrong) - at,
				 "file_load(%d, %d, %lu, %p, %#lx), header %s", call->load.kernel,
				 call->load.initrd, call->load.cmdline_len, call->load.cmdline,
				 call->load.flags, call->spoilt ? "spoilt" : "good");
		else
			at += snprintf(wrong + at, sizeof(wrong) - at,
				       "load%s(%#lx, %lu, %p, %#lx)",
				       call->compat ? "_32" : "", call->entry, call->nr,
				       call->array, call->flags);
		for (unsigned int i = 0; !call->file && i < call->nr && i < SEGMENTS &&
		     at < (int)sizeof(wrong); i++)
			at += snprintf(wrong + at, sizeof(wrong) - at, " {%p, %#zx, %#lx, %#zx}",
				       call->s[i].buf, call->s[i].bufsz, call->s[i].mem,
				       call->s[i].memsz);
	}
	pthread_mutex_unlock(&wrong_lock);
	__atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
}

static void make_call(struct fuzzer *fuzzer, const struct call *call)
{
	unsigned int kind = call->file ? 2 : call->compat;
	/* Else most of them would be EBUSY. */
	bool wait = !one_in(8);
	int err;

	if (wait)
		pthread_mutex_lock(&turn);
	if (call->file)
		err = kxf_load(&call->load);
	else if (call->compat)
		err = load_32(fuzzer, call);
	else
		err = kx_load_at(call->entry, call->nr, call->array, call->flags);
	if (wait)
		pthread_mutex_unlock(&turn);
	if (err < 0 || err >= ERRNOS || !call->may[err]) {
		say_wrong(fuzzer, call, err);
		return;
	}
	__atomic_add_fetch(&counts[kind][err], 1, __ATOMIC_RELAXED);
	/* The thread with the lock needs the CPU more. */
	if (err == EBUSY)
		usleep(1000);
}

static void *fuzz(void *arg)
{
	struct fuzzer *fuzzer = arg;

	random_state = fuzzer->state;
	while (!__atomic_load_n(&stop, __ATOMIC_RELAXED)) {
		struct call call = { .file = one_in(4) };

		if (call.file)
			draw_file_load(fuzzer, &call);
		else
			draw_load(&call);
		make_call(fuzzer, &call);
		fuzzer->calls++;
	}
	fuzzer->state = random_state;
	return NULL;
}

static unsigned int toggled[2];	/* CPU, memory */

/* What goes on beside the calls; everything is as before at the end. */
static void *disturb(void *arg)
{
	static const char * const files[] = {
		"/sys/kernel/kexec_loaded", "/sys/kernel/kexec_crash_loaded", KXF_LAST_ERROR,
		"/sys/kernel/kexec/segments", "/sys/kernel/kexec/crash_segments", "/proc/iomem",
	};
	int block = *(int *)arg;
	char path[80], line[256], claim[2] = "0";

	snprintf(path, sizeof(path), KX_MEMORY "memory%d/state", block);
	for (unsigned int n = 0; !__atomic_load_n(&stop, __ATOMIC_RELAXED); n++) {
		changing[n * 4099UL % AREA]++;
		if (n % 16 == 0)
			mprotect(flapping, AREA, n % 32 ? PROT_NONE : PROT_READ | PROT_WRITE);
		if (n % 16 == 8)
			madvise(n % 32 < 16 ? flapping : served, AREA, MADV_DONTNEED);
		if (n % 64 == 0) {
			claim[0] = '0' + n / 64 % 3;
			kx_write(CLAIM, claim);
		}
		if (n % 32 == 0) {
			close(at_times_writer);
			at_times_writer = n % 64 ? kxf_reopen(at_times, O_RDWR) : -1;
		}
		if (n % 256 == 100)
			toggled[0] += !kx_write(CPU, n % 512 < 256 ? "0" : "1");
		if (block >= 0 && n % 1024 == 500)
			toggled[1] += !kx_write(path, n % 2048 < 1024 ? "offline" :
								       "online_movable");
		kx_read_line(files[n % ARRAY_SIZE(files)], line, sizeof(line));
		usleep(1000);
	}
	kx_write(CPU, "1");
	kx_write(path, "online_movable");
	kx_write(CLAIM, "2");
	close(at_times_writer);
	at_times_writer = -1;
	return NULL;
}

/* How often each reason was given, from the tracepoint */
static struct {
	char text[128];
	unsigned int times;
} reasons[REASONS];

static int reading = 1;

static void count_reason(const char *text)
{
	unsigned int i = 0;

	while (i < REASONS - 1 && reasons[i].times && strcmp(reasons[i].text, text))
		i++;
	snprintf(reasons[i].text, sizeof(reasons[i].text), "%s", text);
	reasons[i].times++;
}

static void *read_reasons(void *arg)
{
	FILE *pipe = fopen(KXT_TRACING "/trace_pipe", "r");
	char line[512], text[128];

	while (pipe && fgets(line, sizeof(line), pipe)) {
		const char *at = strstr(line, "kexec_refuse: reason=\"");

		if (at && sscanf(at, "kexec_refuse: reason=\"%127[^\"]\"", text) == 1)
			count_reason(text);
		if (!__atomic_load_n(&reading, __ATOMIC_RELAXED))
			break;
	}
	return NULL;
}

/* Refusals that come before the lock, or because of it */
static bool is_early(const char *text)
{
	static const char * const early[] = {
		"undefined flag", "flag needs", "a crash kernel cannot", "the image is for another",
		"a 32-bit caller", "too many segments", "the array of segments",
		"another kexec call",
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(early); i++)
		if (kx_begins(text, early[i]))
			return true;
	return false;
}

FIXTURE(fuzz)
{
	uint64_t seed;
	unsigned long seconds;
	int block;
	pthread_t reader;
};

FIXTURE_SETUP(fuzz)
{
	kx_write("/proc/sys/kernel/printk", "5");
	self->seed = env_number("KEXEC_FUZZ_SEED", 20260101);
	self->seconds = env_number("KEXEC_FUZZ_SECONDS", 30);
	ASSERT_TRUE(kxc_clear());
	find_places();
	make_areas();
	make_descriptors();
	ASSERT_TRUE(kxt_mount());
	ASSERT_EQ(0, kx_write(KXT_EVENTS "kexec_refuse/enable", "1"));
	ASSERT_EQ(0, pthread_create(&self->reader, NULL, read_reasons, NULL));
	for (unsigned int i = 0; i < THREADS; i++) {
		fuzzers[i] = (struct fuzzer){
			.id = i, .state = self->seed + (uint64_t)i * 0x100000001b3,
			.good = kxf_small_kernel(), .image = kxf_small_kernel(),
			.load = kxf_good_call(),
			.low = map(KX_PAGE, PROT_READ | PROT_WRITE,
				   MAP_PRIVATE | MAP_ANONYMOUS, -1),
		};
		ASSERT_NE(0UL, fuzzers[i].good.size);
	}
	self->block = kx_removable_block();
}

FIXTURE_TEARDOWN(fuzz)
{
	EXPECT_TRUE(kxc_clear());
	kx_write(KXT_EVENTS "kexec_refuse/enable", "0");
}

static long median_of_three(long a, long b, long c)
{
	long low = a < b ? a : b, high = a < b ? b : a;

	return c < low ? low : c > high ? high : c;
}

static void run_quarter(struct __test_metadata *_metadata, int *block, unsigned long ms)
{
	pthread_t disturber;

	ASSERT_EQ(0, pthread_create(&disturber, NULL, disturb, block));
	for (unsigned int i = 0; i < THREADS; i++)
		ASSERT_EQ(0, pthread_create(&fuzzers[i].thread, NULL, fuzz, &fuzzers[i]));
	while (ms && !__atomic_load_n(&stop, __ATOMIC_RELAXED)) {
		unsigned long step = ms < 100 ? ms : 100;

		usleep(1000 * step);
		ms -= step;
	}
	__atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
	for (unsigned int i = 0; i < THREADS; i++)
		pthread_join(fuzzers[i].thread, NULL);
	pthread_join(disturber, NULL);
	ASSERT_STREQ("", wrong);
	__atomic_store_n(&stop, 0, __ATOMIC_RELAXED);
}

static void end_reasons(pthread_t reader)
{
	__atomic_store_n(&reading, 0, __ATOMIC_RELAXED);
	/* It waits for one more. */
	kx_load_raw(0, NULL, 1UL << 40);
	pthread_join(reader, NULL);
}

static void say_counts(struct __test_metadata *_metadata, uint64_t seed, unsigned long *calls,
		       unsigned long *done, unsigned long *early)
{
	*calls = 0;
	*done = 0;
	*early = 0;
	for (unsigned int kind = 0; kind < 3; kind++)
		for (int err = 0; err < ERRNOS; err++) {
			if (!counts[kind][err])
				continue;
			TH_LOG("figures: seed %lu: %s, %s: %u", (unsigned long)seed,
			       call_names[kind], err ? strerrorname_np(err) : "done",
			       counts[kind][err]);
			*calls += counts[kind][err];
			*done += err ? 0 : counts[kind][err];
		}
	for (unsigned int i = 0; i < REASONS && reasons[i].times; i++) {
		TH_LOG("figures: seed %lu: \"%s\": %u", (unsigned long)seed, reasons[i].text,
		       reasons[i].times);
		*early += is_early(reasons[i].text) ? reasons[i].times : 0;
	}
	TH_LOG("figures: seed %lu: %lu calls, %lu past flags and lock, %lu done, %u+%u switched",
	       (unsigned long)seed, *calls, *calls - *early, *done, toggled[0], toggled[1]);
}

TEST_F_TIMEOUT(fuzz, calls, 1000000)
{
	unsigned long calls, done, early, ms = 1000 * self->seconds / QUARTERS;
	long pages = 0, areas = 0, free[QUARTERS];

	for (unsigned int i = 0; i < QUARTERS; i++) {
		run_quarter(_metadata, &self->block, ms);
		ASSERT_TRUE(kxc_clear());
		pages = i ? pages : kx_owned_pages();
		areas = i ? areas : kx_owned_areas();
		free[i] = kx_mem_free() / (long)KX_PAGE;
	}
	end_reasons(self->reader);
	say_counts(_metadata, self->seed, &calls, &done, &early);
	EXPECT_EQ(pages, kx_owned_pages());
	EXPECT_EQ(areas, kx_owned_areas());
	EXPECT_GT(SLOPE, median_of_three(free[0] - free[1], free[1] - free[2], free[2] - free[3])) {
		TH_LOG("free pages after the quarters: %ld %ld %ld %ld", free[0], free[1], free[2],
		       free[3]);
	}
	EXPECT_LE(calls - early, 5 * done);
}

TEST_HARNESS_MAIN
