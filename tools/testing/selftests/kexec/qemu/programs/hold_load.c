// SPDX-License-Identifier: GPL-2.0
/*
 * hold_load [-p]: a kexec_load(2) that never ends, since its buffer's page never comes
 * (userfaultfd(2)); so it keeps what it has locked. Prints "held" once it waits.
 *
 *	-p  the load of a crash kernel, into the reserved memory
 */
#include <linux/userfaultfd.h>
#include <poll.h>
#include <pthread.h>
#include <sys/ioctl.h>
#include "physmem.h"

#define ON_CRASH	1UL

static struct segment segment;
static unsigned long flags = KEXEC_ARCH;

static int watch(void *page)
{
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register reg = {
		.range = { (unsigned long)page, PAGE },
		.mode = UFFDIO_REGISTER_MODE_MISSING,
	};
	int uffd = syscall(SYS_userfaultfd, O_CLOEXEC);

	if (uffd < 0 || ioctl(uffd, UFFDIO_API, &api) || ioctl(uffd, UFFDIO_REGISTER, &reg))
		die("userfaultfd: %s", strerror(errno));
	return uffd;
}

static void *load(void *unused)
{
	long ret = syscall(SYS_kexec_load, segment.mem, 1UL, &segment, flags);

	(void)unused;
	die("kexec_load(2) came back: %ld, %s", ret, strerror(errno));
}

int main(int argc, char **argv)
{
	struct physmem pm;
	pthread_t thread;
	struct pollfd wait = { .events = POLLIN };

	segment = (struct segment){ .buf = map_anonymous(PAGE), .bufsz = PAGE, .memsz = PAGE };
	if (argc == 2 && !strcmp(argv[1], "-p")) {
		flags |= ON_CRASH;
		segment.mem = physmem_crash().start;
	} else {
		physmem_read(&pm);
		segment.mem = physmem_find(&pm, PAGE, 16UL << 20);
	}
	wait.fd = watch((void *)segment.buf);
	if (pthread_create(&thread, NULL, load, NULL))
		die("no thread");
	if (poll(&wait, 1, 10000) != 1)
		die("the load did not touch its buffer within 10 s");
	puts("held");
	fflush(stdout);
	for (;;)
		pause();
}
