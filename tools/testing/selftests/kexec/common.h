/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Helpers shared by the kexec_load(2) tests.
 *
 * The ABI's numbers are written out here instead of being taken from
 * <linux/kexec.h>: a test that includes the header under test cannot notice
 * that the header changed.
 */
#ifndef KEXEC_TEST_COMMON_H
#define KEXEC_TEST_COMMON_H

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>
#include <linux/capability.h>

#include "kselftest_harness.h"

/* Kernels with KASAN and lockdep, emulated, take many times as long as others. */
#undef TEST_TIMEOUT_DEFAULT
#define TEST_TIMEOUT_DEFAULT	240

#define KX_ON_CRASH		0x1UL
#define KX_PRESERVE_CONTEXT	0x2UL
#define KX_UPDATE_ELFCOREHDR	0x4UL
#define KX_CRASH_HOTPLUG	0x8UL
#define KX_ARCH(machine)	((unsigned long)(machine) << 16)
#define KX_SEGMENT_MAX		16

/* What the running kernel is, not the program: the *_32 ones are i386. */
#if defined(__aarch64__)
#define KX_NATIVE	EM_AARCH64
#elif defined(__riscv)
#define KX_NATIVE	EM_RISCV
#else
#define KX_NATIVE	EM_X86_64
#endif

#ifndef EM_LOONGARCH
#define EM_LOONGARCH	258
#endif

/* A program of 32 bits makes the 32-bit call. */
#define KX_IS_32	(__SIZEOF_LONG__ == 4)
#define KX_TOP_BIT	(~(~0UL >> 1))
#define KX_LONG_BITS	(8 * __SIZEOF_LONG__)

#define KX_PAGE		4096UL
#define KX_MIB		0x100000UL

/* As audit and seccomp name the caller's architecture, for those that include its header */
#define KX_AUDIT_ARCH	(KX_IS_32 ? AUDIT_ARCH_I386 : AUDIT_ARCH_X86_64)

/* The table of 32-bit calls has none: -1 is the number of no call. */
#ifndef SYS_kexec_file_load
#define SYS_kexec_file_load	(-1)
#endif

/* A capability's number is ABI too; 22 is CAP_SYS_BOOT. */
#define KX_CAP_SYS_BOOT	22

struct kx_segment {
	const void *buf;
	size_t bufsz;
	unsigned long mem;
	size_t memsz;
};

/*
 * Answers 0 or the errno. The 32-bit call has no default architecture, which
 * kexec_load_compat shows: here it means the kernel's.
 */
static inline int kx_load_at(unsigned long entry, unsigned long nr,
			     const void *segments, unsigned long flags)
{
	if (KX_IS_32 && !(flags & KX_ARCH(0xffff)))
		flags |= KX_ARCH(KX_NATIVE);
	return syscall(SYS_kexec_load, entry, nr, segments, flags) ? errno : 0;
}

static inline int kx_load(unsigned long nr, const struct kx_segment *segments,
			  unsigned long flags)
{
	return kx_load_at(nr && segments ? segments[0].mem : 0, nr, segments, flags);
}

/* The same for an array that this process must not touch. */
static inline int kx_load_raw(unsigned long nr, const void *segments,
			      unsigned long flags)
{
	return kx_load_at(0, nr, segments, flags);
}

static inline int kx_unload(void)
{
	return kx_load_raw(0, NULL, 0);
}

/* First line of a small file, without its newline. */
static inline bool kx_read_line(const char *path, char *line, size_t size)
{
	FILE *file = fopen(path, "r");
	bool good;

	if (!file)
		return false;
	good = fgets(line, size, file);
	fclose(file);
	if (good)
		line[strcspn(line, "\n")] = '\0';
	return good;
}

/* Answers 0 or the errno. */
static inline int kx_write(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	int err = 0;

	if (fd < 0)
		return errno;
	if (write(fd, text, strlen(text)) < 0)
		err = errno;
	close(fd);
	return err;
}

/* /sys/kernel/kexec_loaded: 0, 1, or -1 when it cannot be read. */
static inline int kx_loaded(void)
{
	char line[16];

	if (!kx_read_line("/sys/kernel/kexec_loaded", line, sizeof(line)))
		return -1;
	return atoi(line);
}

