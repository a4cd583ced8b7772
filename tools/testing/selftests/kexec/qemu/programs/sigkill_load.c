// SPDX-License-Identifier: GPL-2.0
/*
 * sigkill_load PERCENT MS: a child loads one zero-filled segment of that share of
 * the RAM; SIGKILL must end it within a second, that long after the load has begun.
 */
#include <signal.h>
#include <sys/wait.h>
#include "physmem.h"

static int *started;

static void child(struct segment *seg)
{
	__atomic_store_n(started, 1, __ATOMIC_SEQ_CST);
	_exit(sys_kexec_load(seg->mem, 1, seg) ? errno : 0);
}

int main(int argc, char **argv)
{
	static const char byte = 1;
	struct segment seg = { .buf = &byte, .bufsz = 1 };
	struct physmem pm;
	double killed, took;
	int status;
	pid_t pid;

	if (argc != 3)
		die("usage: %s PERCENT MS", argv[0]);
	physmem_read(&pm);
	seg.memsz = page_up(read_meminfo("MemTotal") / 100 * atoi(argv[1]));
	seg.mem = physmem_find(&pm, seg.memsz, 16 << 20);
	started = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (started == MAP_FAILED)
		die("mmap failed: %s", strerror(errno));
	pid = fork();
	if (pid < 0)
		die("fork failed: %s", strerror(errno));
	if (!pid)
		child(&seg);
	while (!__atomic_load_n(started, __ATOMIC_SEQ_CST))
		usleep(100);
	usleep(atoi(argv[2]) * 1000);
	kill(pid, SIGKILL);
	killed = now();
	if (waitpid(pid, &status, 0) != pid)
		die("waitpid failed: %s", strerror(errno));
	took = now() - killed;
	printf("# a load of %zu MiB ended %.3f s after SIGKILL\n", seg.memsz >> 20, took);
	if (!WIFSIGNALED(status))
		die("the load was over before the signal came (result %d): nothing was shown",
		    WEXITSTATUS(status));
	if (took >= 1.0)
		die("the load went on for %.3f s after SIGKILL", took);
	return 0;
}
