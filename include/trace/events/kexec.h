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

/* An image was put into a slot; without segments: the slot was emptied. */
TRACE_EVENT(kexec_load,

	TP_PROTO(int type, u64 start, unsigned int segments, u64 in_place, u64 to_move),

	TP_ARGS(type, start, segments, in_place, to_move),

	TP_STRUCT__entry(__field(int, type)
			 __field(u64, start)
			 __field(unsigned int, segments)
			 __field(u64, in_place)
			 __field(u64, to_move)),

	TP_fast_assign(__entry->type = type;
		       __entry->start = start;
		       __entry->segments = segments;
		       __entry->in_place = in_place;
		       __entry->to_move = to_move;),

	TP_printk("type=%s entry=%#llx segments=%u in_place=%llu to_move=%llu",
		  __entry->type ? "crash" : "reboot", __entry->start,
		  __entry->segments, __entry->in_place, __entry->to_move)
);

/* One segment of it: where it goes, and how many of its bytes stand there already. */
TRACE_EVENT(kexec_segment,

	TP_PROTO(int type, unsigned int segment, u64 start, u64 end, u64 in_place),

	TP_ARGS(type, segment, start, end, in_place),

	TP_STRUCT__entry(__field(int, type)
			 __field(unsigned int, segment)
			 __field(u64, start)
			 __field(u64, end)
			 __field(u64, in_place)),

	TP_fast_assign(__entry->type = type;
		       __entry->segment = segment;
		       __entry->start = start;
		       __entry->end = end;
		       __entry->in_place = in_place;),

	TP_printk("type=%s segment=%u range=[%#llx-%#llx) in_place=%llu",
		  __entry->type ? "crash" : "reboot", __entry->segment,
		  __entry->start, __entry->end, __entry->in_place)
);

#endif /* _TRACE_KEXEC_H */

#include <trace/define_trace.h>
