/* SPDX-License-Identifier: GPL-2.0-only */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM kexec

#if !defined(_TRACE_KEXEC_H) || defined(TRACE_HEADER_MULTI_READ)
#define _TRACE_KEXEC_H

#include <linux/tracepoint.h>

/* A call was refused, for a reason of the table in kernel/kexec/refusal.c. */
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
TRACE_EVENT(kexec_publish,

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

/*
 * An image is complete: what it is to have is in its frames, and in the digests of its
 * purgatory as far as it has one. All that is left is to put it into its slot.
 */
TRACE_EVENT(kexec_complete,

	TP_PROTO(int type, bool file, unsigned int segments, u64 digested),

	TP_ARGS(type, file, segments, digested),

	TP_STRUCT__entry(__field(int, type)
			 __field(bool, file)
			 __field(unsigned int, segments)
			 __field(u64, digested)),

	TP_fast_assign(__entry->type = type;
		       __entry->file = file;
		       __entry->segments = segments;
		       __entry->digested = digested;),

	TP_printk("type=%s call=%s segments=%u digested=%llu",
		  __entry->type ? "crash" : "reboot",
		  __entry->file ? "kexec_file_load" : "kexec_load",
		  __entry->segments, __entry->digested)
);

/* The machine leaves for the image; preserve: which is to come back. */
TRACE_EVENT(kexec_jump,

	TP_PROTO(u64 start, u64 to_move, bool preserve),

	TP_ARGS(start, to_move, preserve),

	TP_STRUCT__entry(__field(u64, start)
			 __field(u64, to_move)
			 __field(bool, preserve)),

	TP_fast_assign(__entry->start = start;
		       __entry->to_move = to_move;
		       __entry->preserve = preserve;),

	TP_printk("entry=%#llx to_move=%llu preserve=%d",
		  __entry->start, __entry->to_move, __entry->preserve)
);

/* A crash, with a crash kernel loaded; by whom. */
TRACE_EVENT(kexec_crash,

	TP_PROTO(int cpu, pid_t pid),

	TP_ARGS(cpu, pid),

	TP_STRUCT__entry(__field(int, cpu)
			 __field(pid_t, pid)),

	TP_fast_assign(__entry->cpu = cpu;
		       __entry->pid = pid;),

	TP_printk("cpu=%d pid=%d", __entry->cpu, __entry->pid)
);

#endif /* _TRACE_KEXEC_H */

#include <trace/define_trace.h>
