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
 * @TSEM_REASON_AGENT: the agent said so
 * @TSEM_REASON_UNSEEN: an observer that must lose nothing could not be told of it
 * @TSEM_REASON_COUNT: number of reasons
 */
enum tsem_reason {
	TSEM_REASON_KNOWN,
	TSEM_REASON_NEW,
	TSEM_REASON_UNTRUSTED,
	TSEM_REASON_ERROR,
	TSEM_REASON_AGENT,
	TSEM_REASON_UNSEEN,
	TSEM_REASON_COUNT,
};

const char *tsem_reason_name(enum tsem_reason reason);

void tsem_trace_decision(const struct tsem_namespace *ns,
			 enum tsem_event_id id, enum tsem_reason reason,
			 int ret, const u8 *coefficient);

/**
 * tsem_traced - Whether somebody traces decisions
 *
 * Apart from tsem_trace_decision(), so that nothing is put together for nobody.
 *
 * Context: Any context.
 * Return: true if so.
 */
static __always_inline bool tsem_traced(void)
{
	return trace_tsem_decision_enabled();
}

#endif /* _SECURITY_TSEM_TRACE_H */
