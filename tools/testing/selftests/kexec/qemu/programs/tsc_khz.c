// SPDX-License-Identifier: GPL-2.0
/*
 * Runs on the host: prints the rate of its time stamp counter in kHz, which is
 * what an emulated CPU shows too. A guest that has to find it out by itself
 * gets it wrong on a busy host, by a factor of ten at times; all its timeouts
 * and delays are then wrong as well.
 */
#include <x86intrin.h>
#include "common.h"

struct sample {
	double time;
	u64 tsc;
};

/* The tightest of a few tries, since we may lose the CPU between two readings. */
static struct sample take_sample(void)
{
	struct sample best = { 0 };
	double shortest = 1e9;

	for (int i = 0; i < 100; i++) {
		double before = now();
		u64 tsc = __rdtsc();
		double after = now();

		if (after - before >= shortest)
			continue;
		shortest = after - before;
		best = (struct sample){ (before + after) / 2, tsc };
	}
	return best;
}

int main(void)
{
	struct sample start = take_sample(), end;

	usleep(100000);
	end = take_sample();
	printf("%.0f\n", (end.tsc - start.tsc) / (end.time - start.time) / 1000);
	return 0;
}
