// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - system calls that are started again
 *
 * A hook that may not wait, since its caller holds a lock, fails the system call
 * with -ERESTARTNOINTR.  On its way back to user space, with all locks released, the
 * task asks the agent and waits; then it makes the same call again, and the hook
 * finds the answer.
 *
 * All answers of a call are kept until it ends: that one event was allowed is of no
 * use if the next one breaks the call off and the first is asked about again.  In
 * the same call an answer is good for each occurrence of its event.
 */

#include <linux/cleanup.h>
#include <linux/compat.h>
#include <linux/errno.h>
#include <linux/ptrace.h>
#include <linux/sched/signal.h>
#include <linux/sched/task_stack.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/task_work.h>
#include <linux/tsem_namespace.h>
#include <linux/unistd.h>
#include <uapi/linux/pidfd.h>

#include <asm/syscall.h>

#include "agent.h"
#include "check.h"
#include "decide.h"
#include "limits.h"
#include "model.h"
#include "retry.h"
#include "task.h"

/**
 * struct place - What tells a system call from another one
 *
 * A signal handler may make calls before the one that it interrupted is started
 * again.
 *
 * @nr: number of the call
 * @ip: where the program made it
 * @sp: the stack of the program then
 * @args: its arguments
 */
struct place {
	long nr;
	unsigned long ip;
	unsigned long sp;
	unsigned long args[6];
};

/**
 * struct kept - What the agent said
 *
 * @coefficient: digest of the event, filled up with zeros
 * @answered: there is an answer; else nobody gave one, and nobody is asked again
 * @answer: the answer
 */
struct kept {
	u8 coefficient[TSEM_DIGEST_MAX];
	bool answered;
	struct tsem_answer answer;
};

/**
 * struct tsem_call - A system call with answers, only used by the task that makes it
 *
 * @next: one that a signal handler has interrupted
 * @work: runs when the call returns to user space
 * @queued: it is going to
 * @place: the call
 * @ns: namespace of the question for which the call is broken off, with a reference
 * @timeout: seconds to wait for the answer, 0 for ever
 * @asked: that question; there is none if it has no record
 * @count: number of answers
 * @kept: the answers
 */
struct tsem_call {
	struct tsem_call *next;
	struct callback_head work;
	bool queued;
	struct place place;
	struct tsem_namespace *ns;
	u32 timeout;
	struct tsem_asked asked;
	u32 count;
	struct kept kept[TSEM_ANSWERS_MAX];
};

static void get_place(struct place *place)
{
	struct pt_regs *regs = current_pt_regs();

	/* Compared as a whole. */
	memset(place, 0, sizeof(*place));
	place->nr = syscall_get_nr(current, regs);
	place->ip = instruction_pointer(regs);
	place->sp = user_stack_pointer(regs);
	syscall_get_arguments(current, regs, place->args);
}

/*
 * What is known of this call, or NULL.  One whose work is queued has not ended yet,
 * so it is this one.
 */
static struct tsem_call *this_call(void)
{
	struct tsem_call *call = tsem_task(current)->calls;
	struct place place;

	if (!call)
		return NULL;
	get_place(&place);
	while (call && !call->queued &&
	       memcmp(&place, &call->place, sizeof(place)))
		call = call->next;
	return call;
}

static void forget_question(struct tsem_call *call)
{
	tsem_asked_free(&call->asked);
	if (call->ns)
		put_tsem_ns(call->ns);
	call->ns = NULL;
}

/**
 * tsem_retry_free - Forget all answers
 *
 * @calls: the calls that they are for, or NULL; none has a question
 *
 * Context: Any context.
 */
void tsem_retry_free(struct tsem_call *calls)
{
	struct tsem_call *next;

	for (; calls; calls = next) {
		next = calls->next;
		kfree(calls);
	}
}

static void add_answer(struct tsem_call *call, const u8 *coefficient, size_t size,
		       const struct tsem_answer *answer)
{
	struct kept *kept;

	if (call->count == TSEM_ANSWERS_MAX)
		return;
	kept = &call->kept[call->count++];
	memset(kept, 0, sizeof(*kept));
	memcpy(kept->coefficient, coefficient, size);
	kept->answered = answer;
	if (answer)
		kept->answer = *answer;
}

