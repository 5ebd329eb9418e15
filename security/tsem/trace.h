/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trusted Security Event Modeling - one trace event for each decision
 */

#ifndef _SECURITY_TSEM_TRACE_H
#define _SECURITY_TSEM_TRACE_H

#include <trace/events/tsem.h>

#include <uapi/linux/tsem.h>

#include "event.h"
#include "model.h"

struct tsem_namespace;

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
