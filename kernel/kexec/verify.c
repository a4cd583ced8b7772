// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which kernels may be loaded by file: signatures, and what asks for them.
 *
 * A signature that does not match its file is refused whoever asks: such a file
 * is damaged. One that is missing, or by somebody whom this kernel does not
 * know, is refused where signatures are required, or the kernel is locked down
 * and IMA has not appraised the file instead.
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
 * Return: 0; -EKEYREJECTED for a file that does not match its signature; where a
 * signature is required, -ENODATA without one, -ENOKEY for one by a key that is
 * not trusted, or another errno of the loader's check; -EPERM where lockdown forbids it;
 * -ENOMEM.
 */
int kexec_verify_kernel(struct kimage *image)
{
	struct kexec_refusal *why = image->why;
	int ret = kexec_check_signature(image);

	if (!ret) {
		kexec_dprintk("the kernel's signature is good\n");
		return 0;
	}
	if (ret == -EKEYREJECTED)
		return kexec_refuse_error(why, KEXEC_REFUSED_SIG_WRONG, ret);
	if (ret == -ENOMEM || kexec_sig_enforced())
		return kexec_refuse_error(why, KEXEC_REFUSED_SIG_REQUIRED, ret);
	if (ima_appraise_signature(READING_KEXEC_IMAGE))
		return 0;
	ret = security_locked_down(LOCKDOWN_KEXEC);
	if (ret)
		return kexec_refuse_error(why, KEXEC_REFUSED_SIG_LOCKDOWN, ret);
	return 0;
}
