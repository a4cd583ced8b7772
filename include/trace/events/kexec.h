/* SPDX-License-Identifier: GPL-2.0-only */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM kexec

#if !defined(_TRACE_KEXEC_H) || defined(TRACE_HEADER_MULTI_READ)
#define _TRACE_KEXEC_H

#include <linux/tracepoint.h>

/* A call was refused, for a reason of the table in kernel/kexec_reason.c. */
TRACE_EVENT(kexec_refuse,

	TP_PROTO(const char *reason, int error, int segment, u64 start, u64 end),

	TP_ARGS(reason, error, segment, start, end),

	TP_STRUCT__entry(__string(reason, reason)
			 __field(int, error)
			 __field(int, segment)
			 __field(u64, start)
			 __field(u64, end)),

	TP_fast_assign(__assign_str(reason);
		       __entry->error = error;
		       __entry->segment = segment;
		       __entry->start = start;
		       __entry->end = end;),

	TP_printk("reason=\"%s\" error=%d segment=%d range=[%#llx-%#llx)",
		  __get_str(reason), __entry->error, __entry->segment,
		  __entry->start, __entry->end)
);

#endif /* _TRACE_KEXEC_H */

#include <trace/define_trace.h>
