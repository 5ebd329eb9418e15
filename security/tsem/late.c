// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - telling an agent of what was decided already
 *
 * Where neither the hook may wait nor the call be started again the model decides at
 * once.  The agent is told of it by a question that says so: what has happened stays
 * as it is, but what the agent remembers is good the next time.
 *
 * Nothing is allocated for a question, and its record is put together when it is
 * read, so that events in any context take a moment, whoever reads or does not.
 */

#include <linux/cleanup.h>
#include <linux/errno.h>
#include <linux/pid.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "agent.h"
#include "late.h"
#include "limits.h"
#include "model.h"
#include "record.h"

/**
 * struct tsem_late_question - An event that was decided without the agent
 *
 * @list: link in a list
 * @cookie: name of the question
 * @record: the event
 * @pid: process that acted, with a reference; NULL if another one did its work
 * @comm: what its task called itself; empty then
 * @denied: what was decided
 */
struct tsem_late_question {
	struct list_head list;
	u64 cookie;
	const struct tsem_record *record;
	struct pid *pid;
	char comm[TASK_COMM_LEN];
	bool denied;
};

static void wake_agent(struct irq_work *work)
{
	struct tsem_late *late = container_of(work, struct tsem_late, wake);
	struct tsem_agent *agent = container_of(late, struct tsem_agent, late);

	wake_up_interruptible(&agent->wait);
}

/**
 * tsem_late_init - Have no agent to be told yet
 *
 * @late: the questions
 *
 * Context: Process context.
 */
void tsem_late_init(struct tsem_late *late)
{
	raw_spin_lock_init(&late->lock);
	INIT_LIST_HEAD(&late->free);
	INIT_LIST_HEAD(&late->unread);
	INIT_LIST_HEAD(&late->read);
	init_irq_work(&late->wake, wake_agent);
}

/**
 * tsem_late_alloc - Have room for late questions
 *
 * Context: Process context, may sleep.
 * Return: TSEM_LATE_MAX questions, to be freed with kvfree(), or NULL.
 */
struct tsem_late_question *tsem_late_alloc(void)
{
	return kvzalloc_objs(struct tsem_late_question, TSEM_LATE_MAX,
			     GFP_KERNEL_ACCOUNT);
}

/**
 * tsem_late_open - Tell an agent from now on
 *
 * @late: the questions
 * @slots: room for them, which belongs to @late afterwards
 *
 * Context: Process context; the caller holds the lock of the agent.
 */
void tsem_late_open(struct tsem_late *late, struct tsem_late_question *slots)
{
	u32 i;

	guard(raw_spinlock_irqsave)(&late->lock);
	late->slots = slots;
	for (i = 0; i < TSEM_LATE_MAX; i++)
		list_add_tail(&slots[i].list, &late->free);
}

/**
 * tsem_late_close - Have no agent any more
 *
 * @late: the questions, which are forgotten
 *
 * Context: Process context, may sleep; the caller holds the lock of the agent.
 */
void tsem_late_close(struct tsem_late *late)
{
	struct tsem_late_question *slots, *question;
	LIST_HEAD(open);

	scoped_guard(raw_spinlock_irqsave, &late->lock) {
		slots = late->slots;
		late->slots = NULL;
		INIT_LIST_HEAD(&late->free);
		list_splice_init(&late->unread, &open);
		list_splice_init(&late->read, &open);
	}
	list_for_each_entry(question, &open, list)
		put_pid(question->pid);
	kvfree(slots);
	irq_work_sync(&late->wake);
}

/**
 * tsem_late_tell - Tell the agent of an event that was decided without it
 *
 * @agent: the agent; nothing happens if there is none
 * @record: the event, which has just been added to the model, so that nobody tells
 *	of it twice; or NULL if it could not be
 * @own: the current process is the one that acts; else it may be a stranger, of
 *	whom the agent is told nothing
 * @denied: what was decided
 *
 * Context: Any context.
 */
