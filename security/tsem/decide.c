// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - the decision
 *
 * Every event of every hook goes through tsem_event_decide(): one place where
 * something is allowed or denied.
 */

#include <linux/moduleparam.h>
#include <linux/sched/signal.h>
#include <linux/uidgid.h>
#include <linux/user_namespace.h>

#include "audit.h"
#include "check.h"
#include "decide.h"
#include "retry.h"
#include "task.h"
#include "trace.h"

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

static int deny(enum tsem_event_id id)
{
	if (READ_ONCE(tsem_ignore_verdict))
		return 0;
	tsem_check_denied(id);
	return -EPERM;
}

static int decided(const struct tsem_namespace *ns, enum tsem_event_id id,
		   enum tsem_reason reason, int ret, const u8 *coefficient)
{
	if (tsem_traced())
		tsem_trace_decision(ns, id, reason, ret, coefficient);
	return ret;
}

static void audit_denial(struct tsem_model *model,
			 const struct tsem_refusal *refusal)
{
	/* What a test lets happen was not denied. */
	if (!READ_ONCE(tsem_ignore_verdict))
		tsem_audit_denial(model, refusal);
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
	/* What maps ids only reads, but does not say so. */
	struct user_namespace *ns = (struct user_namespace *)owner;

	context->uid = tsem_uid_in(ns, cred->uid);
	context->euid = tsem_uid_in(ns, cred->euid);
	context->suid = tsem_uid_in(ns, cred->suid);
	context->fsuid = tsem_uid_in(ns, cred->fsuid);
	context->gid = tsem_gid_in(ns, cred->gid);
	context->egid = tsem_gid_in(ns, cred->egid);
	context->sgid = tsem_gid_in(ns, cred->sgid);
	context->fsgid = tsem_gid_in(ns, cred->fsgid);
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

/**
 * tsem_event_room - Have room for paths and pieces
 *
 * @event: the event, which is not atomic
 *
 * Context: Process context, may sleep.
 * Return: false if the event has an error, perhaps because there is none.
 */
bool tsem_event_room(struct tsem_event *event)
{
	if (event->error)
		return false;
	if (event->buffer)
		return true;
	event->buffer = tsem_buffer_get(tsem_is_atomic(event->id));
	if (!event->buffer) {
		event->error = -ENOMEM;
		return false;
	}
	tsem_writer_init(&event->text, event->buffer->text, TSEM_TEXT_MAX);
	return true;
}

/**
 * tsem_put_piece - Write bytes that other events may have in common
 *
 * @event: the event
 * @piece: the bytes; they stay where they are until the event was decided
 *
 * Context: Any context.
 */
void tsem_put_piece(struct tsem_event *event, struct tsem_piece *piece)
{
	tsem_fragment_find(&event->model->fragments, piece);
	tsem_key_add(&event->key, piece);
}

/**
 * tsem_piece_begin - Begin to write a piece into the room of the event
 *
 * @event: the event, which has room
 *
 * Context: Any context.
 * Return: what tsem_piece_end() wants.
 */
u32 tsem_piece_begin(struct tsem_event *event)
{
	return event->text.len;
}

/**
 * tsem_piece_end - Make a piece of what was written into event->text
 *
 * @event: the event
 * @begin: what tsem_piece_begin() returned
 *
 * Context: Any context.
 * Return: the fragment with these bytes, or NULL if there is none.
 */
const struct tsem_fragment *tsem_piece_end(struct tsem_event *event, u32 begin)
{
	struct tsem_piece piece = {
		.data = event->text.data + begin,
		.len = event->text.len - begin,
	};

	if (event->text.overflow) {
		tsem_event_error(event, -ENAMETOOLONG);
		return NULL;
	}
	tsem_put_piece(event, &piece);
	return piece.fragment;
}

/**
 * tsem_put_text - Write a string
 *
 * @event: the event
 * @text: the string; it stays where it is until the event was decided
 * @len: its length in bytes
 *
 * Context: Any context.
 */
void tsem_put_text(struct tsem_event *event, const char *text, u32 len)
{
	struct tsem_piece piece = { .data = (const u8 *)text, .len = len };

	tsem_event_u32(event, len);
	if (len)
		tsem_put_piece(event, &piece);
}

/**
 * tsem_put_opt_text - Write a string that may be missing
 *
 * @event: the event
 * @text: the string, or NULL; it stays where it is until the event was decided
 *
 * Context: Any context.
 */
void tsem_put_opt_text(struct tsem_event *event, const char *text)
{
	tsem_event_u8(event, !!text);
	if (text)
		tsem_put_text(event, text, strlen(text));
}

/*
 * Not for credentials that are still being made, nor for a task that is outside:
 * what it waits for may go before the task does.
 */
static void keep_subject(const struct tsem_subject *who,
			 const struct tsem_fragment *subject)
{
	struct tsem_task *task = tsem_task(current);

	if (!who->proc || who->cred != current_cred())
		return;
	if (task->cred != who->cred) {
		put_cred(task->cred);
		task->cred = get_cred(who->cred);
	}
	task->subject = subject;
}

/* By what tells apart the credentials that one program has in turn. */
static u32 hash_of_subject(const struct tsem_fragment *actor,
			   const struct tsem_context *context)
{
	return tsem_hint_hash((unsigned long)actor + context->fsuid +
			      3 * context->uid + 5 * context->suid +
			      7 * context->gid + 9 * context->cap_effective);
}

static bool is_subject(const void *thing, const void *what)
{
	const struct tsem_fragment *fragment = thing;
	const struct tsem_piece *piece = what;

	return fragment->actor == piece->actor && fragment->len == piece->len &&
	       fragment->kind == piece->kind &&
	       !memcmp(fragment->data, piece->data, piece->len);
}

/* A program often has the same credentials again, in another object. */
static void find_subject(const struct tsem_event *event,
			 struct tsem_piece *piece, u32 hash)
{
	struct tsem_model *model = event->model;

	piece->fragment = tsem_hint_find(&model->hints, hash, is_subject, piece);
	if (piece->fragment)
		return;
	tsem_fragment_find(&model->fragments, piece);
	if (piece->fragment)
		tsem_hint_keep(&model->hints, hash, piece->fragment,
			       atomic_read(&model->fragments.nelems),
			       tsem_is_atomic(event->id));
}

static void put_subject(struct tsem_event *event, const struct tsem_subject *who,
			const struct tsem_fragment *actor,
			struct task_struct *task)
{
	struct tsem_piece *piece = &event->key.subject;
	struct tsem_context context;
	struct tsem_writer out;

	tsem_context_fill(&context, event->ns->user_ns, who->cred);
	context.no_new_privs = tsem_no_new_privs(task);
	tsem_writer_init(&out, event->subject, sizeof(event->subject));
	tsem_put_bytes(&out, actor ? actor->data : who->proc->identity,
		       tsem_hash_size(event->model->config.alg));
	tsem_put_context(&out, &context);
	*piece = (struct tsem_piece) {
		.data = event->subject,
		.len = out.len,
		.actor = actor,
	};
	find_subject(event, piece, hash_of_subject(actor, &context));
}

static const struct tsem_fragment *actor_of(const struct tsem_event *event,
					    const struct tsem_subject *who)
{
	return who->proc ? tsem_proc_actor(who->proc) :
			   tsem_fragment_nobody(event->model->config.alg);
}

static void begin_subject(struct tsem_event *event,
			  const struct tsem_subject *who)
{
	const struct tsem_fragment *actor = actor_of(event, who), *subject;

	subject = actor ? tsem_kept_subject(who->cred, actor) : NULL;
	if (subject) {
		event->key.subject.fragment = subject;
	} else {
		put_subject(event, who, actor, current);
		subject = event->key.subject.fragment;
		/* It may be that of one whose identity is no fragment. */
		if (actor && subject && subject->actor == actor)
			keep_subject(who, subject);
	}
}

static void tell_untrusted(struct tsem_model *model, enum tsem_event_id id,
			   int ret)
{
	const struct tsem_notice notice = {
		.event = id,
		.reason = TSEM_REASON_UNTRUSTED,
		.denied = ret,
	};

	if (tsem_observed(&model->observers, false))
		tsem_observers_tell(&model->observers, &notice);
}

static void audit_untrusted(const struct tsem_subject *subject,
			    enum tsem_event_id id)
{
	audit_denial(subject->ns->model, &(struct tsem_refusal) {
		.id = id,
		.reason = tsem_reason_name(TSEM_REASON_UNTRUSTED),
		.actor = subject->proc->identity,
		.proc = subject->proc,
	});
}

/* All but the subject. */
static int begin(struct tsem_event *event, enum tsem_event_id id,
		 const struct tsem_subject *subject)
{
	struct tsem_model *model = subject->ns->model;
	int ret;

	tsem_check_caller(id);

	if (subject->proc && READ_ONCE(subject->proc->untrusted) &&
	    READ_ONCE(model->mode) == TSEM_MODE_ENFORCING) {
		tsem_count_rare(&model->others[id]);
		tsem_count_rare(&model->denied[id]);
		atomic_long_inc(&model->untrusted_denials);
		audit_untrusted(subject, id);
		ret = deny(id);
		tell_untrusted(model, id, ret);
		return decided(subject->ns, id, TSEM_REASON_UNTRUSTED, ret,
			       NULL);
	}

	tsem_model_freeze(model);
	event->id = id;
	event->ns = subject->ns;
	event->model = model;
	event->proc = subject->proc;
	tsem_event_start(event);
	return 1;
}

/* Before its first exec a process is nobody, and stays so: all tasks write the same. */
static void keep_nobody(const struct tsem_event *event, struct tsem_proc *proc)
{
	if (proc && !proc->program)
		WRITE_ONCE(proc->actor,
			   tsem_fragment_nobody(event->model->config.alg));
}

static noinline int begin_first(struct tsem_event *event, enum tsem_event_id id,
				const struct tsem_subject *subject)
{
	int ret;

	tsem_check_actor(id, subject->proc, subject->cred);
	ret = begin(event, id, subject);
	if (ret <= 0)
		return ret;
	keep_nobody(event, subject->proc);
	begin_subject(event, subject);
	return ret;
}

/* The same for one who acts as he did the last time. */
static bool begin_again(struct tsem_event *event, enum tsem_event_id id,
			struct tsem_proc *proc, const struct cred *cred)
{
	const struct tsem_fragment *subject = tsem_subject_again(proc, cred);

	if (!subject)
		return false;
	tsem_check_caller(id);
	tsem_check_actor(id, proc, cred);
	event->id = id;
	event->ns = proc->ns;
	event->model = proc->ns->model;
	event->proc = proc;
	event->key.subject.fragment = subject;
	return true;
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
	if (!subject->proc ||
	    !begin_again(event, id, subject->proc, subject->cred))
		return begin_first(event, id, subject);
	tsem_event_start(event);
	return 1;
}

/**
 * __tsem_event_begin - Begin an event, out of line
 *
 * @event: the event; the caller starts its object
 * @id: which one
 * @cred: credentials under which it runs
 *
 * Context: Any context.
 * Return: as tsem_event_begin().
 */
int __tsem_event_begin(struct tsem_event *event, enum tsem_event_id id,
		       const struct cred *cred)
{
	struct tsem_subject subject = { .cred = cred };
	struct tsem_proc *proc = tsem_acting_proc();

	if (!proc)
		return 0;
	if (begin_again(event, id, proc, cred))
		return 1;
	subject.proc = proc;
	subject.ns = proc->ns;
	return begin_first(event, id, &subject);
}

/**
 * tsem_event_begin_for - Begin an event of a task for which the current one works
 *
 * @event: the event, which is atomic
 * @id: which one
 * @task: the task that acts; it sleeps until the caller has ended what it does
 *
 * Context: Any context; the caller holds the RCU read lock.
 * Return: as tsem_event_begin().
 */
int tsem_event_begin_for(struct tsem_event *event, enum tsem_event_id id,
			 struct task_struct *task)
{
	struct tsem_subject subject;
	int ret;

	if (task == current)
		return tsem_event_begin(event, id);
	if (!tsem_in_use() || !in_task())
		return 0;
	tsem_check_target(id);
	subject.proc = rcu_dereference(tsem_task(task)->proc);
	if (!subject.proc)
		return 0;
	subject.ns = subject.proc->ns;
	subject.cred = __task_cred(task);
	ret = begin(event, id, &subject);
	if (ret > 0)
		put_subject(event, &subject, actor_of(event, &subject), task);
	return ret;
}

/**
 * tsem_event_coefficient - Coefficient of an event that was decided
 *
 * @event: the event
 *
 * Context: Any context.
 * Return: the coefficient, valid as long as @event and the model.
 */
const u8 *tsem_event_coefficient(const struct tsem_event *event)
{
	return event->record ? event->record->point->coefficient.digest :
			       event->digest;
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

/* Whether something is permitted that may still be denied for an observer. */
static bool is_permitted(const struct tsem_event *event, enum tsem_reason reason,
			 int ret)
{
	return !ret && (reason == TSEM_REASON_KNOWN ||
			reason == TSEM_REASON_AGENT) &&
	       READ_ONCE(event->model->mode) == TSEM_MODE_ENFORCING;
}

/* Returns false if the event has to be denied since somebody cannot be told. */
static noinline bool tell(const struct tsem_event *event,
			  enum tsem_reason reason, int ret, bool first)
{
	const struct tsem_config *config = &event->model->config;
	struct tsem_notice notice = {
		.record = event->record,
		.size = tsem_hash_size(config->alg),
		.event = event->id,
		.reason = reason,
		.denied = ret,
		.first = first,
		.strict = config->strict && is_permitted(event, reason, ret),
		.otherwise = TSEM_REASON_UNSEEN,
	};

	if (!event->record && reason != TSEM_REASON_ERROR)
		notice.coefficient = event->digest;
	return tsem_observers_tell(&event->model->observers, &notice);
}

/* Whose event it is, as its record has it. */
static const u8 *actor_digest(const struct tsem_event *event)
{
	const struct tsem_piece *subject = &event->key.subject;

	return subject->fragment ? subject->fragment->data : subject->data;
}

static void audit_described(const struct tsem_event *event,
			    enum tsem_reason reason, bool first)
{
	audit_denial(event->model, &(struct tsem_refusal) {
		.id = event->id,
		.reason = tsem_reason_name(reason),
		.actor = actor_digest(event),
		.coefficient = tsem_event_coefficient(event),
		.key = &event->key,
		.proc = event->proc,
		.first = first,
	});
}

/* The model permits it, so that the process stays trusted. */
static int refuse_unseen(struct tsem_event *event)
{
	tsem_count_rare(&event->model->denied[event->id]);
	audit_described(event, TSEM_REASON_UNSEEN, false);
	return decided(event->ns, event->id, TSEM_REASON_UNSEEN,
		       deny(event->id), tsem_event_coefficient(event));
}

static __always_inline int allow_known(struct tsem_event *event, bool first)
{
	if (tsem_observed(&event->model->observers, first) &&
	    !tell(event, TSEM_REASON_KNOWN, 0, first))
		return refuse_unseen(event);
	if (tsem_traced())
		tsem_trace_decision(event->ns, event->id, TSEM_REASON_KNOWN, 0,
				    tsem_event_coefficient(event));
	return 0;
}

static void audit_error(const struct tsem_event *event)
{
	audit_denial(event->model, &(struct tsem_refusal) {
		.id = event->id,
		.reason = tsem_reason_name(TSEM_REASON_ERROR),
		.actor = actor_digest(event),
		.proc = event->proc,
	});
}

static int refuse(struct tsem_event *event, enum tsem_mode mode, bool first)
{
	int ret = 0;

	if (mode != TSEM_MODE_LEARNING)
		distrust(event);
	if (mode == TSEM_MODE_ENFORCING) {
		tsem_count_rare(&event->model->denied[event->id]);
		audit_described(event, TSEM_REASON_NEW, true);
		ret = deny(event->id);
	}
	if (tsem_observed(&event->model->observers, first))
		tell(event, TSEM_REASON_NEW, ret, first);
	return decided(event->ns, event->id, TSEM_REASON_NEW, ret,
		       tsem_event_coefficient(event));
}

/*
 * The event could not be described.  Nothing is known of it, so it is refused
 * where the model is enforced; elsewhere the state value tells of the gap.
 */
static int refuse_error(struct tsem_event *event)
{
	struct tsem_model *model = event->model;
	const enum tsem_mode mode = READ_ONCE(model->mode);
	int ret = 0;

	/* A program that could not be described is still not "no program". */
	tsem_key_digest(&event->key, event->id, model->config.alg,
			event->digest);
	atomic_long_inc(&model->errors);
	tsem_count_rare(&model->others[event->id]);
	tsem_count_rare(&model->unrecorded[event->id]);
	if (mode == TSEM_MODE_ENFORCING) {
		tsem_count_rare(&model->denied[event->id]);
		audit_error(event);
		ret = deny(event->id);
	} else {
		tsem_model_incomplete(model);
	}
	if (tsem_observed(&model->observers, true))
		tell(event, TSEM_REASON_ERROR, ret, true);
	return decided(event->ns, event->id, TSEM_REASON_ERROR, ret, NULL);
}

static void tell_lost(struct tsem_model *model, enum tsem_event_id id)
{
	const struct tsem_notice notice = {
		.event = id,
		.reason = TSEM_REASON_ERROR,
		.denied = true,
		.first = true,
	};

	if (tsem_observed(&model->observers, true))
		tsem_observers_tell(&model->observers, &notice);
}

/* Refused for good, whatever a test lets happen. */
static void audit_lost(struct tsem_model *model, enum tsem_event_id id)
{
	const struct tsem_proc *proc = tsem_current_proc();

	tsem_audit_denial(model, &(struct tsem_refusal) {
		.id = id,
		.reason = tsem_reason_name(TSEM_REASON_ERROR),
		.actor = proc ? proc->identity : NULL,
		.proc = proc,
	});
}

/**
 * tsem_event_lost - Account for an event that was put off and did not come back
 *
 * @ns: the namespace
 * @id: the event, which had no effect
 *
 * Context: Process context.
 */
void tsem_event_lost(struct tsem_namespace *ns, enum tsem_event_id id)
{
	struct tsem_model *model = ns->model;

	atomic_long_inc(&model->errors);
	tsem_count_rare(&model->others[id]);
	tsem_count_rare(&model->unrecorded[id]);
	tsem_count_rare(&model->denied[id]);
	if (READ_ONCE(model->mode) != TSEM_MODE_ENFORCING)
		tsem_model_incomplete(model);
	audit_lost(model, id);
	tell_lost(model, id);
	decided(ns, id, TSEM_REASON_ERROR, -EPERM, NULL);
}

/*
 * The record may be there with pieces of another kind, whose bytes are the same.
 * What is kept of the file must be this one's.
 */
static void intern_file(struct tsem_event *event)
{
	struct tsem_piece *file = &event->key.pieces[0];

	if (!tsem_is_atomic(event->id) && event->key.n_pieces && !file->fragment)
		tsem_model_intern(event->model, file);
}

static void add(struct tsem_event *event, enum tsem_kind kind,
		struct tsem_outcome *outcome)
{
	tsem_model_add(event->model, &event->key, event->id, event->digest, kind,
		       outcome);
	event->record = outcome->record;
	if (!event->record)
		return;
	tsem_model_recall(event->model, event->record, event->record->hash);
	intern_file(event);
}

/*
 * The mode does not matter, as somebody has decided.  @first: nobody was told of this
 * event before.
 */
static int obey(struct tsem_event *event, const struct tsem_answer *answer,
		bool first)
{
	const int ret = answer->allow ? 0 : deny(event->id);

	if (!answer->allow)
		tsem_count_rare(&event->model->denied[event->id]);
	if (ret)
		audit_described(event, TSEM_REASON_AGENT, answer->remember);
	if (tsem_observed(&event->model->observers, first) &&
	    !tell(event, TSEM_REASON_AGENT, ret, first))
		return refuse_unseen(event);
	return decided(event->ns, event->id, TSEM_REASON_AGENT, ret,
		       tsem_event_coefficient(event));
}

static int decide_answered(struct tsem_event *event,
			   const struct tsem_answer *answer)
{
	struct tsem_outcome outcome;

	if (answer->remember) {
		add(event, answer->allow ? TSEM_KIND_GOOD : TSEM_KIND_FORENSICS,
		    &outcome);
		if (!answer->allow)
			distrust(event);
	} else {
		/* The model does not change, but what maps the file names it. */
		tsem_count_rare(&event->model->others[event->id]);
		if (answer->allow && event->id == TSEM_EV_file_open)
			intern_file(event);
	}
	return obey(event, answer, true);
}

static enum tsem_asking asking_of(const struct tsem_event *event)
{
	const struct tsem_event_desc *desc = &tsem_events[event->id];

	if (event->asking != TSEM_ASKING_BY_TABLE)
		return event->asking;
	if (desc->class == TSEM_CLASS_WAIT)
		return TSEM_ASKING_WAIT;
	return desc->retry == TSEM_RETRY_CALL ? TSEM_ASKING_RETRY :
						TSEM_ASKING_NEVER;
}

static int ask(struct tsem_event *event, const u8 *coefficient,
	       struct tsem_answer *answer)
{
	const struct tsem_inquiry inquiry = {
		.ns = event->ns,
		.id = event->id,
		.asking = asking_of(event),
		.key = &event->key,
		.alg = event->model->config.alg,
		.coefficient = coefficient,
		.timeout = event->model->config.timeout,
	};

	return tsem_retry_ask(&event->model->agent, &inquiry, answer);
}

/*
 * The model has no record of the event; it has its coefficient if that was loaded.
 * Returns 1 if the model is to decide; *@late: since the agent cannot be asked now.
 */
static int ask_about_new(struct tsem_event *event, bool *late)
{
	const int flags = tsem_model_flags(event->model, event->digest);
	const bool has = flags >= 0;
	struct tsem_answer answer;
	int ret;

	*late = false;
	if (has && (event->model->config.ask != TSEM_ASK_EVERY ||
		    flags & TSEM_POINT_FORENSICS))
		return 1;
	ret = ask(event, event->digest, &answer);
	*late = ret == -EAGAIN;
	if (*late)
		return 1;
	if (ret < 0)
		return ret;
	if (!ret || (has && answer.allow))
		return 1;
	/* To refuse what the model has does not change it. */
	if (has)
		answer.remember = false;
	return decide_answered(event, &answer);
}

/* Some events are those of a task for which the current one works. */
static bool is_own(const struct tsem_event *event)
{
	return event->proc && event->proc == tsem_current_proc();
}

/*
 * Whoever shows a record has room for one of this length.  Only a large text makes
 * it longer, such as options of a mount where pages are large.
 */
static bool is_too_long(const struct tsem_event *event)
{
	return tsem_key_record_len(&event->key, event->id,
				   event->model->config.alg) > TSEM_RECORD_MAX;
}

static int decide_new(struct tsem_event *event)
{
	struct tsem_outcome outcome;
	int unasked;
	bool late;
	int ret;

	if (is_too_long(event)) {
		event->error = -EMSGSIZE;
		return refuse_error(event);
	}
	tsem_key_digest(&event->key, event->id, event->model->config.alg,
			event->digest);
	unasked = ask_about_new(event, &late);
	if (unasked <= 0)
		return unasked;
	add(event, TSEM_KIND_BY_MODE, &outcome);
	if (outcome.known && !outcome.learned)
		return allow_known(event, outcome.first);
	ret = refuse(event, outcome.mode, outcome.first);
	if (late && outcome.first)
		tsem_late_tell(&event->model->agent, event->record,
			       is_own(event), ret);
	return ret;
}

static __always_inline int decide_known(struct tsem_event *event,
					struct tsem_record *record)
{
	event->record = record;
	atomic_long_inc(&record->count);
	if (likely(!(tsem_point_flags(record->point) & TSEM_POINT_FORENSICS)))
		return allow_known(event, false);
	return refuse(event, READ_ONCE(event->model->mode), false);
}

/*
 * One that the model has, if the agent is asked about every event.  To refuse it
 * does not change the model.
 */
static int decide_asked(struct tsem_event *event, struct tsem_record *record)
{
	struct tsem_answer answer;
	int ret = 0;

	if (!(tsem_point_flags(record->point) & TSEM_POINT_FORENSICS))
		ret = ask(event, record->point->coefficient.digest, &answer);
	if (ret < 0 && ret != -EAGAIN)
		return ret;
	if (ret > 0 && !answer.allow) {
		answer.remember = false;
		atomic_long_inc(&record->count);
		return obey(event, &answer, false);
	}
	return decide_known(event, record);
}

/* What is not among the events that were seen last, or cannot be described. */
static noinline int decide_rare(struct tsem_event *event)
{
	struct tsem_record *record;

	event->record = NULL;
	/*
	 * A task that is being killed stopped to read a file, or, as some file systems
	 * do, one that got any signal.  The operation does not come to pass, so there is
	 * nothing to record.
	 */
	if (event->error == -EINTR)
		return -EINTR;
	if (event->error || event->key.plain.overflow)
		return refuse_error(event);
	if (!tsem_key_finish(&event->key, event->id))
		return decide_new(event);
	record = tsem_model_find(event->model, &event->key);
	if (!record)
		return decide_new(event);
	event->record = record;
	tsem_model_recall(event->model, record, event->key.hash);
	if (event->model->config.ask == TSEM_ASK_EVERY)
		return decide_asked(event, record);
	return decide_known(event, record);
}

/**
 * tsem_event_decide - Decide an event whose object was written
 *
 * @event: the event; only @record may be used afterwards
 *
 * Context: Process context; may sleep unless the event is atomic.
 * An agent may be asked, and waited for, if the class of the event permits it.
 *
 * Return: 0 to allow, -EPERM to deny, -EINTR if a signal came meanwhile, or
 * -ERESTARTNOINTR if the system call has to be started again to ask the agent.
 */
int tsem_event_decide(struct tsem_event *event)
{
	struct tsem_record *record = NULL;
	int ret;

	tsem_check_decide(event->id);
	if (!event->error && !event->key.plain.overflow &&
	    tsem_key_finish(&event->key, event->id))
		record = tsem_model_guess(event->model, &event->key);
	ret = likely(record) ? decide_known(event, record) : decide_rare(event);
	if (event->buffer)
		tsem_buffer_put(event->buffer);
	tsem_check_decided(event->id);
	return ret;
}
