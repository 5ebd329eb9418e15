// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - the decision
 *
 * Every event of every hook goes through tsem_event_decide(): one place where
 * something is allowed or denied.
 */

#include <linux/moduleparam.h>
#include <linux/preempt.h>
#include <linux/sched/signal.h>
#include <linux/uidgid.h>
#include <linux/user_namespace.h>

#include "decide.h"
#include "task.h"

#ifdef CONFIG_SECURITY_TSEM_DEBUG
/*
 * Tests that an operation has no effect when it is denied are worth something
 * only if they fail when it is not.
 */
static bool tsem_ignore_verdict;
module_param_named(ignore_verdict, tsem_ignore_verdict, bool, 0600);
#else
static const bool tsem_ignore_verdict;
#endif

static int deny(void)
{
	return READ_ONCE(tsem_ignore_verdict) ? 0 : -EPERM;
}

/**
 * tsem_userns_level - Depth of a user namespace below an owner
 *
 * @owner: user namespace that owns the modeling namespace
 * @ns: the user namespace
 *
 * Context: Any context.
 * Return: 0 for the owner itself, or U32_MAX if @ns is not below it.
 */
u32 tsem_userns_level(const struct user_namespace *owner,
		      const struct user_namespace *ns)
{
	u32 level;

	for (level = 0; ns; ns = ns->parent, level++)
		if (ns == owner)
			return level;
	return U32_MAX;
}

/**
 * tsem_context_fill - Credentials in the form that records have
 *
 * @context: where they go
 * @owner: user namespace that ids are relative to
 * @cred: the credentials
 *
 * Context: Any context.
 */
void tsem_context_fill(struct tsem_context *context,
		       const struct user_namespace *owner,
		       const struct cred *cred)
{
	/* from_kuid() only reads, but does not say so. */
	struct user_namespace *ns = (struct user_namespace *)owner;

	context->uid = from_kuid(ns, cred->uid);
	context->euid = from_kuid(ns, cred->euid);
	context->suid = from_kuid(ns, cred->suid);
	context->fsuid = from_kuid(ns, cred->fsuid);
	context->gid = from_kgid(ns, cred->gid);
	context->egid = from_kgid(ns, cred->egid);
	context->sgid = from_kgid(ns, cred->sgid);
	context->fsgid = from_kgid(ns, cred->fsgid);
	context->userns_level = tsem_userns_level(owner, cred->user_ns);
	context->cap_effective = cred->cap_effective.val;
	context->securebits = cred->securebits;
	context->no_new_privs = task_no_new_privs(current);
}

/**
 * tsem_event_error - Note that the record cannot be completed
 *
 * @event: the event
 * @error: why
 *
 * Context: Any context.
 */
void tsem_event_error(struct tsem_event *event, int error)
{
	if (!event->error)
		event->error = error;
}

static bool is_atomic(enum tsem_event_id id)
{
	return tsem_events[id].class == TSEM_CLASS_ATOMIC;
}

/**
 * tsem_event_begin_as - Begin an event of a given subject
 *
 * @event: the event
 * @id: which one
 * @subject: who acts
 *
 * Context: Process context; may sleep unless the event is atomic.
 * Return: as tsem_event_begin().
 */
int tsem_event_begin_as(struct tsem_event *event, enum tsem_event_id id,
			const struct tsem_subject *subject)
{
	static const u8 outsider[TSEM_DIGEST_MAX];
	struct tsem_model *model = subject->ns->model;
	struct tsem_context context;
	const u8 *actor = outsider;

	if (!is_atomic(id))
		might_sleep();

	atomic_long_inc(&model->seen[id]);
	if (subject->proc) {
		actor = subject->proc->identity;
		if (READ_ONCE(subject->proc->untrusted) &&
		    READ_ONCE(model->mode) == TSEM_MODE_ENFORCING) {
			atomic_long_inc(&model->denied[id]);
			atomic_long_inc(&model->untrusted_denials);
			return deny();
		}
	}

	tsem_model_freeze(model);
	*event = (struct tsem_event) {
		.id = id,
		.ns = subject->ns,
		.model = model,
		.proc = subject->proc,
		.buffer = tsem_buffer_get(is_atomic(id)),
	};
	if (!event->buffer) {
		/* What is written from here on goes nowhere. */
		event->error = -ENOMEM;
		event->out.overflow = true;
		return 1;
	}
	tsem_writer_init(&event->out, event->buffer->record, TSEM_RECORD_MAX);
	tsem_context_fill(&context, subject->ns->user_ns, subject->cred);
	tsem_put_header(&event->out, model->config.alg, tsem_events[id].name,
			actor, &context);
	return 1;
}

