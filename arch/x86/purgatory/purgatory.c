// SPDX-License-Identifier: GPL-2.0-only
/*
 * The purgatory: looks whether every segment of the image stands where it belongs,
 * as it was when it was loaded, before the kernel in it is entered.
 */
#include <linux/kernel.h>

#include <asm/processor-flags.h>

#include "purgatory.h"

/* Filled in when the image is loaded; nothing may be put into .bss that is. */
struct kexec_sha_region purgatory_sha_regions[KEXEC_SEGMENT_MAX] __section(".kexec-purgatory");
u8 purgatory_sha256_digests[KEXEC_SEGMENT_MAX][2][SHA256_DIGEST_SIZE]
	__section(".kexec-purgatory");
struct purgatory_handover purgatory_handover __section(".kexec-purgatory");

/* What SSE code changes and the next kernel might look at */
struct sse_state {
	u8 fxsave[512] __aligned(16);
	unsigned long cr0;
	unsigned long cr4;
};

/* The jump leaves CR4 nearly empty: without OSFXSR an SSE instruction is #UD. */
static void sse_begin(struct sse_state *sse)
{
	asm volatile("movq %%cr0, %0" : "=r" (sse->cr0));
	asm volatile("movq %%cr4, %0" : "=r" (sse->cr4));
	asm volatile("movq %0, %%cr0" : :
		     "r" ((sse->cr0 & ~(X86_CR0_EM | X86_CR0_TS)) | X86_CR0_MP) : "memory");
	asm volatile("movq %0, %%cr4" : : "r" (sse->cr4 | X86_CR4_OSFXSR) : "memory");
	asm volatile("fxsave64 %0" : "=m" (sse->fxsave));
}

static void sse_end(const struct sse_state *sse)
{
	asm volatile("fxrstor64 %0" : : "m" (sse->fxsave));
	asm volatile("movq %0, %%cr4" : : "r" (sse->cr4) : "memory");
	asm volatile("movq %0, %%cr0" : : "r" (sse->cr0) : "memory");
}

static bool segment_is_whole(unsigned int i)
{
	const struct kexec_sha_region *region = &purgatory_sha_regions[i];
	u64 first = kexec_sha_first_part(region->len);
	struct purgatory_message part[2] = {
		{ .data = (const u8 *)region->start, .len = first },
		{ .data = (const u8 *)region->start + first, .len = region->len - first },
	};

	if (!region->len)
		return true;
	purgatory_sha256(purgatory_handover.sha, part);
	return !memcmp(part[0].digest, purgatory_sha256_digests[i][0], SHA256_DIGEST_SIZE) &&
	       !memcmp(part[1].digest, purgatory_sha256_digests[i][1], SHA256_DIGEST_SIZE);
}

/* The first segment that is damaged, KEXEC_SEGMENT_MAX if there is none */
static unsigned int first_damaged_segment(void)
{
	unsigned int i = 0;

	while (i < KEXEC_SEGMENT_MAX && segment_is_whole(i))
		i++;
	return i;
}

/**
 * purgatory() - check the image; returns if the kernel may be entered
 *
 * Context: Between two kernels.
 */
void purgatory(void)
{
	const bool sse = purgatory_handover.sha != PURGATORY_SHA_GENERIC;
	struct sse_state state;
	unsigned int damaged;

	if (sse)
		sse_begin(&state);
	damaged = first_damaged_segment();
	if (sse)
		sse_end(&state);
	if (damaged < KEXEC_SEGMENT_MAX)
		purgatory_report(damaged);
}
