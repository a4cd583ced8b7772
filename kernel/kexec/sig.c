// SPDX-License-Identifier: GPL-2.0-only
/*
 * Whether signatures are required: by CONFIG_KEXEC_SIG_FORCE, or from some time
 * in the boot on, by a policy of IMA's.
 */
#include <linux/kexec.h>

#include "verify.h"

static bool kexec_sig_required = IS_ENABLED(CONFIG_KEXEC_SIG_FORCE);

/**
 * set_kexec_sig_enforced() - require signatures from now on
 *
 * Context: Any.
 */
void set_kexec_sig_enforced(void)
{
	WRITE_ONCE(kexec_sig_required, true);
}

/**
 * kexec_sig_enforced() - check whether signatures are required
 *
 * Context: Any.
 * Return: true if so.
 */
bool kexec_sig_enforced(void)
{
	return READ_ONCE(kexec_sig_required);
}
