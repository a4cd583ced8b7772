// SPDX-License-Identifier: GPL-2.0
/*
 * seccomp(2) filters see kexec_load(2), kexec_file_load(2) and their arguments before
 * the kernel does anything: what a filter answers is what the caller gets.
 */
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>

#include "file_load.h"

static char page[KX_PAGE];
static struct kx_segment segment = { page, 1, 0, KX_PAGE };

#define FIELD(name)		offsetof(struct seccomp_data, name)
#define LOAD(field)		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, field)
#define ANSWER(action)		BPF_STMT(BPF_RET | BPF_K, action)
/* Pass over @skip instructions unless what was loaded is @value. */
#define UNLESS(value, skip)							\
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned int)(value), 0, skip)

static bool install(struct sock_filter *filter, unsigned short len)
{
	const struct sock_fprog prog = { len, filter };

	return !prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) &&
	       !prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &prog);
}

static unsigned int action;

/* The call @nr of this program's own table is answered by @action. */
static bool filter_call(unsigned int nr)
{
	struct sock_filter filter[] = {
		LOAD(FIELD(arch)), UNLESS(KX_AUDIT_ARCH, 3),
		LOAD(FIELD(nr)), UNLESS(nr, 1),
		ANSWER(action),
		ANSWER(SECCOMP_RET_ALLOW),
	};

	return install(filter, ARRAY_SIZE(filter));
}

static bool filter_load(void)
{
	return filter_call(SYS_kexec_load);
}

static bool filter_file_load(void)
{
	return filter_call(SYS_kexec_file_load);
}

/* Only loads with the flag ON_CRASH; the fourth argument's low half comes first. */
static bool filter_on_crash(void)
{
	struct sock_filter filter[] = {
		LOAD(FIELD(arch)), UNLESS(KX_AUDIT_ARCH, 6),
		LOAD(FIELD(nr)), UNLESS(SYS_kexec_load, 4),
		LOAD(FIELD(args[3])),
		BPF_STMT(BPF_ALU | BPF_AND | BPF_K, KX_ON_CRASH), UNLESS(KX_ON_CRASH, 1),
		ANSWER(action),
		ANSWER(SECCOMP_RET_ALLOW),
	};

	return install(filter, ARRAY_SIZE(filter));
}

static int load(void)
{
	return kx_load(1, &segment, 0);
}

static int load_on_crash(void)
{
	return kx_load(1, &segment, KX_ON_CRASH);
}

/* Refused by the kernel itself: what a filter answers here is another errno. */
static int file_load(void)
{
	return syscall(SYS_kexec_file_load, -1, -1, 0UL, NULL, 0UL) ? errno : 0;
}

/*
 * What each call answers without a filter, be it served or, where signatures are asked
 * for, refused; and whether an image is loaded, which no filtered call may change.
 */
FIXTURE(seccomp)
{
	int load, file_load, loaded, log;
};

FIXTURE_SETUP(seccomp)
{
	segment.mem = kx_destination();
	ASSERT_NE(0UL, segment.mem);
	action = SECCOMP_RET_ALLOW;
	if (kx_errno_in_child(filter_load, load) < 0)
		SKIP(return, "needs CONFIG_SECCOMP_FILTER");
	self->load = load();
	self->file_load = file_load();
	self->loaded = kx_loaded();
	ASSERT_EQ(!self->load, self->loaded);
	self->log = kx_log_mark();
}

FIXTURE_TEARDOWN(seccomp)
{
	EXPECT_EQ(self->loaded, kx_loaded());
	if (self->loaded)
		EXPECT_EQ(0, kx_unload());
}

/* The kernel itself refused nothing: there is no reason in its log. */
#define EXPECT_UNSEEN()								\
do {										\
	struct kx_refusal __none = { 0 };					\
										\
	kx_log_collect(self->log, &__none);					\
	EXPECT_EQ(0U, __none.lines);						\
} while (0)

TEST_F(seccomp, load)
{
	static const int errors[] = { ENODEV, EXDEV, ENOTTY };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(errors); i++) {
		action = SECCOMP_RET_ERRNO | errors[i];
		EXPECT_EQ(errors[i], kx_errno_in_child(filter_load, load));
		EXPECT_EQ(errors[i], kx_errno_in_child(filter_load, kx_unload));
	}
	EXPECT_UNSEEN();
}

