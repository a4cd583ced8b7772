/* SPDX-License-Identifier: GPL-2.0 */
/*
 * For the tests of the sysctls kernel.kexec_load_limit_reboot and _panic: how
 * many calls are left, -1 for no limit.
 */
#ifndef KEXEC_TEST_CALL_LIMITS_H
#define KEXEC_TEST_CALL_LIMITS_H

#include "common.h"

#define REBOOT	"/proc/sys/kernel/kexec_load_limit_reboot"
#define PANIC	"/proc/sys/kernel/kexec_load_limit_panic"

/* -2 when the file cannot be read: no value of the sysctl. */
static inline int left(const char *path)
{
	char line[16];

	return kx_read_line(path, line, sizeof(line)) ? atoi(line) : -2;
}

static void __attribute__((constructor)) limits_skip_unless_fresh(void)
{
	kx_skip_unless_fresh("load_limit");
}

#endif /* KEXEC_TEST_CALL_LIMITS_H */
