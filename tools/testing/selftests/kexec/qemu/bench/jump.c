// SPDX-License-Identifier: GPL-2.0
/*
 * jump load|file MIB [HOW...]: loads an image and starts it. HOW: see source.h.
 * jump clock load MIB [HOW...]: the same, and prints "reboot_tsc NUMBER" and "target_tsc
 *	NUMBER": the time stamp counter just before reboot(2) and at the target.
 * jump next: loads the kernel and an initramfs, and starts it.
 * jump cold: restarts the machine by way of its firmware.
 *
 * Prints "at NAME ADDRESS" for what runs after this kernel, for places.c,
 * and "bytes NUMBER" of the image.
 */
#include <sys/klog.h>
#include <termios.h>
#include <x86intrin.h>
#include "jump.h"
#include "source.h"

#define CMD_RESTART	0x1234567UL
#define READ_ALL	3
#define NEXT_INITRD	"/boot/next.cpio"
#define KERNEL_ENTRY	0x200	/* the 64-bit entry of a kernel, from its start */

/* An image's first instruction, if it is not a kernel: what follows is not reached. */
static const char target[] = { '\xf4', '\xeb', '\xfd' };	/* hlt; jmp . - 1 */

/* How far ahead of its announcement the reboot is, in steps of the time stamp counter. */
#define ANNOUNCED	50000000

/* The last number that a kernel of either kind has logged after one of the texts. */
static u64 logged(const char *log, const char * const *texts)
{
	const char *at = NULL;
	size_t len = 0;

	for (; *texts; texts++) {
		for (const char *p = log; (p = strstr(p, *texts)); p++) {
			at = p;
			len = strlen(*texts);
		}
	}
	if (!at)
		die("the kernel's log does not say where it loads to");
	return strtoull(at + len, NULL, 16);
}

static void report_places(void)
{
	static const char * const starts[] = { "entry at 0x", "start:0x", NULL };
	static const char * const kernels[] = { "kernel at 0x", NULL };
	static char log[1 << 20];

	if (klogctl(READ_ALL, log, sizeof(log) - 1) < 0)
		die("the kernel's log cannot be read: %s", strerror(errno));
	printf("at target 0x%llx\n", logged(log, starts));
	printf("at kernel 0x%llx\n", logged(log, kernels) + KERNEL_ENTRY);
}

static void load_image(struct source *s, bool clock)
{
	if (clock)
		memcpy((void *)s->seg[0].buf, clock_target, clock_target_end - clock_target);
	else if (s->nr)
		memcpy((void *)s->seg[0].buf, target, sizeof(target));
	if (source_load(s))
		die("the image was refused: %s", strerror(errno));
	printf("bytes %llu\n", s->bytes);
	if (clock)
		return;
	if (s->nr)
		printf("at target 0x%llx\n", s->seg[0].mem);
	else
		report_places();
}

int main(int argc, char **argv)
{
	unsigned long command = CMD_KEXEC;
	bool clock = argc > 1 && !strcmp(argv[1], "clock");
	struct source s;
	u64 start;

	argc -= clock;
	argv += clock;
	if (argc == 2 && !strcmp(argv[1], "cold")) {
		command = CMD_RESTART;
	} else if (argc == 2 && !strcmp(argv[1], "next")) {
		source_open_initrd(&s, NEXT_INITRD);
		load_image(&s, false);
	} else if (argc >= 3) {
		source_open(&s, argv[1], strtoul(argv[2], NULL, 10), argv + 3);
		load_image(&s, clock);
	} else {
		die("usage: jump [clock] load|file MIB [HOW...] | next | cold");
	}
	start = __rdtsc() + ANNOUNCED;
	if (clock)
		printf("reboot_tsc 0x%llx\ntarget_tsc 0x", start);
	fflush(stdout);
	tcdrain(STDOUT_FILENO);
	while (clock && __rdtsc() < start)
		;
	syscall(SYS_reboot, 0xfee1deadUL, 0x28121969UL, command, NULL);
	die("reboot failed: %s", strerror(errno));
}
