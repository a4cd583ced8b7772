// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which kernels may be loaded by file: signatures, and what asks for them.
 *
 * A file without a good signature is refused where signatures are required, or the
 * kernel is locked down and IMA has not appraised the file instead. Elsewhere it is
 * loaded; if it does not match its own signature, with a notice.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include <linux/ima.h>
#include <linux/kexec.h>
#include <linux/security.h>

#include "refusal.h"
#include "verify.h"

static int kexec_check_signature(const struct kimage *image)
{
	int ret;

	if (!IS_ENABLED(CONFIG_KEXEC_SIG) || !image->fops->verify_sig)
		return -ENODATA;
	ret = image->fops->verify_sig(image->kernel_buf, image->kernel_buf_len);
	/* A number that user space does not know: a file that cannot be signed. */
	return ret == -ENOTSUPP ? -ENODATA : ret;
}

/**
 * kexec_verify_kernel() - check whether a kernel may be loaded
 * @image:	has the kernel's file and its loader
 *
 * Context: Process context. May sleep.
 * Return: 0; where a signature is required, -EKEYREJECTED for a file that does not match
 * its own, -ENODATA without one, -ENOKEY for one by a key that is not trusted, or another
 * errno of the loader's check; -EPERM where lockdown forbids it; -ENOMEM.
 */
int kexec_verify_kernel(struct kimage *image)
{
	struct kexec_refusal *why = image->why;
	int ret = kexec_check_signature(image);

	if (!ret) {
		kexec_dprintk("the kernel's signature is good\n");
		return 0;
	}
	if (ret == -ENOMEM || kexec_sig_enforced())
		return kexec_refuse_error(why, ret == -EKEYREJECTED ? KEXEC_REFUSED_SIG_WRONG :
					  KEXEC_REFUSED_SIG_REQUIRED, ret);
	if (!ima_appraise_signature(READING_KEXEC_IMAGE)) {
		int locked = security_locked_down(LOCKDOWN_KEXEC);

		if (locked)
			return kexec_refuse_error(why, KEXEC_REFUSED_SIG_LOCKDOWN, locked);
	}
	if (ret == -EKEYREJECTED)
		pr_notice("the kernel's file does not match its signature, but none is required\n");
	return 0;
}