/* Is there memory that a crash kernel could be loaded to? */
static inline bool kx_crash_memory(void)
{
	char line[32];

	return kx_read_line("/sys/kernel/kexec_crash_size", line, sizeof(line)) &&
	       strtoul(line, NULL, 0);
}

/* A field of /proc/meminfo in bytes; 0 when it is not there. */
static inline unsigned long kx_meminfo(const char *field)
{
	unsigned long kib, value = 0;
	char name[64];
	FILE *file = fopen("/proc/meminfo", "r");

	if (!file)
		return 0;
	while (fscanf(file, "%63[^:]: %lu%*[^\n]\n", name, &kib) == 2)
		if (!strcmp(name, field))
			value = kib << 10;
	fclose(file);
	return value;
}

/*
 * Bytes of the pages that the lines of /proc/zoneinfo of either form count: at the same
 * time, as pages go from one to the other.
 */
static inline unsigned long kx_zoneinfo(const char *form, const char *other)
{
	FILE *file = fopen("/proc/zoneinfo", "r");
	unsigned long count, pages = 0;
	char line[256];

	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, form, &count) == 1 || sscanf(line, other, &count) == 1)
			pages += count;
	if (file)
		fclose(file);
	return pages * KX_PAGE;
}

/* On the lists of the CPUs: free, but neither MemFree nor MemAvailable has them. */
#define KX_ON_CPUS	" count: %lu"

static inline unsigned long kx_mem_on_cpus(void)
{
	return kx_zoneinfo(KX_ON_CPUS, KX_ON_CPUS);
}

/* 1 when the running kernel has the option as =y, 0 when not, -1 unknown. */
static inline int kx_config(const char *option)
{
	char command[160];
	struct utsname uts;

	if (!access("/proc/config.gz", R_OK)) {
		snprintf(command, sizeof(command),
			 "zcat /proc/config.gz | grep -q '^%s=y'", option);
	} else {
		uname(&uts);
		snprintf(command, sizeof(command), "/boot/config-%s", uts.release);
		if (access(command, R_OK))
			return -1;
		snprintf(command, sizeof(command),
			 "grep -q '^%s=y' /boot/config-%s", option, uts.release);
	}
	switch (system(command)) {
	case 0:
		return 1;
	case 1 << 8:
		return 0;
	default:
		return -1;
	}
}

static inline int kx_has_kasan(void)
{
	static int has = -1;

	if (has < 0)
		has = kx_config("CONFIG_KASAN_GENERIC") == 1;
	return has;
}

/* What was freed, KASAN holds back until caches are shrunk, to find who still uses it. */
static inline void kx_shrink_caches(void)
{
	if (kx_has_kasan() &&
	    system("for i in /sys/kernel/slab/*/shrink; do echo 1 >$i; done"))
		printf("# the caches cannot be shrunk\n");
}

/* It also has a shadow of what was mapped, for which there is no such request. */
static inline long kx_noise(long noise)
{
	return kx_has_kasan() ? noise + 16 * (long)KX_MIB : noise;
}

/* Free bytes, all of them, with the page cache out of the way */
static inline long kx_mem_free(void)
{
	sync();
	kx_write("/proc/sys/vm/drop_caches", "3");
	kx_shrink_caches();
	return kx_zoneinfo(" pages free %lu", KX_ON_CPUS);
}

#define KX_MEMORY	"/sys/devices/system/memory/"

/*
 * A block of memory that can be taken offline, or -1. It is put online again in ZONE_MOVABLE:
 * the kernel itself gets no page of that, which would keep it online.
 */
static inline int kx_removable_block(void)
{
	char path[80];

	for (int i = 511; i > 0; i--) {
		snprintf(path, sizeof(path), KX_MEMORY "memory%d/state", i);
		if (!access(path, W_OK) && !kx_write(path, "offline"))
			return kx_write(path, "online_movable") ? -1 : i;
	}
	return -1;
}

#define KX_BATCHES	7

static inline int kx_compare(const void *a, const void *b)
{
	long x = *(const long *)a, y = *(const long *)b;

	return (x > y) - (x < y);
}

