/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trusted Security Event Modeling - asking an agent in user space
 */

#ifndef _SECURITY_TSEM_AGENT_H
#define _SECURITY_TSEM_AGENT_H

#include <linux/atomic.h>
#include <linux/gfp_types.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/types.h>
#include <linux/wait.h>

#include "event.h"
#include "hash.h"
#include "late.h"

struct tsem_key;
struct tsem_namespace;
struct tsem_writer;

/**
 * enum tsem_ask - Which events an agent is asked about
 *
 * @TSEM_ASK_NEW: those that the model lacks
 * @TSEM_ASK_EVERY: all that may wait
 */
enum tsem_ask {
	TSEM_ASK_NEW,
	TSEM_ASK_EVERY,
};

/**
 * enum tsem_asking - How an agent is asked about an event
 *
 * @TSEM_ASKING_BY_TABLE: as the table of events says
 * @TSEM_ASKING_NEVER: not at all
 * @TSEM_ASKING_WAIT: the hook waits for the answer
 * @TSEM_ASKING_RETRY: the system call is started again
 */
enum tsem_asking {
	TSEM_ASKING_BY_TABLE,
	TSEM_ASKING_NEVER,
	TSEM_ASKING_WAIT,
	TSEM_ASKING_RETRY,
};

/**
 * struct tsem_agent - Who is asked about events of a namespace
 *
 * A part of the model.  A question belongs to the task that waits for its answer,
 * which takes it off its list before it goes on.
 *
 * @lock: protects the lists; nests inside what the hook's caller holds
 * @open: there is an agent; may be read without the lock
 * @cookie: name of the last question; none is used twice
 * @unread: questions that the agent has not read
 * @read: questions that it has read and not answered
 * @wait: the agent, waiting for questions
 * @asked: questions so far
 * @unanswered: those that were given up without an answer
 * @late: what it is told of that was decided already
 */
struct tsem_agent {
	struct mutex lock; /* questions */
	bool open;
	atomic64_t cookie;
	struct list_head unread;
	struct list_head read;
	wait_queue_head_t wait;
	atomic_long_t asked;
	atomic_long_t unanswered;
	struct tsem_late late;
};

/**
 * struct tsem_inquiry - What the agent is to be asked about
 *
 * @ns: the namespace
 * @id: the event
 * @asking: how to ask
 * @key: the event as it is looked up; need not be complete
 * @alg: hash of the namespace
 * @coefficient: digest of the event
 * @timeout: seconds to wait, 0 for ever
 */
struct tsem_inquiry {
	struct tsem_namespace *ns;
	enum tsem_event_id id;
	enum tsem_asking asking;
	const struct tsem_key *key;
	enum tsem_hash_alg alg;
	const u8 *coefficient;
	u32 timeout;
};

/**
 * struct tsem_answer - What the agent says of an event
 *
 * @allow: the operation may go on
 * @remember: the model is to know, so that nobody is asked again
 */
struct tsem_answer {
	bool allow;
	bool remember;
};

/**
 * enum tsem_progress - What became of a question
 *
 * @TSEM_PROGRESS_WAITING: there is no answer yet
 * @TSEM_PROGRESS_ANSWERED: there is
 * @TSEM_PROGRESS_ABANDONED: there will be none
 */
enum tsem_progress {
	TSEM_PROGRESS_WAITING,
	TSEM_PROGRESS_ANSWERED,
	TSEM_PROGRESS_ABANDONED,
};

/**
 * struct tsem_asked - A question of a task
 *
 * @list: link in a list of the agent
 * @cookie: its name
 * @task: the task that asks
 * @id: the event
 * @coefficient: digest of @record
 * @record: what is asked about, or NULL
 * @len: length of @record in bytes
 * @progress: whether there is an answer; may be read without the agent's lock
 * @answer: the answer
 * @wait: the task that asks
 */
struct tsem_asked {
	struct list_head list;
	u64 cookie;
	struct task_struct *task;
	enum tsem_event_id id;
	u8 coefficient[TSEM_DIGEST_MAX];
	u8 *record;
	u32 len;
	enum tsem_progress progress;
	struct tsem_answer answer;
	wait_queue_head_t wait;
};

/**
 * struct tsem_question - What the agent is told about a question
 *
 * @cookie: its name
 * @pid: process that waits, or that acted before a late question, as the reader's
 *	pid namespace has it; 0 if it lacks it, or if another process did its work.
 *	Shown only
 * @comm: what that task calls itself, or empty; shown only
 * @id: the event
 * @late: nobody waits, since the event was decided already
 * @denied: what was decided, if @late
 * @coefficient: digest of the record
 */
struct tsem_question {
	u64 cookie;
	pid_t pid;
	char comm[TASK_COMM_LEN];
	enum tsem_event_id id;
	bool late;
	bool denied;
	u8 coefficient[TSEM_DIGEST_MAX];
};

void tsem_agent_init(struct tsem_agent *agent);
int tsem_agent_attach(struct tsem_agent *agent);
void tsem_agent_detach(struct tsem_agent *agent);
bool tsem_asked_fill(struct tsem_asked *asked,
		     const struct tsem_inquiry *inquiry, gfp_t gfp);
void tsem_asked_free(struct tsem_asked *asked);
int tsem_agent_wait(struct tsem_agent *agent, struct tsem_asked *asked,
		    u32 timeout, struct tsem_answer *answer);
int tsem_agent_ask(struct tsem_agent *agent, const struct tsem_inquiry *inquiry,
		   struct tsem_answer *answer);
bool tsem_agent_has_unread(const struct tsem_agent *agent);
bool tsem_agent_take(struct tsem_agent *agent, struct tsem_question *question,
		     struct tsem_writer *record);
int tsem_agent_answer(struct tsem_agent *agent, u64 cookie,
		      const struct tsem_answer *answer);

#endif /* _SECURITY_TSEM_AGENT_H */
