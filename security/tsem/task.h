/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trusted Security Event Modeling - processes
 */

#ifndef _SECURITY_TSEM_TASK_H
#define _SECURITY_TSEM_TASK_H

#include <linux/cleanup.h>
#include <linux/cred.h>
#include <linux/dcache.h>
#include <linux/gfp_types.h>
#include <linux/rcupdate.h>
#include <linux/refcount.h>
#include <linux/sched.h>
#include <linux/tsem_namespace.h>
#include <linux/types.h>

#include "fragment.h"
#include "hash.h"
#include "setup.h"

/**
 * struct tsem_program - What a process runs
 *
 * @usage: references
 * @len: number of bytes
 * @data: credentials and list of files of the exec that started it
 */
struct tsem_program {
	refcount_t usage;
	u32 len;
	u8 data[] __counted_by(len);
};

/**
 * struct tsem_proc - Identity of a process
 *
 * One object for all tasks that share memory, copied by fork, replaced by exec.
 *
 * @usage: references
 * @rcu: for freeing, since other tasks look at it under RCU
 * @ns: the modeling namespace, on which a memory reference is held; the initial
 *	one only if it is modeled, else its processes have no object
 * @untrusted: set at the first violation, never cleared
 * @program: what it runs, NULL before the first exec
 * @actor: @identity as a fragment of the model, NULL if there is none or, before
 *	the first exec, none was needed yet
 * @identity: coefficient of that exec; zero before the first
 */
struct tsem_proc {
	refcount_t usage;
	struct rcu_head rcu;
	struct tsem_namespace *ns;
	bool untrusted;
	struct tsem_program *program;
	const struct tsem_fragment *actor;
	u8 identity[TSEM_DIGEST_MAX];
};

/**
 * struct tsem_exec - An exec on its way
 *
 * @ns: namespace in which the program will run, with a memory reference
 * @next: what the process becomes if the exec succeeds; NULL until it has been
 *	decided
 * @links: number of files so far
 * @len: bytes of @data
 * @data: encoded files, in the order in which the kernel went through them, or
 *	NULL
 */
struct tsem_exec {
	struct tsem_namespace *ns;
	struct tsem_proc *next;
	u32 links;
	u32 len;
	u8 *data;
};

/**
 * struct tsem_task - Blob of a task
 *
 * @proc: identity of its process, NULL if nothing is modeled where it is.  Written
 *	only by the task itself or before it is visible; others read it under RCU
 * @exec: exec on its way; only the task itself uses it
 * @reading: entry whose content the task is digesting: its opening is ours and
 *	no event
 * @internal: nesting of operations of our own, which are no events
 * @lost: entry that the last opening found without a name, so that it was told to
 *	look again, or NULL; only to be compared with
 * @forget: clears @lost in the end of the system call; not queued while it has no
 *	function
 * @found: entry that the opening on its way found by its name, whatever becomes of
 *	that meanwhile, or NULL; only to be compared with
 * @exchanging: entry that the last rename asked to exchange, or NULL; only to be
 *	compared with
 * @cred: credentials of the last event, counted: they never change once they are
 *	in force, so that what an event says of them is kept; NULL before
 * @subject: what was said: actor and context
 * @calls: system calls with answers of the agent, the last one first, or NULL; only
 *	the task itself uses them
 */
struct tsem_task {
	struct tsem_proc __rcu *proc;
	struct tsem_exec *exec;
	const struct dentry *reading;
	unsigned int internal;
	const struct dentry *lost;
	struct callback_head forget;
	const struct dentry *found;
	const struct dentry *exchanging;
	const struct cred *cred;
	const struct tsem_fragment *subject;
	struct tsem_call *calls;
};

/**
 * struct tsem_cred - Blob of credentials
 *
 * @worn: they are, or were, those of a member or were put on with its request to
 *	io_uring; never cleared
 */
struct tsem_cred {
	bool worn;
};

/**
 * enum tsem_task_relation - What another process is to the current one
 *
 * @TSEM_TASK_SELF: the same process
 * @TSEM_TASK_MEMBER: a process of the same namespace
 * @TSEM_TASK_OUTSIDE: any other
 * @TSEM_TASK_COUNT: number of relations
 */
enum tsem_task_relation {
	TSEM_TASK_SELF,
	TSEM_TASK_MEMBER,
	TSEM_TASK_OUTSIDE,
	TSEM_TASK_COUNT,
};

extern const char *const tsem_task_relations[TSEM_TASK_COUNT];

static inline struct tsem_task *tsem_task(const struct task_struct *task)
{
	return task->security + tsem_blob_sizes.lbs_task;
}

