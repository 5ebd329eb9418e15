/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trusted Security Event Modeling - the decision
 */

#ifndef _SECURITY_TSEM_DECIDE_H
#define _SECURITY_TSEM_DECIDE_H

#include <linux/cred.h>
#include <linux/tsem_namespace.h>

#include "buffer.h"
#include "event.h"
#include "model.h"
#include "record.h"
#include "setup.h"

/**
 * struct tsem_event - An event that is being decided
 *
 * @id: the event
 * @ns: namespace whose model decides; its owner is what ids are relative to
 * @model: that model
 * @proc: process to be marked untrusted, NULL while it is still outside
 * @buffer: room for the record and for paths
 * @out: the record
 * @error: why the record is of no use, or 0
 * @file: the piece that describes an opened file
 * @record: the record as the model keeps it, after the decision; NULL if it
 *	does not
 */
struct tsem_event {
	enum tsem_event_id id;
	struct tsem_namespace *ns;
	struct tsem_model *model;
	struct tsem_proc *proc;
	struct tsem_buffer *buffer;
	struct tsem_writer out;
	int error;
	struct tsem_piece file;
	const struct tsem_record *record;
};

/**
 * struct tsem_subject - Who acts, where it is not simply the current process
 *
 * @ns: namespace whose model decides
 * @proc: the process, or NULL while it is still outside @ns
 * @cred: credentials under which the event runs
 */
struct tsem_subject {
	struct tsem_namespace *ns;
	struct tsem_proc *proc;
	const struct cred *cred;
};

int __tsem_event_begin(struct tsem_event *event, enum tsem_event_id id,
		       const struct cred *cred);
int tsem_event_begin_as(struct tsem_event *event, enum tsem_event_id id,
			const struct tsem_subject *subject);
void tsem_event_error(struct tsem_event *event, int error);
int tsem_event_decide(struct tsem_event *event);
u32 tsem_userns_level(const struct user_namespace *owner,
		      const struct user_namespace *ns);
void tsem_context_fill(struct tsem_context *context,
		       const struct user_namespace *owner,
		       const struct cred *cred);

/**
 * tsem_event_begin - Begin an event of the current process
 *
 * @event: the event
 * @id: which one
 *
 * The pattern of every hook is
 *
 *	ret = tsem_event_begin(&event, id);
 *	if (ret <= 0)
 *		return ret;
 *	(write the fields of the object into event.out)
 *	return tsem_event_decide(&event);
 *
 * Context: Any context.
 * Return: 1 if the object is wanted, 0 if this is no event, or -EPERM if the
 * process is denied whatever it does.
 */
static inline int tsem_event_begin(struct tsem_event *event,
				   enum tsem_event_id id)
{
	if (!tsem_in_use())
		return 0;
	return __tsem_event_begin(event, id, current_cred());
}

#endif /* _SECURITY_TSEM_DECIDE_H */
