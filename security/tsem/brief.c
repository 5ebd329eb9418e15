// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - events of a few words
 *
 * An operation such as getpgid(2) is over in 300 instructions, which is what it
 * takes to put an event together and to look it up.  So the record is looked for
 * right away, with nothing but these words; only what is not found that way becomes
 * an event like all others.
 */

#include <linux/bitops.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/hash.h>
#include <linux/kernel.h>
#include <linux/rcupdate.h>
#include <linux/string.h>

#include "brief.h"
#include "check.h"
#include "file.h"
#include "model.h"
#include "trace.h"

/**
 * struct wanted - What is looked for
 *
 * @head: first word of the key that the event has
 * @subject: who acts
 * @fragment: the piece of the object, or NULL if there is none
 * @first: first eight bytes of the object that are in no piece, as a number; 0
 *	where it has fewer
 * @second: the next eight, likewise
 */
struct wanted {
	u64 head;
	const struct tsem_fragment *subject;
	const struct tsem_fragment *fragment;
	u64 first;
	u64 second;
};

/* Words that meet only make the event take the long way. */
static u32 hash_of(const struct wanted *wanted)
{
	u64 hash = wanted->head ^ rol64((unsigned long)wanted->subject, 17) ^
		   (unsigned long)wanted->fragment;

	hash = (hash ^ wanted->first) * GOLDEN_RATIO_64;
	hash = (hash ^ wanted->second) * GOLDEN_RATIO_64;
	return hash >> 32;
}

/* A number as it is among the words of a key: bytes in their order. */
static u64 word_of(u64 number)
{
	return (__force u64)cpu_to_le64(number);
}

static bool is_record(const void *thing, const void *what)
{
	const u64 *words = ((const struct tsem_record *)thing)->words;
	const struct wanted *wanted = what;
	const u32 len = tsem_head_plain(wanted->head);

	if (words[0] != wanted->head ||
	    words[1] != (unsigned long)wanted->subject)
		return false;
	words += TSEM_KEY_FIXED;
	if (len && *words++ != word_of(wanted->first))
		return false;
	if (len > sizeof(u64) && *words++ != word_of(wanted->second))
		return false;
	return !wanted->fragment || *words == (unsigned long)wanted->fragment;
}

/*
 * The configuration is frozen only now.  The relation is what was seen first: if
 * the process ran another program since, its identity is the new one.
 */
static void put_identity(struct tsem_event *event,
			 const struct task_struct *task)
{
	const struct tsem_fragment *actor = NULL;
	const struct tsem_proc *proc;
	u8 identity[TSEM_DIGEST_MAX] = {};

	scoped_guard(rcu) {
		proc = rcu_dereference(tsem_task(task)->proc);
		if (proc && proc->ns == event->ns) {
			actor = tsem_proc_actor(proc);
			memcpy(identity, proc->identity, sizeof(identity));
		}
	}
	if (actor)
		tsem_put_fragment(event, actor);
	else
		tsem_put_bytes(&event->key.plain, identity,
			       tsem_hash_size(event->model->config.alg));
}

static void put_piece(struct tsem_event *event, const struct tsem_brief *brief)
{
	switch (brief->piece) {
	case TSEM_BRIEF_NONE:
		break;
	case TSEM_BRIEF_FRAGMENT:
		tsem_put_fragment(event, brief->fragment);
		break;
	case TSEM_BRIEF_TASK:
		put_identity(event, brief->task);
		break;
	case TSEM_BRIEF_FILE:
		tsem_put_file(event, file_user_path(brief->file), NULL);
		break;
	case TSEM_BRIEF_OVERFLOW:
		tsem_event_error(event, -EMSGSIZE);
		break;
	}
}

/*
 * So that it is found the next time, if it is good.  What would be looked for has to
 * be the key that the event had.
 */