/* Whether there is an answer, even if it is that nobody gives one. */
static bool ask_now(struct tsem_call *call)
{
	struct tsem_model *model = call->ns->model;
	struct tsem_answer answer;
	int ret;

	ret = tsem_agent_wait(&model->agent, &call->asked, call->timeout, &answer);
	if (ret < 0)
		return false;
	add_answer(call, call->asked.coefficient,
		   tsem_hash_size(model->config.alg), ret ? &answer : NULL);
	return true;
}

static void unlink_call(const struct tsem_call *call)
{
	struct tsem_call **at = &tsem_task(current)->calls;

	while (*at != call)
		at = &(*at)->next;
	*at = call->next;
}

static bool is_broken_off(void)
{
	return syscall_get_error(current, current_pt_regs()) == -ERESTARTNOINTR;
}

/*
 * open(2) with O_CREAT and O_EXCL asks whether it may make a file before it looks
 * whether there is one, if the name is not cached.  Nothing was to be made then.
 */
static bool is_void(const struct tsem_asked *asked)
{
	if (asked->id != TSEM_EV_create && asked->id != TSEM_EV_create_special)
		return false;
	return syscall_get_error(current, current_pt_regs()) == -EEXIST;
}

/* The call has returned, or has been broken off. */
static void call_ended(struct callback_head *work)
{
	struct tsem_call *call = container_of(work, struct tsem_call, work);
	bool again = false;

	call->queued = false;
	if (call->ns && !(current->flags & PF_EXITING)) {
		if (is_broken_off())
			again = ask_now(call);
		else if (!is_void(&call->asked))
			/* Refused, whatever the mode, by who ignored the error. */
			tsem_event_lost(call->ns, call->asked.id);
	}
	forget_question(call);
	if (again)
		return;
	unlink_call(call);
	kfree(call);
}

/* That the call is broken off must be seen even if somebody ignores the error. */
static bool queue(struct tsem_call *call, enum task_work_notify_mode notify)
{
	if (!call->queued) {
		init_task_work(&call->work, call_ended);
		if (task_work_add(current, &call->work, notify))
			return false;
		call->queued = true;
	} else if (notify == TWA_SIGNAL) {
		set_notify_signal(current);
	}
	return true;
}

/* The one that was interrupted first, or one that never came back to its hook. */
static void drop_oldest(struct tsem_call *call)
{
	int i;

	for (i = 2; call && i < TSEM_CALLS_MAX; i++)
		call = call->next;
	if (!call || !call->next)
		return;
	tsem_retry_free(call->next);
	call->next = NULL;
}

static struct tsem_call *get_call(gfp_t gfp)
{
	struct tsem_task *task = tsem_task(current);
	struct tsem_call *call = this_call();

	if (call)
		return call;
	call = kzalloc_obj(*call, gfp | __GFP_ACCOUNT | __GFP_NOWARN);
	if (!call)
		return NULL;
	get_place(&call->place);
	drop_oldest(task->calls);
	call->next = task->calls;
	task->calls = call;
	return call;
}

static gfp_t gfp_of(enum tsem_event_id id)
{
	return tsem_is_atomic(id) ? GFP_ATOMIC : GFP_KERNEL;
}

/*
 * An answer that was given in this call before: 1 if there is one, 0 if nobody gave
 * one, -ENOENT if nobody was asked.
 */
static int recall(const struct tsem_inquiry *inquiry, struct tsem_answer *answer)
{
	const size_t size = tsem_hash_size(inquiry->alg);
	struct tsem_call *call = this_call();
	u32 i;

	for (i = 0; call && i < call->count; i++) {
		if (memcmp(call->kept[i].coefficient, inquiry->coefficient, size))
			continue;
		/* From now on the end of the call is waited for. */
		queue(call, TWA_RESUME);
		*answer = call->kept[i].answer;
		return call->kept[i].answered;
	}
	return -ENOENT;
}

/* In case this call is started again.  Without memory the agent is asked again. */
static void keep(const struct tsem_inquiry *inquiry,
		 const struct tsem_answer *answer)
{
	struct tsem_call *call = get_call(GFP_KERNEL);

	if (call && queue(call, TWA_RESUME))
		add_answer(call, inquiry->coefficient,
			   tsem_hash_size(inquiry->alg), answer);
}

