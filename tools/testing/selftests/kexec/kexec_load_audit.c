// SPDX-License-Identifier: GPL-2.0
/*
 * Audit records of kexec_load(2) and kexec_file_load(2): with a rule for them, each
 * call, served or refused, makes one, with its arguments and what it answered.
 */
#include <linux/audit.h>
#include <linux/netlink.h>
#include <poll.h>
#include <sys/socket.h>
#include <time.h>

#include "file_load.h"

#define RECORDS_MS	10000
#define RECORD_SIZE	9216	/* no record is longer */

static char page[KX_PAGE];

struct message {
	struct nlmsghdr head;
	char data[RECORD_SIZE];
};

/* Answers 0 or a negative errno, as the kernel does. */
static int ask(int fd, int type, const void *data, size_t size)
{
	static struct message message;
	unsigned int seq = time(NULL) + type;

	message.head = (struct nlmsghdr){
		.nlmsg_len = NLMSG_LENGTH(size), .nlmsg_type = type,
		.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK, .nlmsg_seq = seq,
	};
	memcpy(message.data, data, size);
	if (send(fd, &message, message.head.nlmsg_len, 0) < 0)
		return -errno;
	while (recv(fd, &message, sizeof(message), 0) > 0)
		if (message.head.nlmsg_type == NLMSG_ERROR && message.head.nlmsg_seq == seq)
			return ((struct nlmsgerr *)message.data)->error;
	return -errno;
}

/*
 * Make @call in a child, since a process that began before there was audit has no
 * records. Answers its errno; @caller is who it was.
 */
static pid_t caller;

static int call_in_child(int (*call)(void))
{
	int status;

	caller = fork();
	if (!caller)
		_exit(call());
	if (caller < 0 || waitpid(caller, &status, 0) != caller || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}

/* The next record of a call of that child, as text; false when none comes. */
static bool next_record(int fd, char *text, size_t size)
{
	struct pollfd wait = { .fd = fd, .events = POLLIN };
	static struct message message;
	char pid[32];
	ssize_t len;

	snprintf(pid, sizeof(pid), " pid=%d ", caller);
	while (poll(&wait, 1, RECORDS_MS) == 1) {
		len = recv(fd, &message, sizeof(message), 0);
		if (len < (ssize_t)NLMSG_HDRLEN)
			return false;
		snprintf(text, size, "%.*s", (int)(len - NLMSG_HDRLEN), message.data);
		if (message.head.nlmsg_type == AUDIT_SYSCALL && strstr(text, pid))
			return true;
	}
	return false;
}

/* All calls of the two kinds, and no others, when they return. */
static struct audit_rule_data make_rule(void)
{
	struct audit_rule_data rule = {
		.flags = AUDIT_FILTER_EXIT, .action = AUDIT_ALWAYS,
		.field_count = 1,
		.fields = { AUDIT_ARCH }, .values = { KX_AUDIT_ARCH },
		.fieldflags = { AUDIT_EQUAL },
	};

	rule.mask[AUDIT_WORD(SYS_kexec_load)] |= AUDIT_BIT(SYS_kexec_load);
	if (!KX_IS_32)
		rule.mask[AUDIT_WORD(SYS_kexec_file_load)] |=
			AUDIT_BIT(SYS_kexec_file_load);
	return rule;
}

/* Audit, with the records coming to this socket, or with 0 to none. */
static int enable(int fd, pid_t pid)
{
	struct audit_status status = {
		.mask = AUDIT_STATUS_ENABLED | AUDIT_STATUS_PID,
		.enabled = 1, .pid = pid,
	};

	return ask(fd, AUDIT_SET, &status, sizeof(status));
}

FIXTURE(audit)
{
	int fd;
	struct audit_rule_data rule;
	char text[RECORD_SIZE];
};

FIXTURE_SETUP(audit)
{
	self->fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_AUDIT);
	if (self->fd < 0 || kx_config("CONFIG_AUDITSYSCALL") == 0)
		SKIP(return, "needs CONFIG_AUDITSYSCALL");
	ASSERT_EQ(0, enable(self->fd, getpid()));
	self->rule = make_rule();
	ASSERT_EQ(0, ask(self->fd, AUDIT_ADD_RULE, &self->rule, sizeof(self->rule)));
}

