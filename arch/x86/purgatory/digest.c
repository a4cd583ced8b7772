// SPDX-License-Identifier: GPL-2.0-only
/*
 * SHA-256 with what the CPU has. The transforms are the kernel's own.
 */
#include <linux/minmax.h>
#include <linux/sizes.h>

#include <crypto/sha256_base.h>

#include "purgatory.h"

/* Lengths are 32 bits wide below. */
#define PURGATORY_SHA_STEP	((u64)SZ_1G)

asmlinkage void sha256_transform_ssse3(struct sha256_state *state, const u8 *data,
				       int blocks);
asmlinkage void sha256_ni_transform(struct sha256_state *state, const u8 *data,
				    int blocks);

static void purgatory_sha256_update(enum purgatory_sha how, struct sha256_state *state,
				    const u8 *data, unsigned int len)
{
	switch (how) {
	case PURGATORY_SHA_NI:
		lib_sha256_base_do_update(state, data, len, sha256_ni_transform);
		break;
	case PURGATORY_SHA_SSSE3:
		lib_sha256_base_do_update(state, data, len, sha256_transform_ssse3);
		break;
	default:
		sha256_update(state, data, len);
	}
}

/**
 * purgatory_sha256() - SHA-256 of a piece of memory
 * @how:	the code to use; all but PURGATORY_SHA_GENERIC needs SSE
 * @data:	the memory
 * @len:	bytes
 * @digest:	SHA256_DIGEST_SIZE bytes for the result
 *
 * Context: The purgatory.
 */
void purgatory_sha256(enum purgatory_sha how, const u8 *data, u64 len, u8 *digest)
{
	struct sha256_state state;

	sha256_init(&state);
	while (len) {
		unsigned int step = min(len, PURGATORY_SHA_STEP);

		purgatory_sha256_update(how, &state, data, step);
		data += step;
		len -= step;
	}
	/* One or two blocks: no matter how. */
	sha256_final(&state, digest);
}
