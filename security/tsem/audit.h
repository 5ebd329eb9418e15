/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trusted Security Event Modeling - records in the audit log
 */

#ifndef _SECURITY_TSEM_AUDIT_H
#define _SECURITY_TSEM_AUDIT_H

#include <linux/atomic.h>
#include <linux/ratelimit_types.h>
#include <linux/types.h>

#include "event.h"

struct tsem_key;
struct tsem_model;
struct tsem_namespace;
struct tsem_proc;

/**
 * struct tsem_refusal - What the audit log is told of a denial
 *
 * @id: the event
 * @reason: why it was denied, in a word
 * @actor: identity of the process that acts
 * @coefficient: digest of the record, or NULL if none was made
 * @key: the event with its object, or NULL if it was not described
 * @proc: the process that acts, or NULL while it is outside of the namespace
 * @first: it makes the process untrusted
 */
struct tsem_refusal {
	enum tsem_event_id id;
	const char *reason;
	const u8 *actor;
	const u8 *coefficient;
	const struct tsem_key *key;
	const struct tsem_proc *proc;
	bool first;
};

#ifdef CONFIG_AUDIT

/**
 * struct tsem_audit - How much of a namespace the audit log is told
 *
 * @ns: the namespace, NULL in tests of a model that has none
 * @first: limit of first violations of processes
 * @more: limit of all other denials: a process that goes on after its first
 *	violation must not hide that of another
 * @suppressed: denials that were not told
 * @untold: those since the last record
 */
struct tsem_audit {
	const struct tsem_namespace *ns;
	struct ratelimit_state first;
	struct ratelimit_state more;
	atomic_long_t suppressed;
	atomic_long_t untold;
};

void tsem_audit_init(struct tsem_namespace *ns);
void tsem_audit_denial(struct tsem_model *model,
		       const struct tsem_refusal *refusal);
void tsem_audit_sealed(struct tsem_model *model);
void tsem_audit_enforced(struct tsem_model *model);
unsigned long tsem_audit_suppressed(const struct tsem_model *model);

#else /* !CONFIG_AUDIT */

struct tsem_audit {};

static inline void tsem_audit_init(struct tsem_namespace *ns)
{
}

static inline void tsem_audit_denial(struct tsem_model *model,
				     const struct tsem_refusal *refusal)
{
}

static inline void tsem_audit_sealed(struct tsem_model *model)
{
}

static inline void tsem_audit_enforced(struct tsem_model *model)
{
}

static inline unsigned long
tsem_audit_suppressed(const struct tsem_model *model)
{
	return 0;
}

#endif /* CONFIG_AUDIT */

#endif /* _SECURITY_TSEM_AUDIT_H */