void tsem_late_tell(struct tsem_agent *agent, const struct tsem_record *record,
		    bool own, bool denied)
{
	struct tsem_late *late = &agent->late;
	struct tsem_late_question *question;
	bool idle;

	guard(raw_spinlock_irqsave)(&late->lock);
	if (!late->slots)
		return;
	question = list_first_entry_or_null(&late->free,
					    struct tsem_late_question, list);
	if (!question || !record) {
		atomic_long_inc(&late->lost);
		return;
	}
	question->cookie = atomic64_inc_return(&agent->cookie);
	question->record = record;
	question->pid = own ? get_pid(task_tgid(current)) : NULL;
	strscpy_pad(question->comm, own ? current->comm : "");
	question->denied = denied;
	idle = list_empty(&late->unread);
	list_move_tail(&question->list, &late->unread);
	atomic_long_inc(&late->told);
	if (idle)
		irq_work_queue(&late->wake);
}

/**
 * tsem_late_has_unread - Whether there is a late question to be read
 *
 * @late: the questions
 *
 * Context: Any context.
 * Return: true if there is, unless somebody else reads it.
 */
bool tsem_late_has_unread(const struct tsem_late *late)
{
	return !list_empty_careful(&late->unread);
}

/**
 * tsem_late_take - Read the next late question
 *
 * @model: the model, which has an agent
 * @question: where it goes
 * @record: where the record goes, with room for TSEM_RECORD_MAX bytes
 *
 * Context: Process context of the reader.
 * Return: false if there is none.
 */
bool tsem_late_take(struct tsem_model *model, struct tsem_question *question,
		    struct tsem_writer *record)
{
	const enum tsem_hash_alg alg = model->config.alg;
	struct tsem_late *late = &model->agent.late;
	const struct tsem_record *of;

	scoped_guard(raw_spinlock_irqsave, &late->lock) {
		struct tsem_late_question *next =
			list_first_entry_or_null(&late->unread,
						 struct tsem_late_question, list);

		if (!next)
			return false;
		list_move_tail(&next->list, &late->read);
		of = next->record;
		question->cookie = next->cookie;
		question->pid = pid_vnr(next->pid);
		memcpy(question->comm, next->comm, sizeof(question->comm));
		question->late = true;
		question->denied = next->denied;
	}
	/* Records stay as long as the model. */
	question->id = tsem_head_event(of->words[0]);
	memcpy(question->coefficient, of->point->coefficient.digest, tsem_hash_size(alg));
	tsem_words_record(of->words, alg, record);
	return true;
}

static struct tsem_late_question *take_read(struct tsem_late *late, u64 cookie)
{
	struct tsem_late_question *question;

	guard(raw_spinlock_irqsave)(&late->lock);
	list_for_each_entry(question, &late->read, list) {
		if (question->cookie != cookie)
			continue;
		list_del(&question->list);
		return question;
	}
	return NULL;
}

/* That something was denied is in the model already, if it is not good there. */
static int remember(struct tsem_model *model, struct tsem_point *point, bool allow)
{
	if (allow)
		return tsem_model_accept(model, point);
	return tsem_point_flags(point) & TSEM_POINT_FORENSICS ? 0 : -EEXIST;
}

/**
 * tsem_late_answer - Answer a late question that was read
 *
 * @model: the model
 * @cookie: name of the question
 * @answer: the answer
 *
 * The question is over, also if the answer could not be remembered.
 *
 * Context: Process context, may sleep.
 * Return: 0; -ENOENT if there is no such question; -ENOSPC if the model is full; or
 * -EEXIST if a denial is to be remembered of what is a good point of the model.
 */
int tsem_late_answer(struct tsem_model *model, u64 cookie,
		     const struct tsem_answer *answer)
{
	struct tsem_late *late = &model->agent.late;
	struct tsem_late_question *question;
	int ret = 0;

	guard(mutex)(&model->agent.lock);
	question = take_read(late, cookie);
	if (!question)
		return -ENOENT;
	if (answer->remember)
		ret = remember(model, question->record->point, answer->allow);
	put_pid(question->pid);
	scoped_guard(raw_spinlock_irqsave, &late->lock)
		list_add(&question->list, &late->free);
	return ret;
}
