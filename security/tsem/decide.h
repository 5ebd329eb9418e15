/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trusted Security Event Modeling - the decision
 */

#ifndef _SECURITY_TSEM_DECIDE_H
#define _SECURITY_TSEM_DECIDE_H

#include <linux/cred.h>
#include <linux/tsem_namespace.h>
#include <linux/uidgid.h>
#include <linux/user_namespace.h>

#include "buffer.h"
#include "event.h"
#include "key.h"
#include "model.h"
#include "record.h"
#include "setup.h"

/**
 * struct tsem_event - An event that is being decided
 *
 * On the stack of the hook.  Most of it is room: nothing is set before it is
 * used, since that would cost more than finding a known event.
 *
 * @id: the event
 * @error: why it cannot be described, or 0
 * @ns: namespace whose model decides; its owner is what ids are relative to
 * @model: that model
 * @proc: process to be marked untrusted, NULL while it is still outside
 * @buffer: room for paths and pieces, NULL until it is wanted
 * @text: writes pieces into the buffer
 * @key: the event as it is looked up
 * @record: the record as the model keeps it, after the decision; NULL if it
 *	does not
 * @digest: the coefficient, if the event was not known by its key
 * @subject: actor and context, unless these are known as a fragment
 */
struct tsem_event {
	enum tsem_event_id id;
	int error;
	struct tsem_namespace *ns;
	struct tsem_model *model;
	struct tsem_proc *proc;
	struct tsem_buffer *buffer;
	struct tsem_writer text;
	struct tsem_key key;
	const struct tsem_record *record;
	u8 digest[TSEM_DIGEST_MAX];
	u8 subject[TSEM_SUBJECT_MAX];
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
int tsem_event_begin_for(struct tsem_event *event, enum tsem_event_id id,
			 struct task_struct *task);
void tsem_event_error(struct tsem_event *event, int error);
bool tsem_event_room(struct tsem_event *event);
u32 tsem_piece_begin(struct tsem_event *event);
const struct tsem_fragment *tsem_piece_end(struct tsem_event *event, u32 begin);
void tsem_put_piece(struct tsem_event *event, struct tsem_piece *piece);
void tsem_put_fragment(struct tsem_event *event,
		       const struct tsem_fragment *fragment);
void tsem_put_text(struct tsem_event *event, const char *text, u32 len);
void tsem_put_opt_text(struct tsem_event *event, const char *text);
void tsem_put_opt_identity(struct tsem_event *event,
			   const struct tsem_fragment *actor, const u8 *identity);
const u8 *tsem_event_coefficient(const struct tsem_event *event);
int tsem_event_decide(struct tsem_event *event);
u32 tsem_userns_level(const struct user_namespace *owner,
		      const struct user_namespace *ns);
void tsem_context_fill(struct tsem_context *context,
		       const struct user_namespace *owner,
		       const struct cred *cred);

/**
 * tsem_uid_in - A user as records have it
 *
 * @owner: user namespace that ids are relative to
 * @uid: the user
 *
 * Context: Any context.
 * Return: the number, 4294967295 if it has none there.
 */
static inline u32 tsem_uid_in(struct user_namespace *owner, kuid_t uid)
{
	/* The most frequent owner maps all to themselves: no need to search. */
	return owner == &init_user_ns ? __kuid_val(uid) : from_kuid(owner, uid);
}

/**
 * tsem_gid_in - A group as records have it
 *
 * @owner: user namespace that ids are relative to
 * @gid: the group
 *
 * Context: Any context.
 * Return: the number, 4294967295 if it has none there.
 */
static inline u32 tsem_gid_in(struct user_namespace *owner, kgid_t gid)
{
	return owner == &init_user_ns ? __kgid_val(gid) : from_kgid(owner, gid);
}

/**
 * tsem_event_begin - Begin an event of the current process
 *
 * @event: the event
 * @id: which one
 *
 * The pattern of every hook is
 *
 *	struct tsem_event event __uninitialized;
 *
 *	ret = tsem_event_begin(&event, id);
 *	if (ret <= 0)
 *		return ret;
 *	(write the fields of the object, in their order)
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

/**
 * tsem_event_u8 - Write one byte of the object
 *
 * @event: the event
 * @value: the byte
 *
 * Context: Any context.
 */
static inline void tsem_event_u8(struct tsem_event *event, u8 value)
{
	tsem_put_u8(&event->key.plain, value);
}

/**
 * tsem_event_u32 - Write a number of the object
 *
 * @event: the event
 * @value: the number
 *
 * Context: Any context.
 */
static inline void tsem_event_u32(struct tsem_event *event, u32 value)
{
	tsem_put_u32(&event->key.plain, value);
}

/**
 * tsem_event_u64 - Write a large number of the object
 *
 * @event: the event
 * @value: the number
 *
 * Context: Any context.
 */
static inline void tsem_event_u64(struct tsem_event *event, u64 value)
{
	tsem_put_u64(&event->key.plain, value);
}

/**
 * tsem_event_uid - Write a user id as the owner of the namespace sees it
 *
 * @event: the event
 * @uid: the id
 *
 * Context: Any context.
 */
static inline void tsem_event_uid(struct tsem_event *event, kuid_t uid)
{
	tsem_event_u32(event, from_kuid(event->ns->user_ns, uid));
}

/**
 * tsem_event_gid - Write a group id as the owner of the namespace sees it
 *
 * @event: the event
 * @gid: the id
 *
 * Context: Any context.
 */
static inline void tsem_event_gid(struct tsem_event *event, kgid_t gid)
{
	tsem_event_u32(event, from_kgid(event->ns->user_ns, gid));
}

#endif /* _SECURITY_TSEM_DECIDE_H */