/**
 * __tsem_event_begin - Begin an event, out of line
 *
 * @event: the event
 * @id: which one
 * @cred: credentials under which it runs
 *
 * In an interrupt the current task is a stranger: nothing is an event there.
 *
 * Context: Any context.
 * Return: as tsem_event_begin().
 */
int __tsem_event_begin(struct tsem_event *event, enum tsem_event_id id,
		       const struct cred *cred)
{
	struct tsem_subject subject = { .cred = cred };

	if (!in_task() || tsem_task(current)->internal)
		return 0;
	subject.proc = tsem_current_proc();
	if (!subject.proc)
		return 0;
	subject.ns = subject.proc->ns;
	return tsem_event_begin_as(event, id, &subject);
}

static void distrust(struct tsem_event *event)
{
	if (!READ_ONCE(event->model->untrusted)) {
		WRITE_ONCE(event->model->untrusted, true);
		tsem_model_changed(event->model);
	}
	if (event->proc)
		WRITE_ONCE(event->proc->untrusted, true);
}

static int refuse(struct tsem_event *event, enum tsem_mode mode)
{
	if (mode == TSEM_MODE_LEARNING)
		return 0;
	distrust(event);
	if (mode != TSEM_MODE_ENFORCING)
		return 0;
	atomic_long_inc(&event->model->denied[event->id]);
	return deny();
}

/*
 * The event could not be described.  Nothing is known of it, so it is refused
 * where the model is enforced; elsewhere the state value tells of the gap.
 */
static int refuse_error(struct tsem_event *event)
{
	struct tsem_model *model = event->model;
	const enum tsem_mode mode = READ_ONCE(model->mode);

	atomic_long_inc(&model->errors);
	atomic_long_inc(&model->unrecorded[event->id]);
	if (mode == TSEM_MODE_ENFORCING) {
		atomic_long_inc(&model->denied[event->id]);
		return deny();
	}
	tsem_model_incomplete(model);
	return 0;
}

static int decide_new(struct tsem_event *event, u32 hash)
{
	u8 digest[TSEM_DIGEST_MAX];
	const struct tsem_candidate candidate = {
		.event = event->id,
		.data = event->out.data,
		.len = event->out.len,
		.hash = hash,
		.digest = digest,
		.file = event->file,
		.atomic = is_atomic(event->id),
	};
	struct tsem_outcome outcome;

	tsem_hash_once(event->model->config.alg, event->out.data,
		       event->out.len, digest);
	tsem_model_add(event->model, &candidate, &outcome);
	event->record = outcome.record;
	return outcome.known ? 0 : refuse(event, outcome.mode);
}

static int decide(struct tsem_event *event)
{
	const struct tsem_record *record;
	u32 hash;

	/*
	 * A task that is being killed stopped to read a file: the operation
	 * does not come to pass, so there is nothing to record.
	 */
	if (event->error == -EINTR && fatal_signal_pending(current))
		return -EINTR;
	if (event->error || event->out.overflow)
		return refuse_error(event);

	hash = tsem_model_hash(event->out.data, event->out.len);
	record = tsem_model_find(event->model, event->out.data, event->out.len,
				 hash);
	if (!record)
		return decide_new(event, hash);

	event->record = record;
	atomic_long_inc(&record->point->count);
	if (!(record->point->flags & TSEM_POINT_FORENSICS))
		return 0;
	return refuse(event, READ_ONCE(event->model->mode));
}

/**
 * tsem_event_decide - Decide an event whose object was written
 *
 * @event: the event; only @record may be used afterwards
 *
 * Context: Process context; may sleep unless the event is atomic.
 * Return: 0 to allow, -EPERM to deny, or -EINTR if the task is being killed.
 */
int tsem_event_decide(struct tsem_event *event)
{
	const int ret = decide(event);

	tsem_buffer_put(event->buffer);
	return ret;
}