static void recall(const struct tsem_event *event,
		   const struct tsem_brief *brief, u64 head)
{
	const struct wanted wanted = {
		.head = head,
		.subject = event->key.subject.fragment,
		.fragment = brief->fragment,
		.first = brief->plain[0],
		.second = brief->plain[1],
	};

	if (!event->record || !wanted.subject ||
	    brief->len > TSEM_BRIEF_SHORT ||
	    brief->piece > TSEM_BRIEF_FRAGMENT ||
	    tsem_point_flags(event->record->point) & TSEM_POINT_FORENSICS)
		return;
	WARN_ON_ONCE(IS_ENABLED(CONFIG_SECURITY_TSEM_DEBUG) &&
		     event->key.words[0] != head);
	tsem_model_recall(event->model, event->record, hash_of(&wanted));
}

static void put_plain(struct tsem_event *event, const struct tsem_brief *brief,
		      u32 from, u32 to)
{
	u32 i;

	for (i = from; i < to; i++)
		tsem_event_u8(event, brief->plain[i / sizeof(u64)] >>
				     (8 * (i % sizeof(u64))));
}

/**
 * __tsem_brief_decide - Decide an event whose object was written
 *
 * @brief: the object
 * @head: first word of the key that the event has; only the event is right if the
 *	piece is no fragment
 *
 * Context: Process context; may sleep unless the event is atomic.
 * Return: as tsem_event_decide().
 */
int __tsem_brief_decide(const struct tsem_brief *brief, u64 head)
{
	const u32 place = brief->piece == TSEM_BRIEF_NONE ? 0 : brief->place;
	struct tsem_event event __uninitialized;
	int ret = tsem_event_begin(&event, tsem_head_event(head));

	if (ret <= 0)
		return ret;
	put_plain(&event, brief, 0, place);
	put_piece(&event, brief);
	put_plain(&event, brief, place, brief->len);
	ret = tsem_event_decide(&event);
	if (!ret)
		recall(&event, brief, head);
	return ret;
}

/* Counts an event if it is a known one. */
static bool is_known(u64 head, const struct tsem_proc *proc,
		     const struct tsem_fragment *fragment, u64 first,
		     u64 second)
{
	const struct wanted wanted = {
		.head = head,
		.subject = tsem_subject_again(proc, current_cred()),
		.fragment = fragment,
		.first = first,
		.second = second,
	};
	struct tsem_record *record;

	/* Who observes is told in one place, by the longer way. */
	if (!wanted.subject ||
	    tsem_observed(&proc->ns->model->observers, false))
		return false;
	record = (struct tsem_record *)tsem_hint_find(&proc->ns->model->recent,
						      hash_of(&wanted),
						      is_record, &wanted);
	if (!record || tsem_point_flags(record->point) & TSEM_POINT_FORENSICS)
		return false;
	atomic_long_inc(&record->count);
	if (tsem_traced())
		tsem_trace_decision(proc->ns, tsem_head_event(head),
				    TSEM_REASON_KNOWN, 0, record->point->coefficient.digest);
	return true;
}

static noinline int decide_long(u64 head, const struct tsem_fragment *fragment,
				u64 first, u64 second)
{
	const struct tsem_brief brief = {
		.len = tsem_head_plain(head),
		.place = tsem_head_place(head, 0),
		.piece = fragment ? TSEM_BRIEF_FRAGMENT : TSEM_BRIEF_NONE,
		.fragment = fragment,
		.plain = { first, second },
	};

	return __tsem_brief_decide(&brief, head);
}

/**
 * tsem_brief_decide_short - Decide an event of few words
 *
 * @head: first word of the key that the event has
 * @proc: the current process
 * @fragment: the piece of its object, or NULL if there is none
 * @first: first eight bytes of the object that are in no piece, as a number
 * @second: the next eight; 0 where there are none
 *
 * Context: Process context; may sleep unless the event is atomic.
 * Return: as tsem_event_decide().
 */
int tsem_brief_decide_short(u64 head, const struct tsem_proc *proc,
			    const struct tsem_fragment *fragment, u64 first,
			    u64 second)
{
	tsem_check_caller(tsem_head_event(head));
	if (likely(is_known(head, proc, fragment, first, second)))
		return 0;
	return decide_long(head, fragment, first, second);
}
