// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - asking an agent in user space
 *
 * The verdict is given inside the hook: the task waits there until the agent
 * answers, goes away, or takes too long.  Where others could wait for a lock that it
 * holds it leaves the system call first, see retry.c, so that a lazy agent holds up
 * nobody but the task itself.
 */

#include <linux/cleanup.h>
#include <linux/errno.h>
#include <linux/freezer.h>
#include <linux/jiffies.h>
#include <linux/pid.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "agent.h"
#include "key.h"
#include "record.h"

/**
 * tsem_agent_init - Have no agent yet
 *
 * @agent: the agent
 *
 * Context: Process context.
 */
void tsem_agent_init(struct tsem_agent *agent)
{
	mutex_init(&agent->lock);
	INIT_LIST_HEAD(&agent->unread);
	INIT_LIST_HEAD(&agent->read);
	init_waitqueue_head(&agent->wait);
	tsem_late_init(&agent->late);
}

/**
 * tsem_agent_attach - Become the agent
 *
 * @agent: the agent
 *
 * Context: Process context, may sleep.
 * Return: 0, -EBUSY if there is one, or -ENOMEM.
 */
int tsem_agent_attach(struct tsem_agent *agent)
{
	struct tsem_late_question *slots __free(kvfree) = tsem_late_alloc();

	if (!slots)
		return -ENOMEM;
	guard(mutex)(&agent->lock);
	if (agent->open)
		return -EBUSY;
	tsem_late_open(&agent->late, no_free_ptr(slots));
	WRITE_ONCE(agent->open, true);
	return 0;
}

static void finish(struct tsem_asked *asked, enum tsem_progress progress)
{
	list_del_init(&asked->list);
	/* Pairs with the acquire in is_over(): the answer was written before. */
	smp_store_release(&asked->progress, progress);
	wake_up(&asked->wait);
}

/**
 * tsem_agent_detach - Be the agent no more
 *
 * @agent: the agent
 *
 * Who waits for an answer does so no longer, and late questions are forgotten.
 *
 * Context: Process context, may sleep.
 */
void tsem_agent_detach(struct tsem_agent *agent)
{
	struct tsem_asked *asked, *next;

	guard(mutex)(&agent->lock);
	WRITE_ONCE(agent->open, false);
	list_splice_tail_init(&agent->unread, &agent->read);
	list_for_each_entry_safe(asked, next, &agent->read, list)
		finish(asked, TSEM_PROGRESS_ABANDONED);
	tsem_late_close(&agent->late);
}

/**
 * tsem_asked_fill - Make a question of the current task
 *
 * @asked: the question
 * @inquiry: what to ask
 * @gfp: how to allocate
 *
 * Context: As @gfp tells.
 * Return: false if there is no memory.
 */
bool tsem_asked_fill(struct tsem_asked *asked, const struct tsem_inquiry *inquiry,
		     gfp_t gfp)
{
	struct tsem_writer out;

	asked->len = tsem_key_record_len(inquiry->key, inquiry->id, inquiry->alg);
	asked->record = kvmalloc(asked->len, gfp | __GFP_ACCOUNT | __GFP_NOWARN);
	if (!asked->record)
		return false;
	tsem_writer_init(&out, asked->record, asked->len);
	tsem_key_record(inquiry->key, inquiry->id, inquiry->alg, &out);
	asked->task = current;
	asked->id = inquiry->id;
	asked->progress = TSEM_PROGRESS_WAITING;
	memcpy(asked->coefficient, inquiry->coefficient,
	       tsem_hash_size(inquiry->alg));
	init_waitqueue_head(&asked->wait);
	return true;
}

/**
 * tsem_asked_free - Forget a question
 *
 * @asked: the question, which may have no record
 *
 * Context: Process context.
 */
void tsem_asked_free(struct tsem_asked *asked)
{
	kvfree(asked->record);
	asked->record = NULL;
}

static bool post(struct tsem_agent *agent, struct tsem_asked *asked)
{
	guard(mutex)(&agent->lock);
	if (!agent->open)
		return false;
	asked->cookie = atomic64_inc_return(&agent->cookie);
	list_add_tail(&asked->list, &agent->unread);
	wake_up_interruptible(&agent->wait);
	return true;
}

static bool is_over(const struct tsem_asked *asked)
{
	/* Pairs with the release in finish(). */
	return smp_load_acquire(&asked->progress) != TSEM_PROGRESS_WAITING;
}

/*
 * Signals that do not kill change nothing.  The task holds at most its own
 * cred_guard_mutex, for which nobody waits who could not be frozen: an agent
 * must not keep the machine from being suspended.
 */
static void wait_for_answer(struct tsem_asked *asked, long timeout)
{
	DEFINE_WAIT(wait);

	for (;;) {
		prepare_to_wait(&asked->wait, &wait,
				TASK_KILLABLE | TASK_FREEZABLE_UNSAFE);
		if (is_over(asked) || fatal_signal_pending(current) || !timeout)
			break;
		timeout = schedule_timeout(timeout);
	}
	finish_wait(&asked->wait, &wait);
}