/**
 * tsem_is_nameless - Whether an entry has no name
 *
 * @dentry: the entry
 *
 * Context: Any context.
 * Return: true if it has none any more, or never had one, but not for who found it
 * by its name a moment ago.
 */
static inline bool tsem_is_nameless(const struct dentry *dentry)
{
	return d_unlinked(dentry) && tsem_task(current)->found != dentry;
}

static inline struct tsem_cred *tsem_cred(const struct cred *cred)
{
	return cred->security + tsem_blob_sizes.lbs_cred;
}

/**
 * tsem_cred_wear - Note that a member acts with credentials
 *
 * @cred: the credentials
 *
 * Context: Any context.
 */
static inline void tsem_cred_wear(const struct cred *cred)
{
	if (!READ_ONCE(tsem_cred(cred)->worn))
		WRITE_ONCE(tsem_cred(cred)->worn, true);
}

bool tsem_cred_worn(const struct cred *cred);

/**
 * tsem_no_new_privs - Whether an exec of a task gains nothing
 *
 * @task: the task
 *
 * A worker of io_uring has what the process had when it was made, which is left to
 * chance: what it does is done for the process as it is.
 *
 * Context: Any context.
 * Return: what records have.
 */
static inline bool tsem_no_new_privs(struct task_struct *task)
{
	if (task_no_new_privs(task))
		return true;
	return unlikely(task->flags & PF_IO_WORKER) &&
	       task_no_new_privs(task->group_leader);
}

/**
 * tsem_current_proc - Identity of the current process
 *
 * Only the task itself replaces the pointer, so that it needs no protection.
 *
 * Context: Process context.
 * Return: the object, or NULL if nothing is modeled where the process is.
 */
static inline struct tsem_proc *tsem_current_proc(void)
{
	return rcu_dereference_protected(tsem_task(current)->proc, true);
}

/**
 * tsem_acts_for_other - Whether the current task has put on other credentials
 *
 * File systems and core dumps do so for work of their own, which is no act of
 * the member.  io_uring does so too, with those that a member had when it made the
 * request, in whatever task carries it out.
 *
 * Context: Process context.
 * Return: true if the credentials in force are not the member's.
 */
static inline bool tsem_acts_for_other(void)
{
	const struct cred *cred = current_cred();

	if (cred == current_real_cred())
		return false;
	/* Tasks outside have no events: nothing is looked up for them. */
	return !tsem_current_proc() || !tsem_cred_worn(cred);
}

void tsem_program_put(struct tsem_program *program);
struct tsem_proc *tsem_proc_alloc(struct tsem_namespace *ns, gfp_t gfp);
void tsem_proc_put(struct tsem_proc *proc);
void tsem_task_enter(struct task_struct *task, struct tsem_proc *proc);
struct tsem_namespace *tsem_task_ns(const struct task_struct *task);
struct tsem_namespace *tsem_task_subordinate(const struct task_struct *task);
struct tsem_namespace *tsem_task_entering(void);
bool tsem_task_may_leave(void);
void tsem_exec_free(struct tsem_exec *exec);
__init void tsem_add_task_hooks(void);

const struct tsem_fragment *__tsem_proc_actor(const struct tsem_proc *proc);

/**
 * tsem_proc_actor - Identity of a process as a fragment
 *
 * @proc: the process
 *
 * Context: Any context, once the configuration of the namespace is frozen.
 * Return: the fragment, valid as long as the model, or NULL if there is none.
 */
static inline const struct tsem_fragment *
tsem_proc_actor(const struct tsem_proc *proc)
{
	return READ_ONCE(proc->actor) ?: __tsem_proc_actor(proc);
}

DEFINE_FREE(tsem_program_put, struct tsem_program *, tsem_program_put(_T))
DEFINE_FREE(tsem_proc_put, struct tsem_proc *, tsem_proc_put(_T))

#ifdef CONFIG_IO_URING
static inline bool tsem_used_ring(void)
{
	return current->io_uring;
}
#else
static inline bool tsem_used_ring(void)
{
	return false;
}
#endif

/**
 * tsem_in_own_call - Whether what the current task does is what its call asks for
 *
 * Requests to io_uring are carried out by workers, in the call that submits them,
 * and at the end of whatever call the task makes later: none of a task that has ever
 * used a ring is certain to be its own.
 *
 * Context: Any context.
 * Return: true if so.
 */
static inline bool tsem_in_own_call(void)
{
	return !(current->flags &
		 (PF_KTHREAD | PF_USER_WORKER | PF_EXITING | PF_SIGNALED)) &&
	       !tsem_used_ring();
}

#endif /* _SECURITY_TSEM_TASK_H */
