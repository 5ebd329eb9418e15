/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trusted Security Event Modeling - events of a few words
 */

#ifndef _SECURITY_TSEM_BRIEF_H
#define _SECURITY_TSEM_BRIEF_H

#include <linux/fs.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/types.h>

#include "decide.h"
#include "event.h"
#include "file.h"
#include "fragment.h"
#include "hash.h"
#include "task.h"

/* Bytes of an object that are in no piece: an option and four values. */
#define TSEM_BRIEF_WORDS	5
#define TSEM_BRIEF_MAX		(TSEM_BRIEF_WORDS * sizeof(u64))

/* Objects of so many bytes are looked up without making an event of them. */
#define TSEM_BRIEF_SHORT	(2 * sizeof(u64))

/**
 * enum tsem_brief_piece - The piece that a brief object has
 *
 * @TSEM_BRIEF_NONE: none
 * @TSEM_BRIEF_FRAGMENT: a fragment of the model
 * @TSEM_BRIEF_TASK: the identity of a process of which no fragment was kept
 * @TSEM_BRIEF_FILE: a file whose identity is not known yet
 * @TSEM_BRIEF_OVERFLOW: more was written than there is room for
 */
enum tsem_brief_piece {
	TSEM_BRIEF_NONE,
	TSEM_BRIEF_FRAGMENT,
	TSEM_BRIEF_TASK,
	TSEM_BRIEF_FILE,
	TSEM_BRIEF_OVERFLOW,
};

/**
 * struct tsem_brief - Object of an event in a few words
 *
 * For operations that themselves take only a few hundred instructions: there is
 * not even the time to start an event.  The pattern of such a hook is
 *
 *	struct tsem_brief brief __uninitialized;
 *	struct tsem_proc *proc = tsem_brief_begin(&brief);
 *
 *	if (!proc)
 *		return 0;
 *	(write the fields of the object, in their order)
 *	return tsem_brief_decide(&brief, id, proc);
 *
 * @len: bytes of the object that are in no piece
 * @place: how many of these come before the piece
 * @piece: what the piece is
 * @fragment: the piece, if it is a fragment, otherwise NULL
 * @file: the piece, if it is a file
 * @task: the piece, if it is the identity of this task's process
 * @plain: those bytes as little-endian numbers, followed by zeros
 */
struct tsem_brief {
	u32 len;
	u32 place;
	enum tsem_brief_piece piece;
	const struct tsem_fragment *fragment;
	const struct file *file;
	const struct task_struct *task;
	u64 plain[TSEM_BRIEF_WORDS];
};

int tsem_brief_decide_short(u64 head, const struct tsem_proc *proc,
			    const struct tsem_fragment *fragment, u64 first,
			    u64 second);
int __tsem_brief_decide(const struct tsem_brief *brief, u64 head);

/**
 * tsem_brief_begin - Begin an event of the current process
 *
 * @brief: the object, which is empty then
 *
 * Context: Any context.
 * Return: the process, or NULL if this is no event.
 */
static __always_inline struct tsem_proc *
tsem_brief_begin(struct tsem_brief *brief)
{
	if (!tsem_in_use())
		return NULL;
	*brief = (struct tsem_brief) {};
	return tsem_acting_proc();
}

/*
 * Words of a constant number, and no bytes, so that the compiler can keep the
 * object in registers until it is handed over.
 */
static __always_inline void tsem_brief_or(struct tsem_brief *brief, u32 word,
					  u64 value)
{
	switch (word) {
	case 0:
		brief->plain[0] |= value;
		break;
	case 1:
		brief->plain[1] |= value;
		break;
	case 2:
		brief->plain[2] |= value;
		break;
	case 3:
		brief->plain[3] |= value;
		break;
	case 4:
		brief->plain[4] |= value;
		break;
	}
}

static __always_inline void tsem_brief_put(struct tsem_brief *brief, u64 value,
					   u32 size)
{
	const u32 word = brief->len / sizeof(u64);
	const u32 shift = 8 * (brief->len % sizeof(u64));

	if (brief->len > TSEM_BRIEF_MAX - size) {
		brief->piece = TSEM_BRIEF_OVERFLOW;
		return;
	}
	tsem_brief_or(brief, word, value << shift);
	if (shift + 8 * size > 64)
		tsem_brief_or(brief, word + 1, value >> (64 - shift));
	brief->len += size;
}

