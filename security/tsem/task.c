// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - processes
 *
 * Identity and trust belong to a process, not to a thread: what shares memory
 * cannot be told apart.
 */

#include <linux/lsm_hooks.h>
#include <linux/nsproxy.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "model.h"
#include "retry.h"
#include "task.h"

const char *const tsem_task_relations[TSEM_TASK_COUNT] = {
	[TSEM_TASK_SELF] = "self",
	[TSEM_TASK_MEMBER] = "member",
	[TSEM_TASK_OUTSIDE] = "outside",
};

/**
 * tsem_program_put - Drop a reference
 *
 * @program: what a process runs, or NULL
 *
 * Context: Any context.
 */
void tsem_program_put(struct tsem_program *program)
{
	if (program && refcount_dec_and_test(&program->usage))
		kfree(program);
}

/**
 * __tsem_proc_actor - Identity of a process whose fragment was not kept
 *
 * @proc: the process
 *
 * Context: Any context, once the configuration of the namespace is frozen.
 * Return: as tsem_proc_actor().
 */
const struct tsem_fragment *__tsem_proc_actor(const struct tsem_proc *proc)
{
	if (proc->program)
		return NULL;
	return tsem_fragment_nobody(proc->ns->model->config.alg);
}

/**
 * tsem_proc_alloc - Make the identity of a process that enters a namespace
 *
 * @ns: the namespace
 * @gfp: how to allocate
 *
 * Context: As @gfp tells.
 * Return: the object with one reference, or NULL.
 */
struct tsem_proc *tsem_proc_alloc(struct tsem_namespace *ns, gfp_t gfp)
{
	struct tsem_proc *proc = kzalloc_obj(*proc, gfp);

	if (!proc)
		return NULL;
	refcount_set(&proc->usage, 1);
	proc->ns = get_tsem_ns(ns);
	atomic_inc(&ns->processes);
	return proc;
}

/*
 * With full barriers: it has told all that it did, and of those who drop the last
 * active reference and this the second one sees the end.
 */
static void count_off(struct tsem_namespace *ns)
{
	atomic_dec_return(&ns->processes);
}

/**
 * tsem_proc_put - Drop a reference
 *
 * @proc: the object, or NULL
 *
 * Context: Any context.
 */
void tsem_proc_put(struct tsem_proc *proc)
{
	if (!proc || !refcount_dec_and_test(&proc->usage))
		return;
	count_off(proc->ns);
	put_tsem_ns(proc->ns);
	tsem_program_put(proc->program);
	kfree_rcu(proc, rcu);
}

/**
 * tsem_task_enter - Give a task another identity
 *
 * @task: the current task, or a child that is not visible yet
 * @proc: the identity; the reference is consumed
 *
 * Context: Any context.
 */
void tsem_task_enter(struct task_struct *task, struct tsem_proc *proc)
{
	struct tsem_proc *old;

	old = rcu_replace_pointer(tsem_task(task)->proc, proc, true);
	tsem_proc_put(old);
}

/**
 * tsem_task_ns - Modeling namespace of a task
 *
 * @task: the current task, a child that is not visible yet, or any task while
 *	the caller holds the RCU read lock
 *
 * Context: Any context.
 * Return: the namespace, valid as long as the task keeps its identity, or NULL
 * if nothing is modeled where the task is.
 */
struct tsem_namespace *tsem_task_ns(const struct task_struct *task)
{
	struct tsem_proc *proc;

	proc = rcu_dereference_check(tsem_task(task)->proc, true);
	return proc ? proc->ns : NULL;
}

/**
 * tsem_task_subordinate - Modeling namespace that a task has entered
 *
 * Who is in the initial one is outside of all others, whether or not it is
 * modeled.
 *
 * @task: as for tsem_task_ns()
 *
 * Context: Any context.
 * Return: as tsem_task_ns(), but NULL for the initial one.
 */
struct tsem_namespace *tsem_task_subordinate(const struct task_struct *task)
{
	struct tsem_namespace *ns = tsem_task_ns(task);

	return tsem_ns_is_initial(ns) ? NULL : ns;
}

/**
 * tsem_task_entering - Namespace that the current task enters at exec
 *
 * If the initial namespace is modeled, a kernel thread enters it there: so do
 * the first process and the helpers that the kernel starts.
 *
 * Context: Process context.
 * Return: the namespace, or NULL if exec enters none.
 */
struct tsem_namespace *tsem_task_entering(void)
{
	const struct nsproxy *nsproxy = current->nsproxy;
	struct tsem_namespace *ns;

	/* NULL once the task exits. */
	if (!nsproxy)
		return NULL;
	ns = tsem_nsproxy_entering(nsproxy);
	if (!ns && !tsem_current_proc())
		ns = tsem_ns_initial();
	return ns;
}