/* Nobody finds it afterwards.  Returns whether there was an answer. */
static bool withdraw(struct tsem_agent *agent, struct tsem_asked *asked)
{
	guard(mutex)(&agent->lock);
	list_del_init(&asked->list);
	return asked->progress == TSEM_PROGRESS_ANSWERED;
}

/**
 * tsem_agent_wait - Ask a question and wait for the answer
 *
 * @agent: the agent
 * @asked: the question
 * @timeout: seconds to wait, 0 for ever
 * @answer: where the answer goes
 *
 * Context: Process context of the task that asks, may sleep; the caller holds at
 * most its own cred_guard_mutex.
 * Return: 1 if there is an answer, 0 if there is none because nobody is there to
 * give it, or -EINTR if the task is being killed.
 */
int tsem_agent_wait(struct tsem_agent *agent, struct tsem_asked *asked,
		    u32 timeout, struct tsem_answer *answer)
{
	bool answered;

	if (!post(agent, asked))
		return 0;
	atomic_long_inc(&agent->asked);
	wait_for_answer(asked, timeout ? timeout * HZ : MAX_SCHEDULE_TIMEOUT);
	answered = withdraw(agent, asked);
	if (!answered)
		atomic_long_inc(&agent->unanswered);
	if (fatal_signal_pending(current))
		return -EINTR;
	*answer = asked->answer;
	return answered;
}

/**
 * tsem_agent_ask - Have the agent decide
 *
 * @agent: the agent
 * @inquiry: what to ask
 * @answer: where the answer goes
 *
 * Context: Process context of the task that acts, may sleep; the caller holds at
 * most its own cred_guard_mutex.
 * Return: 1 if there is an answer, 0 if there is none because nobody is there to
 * give it, -EAGAIN if there is no memory to ask, or -EINTR if the task is being
 * killed.
 */
int tsem_agent_ask(struct tsem_agent *agent, const struct tsem_inquiry *inquiry,
		   struct tsem_answer *answer)
{
	struct tsem_asked asked __uninitialized;
	int ret;

	if (!tsem_asked_fill(&asked, inquiry, GFP_KERNEL))
		return -EAGAIN;
	ret = tsem_agent_wait(agent, &asked, inquiry->timeout, answer);
	tsem_asked_free(&asked);
	return ret;
}

/**
 * tsem_agent_has_unread - Whether there is a question to be read
 *
 * @agent: the agent
 *
 * Context: Any context.
 * Return: true if there is, unless somebody else reads it or it is withdrawn.
 */
bool tsem_agent_has_unread(const struct tsem_agent *agent)
{
	if (tsem_late_has_unread(&agent->late))
		return true;
	return !list_empty_careful(&agent->unread);
}

/**
 * tsem_agent_take - Read the next question for whose answer somebody waits
 *
 * @agent: the agent
 * @question: where it goes
 * @record: where the record goes, with room for TSEM_RECORD_MAX bytes
 *
 * Context: Process context of the reader, may sleep.
 * Return: false if there is none.
 */
bool tsem_agent_take(struct tsem_agent *agent, struct tsem_question *question,
		     struct tsem_writer *record)
{
	struct tsem_asked *asked;

	/* Copied here, since to write to the reader's memory may take for ever. */
	guard(mutex)(&agent->lock);
	asked = list_first_entry_or_null(&agent->unread, struct tsem_asked, list);
	if (!asked)
		return false;
	list_move_tail(&asked->list, &agent->read);
	question->cookie = asked->cookie;
	question->pid = task_tgid_vnr(asked->task);
	get_task_comm(question->comm, asked->task);
	question->id = asked->id;
	question->late = false;
	question->denied = false;
	memcpy(question->coefficient, asked->coefficient,
	       sizeof(question->coefficient));
	tsem_put_bytes(record, asked->record, asked->len);
	return true;
}

/**
 * tsem_agent_answer - Answer a question that was read
 *
 * @agent: the agent
 * @cookie: name of the question
 * @answer: the answer
 *
 * Context: Process context, may sleep.
 * Return: 0, or -ENOENT if nobody waits for this answer: the question was
 * answered, withdrawn or not read, or there never was one.
 */
int tsem_agent_answer(struct tsem_agent *agent, u64 cookie,
		      const struct tsem_answer *answer)
{
	struct tsem_asked *asked;

	guard(mutex)(&agent->lock);
	list_for_each_entry(asked, &agent->read, list) {
		if (asked->cookie != cookie)
			continue;
		asked->answer = *answer;
		finish(asked, TSEM_PROGRESS_ANSWERED);
		return 0;
	}
	return -ENOENT;
}