/**
 * tsem_brief_u8 - Write one byte of the object
 *
 * @brief: the object
 * @value: the byte
 *
 * Context: Any context.
 */
static __always_inline void tsem_brief_u8(struct tsem_brief *brief, u8 value)
{
	tsem_brief_put(brief, value, sizeof(value));
}

/**
 * tsem_brief_u32 - Write a number of the object
 *
 * @brief: the object
 * @value: the number
 *
 * Context: Any context.
 */
static __always_inline void tsem_brief_u32(struct tsem_brief *brief, u32 value)
{
	tsem_brief_put(brief, value, sizeof(value));
}

/**
 * tsem_brief_u64 - Write a large number of the object
 *
 * @brief: the object
 * @value: the number
 *
 * Context: Any context.
 */
static __always_inline void tsem_brief_u64(struct tsem_brief *brief, u64 value)
{
	tsem_brief_put(brief, value, sizeof(value));
}

/**
 * tsem_brief_task - Write what another process is
 *
 * @brief: the object, empty so far or with numbers in it
 * @proc: process whose event it is
 * @task: a task of the other process
 *
 * It may exit or exec meanwhile: what it was when looked at counts.
 *
 * Context: Any context.
 */
static __always_inline void tsem_brief_task(struct tsem_brief *brief,
					    const struct tsem_proc *proc,
					    const struct task_struct *task)
{
	enum tsem_task_relation relation = TSEM_TASK_OUTSIDE;
	const struct tsem_fragment *actor = NULL;
	const struct tsem_proc *other;

	scoped_guard(rcu) {
		other = rcu_dereference(tsem_task(task)->proc);
		if (other && other->ns == proc->ns) {
			relation = other == proc ? TSEM_TASK_SELF :
						   TSEM_TASK_MEMBER;
			actor = READ_ONCE(other->actor);
		}
	}
	brief->task = task;
	brief->fragment = actor;
	if (actor)
		brief->piece = TSEM_BRIEF_FRAGMENT;
	else if (relation != TSEM_TASK_OUTSIDE)
		brief->piece = TSEM_BRIEF_TASK;
	tsem_brief_u8(brief, relation);
	tsem_brief_u8(brief, relation != TSEM_TASK_OUTSIDE);
	brief->place = brief->len;
}

/**
 * tsem_brief_file - Write the identity of a file, unless it was handed in
 *
 * @brief: the object
 * @proc: process whose event it is
 * @file: the file
 *
 * What a file is called that was not opened in this namespace, such as the one
 * that output goes to, is the choice of whoever opened it.  Objects without a
 * place in a directory are called the same whoever made them.
 *
 * Context: Any context.
 */
static __always_inline void tsem_brief_file(struct tsem_brief *brief,
					    const struct tsem_proc *proc,
					    const struct file *file)
{
	brief->fragment = tsem_file_identity(file, proc->ns);
	if (likely(brief->fragment))
		brief->piece = TSEM_BRIEF_FRAGMENT;
	else if (file->f_path.dentry->d_sb->s_flags & SB_NOUSER)
		brief->piece = TSEM_BRIEF_FILE;
	brief->file = file;
	tsem_brief_u8(brief, brief->piece != TSEM_BRIEF_NONE);
	brief->place = brief->len;
}

/**
 * tsem_brief_decide - Decide an event whose object was written
 *
 * @brief: the object
 * @id: the event
 * @proc: what tsem_brief_begin() returned
 *
 * Context: Process context; may sleep unless the event is atomic.
 * Return: as tsem_event_decide().
 */
static __always_inline int tsem_brief_decide(const struct tsem_brief *brief,
					     enum tsem_event_id id,
					     struct tsem_proc *proc)
{
	const bool piece = brief->piece != TSEM_BRIEF_NONE;
	const u32 place = piece ? brief->place : 0;
	const u64 head = tsem_key_head(id, piece, brief->len, place);
	/* Only this copy has to be in memory. */
	struct tsem_brief copy __uninitialized;

	if (brief->len <= TSEM_BRIEF_SHORT &&
	    likely(brief->piece <= TSEM_BRIEF_FRAGMENT))
		return tsem_brief_decide_short(head, proc, brief->fragment,
					       brief->plain[0],
					       brief->plain[1]);
	copy = *brief;
	return __tsem_brief_decide(&copy, head);
}

#endif /* _SECURITY_TSEM_BRIEF_H */
