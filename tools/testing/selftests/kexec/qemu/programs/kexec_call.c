// SPDX-License-Identifier: GPL-2.0
/*
 * kexec_call WHAT [ARGUMENT]: single system calls for the cases to look at.
 * Each prints the name of the errno, or "ok".
 *
 *	unload		kexec_load with no segments
 *	reboot		reboot(LINUX_REBOOT_CMD_KEXEC); returns only on failure
 *	efault		a load that reaches an unreadable page in its buffer
 *	einval		a load with overlapping segments
 *	garbage		a load of an image whose first instruction is undefined
 *	flags N		a load of one page with these flags
 *	nosys		kexec_load and kexec_file_load, as in a kernel without kexec
 *	rounds N	N times: load, unload; then N loads that fail with EFAULT
 */
#include <sys/reboot.h>
#include "physmem.h"

#define LOAD_PAGES	256

static const char *result(long ret)
{
	return ret ? strerrorname_np(errno) : "ok";
}

static void say(long ret)
{
	puts(result(ret));
}

/* A load of @bufsz of LOAD_PAGES pages at free addresses, from @buf. */
static long load_one(const void *buf, size_t bufsz)
{
	struct segment seg = { .buf = buf, .bufsz = bufsz, .memsz = LOAD_PAGES * PAGE };
	struct physmem pm;

	physmem_read(&pm);
	seg.mem = physmem_find(&pm, seg.memsz, 16 << 20);
	return sys_kexec_load(seg.mem, 1, &seg);
}

static long load_overlapping(void)
{
	static const char byte = 1;
	struct segment seg[2];
	struct physmem pm;
	u64 mem;

	physmem_read(&pm);
	mem = physmem_find(&pm, 3 * PAGE, 16 << 20);
	seg[0] = (struct segment){ &byte, 1, mem, 2 * PAGE };
	seg[1] = (struct segment){ &byte, 1, mem + PAGE, 2 * PAGE };
	return sys_kexec_load(mem, 2, seg);
}

static long load_garbage(void)
{
	static const unsigned char ud2[] = { 0x0f, 0x0b };

	return load_one(ud2, sizeof(ud2));
}

static long load_with_flags(unsigned long flags)
{
	static const char byte = 1;
	struct segment seg = { .buf = &byte, .bufsz = 1, .memsz = PAGE };
	struct physmem pm;

	physmem_read(&pm);
	seg.mem = physmem_find(&pm, seg.memsz, 16 << 20);
	return syscall(SYS_kexec_load, seg.mem, 1UL, &seg, flags);
}

/* Everything readable but one page in the middle. */
static void *broken_buffer(void)
{
	char *buf = map_anonymous(LOAD_PAGES * PAGE);

	memset(buf, 0x5a, LOAD_PAGES * PAGE);
	if (mprotect(buf + LOAD_PAGES / 2 * PAGE, PAGE, PROT_NONE))
		die("mprotect failed: %s", strerror(errno));
	return buf;
}

static void rounds(int nr)
{
	char *good = map_anonymous(LOAD_PAGES * PAGE);
	char *bad = broken_buffer();

	memset(good, 0xa5, LOAD_PAGES * PAGE);
	for (int i = 0; i < nr; i++) {
		if (load_one(good, LOAD_PAGES * PAGE))
			die("load %d failed: %s", i, strerror(errno));
		if (sys_kexec_load(0, 0, NULL))
			die("unload %d failed: %s", i, strerror(errno));
	}
	for (int i = 0; i < nr; i++)
		if (!load_one(bad, LOAD_PAGES * PAGE) || errno != EFAULT)
			die("load %d from an unreadable page: %s, not EFAULT", i, strerror(errno));
	puts("ok");
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";

	if (!strcmp(what, "unload")) {
		say(sys_kexec_load(0, 0, NULL));
	} else if (!strcmp(what, "reboot")) {
		say(sys_reboot_kexec());
	} else if (!strcmp(what, "efault")) {
		say(load_one(broken_buffer(), LOAD_PAGES * PAGE));
	} else if (!strcmp(what, "einval")) {
		say(load_overlapping());
	} else if (!strcmp(what, "garbage")) {
		say(load_garbage());
	} else if (!strcmp(what, "flags") && argc == 3) {
		say(load_with_flags(strtoul(argv[2], NULL, 0)));
	} else if (!strcmp(what, "nosys")) {
		printf("%s ", result(sys_kexec_load(0, 0, NULL)));
		say(syscall(SYS_kexec_file_load, -1, -1, 0UL, NULL, 0UL));
	} else if (!strcmp(what, "rounds") && argc == 3) {
		rounds(atoi(argv[2]));
	} else {
		die("usage: %s unload|reboot|efault|einval|garbage|flags N|nosys|rounds N",
		    argv[0]);
	}
	return 0;
}
