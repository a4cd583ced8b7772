/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A kexec_load(2) held in its middle by userfaultfd(2): the first page of its
 * buffer is not there until the test supplies it.
 */
#ifndef KEXEC_TEST_HELD_LOAD_H
#define KEXEC_TEST_HELD_LOAD_H

#include <linux/userfaultfd.h>
#include <poll.h>
#include <pthread.h>
#include <sys/ioctl.h>

#include "common.h"

static char held_page[KX_PAGE];

/* Two pages from @dest on; @s and @flags may be changed before the start. */
struct held_load {
	int uffd;
	char *buffer;
	struct kx_segment s[2];
	unsigned long flags;
	pthread_t thread;
	int err;
};

/* Only @buffer's first touch stops, so nothing here may touch it. */
static inline bool held_prepare(struct held_load *held, unsigned long dest)
{
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register reg = { .mode = UFFDIO_REGISTER_MODE_MISSING };

	held->buffer = mmap(NULL, KX_PAGE, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (held->buffer == MAP_FAILED)
		return false;
	held->uffd = syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK);
	reg.range.start = (unsigned long)held->buffer;
	reg.range.len = KX_PAGE;
	held->s[0] = (struct kx_segment){ held->buffer, KX_PAGE, dest, KX_PAGE };
	held->s[1] = (struct kx_segment){ held_page, 1, dest + KX_PAGE, KX_PAGE };
	held->flags = 0;
	return held->uffd >= 0 && !ioctl(held->uffd, UFFDIO_API, &api) &&
	       !ioctl(held->uffd, UFFDIO_REGISTER, &reg);
}

static void *held_run(void *arg)
{
	struct held_load *held = arg;

	held->err = kx_load(2, held->s, held->flags);
	return NULL;
}

/* True once the load waits for its page. */
static inline bool held_start(struct held_load *held)
{
	struct pollfd wait = { .fd = held->uffd, .events = POLLIN };
	struct uffd_msg msg;

	if (pthread_create(&held->thread, NULL, held_run, held))
		return false;
	return poll(&wait, 1, 10000) == 1 &&
	       read(held->uffd, &msg, sizeof(msg)) == sizeof(msg) &&
	       msg.event == UFFD_EVENT_PAGEFAULT;
}

static inline bool held_release(struct held_load *held)
{
	struct uffdio_zeropage zero = {
		.range = { (unsigned long)held->buffer, KX_PAGE },
	};

	return !ioctl(held->uffd, UFFDIO_ZEROPAGE, &zero);
}

/* Answers the errno of the load. */
static inline int held_finish(struct held_load *held)
{
	if (!held_release(held) || pthread_join(held->thread, NULL))
		return -1;
	return held->err;
}

#endif /* KEXEC_TEST_HELD_LOAD_H */
