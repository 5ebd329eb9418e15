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
#include "file.h"
#include "model.h"

/* Words that meet only make the event take the long way. */
static u32 hash_of(u64 head, const struct tsem_fragment *subject,
		   const struct tsem_fragment *fragment, u64 first, u64 second)
{
	u64 hash = head ^ rol64((unsigned long)subject, 17) ^
		   (unsigned long)fragment;

	hash = (hash ^ first) * GOLDEN_RATIO_64;
	hash = (hash ^ second) * GOLDEN_RATIO_64;
	return hash >> 32;
}

/* A number as it is among the words of a key: bytes in their order. */
static u64 word_of(u64 number)
{
	return (__force u64)cpu_to_le64(number);
}

/* @first and @second are 0 where the object has fewer bytes. */
static bool is_record(const struct tsem_record *record, u64 head,
		      const struct tsem_fragment *subject,
		      const struct tsem_fragment *fragment, u64 first,
		      u64 second)
{
	const u32 len = tsem_head_plain(head);
	const u64 *words = record->words;

	if (words[0] != head || words[1] != (unsigned long)subject)
		return false;
	words += TSEM_KEY_FIXED;
	if (len && *words++ != word_of(first))
		return false;
	if (len > sizeof(u64) && *words++ != word_of(second))
		return false;
	return !fragment || *words == (unsigned long)fragment;
}

static struct tsem_record *guess(const struct tsem_model *model, u64 head,
				 const struct tsem_fragment *subject,
				 const struct tsem_fragment *fragment,
				 u64 first, u64 second)
{
	const u32 hash = hash_of(head, subject, fragment, first, second);
	const struct tsem_record *record;
	u32 way;

	for (way = 0; way < TSEM_HINT_WAYS; way++) {
		record = tsem_hint_find(&model->recent, hash, way);
		if (record && is_record(record, head, subject, fragment, first,
					second))
			return (struct tsem_record *)record;
	}
	return NULL;
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

/* So that it is found the next time, if it is good. */
static void recall(const struct tsem_event *event,
		   const struct tsem_brief *brief, u64 head)
{
	const struct tsem_fragment *subject = event->key.subject.fragment;

	if (event->record && subject && brief->len <= TSEM_BRIEF_SHORT &&
	    brief->piece <= TSEM_BRIEF_FRAGMENT &&
	    !(tsem_point_flags(event->record->point) & TSEM_POINT_FORENSICS))
		tsem_model_recall(event->model, event->record,
				  hash_of(head, subject, brief->fragment,
					  brief->plain[0], brief->plain[1]));
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
	const struct tsem_fragment *subject;
	struct tsem_record *record;

	subject = tsem_subject_again(proc, current_cred());
	if (!subject)
		return false;
	record = guess(proc->ns->model, head, subject, fragment, first, second);
	if (!record || tsem_point_flags(record->point) & TSEM_POINT_FORENSICS)
		return false;
	atomic_long_inc(&record->count);
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
	if (tsem_events[tsem_head_event(head)].class != TSEM_CLASS_ATOMIC)
		might_sleep();
	if (likely(is_known(head, proc, fragment, first, second)))
		return 0;
	return decide_long(head, fragment, first, second);
}