FIXTURE_TEARDOWN(audit)
{
	EXPECT_EQ(0, ask(self->fd, AUDIT_DEL_RULE, &self->rule, sizeof(self->rule)));
	EXPECT_EQ(0, enable(self->fd, 0));
	close(self->fd);
}

/* A record of the call @nr that answered the errno @err has come, with @arguments. */
#define EXPECT_RECORD(nr, err, arguments)					\
do {										\
	char __want[160];							\
	int __err = (err);							\
										\
	snprintf(__want, sizeof(__want), "arch=%x syscall=%d success=%s exit=%d %s",	\
		 KX_AUDIT_ARCH, (int)(nr), __err ? "no" : "yes", -__err, arguments);	\
	EXPECT_TRUE(next_record(self->fd, self->text, sizeof(self->text)));	\
	EXPECT_NE(NULL, strstr(self->text, __want)) {				\
		TH_LOG("no '%s' in '%s'", __want, self->text);			\
	}									\
} while (0)

static struct kx_segment segment = { page, 1, 0, KX_PAGE };

static int load(void)
{
	return kx_load(1, &segment, KX_ARCH(KX_NATIVE));
}

static int unload(void)
{
	return kx_load_raw(0, NULL, KX_ARCH(KX_NATIVE));
}

/* Whether it is served or, where signatures are asked for, refused. */
TEST_F(audit, load)
{
	char arguments[80];
	int err;

	segment.mem = kx_destination();
	ASSERT_NE(0UL, segment.mem);
	err = call_in_child(load);
	snprintf(arguments, sizeof(arguments), "a0=%lx a1=1 a2=%lx a3=3e0000", segment.mem,
		 (unsigned long)&segment);
	EXPECT_RECORD(SYS_kexec_load, err, arguments);
	err = call_in_child(unload);
	EXPECT_RECORD(SYS_kexec_load, err, "a0=0 a1=0 a2=0 a3=3e0000");
}

static int load_without_capability(void)
{
	return kx_drop_cap_sys_boot() ? kx_load_raw(3, NULL, KX_ARCH(KX_NATIVE)) : -1;
}

TEST_F(audit, refused_load)
{
	EXPECT_EQ(EPERM, call_in_child(load_without_capability));
	EXPECT_RECORD(SYS_kexec_load, EPERM, "a0=0 a1=3 a2=0 a3=3e0000");
}

/* There is no 32-bit kexec_file_load. */
#if !KX_IS_32
static int file_load(void)
{
	return syscall(SYS_kexec_file_load, -1L, -1L, 0UL, NULL, 4UL) ? errno : 0;
}

static int file_unload(void)
{
	return syscall(SYS_kexec_file_load, -1L, -1L, 0UL, NULL, 1UL) ? errno : 0;
}

TEST_F(audit, file_load)
{
	int err = call_in_child(file_load);

	EXPECT_LT(0, err);
	EXPECT_RECORD(SYS_kexec_file_load, err, "a0=ffffffffffffffff");
	EXPECT_EQ(0, call_in_child(file_unload));
	EXPECT_RECORD(SYS_kexec_file_load, 0, "a0=ffffffffffffffff");
}

static struct kxf_call served;

static int served_file_load(void)
{
	return kxf_load(&served);
}

TEST_F(audit, served_file_load)
{
	char arguments[80];

	served = kxf_good_call();
	EXPECT_EQ(0, call_in_child(served_file_load));
	snprintf(arguments, sizeof(arguments), "a0=%x a1=%x a2=%lx a3=%lx", served.kernel,
		 served.initrd, served.cmdline_len, (unsigned long)served.cmdline);
	EXPECT_RECORD(SYS_kexec_file_load, 0, arguments);
	EXPECT_EQ(1, kx_loaded());
	EXPECT_EQ(0, kxf_unload());
	kxf_close(&served);
}
#endif

TEST_HARNESS_MAIN
