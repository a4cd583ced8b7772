// SPDX-License-Identifier: GPL-2.0-only
/*
 * The signature of a kernel that is a PE file, as the EFI stub makes it.
 */
#include <linux/kexec.h>
#include <linux/verification.h>

/**
 * kexec_kernel_verify_pe_sig() - check the signature in a PE file
 * @kernel:	the file
 * @kernel_len:	its size in bytes
 *
 * The keys are those that this kernel was built with or was given since, and
 * those that the firmware trusts.
 *
 * Context: Process context. May sleep.
 * Return: 0; -ENODATA for a file without a signature; -EKEYREJECTED for one that
 * does not match it; -ENOKEY for a key that is not trusted; -ENOMEM; another
 * errno for a file that cannot be made sense of.
 */
int kexec_kernel_verify_pe_sig(const char *kernel, unsigned long kernel_len)
{
	int ret;

	/* The verifier counts in 32 bits. */
	if (kernel_len > UINT_MAX)
		return -ENODATA;
	ret = verify_pefile_signature(kernel, kernel_len, VERIFY_USE_SECONDARY_KEYRING,
				      VERIFYING_KEXEC_PE_SIGNATURE);
	if (ret == -ENOKEY && IS_ENABLED(CONFIG_INTEGRITY_PLATFORM_KEYRING))
		ret = verify_pefile_signature(kernel, kernel_len,
					      VERIFY_USE_PLATFORM_KEYRING,
					      VERIFYING_KEXEC_PE_SIGNATURE);
	return ret;
}