/* There is no 32-bit kexec_file_load. */
#if !KX_IS_32
TEST_F(seccomp, file_load)
{
	static const int errors[] = { ENODEV, EXDEV, ENOTTY };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(errors); i++) {
		action = SECCOMP_RET_ERRNO | errors[i];
		EXPECT_EQ(errors[i], kx_errno_in_child(filter_file_load, file_load));
	}
	EXPECT_UNSEEN();
}

static struct kxf_call served;

static int served_file_load(void)
{
	return kxf_load(&served);
}

/* One that the kernel would serve, and serves with a filter for the other call. */
TEST_F(seccomp, served_file_load)
{
	ASSERT_EQ(0, kxf_unload());
	served = kxf_good_call();
	action = SECCOMP_RET_ERRNO | EXDEV;
	EXPECT_EQ(EXDEV, kx_errno_in_child(filter_file_load, served_file_load));
	EXPECT_EQ(0, kx_loaded());
	EXPECT_EQ(0, kx_errno_in_child(filter_load, served_file_load));
	EXPECT_EQ(1, kx_loaded());
	kxf_close(&served);
	self->loaded = 1;
}
#endif

/* A filter for one call does not meet the other. */
TEST_F(seccomp, one_alone)
{
	action = SECCOMP_RET_ERRNO | EXDEV;
	EXPECT_NE(EXDEV, self->load);
	EXPECT_NE(EXDEV, self->file_load);
	EXPECT_EQ(self->file_load, kx_errno_in_child(filter_load, file_load));
	EXPECT_EQ(EXDEV, kx_errno_in_child(filter_load, load));
	if (KX_IS_32)
		return;
	EXPECT_EQ(self->load, kx_errno_in_child(filter_file_load, load));
	EXPECT_EQ(EXDEV, kx_errno_in_child(filter_file_load, file_load));
}

TEST_F(seccomp, by_argument)
{
	action = SECCOMP_RET_ERRNO | EXDEV;
	EXPECT_EQ(self->load, kx_errno_in_child(filter_on_crash, load));
	EXPECT_EQ(EXDEV, kx_errno_in_child(filter_on_crash, load_on_crash));
}

/* Answers the signal that ended a child which @prepare and @call are run in. */
static int signal_in_child(bool (*prepare)(void), int (*call)(void))
{
	pid_t child = fork();
	int status;

	if (!child)
		_exit(prepare() ? call() : 255);
	if (child < 0 || waitpid(child, &status, 0) != child || !WIFSIGNALED(status))
		return -1;
	return WTERMSIG(status);
}

TEST_F(seccomp, kill)
{
	action = SECCOMP_RET_KILL_PROCESS;
	EXPECT_EQ(SIGSYS, signal_in_child(filter_load, load));
	if (!KX_IS_32)
		EXPECT_EQ(SIGSYS, signal_in_child(filter_file_load, file_load));
	EXPECT_UNSEEN();
}

static bool enter_strict_mode(void)
{
	return !prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT);
}

TEST_F(seccomp, strict)
{
	EXPECT_EQ(SIGKILL, signal_in_child(enter_strict_mode, load));
	EXPECT_UNSEEN();
}

/* The call's number and table, as the signal's handler is told; else 0. */
static void report(int sig, siginfo_t *info, void *context)
{
	_exit(info->si_code == 1 && info->si_syscall == SYS_kexec_load &&
	      info->si_arch == KX_AUDIT_ARCH ? 42 : 43);
}

static bool trap_load(void)
{
	const struct sigaction act = { .sa_sigaction = report, .sa_flags = SA_SIGINFO };

	return !sigaction(SIGSYS, &act, NULL) && filter_load();
}

TEST_F(seccomp, trap)
{
	action = SECCOMP_RET_TRAP;
	EXPECT_EQ(42, kx_errno_in_child(trap_load, load));
	EXPECT_UNSEEN();
}

TEST_HARNESS_MAIN
