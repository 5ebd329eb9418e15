/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trusted Security Event Modeling - the decision
 */

#ifndef _SECURITY_TSEM_DECIDE_H
#define _SECURITY_TSEM_DECIDE_H

#include <linux/cred.h>
#include <linux/preempt.h>
#include <linux/tsem_namespace.h>
#include <linux/uidgid.h>
#include <linux/unaligned.h>
#include <linux/user_namespace.h>

#include "agent.h"
#include "buffer.h"
#include "event.h"
#include "key.h"
#include "model.h"
#include "record.h"
#include "setup.h"
#include "task.h"

/**
 * struct tsem_event - An event that is being decided
 *
 * On the stack of the hook.  Most of it is room: nothing is set before it is
 * used, since that would cost more than finding a known event.
 *
 * @id: the event
 * @error: why it cannot be described, or 0
 * @asking: how an agent is asked, if not as the table says
 * @ns: namespace whose model decides; its owner is what ids are relative to
 * @model: that model
 * @proc: process to be marked untrusted, NULL while it is still outside
 * @buffer: room for paths and pieces, NULL until it is wanted
 * @text: writes pieces into the buffer
 * @key: the event as it is looked up
 * @record: the record as the model keeps it, NULL if it does not; set by the
 *	decision
 * @digest: the coefficient, if the event was not known by its key
 * @subject: actor and context, unless these are known as a fragment
 */
struct tsem_event {
	enum tsem_event_id id;
	int error;
	enum tsem_asking asking;
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
void tsem_put_text(struct tsem_event *event, const char *text, u32 len);
void tsem_put_opt_text(struct tsem_event *event, const char *text);
const u8 *tsem_event_coefficient(const struct tsem_event *event);
int tsem_event_decide(struct tsem_event *event);
void tsem_event_lost(struct tsem_namespace *ns, enum tsem_event_id id);
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
 * tsem_acting_proc - Process whose act an event of the current task is
 *
 * In an interrupt the current task is a stranger: nothing is an event there.
 *
 * Context: Any context.
 * Return: the process, or NULL if this is no event.
 */
static inline struct tsem_proc *tsem_acting_proc(void)
{
	struct tsem_proc *proc = tsem_current_proc();

	return proc && in_task() && !tsem_task(current)->internal ? proc : NULL;
}

/**
 * tsem_kept_subject - What the last event said of who acted
 *
 * @cred: credentials under which this event runs
 * @actor: identity of the process as a fragment
 *
 * Context: Any context.
 * Return: actor and context, valid as long as the model, or NULL if anything is
 * different now.
 */
static inline const struct tsem_fragment *
tsem_kept_subject(const struct cred *cred, const struct tsem_fragment *actor)
{
	const struct tsem_task *task = tsem_task(current);
	const struct tsem_fragment *subject = task->subject;

	/* The one thing that changes without new credentials comes last. */
	if (task->cred != cred || subject->actor != actor ||
	    subject->data[subject->len - 1] != tsem_no_new_privs(current))
		return NULL;
	return subject;
}

/**
 * tsem_subject_again - What to say of one who acts as he did the last time
 *
 * @proc: the current process
 * @cred: credentials under which this event runs
 *
 * Context: Any context.
 * Return: actor and context, valid as long as the model, which is frozen; NULL
 * if anything is different now or the process is not trusted.
 */
static inline const struct tsem_fragment *
tsem_subject_again(const struct tsem_proc *proc, const struct cred *cred)
{
	if (READ_ONCE(proc->untrusted))
		return NULL;
	/* No subject was kept of one whose identity is no fragment. */
	return tsem_kept_subject(cred, READ_ONCE(proc->actor));
}

/**
 * tsem_event_start - Start the object of an event
 *
 * @event: the event
 *
 * Known to the compiler where the object is written, so that it knows where each
 * field goes.
 *
 * Context: Any context.
 */
static inline void tsem_event_start(struct tsem_event *event)
{
	event->error = 0;
	event->asking = TSEM_ASKING_BY_TABLE;
	event->buffer = NULL;
	tsem_key_init(&event->key);
}

/**
 * tsem_event_begin_cred - Begin an event with other credentials
 *
 * @event: the event
 * @id: which one
 * @cred: credentials under which it runs
 *
 * Context: Any context.
 * Return: as tsem_event_begin().
 */
static inline int tsem_event_begin_cred(struct tsem_event *event,
					enum tsem_event_id id,
					const struct cred *cred)
{
	int ret;

	if (!tsem_in_use())
		return 0;
	ret = __tsem_event_begin(event, id, cred);
	tsem_event_start(event);
	return ret;
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
	return tsem_event_begin_cred(event, id, current_cred());
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
	u8 *at = tsem_key_reserve(&event->key, sizeof(value));

	if (at)
		*at = value;
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
	u8 *at = tsem_key_reserve(&event->key, sizeof(value));

	if (at)
		put_unaligned_le32(value, at);
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
	u8 *at = tsem_key_reserve(&event->key, sizeof(value));

	if (at)
		put_unaligned_le64(value, at);
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
	tsem_event_u32(event, tsem_uid_in(event->ns->user_ns, uid));
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
	tsem_event_u32(event, tsem_gid_in(event->ns->user_ns, gid));
}

/**
 * tsem_put_fragment - Write bytes that are known as a fragment
 *
 * @event: the event
 * @fragment: fragment of the model
 *
 * Context: Any context.
 */
static inline void tsem_put_fragment(struct tsem_event *event,
				     const struct tsem_fragment *fragment)
{
	tsem_key_add_fragment(&event->key, fragment);
}

#endif /* _SECURITY_TSEM_DECIDE_H */
