// SPDX-License-Identifier: GPL-2.0-only
/*
 * Whether signatures are required: by CONFIG_KEXEC_SIG_FORCE, or from some time
 * in the boot on, by a policy of IMA's.
 */
#include <linux/kexec.h>

#include "../kexec_internal.h"

static bool kexec_sig_required = IS_ENABLED(CONFIG_KEXEC_SIG_FORCE);

/**
 * set_kexec_sig_enforced() - load no kernel without a valid signature any more
 *
 * Context: Any.
 */
void set_kexec_sig_enforced(void)
{
	WRITE_ONCE(kexec_sig_required, true);
}

/**
 * kexec_sig_enforced() - are signatures required?
 *
 * Context: Any.
 * Return: true if so.
 */
bool kexec_sig_enforced(void)
{
	return READ_ONCE(kexec_sig_required);
}
