// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - records in the audit log
 *
 * Denials come from hooks whose callers hold locks, some of them spinlocks with
 * interrupts off.  So nothing here sleeps or builds a path: the subject is told
 * as other modules tell it in such places, and the record of the system call,
 * which audit writes beside this one, has the rest.
 *
 * The object is JSON, as in the list of forensics, in one field that audit
 * encodes if it contains blanks or quotes.  Only a few events have a path, and a
 * field for each part of every object would give names that audit uses for the
 * subject, such as uid and mode, a second meaning in the same record.
 */

#include <kunit/static_stub.h>
#include <linux/audit.h>
#include <linux/cleanup.h>
#include <linux/cred.h>
#include <linux/ratelimit.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/tsem_namespace.h>
#include <linux/uidgid.h>

#include "audit.h"
#include "json.h"
#include "key.h"
#include "limits.h"
#include "model.h"
#include "record.h"
#include "task.h"

/* Audit waits for its reader if it may sleep; the caller may hold any lock. */
#define GFP_AUDIT (GFP_ATOMIC | __GFP_NOWARN)

/**
 * tsem_audit_init - Prepare for records about a namespace
 *
 * @ns: the namespace, with its model, which nobody uses yet
 *
 * Context: Process context.
 */
void tsem_audit_init(struct tsem_namespace *ns)
{
	struct tsem_audit *audit = &ns->model->audit;

	audit->ns = ns;
	ratelimit_state_init(&audit->first, TSEM_AUDIT_INTERVAL,
			     TSEM_AUDIT_BURST);
	ratelimit_state_init(&audit->more, TSEM_AUDIT_INTERVAL,
			     TSEM_AUDIT_BURST);
	/* What was suppressed is told by us, not by printk(). */
	ratelimit_set_flags(&audit->first, RATELIMIT_MSG_ON_RELEASE);
	ratelimit_set_flags(&audit->more, RATELIMIT_MSG_ON_RELEASE);
}

static bool is_within_limit(struct tsem_audit *audit,
			    const struct tsem_refusal *refusal)
{
	if (__ratelimit(refusal->first ? &audit->first : &audit->more))
		return true;
	atomic_long_inc(&audit->suppressed);
	atomic_long_inc(&audit->untold);
	return false;
}

/* What is done for the log is no act of the member. */
static struct audit_buffer *start(int type)
{
	struct audit_buffer *ab;

	tsem_task(current)->internal++;
	ab = audit_log_start(audit_context(), GFP_AUDIT, type);
	if (!ab)
		tsem_task(current)->internal--;
	return ab;
}

static void end(struct audit_buffer *ab)
{
	audit_log_end(ab);
	tsem_task(current)->internal--;
}

static void log_digest(struct audit_buffer *ab, const char *key,
		       enum tsem_hash_alg alg, const u8 *digest)
{
	if (digest)
		audit_log_format(ab, " %s=%*phN", key,
				 (int)tsem_hash_size(alg), digest);
	else
		audit_log_format(ab, " %s=?", key);
}

/* What there is no room for is cut off, with the brace at the end. */
static void log_json(struct audit_buffer *ab, enum tsem_hash_alg alg,
		     const struct tsem_refusal *refusal, u8 *room, u32 len)
{
	struct seq_file m = {
		.buf = (char *)room + len,
		.size = TSEM_AUDIT_OBJECT_MAX,
	};
	struct tsem_writer out;

	tsem_writer_init(&out, room, len);
	tsem_key_object(refusal->key, &out);
	tsem_json_object(&m, alg, refusal->id, room, out.len);
	audit_log_n_untrustedstring(ab, m.buf, strnlen(m.buf, m.size));
}

static void log_object(struct audit_buffer *ab, enum tsem_hash_alg alg,
		       const struct tsem_refusal *refusal)
{
	u8 *room __free(kfree) = NULL;
	const u32 len = refusal->key ? tsem_key_object_len(refusal->key) : 0;

	audit_log_format(ab, " object=");
	if (refusal->key)
		room = kzalloc(len + TSEM_AUDIT_OBJECT_MAX, GFP_AUDIT);
	if (room)
		log_json(ab, alg, refusal, room, len);
	else
		audit_log_format(ab, "?");
}

