// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - one trace event for each decision
 */

#include <linux/tsem_namespace.h>

#include "trace.h"

#define CREATE_TRACE_POINTS
#include <trace/events/tsem.h>

static const char *const reasons[] = {
	[TSEM_REASON_KNOWN] = "known",
	[TSEM_REASON_NEW] = "new",
	[TSEM_REASON_UNTRUSTED] = "untrusted",
	[TSEM_REASON_ERROR] = "error",
	[TSEM_REASON_AGENT] = "agent",
	[TSEM_REASON_UNSEEN] = "unseen",
};

/**
 * tsem_reason_name - What a reason is called
 *
 * @reason: the reason
 *
 * Context: Any context.
 * Return: its name.
 */
const char *tsem_reason_name(enum tsem_reason reason)
{
	return reasons[reason];
}

/**
 * tsem_trace_decision - Emit the trace event of a decision
 *
 * @ns: namespace of the process that acts
 * @id: the event
 * @reason: why it was allowed or denied
 * @ret: what the hook returns
 * @coefficient: digest of its record, or NULL if none was made
 *
 * Context: Any context.
 */
void tsem_trace_decision(const struct tsem_namespace *ns,
			 enum tsem_event_id id, enum tsem_reason reason,
			 int ret, const u8 *coefficient)
{
	trace_tsem_decision(ns->ns.ns_id, tsem_events[id].name, reasons[reason],
			    ret, coefficient,
			    coefficient ? tsem_hash_size(ns->model->config.alg) :
					  0);
}