static int ask_here(struct tsem_agent *agent, const struct tsem_inquiry *inquiry,
		    struct tsem_answer *answer)
{
	int ret;

	tsem_check_waits(inquiry->id);
	ret = tsem_agent_ask(agent, inquiry, answer);
	if (ret > 0 && !answer->remember)
		keep(inquiry, answer);
	return ret;
}

/* Whether a signal goes to one process, so that its error is that of the call. */
static bool is_single_kill(const struct place *place)
{
	switch (place->nr) {
	case __NR_kill:
		return (int)place->args[0] > 0;
	case __NR_tkill:
	case __NR_tgkill:
	case __NR_rt_sigqueueinfo:
	case __NR_rt_tgsigqueueinfo:
		return true;
	case __NR_pidfd_send_signal:
		return !(place->args[3] & PIDFD_SIGNAL_PROCESS_GROUP);
	}
	return false;
}

/*
 * As opposed to sendmmsg(2) and sendfile(2), which may have sent something before.
 * SCTP has options that connect, of both kinds.
 */
static bool is_single_send(const struct place *place)
{
	switch (place->nr) {
	case __NR_connect:
	case __NR_getsockopt:
	case __NR_setsockopt:
	case __NR_sendto:
	case __NR_sendmsg:
	case __NR_write:
		return true;
	}
	return false;
}

/* Whether what the hook returns is what the call returns. */
static bool is_whole(enum tsem_event_id id)
{
	struct place place;

	get_place(&place);
	if (place.nr < 0)
		return false;
	/* 32-bit calls have other numbers, and one may stand for many. */
	if (id == TSEM_EV_task_kill)
		return !in_compat_syscall() && is_single_kill(&place);
	if (id == TSEM_EV_unix_may_send || id == TSEM_EV_sctp_bind_connect)
		return !in_compat_syscall() && is_single_send(&place);
	return true;
}

/* Returns -ERESTARTNOINTR, which the hook returns, or -EAGAIN if it cannot be done. */
static int break_off(const struct tsem_inquiry *inquiry)
{
	const gfp_t gfp = gfp_of(inquiry->id);
	struct tsem_call *call;

	if (!is_whole(inquiry->id))
		return -EAGAIN;
	call = get_call(gfp);
	if (!call || call->count == TSEM_ANSWERS_MAX)
		return -EAGAIN;
	/* Somebody ignored the error: one question after the other. */
	if (call->ns)
		return -ERESTARTNOINTR;
	if (!tsem_asked_fill(&call->asked, inquiry, gfp) ||
	    !queue(call, TWA_SIGNAL)) {
		tsem_asked_free(&call->asked);
		return -EAGAIN;
	}
	call->ns = get_tsem_ns(inquiry->ns);
	call->timeout = inquiry->timeout;
	return -ERESTARTNOINTR;
}

/*
 * Only those are asked about that wait, or make their system call again.  Requests to
 * io_uring run with locks of the ring, for which other users of the ring wait without
 * end.
 */
static bool may_ask(enum tsem_asking asking)
{
	return asking != TSEM_ASKING_NEVER && tsem_in_own_call();
}

/**
 * tsem_retry_ask - Have the agent decide, now or when the system call is made again
 *
 * @agent: the agent
 * @inquiry: what to ask
 * @answer: where the answer goes
 *
 * Context: As the event; sleeps only if @inquiry says to wait.
 * Return: 1 if there is an answer, 0 if there is none because nobody is there to
 * give it, -EAGAIN if somebody is but cannot be asked, -EINTR if the task is being
 * killed, or -ERESTARTNOINTR, which the hook returns, if the call is broken off.
 */
int tsem_retry_ask(struct tsem_agent *agent, const struct tsem_inquiry *inquiry,
		   struct tsem_answer *answer)
{
	int ret;

	if (!may_ask(inquiry->asking))
		return READ_ONCE(agent->open) ? -EAGAIN : 0;
	ret = recall(inquiry, answer);
	if (ret != -ENOENT)
		return ret;
	if (!READ_ONCE(agent->open))
		return 0;
	if (inquiry->asking == TSEM_ASKING_RETRY)
		return break_off(inquiry);
	return ask_here(agent, inquiry, answer);
}