/* Some events are those of a task for which the current one works. */
static void log_subject(struct audit_buffer *ab, const struct tsem_proc *proc)
{
	char comm[sizeof(current->comm)];

	if (proc && proc != tsem_current_proc()) {
		audit_log_format(ab, " pid=? uid=? auid=? ses=? comm=?");
		return;
	}
	audit_log_format(ab, " pid=%d uid=%u auid=%u ses=%u comm=",
			 task_tgid_nr(current),
			 from_kuid(&init_user_ns, current_uid()),
			 from_kuid(&init_user_ns, audit_get_loginuid(current)),
			 audit_get_sessionid(current));
	audit_log_untrustedstring(ab, get_task_comm(comm, current));
}

/**
 * tsem_audit_denial - Tell the audit log of a denial
 *
 * @model: the model
 * @refusal: what was denied
 *
 * Context: Any context but interrupts.
 */
void tsem_audit_denial(struct tsem_model *model,
		       const struct tsem_refusal *refusal)
{
	const enum tsem_hash_alg alg = model->config.alg;
	struct tsem_audit *audit = &model->audit;
	struct audit_buffer *ab;

	KUNIT_STATIC_STUB_REDIRECT(tsem_audit_denial, model, refusal);
	if (!audit_enabled || !is_within_limit(audit, refusal))
		return;
	ab = start(AUDIT_TSEM_DENIAL);
	if (!ab)
		return;
	audit_log_format(ab, "tsem=%llu event=%s mode=%s reason=%s",
			 audit->ns->ns.ns_id, tsem_events[refusal->id].name,
			 tsem_mode_name(READ_ONCE(model->mode)), refusal->reason);
	log_digest(ab, "actor", alg, refusal->actor);
	log_digest(ab, "coefficient", alg, refusal->coefficient);
	log_object(ab, alg, refusal);
	audit_log_format(ab, " suppressed=%ld",
			 atomic_long_xchg(&audit->untold, 0));
	log_subject(ab, refusal->proc);
	audit_log_format(ab, " res=0");
	end(ab);
}

/* Each mode is entered once in the life of a namespace, so there is no limit. */
static void log_mode(struct tsem_model *model, enum tsem_mode old,
		     enum tsem_mode mode)
{
	const struct tsem_namespace *ns = model->audit.ns;
	struct audit_buffer *ab;

	if (!audit_enabled || !ns)
		return;
	ab = start(AUDIT_TSEM_MODE);
	if (!ab)
		return;
	audit_log_format(ab, "tsem=%llu old_mode=%s mode=%s incomplete=%d",
			 ns->ns.ns_id, tsem_mode_name(old),
			 tsem_mode_name(mode), READ_ONCE(model->incomplete));
	audit_log_task_info(ab);
	audit_log_format(ab, " res=1");
	end(ab);
}

/**
 * tsem_audit_sealed - Tell the audit log that a model was sealed
 *
 * @model: the model
 *
 * Context: Process context.
 */
void tsem_audit_sealed(struct tsem_model *model)
{
	log_mode(model, TSEM_MODE_LEARNING, TSEM_MODE_SEALED);
}

/**
 * tsem_audit_enforced - Tell the audit log that a model is enforced from now on
 *
 * @model: the model
 *
 * Context: Process context.
 */
void tsem_audit_enforced(struct tsem_model *model)
{
	log_mode(model, TSEM_MODE_SEALED, TSEM_MODE_ENFORCING);
}

/**
 * tsem_audit_suppressed - Denials that the audit log was not told of
 *
 * @model: the model
 *
 * Context: Any context.
 * Return: their number.
 */
unsigned long tsem_audit_suppressed(const struct tsem_model *model)
{
	return atomic_long_read(&model->audit.suppressed);
}
