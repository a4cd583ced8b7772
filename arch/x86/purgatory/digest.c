// SPDX-License-Identifier: GPL-2.0-only
/*
 * SHA-256 with what the CPU has. The transforms are the kernel's own, but for the one
 * that works on two messages at a time: with the SHA extensions the rounds of a single
 * one leave half of the CPU's time unused.
 */
#include <linux/build_bug.h>
#include <linux/math.h>
#include <linux/minmax.h>
#include <linux/sizes.h>

#include <crypto/sha256_base.h>

#include "purgatory.h"

/* The assembly code takes a pointer to it for one to the state. */
static_assert(!offsetof(struct sha256_state, state));

/* Lengths are 32 bits wide below. */
#define PURGATORY_SHA_STEP	((u64)SZ_1G)

asmlinkage void sha256_transform_ssse3(struct sha256_state *state, const u8 *data,
				       int blocks);
asmlinkage void sha256_ni_transform(struct sha256_state *state, const u8 *data,
				    int blocks);
asmlinkage void sha256_ni_transform_2x(struct sha256_state *state_a,
				       struct sha256_state *state_b, const u8 *data_a,
				       const u8 *data_b, unsigned int blocks);

static void update_step(enum purgatory_sha how, struct sha256_state *state,
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

static void update(enum purgatory_sha how, struct sha256_state *state, const u8 *data,
		   u64 len)
{
	while (len) {
		unsigned int step = min(len, PURGATORY_SHA_STEP);

		update_step(how, state, data, step);
		data += step;
		len -= step;
	}
}

/* As many blocks as both have, both at a time; gives the bytes of either. */
static u64 update_both(struct sha256_state state[2],
		       const struct purgatory_message message[2])
{
	u64 len = round_down(min(message[0].len, message[1].len), SHA256_BLOCK_SIZE);
	u64 done = 0;

	while (done < len) {
		unsigned int step = min(len - done, PURGATORY_SHA_STEP);

		sha256_ni_transform_2x(&state[0], &state[1], message[0].data + done,
				       message[1].data + done, step / SHA256_BLOCK_SIZE);
		done += step;
	}
	state[0].count += done;
	state[1].count += done;
	return done;
}

/**
 * purgatory_sha256() - SHA-256 of two messages
 * @how:	the code to use; all but PURGATORY_SHA_GENERIC needs SSE
 * @message:	the messages; get their digests
 *
 * Context: The purgatory.
 */
void purgatory_sha256(enum purgatory_sha how, struct purgatory_message message[2])
{
	struct sha256_state state[2];
	u64 done = 0;

	sha256_init(&state[0]);
	sha256_init(&state[1]);
	if (how == PURGATORY_SHA_NI)
		done = update_both(state, message);
	for (int i = 0; i < 2; i++) {
		update(how, &state[i], message[i].data + done, message[i].len - done);
		/* A block or two: no matter how. */
		sha256_final(&state[i], message[i].digest);
	}
}
