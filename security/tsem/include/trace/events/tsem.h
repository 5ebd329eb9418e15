/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trusted Security Event Modeling - trace events
 */

#undef TRACE_SYSTEM
#define TRACE_SYSTEM tsem

#if !defined(_TRACE_TSEM_H) || defined(TRACE_HEADER_MULTI_READ)
#define _TRACE_TSEM_H

#include <linux/tracepoint.h>

/**
 * tsem_decision - An event of a member was decided
 *
 * @ns_id: id of its namespace
 * @event: name of the event
 * @reason: why it was allowed or denied, see enum tsem_reason
 * @ret: what the hook returns: 0 or a negative errno
 * @coefficient: digest of its record, or NULL if none was made
 * @len: bytes of @coefficient
 */
TRACE_EVENT(tsem_decision,

	TP_PROTO(u64 ns_id, const char *event, const char *reason, int ret,
		 const u8 *coefficient, u32 len),

	TP_ARGS(ns_id, event, reason, ret, coefficient, len),

	TP_STRUCT__entry(
		__field(u64, ns_id)
		__field(int, ret)
		__string(event, event)
		__string(reason, reason)
		__dynamic_array(u8, coefficient, len)
	),

	TP_fast_assign(
		__entry->ns_id = ns_id;
		__entry->ret = ret;
		__assign_str(event);
		__assign_str(reason);
		if (coefficient)
			memcpy(__get_dynamic_array(coefficient), coefficient,
			       len);
	),

	TP_printk("ns=%llu event=%s reason=%s ret=%d coefficient=%s",
		  __entry->ns_id, __get_str(event), __get_str(reason),
		  __entry->ret,
		  __print_hex_str(__get_dynamic_array(coefficient),
				  __get_dynamic_array_len(coefficient)))
);

#endif /* _TRACE_TSEM_H */

/* This part must be outside protection */
#include <trace/define_trace.h>
