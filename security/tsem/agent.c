// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - asking an agent in user space
 *
 * The verdict is given inside the hook: the task waits there until the agent
 * answers, goes away, or takes too long.  Only events of class WAIT are asked
 * about, so that a lazy agent holds up nobody but the task itself.
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
 * enum progress - What became of a question
 *
 * @WAITING: there is no answer yet
 * @ANSWERED: there is
 * @ABANDONED: there will be none
 */
enum progress {
	WAITING,
	ANSWERED,
	ABANDONED,
};

/**
 * struct asked - A question, on the stack of the task that asks
 *
 * @list: link in a list of the agent
 * @cookie: its name
 * @task: the task that asks
 * @coefficient: digest of @record
 * @record: what is asked about
 * @len: length of @record in bytes
 * @progress: whether there is an answer; may be read without the agent's lock
 * @answer: the answer
 * @wait: the task that asks
 */
struct asked {
	struct list_head list;
	u64 cookie;
	struct task_struct *task;
	u8 coefficient[TSEM_DIGEST_MAX];
	u8 *record;
	u32 len;
	enum progress progress;
	struct tsem_answer answer;
	wait_queue_head_t wait;
};

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
}

/**
 * tsem_agent_attach - Become the agent
 *
 * @agent: the agent
 *
 * Context: Process context, may sleep.
 * Return: 0, or -EBUSY if there is one.
 */
int tsem_agent_attach(struct tsem_agent *agent)
{
	guard(mutex)(&agent->lock);
	if (agent->open)
		return -EBUSY;
	WRITE_ONCE(agent->open, true);
	return 0;
}

static void finish(struct asked *asked, enum progress progress)
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
 * Who waits for an answer does so no longer.
 *
 * Context: Process context, may sleep.
 */
void tsem_agent_detach(struct tsem_agent *agent)
{
	struct asked *asked, *next;

	guard(mutex)(&agent->lock);
	WRITE_ONCE(agent->open, false);
	list_splice_tail_init(&agent->unread, &agent->read);
	list_for_each_entry_safe(asked, next, &agent->read, list)
		finish(asked, ABANDONED);
}

/*
 * Requests to io_uring run with locks of the ring, for which other users of the ring
 * wait without end.  They are carried out by workers, in the call that submits them,
 * and at the end of whatever call the task makes later, so a task that has ever used
 * a ring may not wait at all.
 */
#ifdef CONFIG_IO_URING
static bool used_ring(void)
{
	return current->io_uring;
}
#else
static bool used_ring(void)
{
	return false;
}
#endif

static bool may_wait(enum tsem_event_id id)
{
	return tsem_events[id].class == TSEM_CLASS_WAIT &&
	       !(current->flags & (PF_KTHREAD | PF_USER_WORKER | PF_EXITING |
				   PF_SIGNALED)) &&
	       !used_ring();
}

static bool put_record(struct asked *asked, const struct tsem_inquiry *inquiry)
{
	struct tsem_writer out;

	asked->len = tsem_key_record_len(inquiry->key, inquiry->id, inquiry->alg);
	asked->record = kvmalloc(asked->len, GFP_KERNEL_ACCOUNT);
	if (!asked->record)
		return false;
	tsem_writer_init(&out, asked->record, asked->len);
	tsem_key_record(inquiry->key, inquiry->id, inquiry->alg, &out);
	return true;
}

static bool post(struct tsem_agent *agent, struct asked *asked)
{
	guard(mutex)(&agent->lock);
	if (!agent->open)
		return false;
	asked->cookie = ++agent->cookie;
	list_add_tail(&asked->list, &agent->unread);
	wake_up_interruptible(&agent->wait);
	return true;
}

static bool is_over(const struct asked *asked)
{
	/* Pairs with the release in finish(). */
	return smp_load_acquire(&asked->progress) != WAITING;
}

/*
 * Signals that do not kill change nothing.  The task holds at most its own
 * cred_guard_mutex, for which nobody waits who could not be frozen: an agent
 * must not keep the machine from being suspended.
 */
static void wait_for_answer(struct asked *asked, long timeout)
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
static bool withdraw(struct tsem_agent *agent, struct asked *asked)
{
	guard(mutex)(&agent->lock);
	list_del_init(&asked->list);
	return asked->progress == ANSWERED;
}

static int ask(struct tsem_agent *agent, const struct tsem_inquiry *inquiry,
	       struct asked *asked)
{
	bool answered;

	init_waitqueue_head(&asked->wait);
	asked->task = current;
	memcpy(asked->coefficient, inquiry->coefficient,
	       tsem_hash_size(inquiry->alg));
	if (!put_record(asked, inquiry) || !post(agent, asked))
		return 0;
	atomic_long_inc(&agent->asked);
	wait_for_answer(asked, inquiry->timeout ? inquiry->timeout * HZ :
						  MAX_SCHEDULE_TIMEOUT);
	answered = withdraw(agent, asked);
	if (!answered)
		atomic_long_inc(&agent->unanswered);
	if (fatal_signal_pending(current))
		return -EINTR;
	return answered;
}

/**
 * tsem_agent_ask - Have the agent decide
 *
 * @agent: the agent
 * @inquiry: what to ask
 * @answer: where the answer goes
 *
 * Context: As the event; sleeps only if its class permits to wait.
 * Return: 1 if there is an answer, 0 if there is none because nobody is there to
 * give it or it may not be waited for, or -EINTR if the task is being killed.
 */
int tsem_agent_ask(struct tsem_agent *agent, const struct tsem_inquiry *inquiry,
		   struct tsem_answer *answer)
{
	struct asked asked = { .progress = WAITING };
	int ret;

	if (!READ_ONCE(agent->open) || !may_wait(inquiry->id))
		return 0;
	ret = ask(agent, inquiry, &asked);
	kvfree(asked.record);
	*answer = asked.answer;
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
	return !list_empty_careful(&agent->unread);
}

/**
 * tsem_agent_take - Read the next question
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
	struct asked *asked;

	/* Copied here, since to write to the reader's memory may take for ever. */
	guard(mutex)(&agent->lock);
	asked = list_first_entry_or_null(&agent->unread, struct asked, list);
	if (!asked)
		return false;
	list_move_tail(&asked->list, &agent->read);
	question->cookie = asked->cookie;
	question->pid = task_tgid_vnr(asked->task);
	get_task_comm(question->comm, asked->task);
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
	struct asked *asked;

	guard(mutex)(&agent->lock);
	list_for_each_entry(asked, &agent->read, list) {
		if (asked->cookie != cookie)
			continue;
		asked->answer = *answer;
		finish(asked, ANSWERED);
		return 0;
	}
	return -ENOENT;
}