/**
 * tsem_task_may_leave - Whether the current task may get another namespace
 *
 * That it gets one is no event.  So once the initial namespace is sealed, whose
 * model or forensics would tell nothing of what comes then, nobody leaves it.
 *
 * Context: Any context.
 * Return: false for members of a namespace, and if the initial one is sealed.
 */
bool tsem_task_may_leave(void)
{
	const struct tsem_namespace *initial = tsem_ns_initial();

	if (tsem_task_subordinate(current))
		return false;
	return !initial ||
	       READ_ONCE(initial->model->mode) == TSEM_MODE_LEARNING;
}

/**
 * tsem_exec_free - Forget an exec on its way
 *
 * @exec: the exec, or NULL
 *
 * Context: Any context.
 */
void tsem_exec_free(struct tsem_exec *exec)
{
	if (!exec)
		return;
	tsem_proc_put(exec->next);
	put_tsem_ns(exec->ns);
	kvfree_atomic(exec->data);
	kfree(exec);
}

/* A task of the process has them in force. */
static bool is_in_force(const struct cred *cred)
{
	const struct task_struct *task;

	guard(rcu)();
	for_each_thread(current, task)
		if (rcu_access_pointer(task->real_cred) == cred)
			return true;
	return false;
}

/**
 * tsem_cred_worn - Whether credentials are such as a member acts with
 *
 * @cred: credentials that the current task has put on
 *
 * Those that a file system puts on are never in force, which tells them apart.
 *
 * Context: Any context.
 * Return: true if they are or were in force in the process, or came with a request.
 */
bool tsem_cred_worn(const struct cred *cred)
{
	if (READ_ONCE(tsem_cred(cred)->worn))
		return true;
	if (is_in_force(cred)) {
		/* So that the tasks need not be looked at again. */
		tsem_cred_wear(cred);
		return true;
	}
	/* The mark is set before they are replaced, perhaps just now. */
	smp_rmb();
	return READ_ONCE(tsem_cred(cred)->worn);
}

/* The task is going to replace its credentials, or only looks for others to put on. */
static void leave_cred(const struct cred *old)
{
	if (tsem_in_use() && tsem_current_proc() && old == current_real_cred())
		tsem_cred_wear(old);
}

static int tsem_cred_prepare(struct cred *new, const struct cred *old, gfp_t gfp)
{
	leave_cred(old);
	return 0;
}

static void tsem_cred_transfer(struct cred *new, const struct cred *old)
{
	leave_cred(old);
}

static struct tsem_proc *copy_proc(const struct tsem_proc *from)
{
	struct tsem_proc *proc = tsem_proc_alloc(from->ns, GFP_KERNEL_ACCOUNT);

	if (!proc)
		return NULL;
	proc->untrusted = READ_ONCE(from->untrusted);
	proc->program = from->program;
	if (proc->program)
		refcount_inc(&proc->program->usage);
	proc->actor = READ_ONCE(from->actor);
	memcpy(proc->identity, from->identity, sizeof(proc->identity));
	return proc;
}

/*
 * Workers of io_uring are made here too, with CLONE_VM: they act for the
 * process that made them.
 */
static int tsem_task_alloc(struct task_struct *task, u64 clone_flags)
{
	struct tsem_proc *proc;

	if (!tsem_in_use())
		return 0;
	proc = tsem_current_proc();
	if (!proc)
		return 0;
	if (clone_flags & CLONE_VM) {
		refcount_inc(&proc->usage);
	} else {
		proc = copy_proc(proc);
		if (!proc)
			return -ENOMEM;
	}
	rcu_assign_pointer(tsem_task(task)->proc, proc);
	return 0;
}

static void tsem_task_free(struct task_struct *task)
{
	struct tsem_task *blob = tsem_task(task);

	if (!tsem_in_use())
		return;
	put_cred(blob->cred);
	tsem_exec_free(blob->exec);
	tsem_retry_free(blob->calls);
	tsem_proc_put(rcu_dereference_protected(blob->proc, true));
}

static struct security_hook_list tsem_task_hooks[] __ro_after_init = {
	LSM_HOOK_INIT(task_alloc, tsem_task_alloc),
	LSM_HOOK_INIT(task_free, tsem_task_free),
	LSM_HOOK_INIT(cred_prepare, tsem_cred_prepare),
	LSM_HOOK_INIT(cred_transfer, tsem_cred_transfer),
};

/**
 * tsem_add_task_hooks - Register the hooks that keep the blobs of tasks and credentials
 *
 * Context: Boot.
 */
__init void tsem_add_task_hooks(void)
{
	security_add_hooks(tsem_task_hooks, ARRAY_SIZE(tsem_task_hooks),
			   &tsem_lsmid);
}
