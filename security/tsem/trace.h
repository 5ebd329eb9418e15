/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trusted Security Event Modeling - one trace event for each decision
 */

#ifndef _SECURITY_TSEM_TRACE_H
#define _SECURITY_TSEM_TRACE_H

#include <trace/events/tsem.h>

#include "event.h"
#include "model.h"

struct tsem_namespace;

/**
 * enum tsem_reason - Why an event was allowed or denied
 *
 * @TSEM_REASON_KNOWN: the model has it
 * @TSEM_REASON_NEW: the model lacks it; so it was learned, recorded or denied
 * @TSEM_REASON_UNTRUSTED: the process violated the model before
 * @TSEM_REASON_ERROR: it could not be described
 * @TSEM_REASON_COUNT: number of reasons
 */
enum tsem_reason {
	TSEM_REASON_KNOWN,
	TSEM_REASON_NEW,
	TSEM_REASON_UNTRUSTED,
	TSEM_REASON_ERROR,
	TSEM_REASON_COUNT,
};

extern const char *const tsem_reasons[TSEM_REASON_COUNT];

void __tsem_trace_decision(const struct tsem_namespace *ns,
			   enum tsem_event_id id, enum tsem_reason reason,
			   int ret, const u8 *coefficient);

/**
 * tsem_trace_decision - Tell who traces that an event was decided
 *
 * @ns: namespace of the process that acts
 * @id: the event
 * @reason: why it was allowed or denied
 * @ret: what the hook returns
 * @coefficient: digest of its record, or NULL if none was made
 *
 * Context: Any context.
 */
static __always_inline void
tsem_trace_decision(const struct tsem_namespace *ns, enum tsem_event_id id,
		    enum tsem_reason reason, int ret, const u8 *coefficient)
{
	if (trace_tsem_decision_enabled())
		__tsem_trace_decision(ns, id, reason, ret, coefficient);
}

#endif /* _SECURITY_TSEM_TRACE_H */