/*
 * The bytes that a batch loses, in the median: free memory also moves by itself, by more
 * than a page in each round of a batch, but not always in the same direction.
 */
static inline long kx_median_loss(void (*batch)(void *arg), void *arg)
{
	long lost[KX_BATCHES];

	for (int i = 0; i < KX_BATCHES; i++) {
		lost[i] = kx_mem_free();
		batch(arg);
		lost[i] -= kx_mem_free();
	}
	qsort(lost, KX_BATCHES, sizeof(*lost), kx_compare);
	printf("# %d batches lost %ld to %ld KiB, %ld in the median\n", KX_BATCHES,
	       lost[0] / 1024, lost[KX_BATCHES - 1] / 1024, lost[KX_BATCHES / 2] / 1024);
	return lost[KX_BATCHES / 2];
}

struct kx_range {
	unsigned long long start, end;	/* half-open */
};

static inline void kx_keep_larger(struct kx_range *best, struct kx_range range,
				  unsigned long long limit)
{
	/* Low memory has too many small owners; whole 2 MiB blocks only. */
	if (range.start < 16 * KX_MIB)
		range.start = 16 * KX_MIB;
	if (range.end > limit)
		range.end = limit;
	range.start = (range.start + 2 * KX_MIB - 1) & ~(2 * KX_MIB - 1ULL);
	range.end &= ~(2 * KX_MIB - 1ULL);
	if (range.end > range.start &&
	    range.end - range.start > best->end - best->start)
		*best = range;
}

/*
 * The largest piece of System RAM below @limit that nothing in /proc/iomem
 * claims. Empty when the file hides its addresses (no CAP_SYS_ADMIN).
 */
static inline struct kx_range kx_free_ram(unsigned long long limit)
{
	struct kx_range best = { 0 }, ram = { 0 }, line;
	FILE *file = fopen("/proc/iomem", "r");
	char text[256];

	if (!file)
		return best;
	while (fgets(text, sizeof(text), file)) {
		if (sscanf(text, " %llx-%llx", &line.start, &line.end) != 2)
			continue;
		line.end++;
		if (text[0] != ' ') {
			kx_keep_larger(&best, ram, limit);
			ram = strstr(text, ": System RAM") ? line : (struct kx_range){ 0 };
		} else if (text[2] != ' ' && line.start >= ram.start &&
			   line.end <= ram.end) {
			kx_keep_larger(&best, (struct kx_range){ ram.start, line.start },
				       limit);
			ram.start = line.end;
		}
	}
	kx_keep_larger(&best, ram, limit);
	fclose(file);
	return best;
}

/* Where the tests' segments go; 0 when no 64 MiB of free RAM is to be seen. */
static inline unsigned long kx_destination_below(unsigned long long limit)
{
	struct kx_range ram = kx_free_ram(limit);

	return ram.end - ram.start >= 64 * KX_MIB ? ram.start : 0;
}

static inline unsigned long kx_destination(void)
{
	return kx_destination_below(KX_IS_32 ? 1ULL << 32 : ~0ULL);
}

static inline bool kx_drop_cap_sys_boot(void)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct data[2];
	unsigned int bit = 1U << KX_CAP_SYS_BOOT;

	if (syscall(SYS_capget, &header, data))
		return false;
	data[0].effective &= ~bit;
	data[0].permitted &= ~bit;
	data[0].inheritable &= ~bit;
	return !syscall(SYS_capset, &header, data);
}

static inline bool kx_become_nobody(void)
{
	return !setuid(65534);
}

static inline bool kx_enter_user_namespace(void)
{
	return !unshare(CLONE_NEWUSER);
}

/*
 * Run @prepare and then @call in a child process, as what @prepare does cannot
 * be undone. Answers @call's errno, or -1 when @prepare failed.
 */
static inline int kx_errno_in_child(bool (*prepare)(void), int (*call)(void))
{
	pid_t child = fork();
	int status;

	if (!child)
		_exit(prepare() ? call() : 255);
	if (child < 0 || waitpid(child, &status, 0) != child)
		return -1;
	if (!WIFEXITED(status) || WEXITSTATUS(status) == 255)
		return -1;
	return WEXITSTATUS(status);
}

