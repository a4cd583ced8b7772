// SPDX-License-Identifier: GPL-2.0-only
/**
 * DOC: how data gets into its frames
 *
 * There are frames for the whole image before the first byte is copied. So each byte is
 * copied once, to its destination if that is one of the frames, and otherwise to the frame
 * that it is moved from at the jump. Preloaded pages have their data already.
 */
#include <linux/kexec.h>
#include <linux/sched/signal.h>
#include <linux/sizes.h>
#include <linux/uio.h>

#include "fill.h"

/* Bytes that are copied between two checks for signals */
#define KEXEC_FILL_CHUNK	SZ_1M

/* Copies what @from still has to @addr, and zeroes the rest of @len bytes. */
static int kexec_fill_extent(u64 addr, u64 len, struct iov_iter *from)
{
	while (len) {
		size_t run = min_t(u64, len, KEXEC_FILL_CHUNK);
		size_t bytes = min(run, iov_iter_count(from));
		void *to = kexec_virt(addr);

		/* A signal ends the wait for a page, too. */
		if (copy_from_iter(to, bytes, from) != bytes)
			return fatal_signal_pending(current) ? -EINTR : -EFAULT;
		memset(to + bytes, 0, run - bytes);
		if (kexec_killed())
			return -EINTR;
		addr += run;
		len -= run;
	}
	return 0;
}

/**
 * kexec_fill() - copy the data of an image into its frames
 * @layout:	the layout of @segments
 * @preload:	by piece of @layout, pages that have their data already
 * @extents:	where each byte of @layout is
 * @segments:	the request
 * @in_kernel:	the segments' data is in kernel memory, not in the process's
 * @why:	filled in on failure
 *
 * Context: Process context, of the process whose memory @segments refer to.
 * May sleep.
 * Return: 0; -EFAULT when a buffer cannot be read; -EINTR when the process was
 * killed.
 */
int kexec_fill(const struct kexec_layout *layout, const struct kexec_preload *preload,
	       const struct kexec_extents *extents, const struct kexec_segment *segments,
	       bool in_kernel, struct kexec_refusal *why)
{
	const struct kexec_extent *extent = extents->extent;

	for (unsigned int i = 0; i < layout->nr; i++) {
		const struct kexec_piece *piece = &layout->piece[i];
		const struct kexec_segment *segment = &segments[piece->segment];
		struct kvec kvec = { segment->kbuf, segment->bufsz };
		u64 pos = piece->dst.start + ((u64)preload[i].nr << PAGE_SHIFT);
		struct iov_iter from;

		if (in_kernel)
			iov_iter_kvec(&from, ITER_SOURCE, &kvec, 1, segment->bufsz);
		else
			iov_iter_ubuf(&from, ITER_SOURCE, segment->buf, segment->bufsz);
		iov_iter_advance(&from, pos - piece->dst.start);

		while (pos < piece->dst.end) {
			/* An extent may go on into the next piece. */
			u64 extent_end = (u64)extent->dst + extent->len;
			u64 end = min(piece->dst.end, extent_end);
			int ret;

			if (pos >= extent_end) {
				extent++;
				continue;
			}
			ret = kexec_fill_extent(extent->src + (pos - extent->dst), end - pos,
						&from);
			if (ret == -EFAULT)
				return kexec_refuse_segment(why, KEXEC_REFUSED_BUFFER,
							    piece->segment, &piece->dst);
			if (ret)
				return kexec_refuse(why, KEXEC_REFUSED_SIGNAL, 0);
			pos = end;
		}
	}
	return 0;
}