/* What a refused call answered, and what it left in the kernel log. */
struct kx_refusal {
	int err;
	unsigned int lines;	/* how many reasons were logged */
	char text[512];		/* the last of them */
};

#define KX_REASON	"kexec: refused: "

static inline int kx_log_mark(void)
{
	int fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	if (fd >= 0)
		lseek(fd, 0, SEEK_END);
	return fd;
}

/* Count the reasons logged since the mark, keep the last, drop the mark. */
static inline void kx_log_collect(int fd, struct kx_refusal *refusal)
{
	char record[4096];
	const char *text;
	ssize_t len;

	if (fd < 0)
		return;
	for (;;) {
		len = read(fd, record, sizeof(record) - 1);
		if (len < 0 && errno == EPIPE)
			continue;	/* overwritten: read what is left */
		if (len <= 0)
			break;
		record[len] = '\0';
		record[strcspn(record, "\n")] = '\0';
		text = strchr(record, ';');
		if (!text || strncmp(text + 1, KX_REASON, strlen(KX_REASON)))
			continue;
		refusal->lines++;
		snprintf(refusal->text, sizeof(refusal->text), "%s",
			 text + 1 + strlen(KX_REASON));
	}
	close(fd);
}

static inline struct kx_refusal kx_try_at(unsigned long entry, unsigned long nr,
					  const void *segments, unsigned long flags)
{
	struct kx_refusal refusal = { 0 };
	int fd = kx_log_mark();

	refusal.err = kx_load_at(entry, nr, segments, flags);
	kx_log_collect(fd, &refusal);
	return refusal;
}

static inline struct kx_refusal kx_try(unsigned long nr, const void *segments,
				       unsigned long flags)
{
	return kx_try_at(0, nr, segments, flags);
}

/*
 * Does the reason hold @word and, unless @segment is negative, name that
 * segment together with its range?
 */
static inline bool kx_reason_names(const struct kx_refusal *refusal,
				   int segment, const char *word)
{
	const char *at = refusal->text;
	unsigned long long start, end;
	int index;

	if (!strcasestr(at, word))
		return false;
	if (segment < 0)
		return true;
	while ((at = strstr(at, "segment "))) {
		if (sscanf(at, "segment %d [0x%llx-0x%llx)", &index, &start, &end) == 3 &&
		    index == segment)
			return true;
		at++;
	}
	return false;
}

/*
 * The call answered @code, and said once why: with @word in the reason and,
 * unless @segment is KX_NO_SEGMENT, that segment's index and range.
 */
#define KX_NO_SEGMENT	(-1)
#define EXPECT_REFUSED(refusal, code, segment, word)				\
do {										\
	const struct kx_refusal __r = (refusal);				\
	const char *__word = (word);						\
	int __segment = (segment);						\
										\
	EXPECT_EQ(code, __r.err);						\
	EXPECT_EQ(1U, __r.lines);						\
	EXPECT_TRUE(kx_reason_names(&__r, __segment, __word)) {			\
		TH_LOG("the reason lacks '%s' or segment %d: '%s'",		\
		       __word, __segment, __r.text);				\
	}									\
} while (0)

/*
 * For tests of what can only be switched one way: leave when another of them
 * has been run since the boot. What @own names is the caller's to check.
 */
static inline void kx_skip_unless_fresh(const char *own)
{
	static const struct {
		const char *path, *start;
	} switches[] = {
		{ "/proc/sys/kernel/kexec_load_disabled", "0" },
		{ "/proc/sys/kernel/kexec_load_limit_reboot", "-1" },
		{ "/proc/sys/kernel/kexec_load_limit_panic", "-1" },
		{ "/sys/kernel/security/lockdown", "[none]" },
	};
	char line[80];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(switches); i++) {
		if (strstr(switches[i].path, own) ||
		    !kx_read_line(switches[i].path, line, sizeof(line)) ||
		    !strncmp(line, switches[i].start, strlen(switches[i].start)))
			continue;
		ksft_print_header();
		ksft_exit_skip("needs a new boot: %s is not %s any more\n",
			       switches[i].path, switches[i].start);
	}
}

#endif /* KEXEC_TEST_COMMON_H */
