// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - namespaces
 *
 * A namespace is made for the children of the task that asks for it, so that
 * it can be set up and loaded before the first event in it. Two pointers tell
 * where a task is: nsproxy->tsem_ns, which makes the namespace visible, and
 * the one in the blob of the task, which the hooks use, because an exiting
 * task has no nsproxy. They are written together: at fork, at exec and at
 * setns.
 */

#include <linux/capability.h>
#include <linux/cred.h>
#include <linux/file.h>
#include <linux/llist.h>
#include <linux/nsproxy.h>
#include <linux/nstree.h>
#include <linux/proc_fs.h>
#include <linux/proc_ns.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/user_namespace.h>
#include <linux/workqueue.h>

#include "audit.h"
#include "model.h"
#include "namespace.h"
#include "setup.h"
#include "task.h"

static void tsem_ns_free_list(struct work_struct *work);

static LLIST_HEAD(tsem_free_list);
static DECLARE_WORK(tsem_free_work, tsem_ns_free_list);

static struct ucounts *inc_tsem_namespaces(struct user_namespace *user_ns)
{
	return inc_ucount(user_ns, current_euid(), UCOUNT_TSEM_NAMESPACES);
}

static void dec_tsem_namespaces(struct ucounts *ucounts)
{
	dec_ucount(ucounts, UCOUNT_TSEM_NAMESPACES);
}

static void tsem_ns_free(struct tsem_namespace *ns)
{
	tsem_model_destroy(ns->model);
	dec_tsem_namespaces(ns->ucounts);
	put_user_ns(ns->user_ns);
	ns_common_free(ns);
	kfree(ns);
}

static void tsem_ns_free_list(struct work_struct *work)
{
	struct llist_node *list = llist_del_all(&tsem_free_list);
	struct tsem_namespace *ns, *next;

	llist_for_each_entry(ns, list, free_node)
		ns_tree_remove(ns);

	/*
	 * One grace period for walkers of the tree and for hooks that look at
	 * another task, whose blob may have held the last reference.
	 */
	synchronize_rcu();

	llist_for_each_entry_safe(ns, next, list, free_node) {
		tsem_ns_free(ns);
		cond_resched();
	}
}

/*
 * Active references and processes are dropped before references, so that whoever
 * drops the last of them comes here.
 */
static void tell_end(struct tsem_namespace *ns)
{
	if (ns && ns->model && tsem_ns_is_over(ns))
		tsem_observers_end(&ns->model->observers);
}

/**
 * put_tsem_ns - Drop a reference to a security modeling namespace
 *
 * @ns: the namespace, or %NULL
 *
 * The last reference may be that of a task blob, which is freed in an RCU
 * callback, whereas leaving the tree and freeing the model need process
 * context. So both are left to a work item.
 *
 * Context: Any context.
 */
void put_tsem_ns(struct tsem_namespace *ns)
{
	tell_end(ns);
	if (!ns_ref_put(ns))
		return;

	if (llist_add(&ns->free_node, &tsem_free_list))
		queue_work(system_dfl_long_wq, &tsem_free_work);
}

static struct ucounts *tsem_ns_charge(struct user_namespace *user_ns)
{
	struct ucounts *ucounts = inc_tsem_namespaces(user_ns);

	/*
	 * Namespaces are freed behind the back of their users, who shall not
	 * see the limit because of those that are already gone.
	 */
	if (!ucounts && flush_work(&tsem_free_work))
		ucounts = inc_tsem_namespaces(user_ns);
	return ucounts;
}

/*
 * Makes a namespace owned by @user_ns. Nobody is in it yet. This is the only
 * place where namespaces are made, whatever system call asked for it.
 */
static struct tsem_namespace *tsem_ns_create(struct user_namespace *user_ns)
{
	struct tsem_namespace *ns;
	struct ucounts *ucounts;
	int err;

	/* Without hooks nothing would be modeled: do not pretend. */
	if (!tsem_active)
		return ERR_PTR(-EOPNOTSUPP);

	/* A member shall have no model but the one that it was given. */
	if (!tsem_task_may_leave())
		return ERR_PTR(-EPERM);

	ucounts = tsem_ns_charge(user_ns);
	if (!ucounts)
		return ERR_PTR(-ENOSPC);

	err = tsem_enable();
	if (err)
		goto out_uncharge;

	err = -ENOMEM;
	ns = kzalloc_obj(*ns, GFP_KERNEL_ACCOUNT);
	if (!ns)
		goto out_uncharge;

	ns->model = tsem_model_create();
	if (IS_ERR(ns->model)) {
		err = PTR_ERR(ns->model);
		goto out_free;
	}

	err = ns_common_init(ns);
	if (err)
		goto out_model;

	ns->ucounts = ucounts;
	ns->user_ns = get_user_ns(user_ns);
	tsem_audit_init(ns);
	ns_tree_add(ns);
	return ns;

out_model:
	tsem_model_destroy(ns->model);
out_free:
	kfree(ns);
out_uncharge:
	dec_tsem_namespaces(ucounts);
	return ERR_PTR(err);
}

/**
 * copy_tsem_ns - Choose the namespace for the children of a task
 *
 * @flags: CLONE_NEWTSEM to make a new one
 * @user_ns: owner of a new one
 * @old_ns: what the task has for its children now
 *
 * Context: Process context.
 * Return:
 * * A counted namespace
 * * %-EOPNOTSUPP - A new one was asked for and TSEM is not among the active
 *   security modules
 * * %-EPERM - The caller is a member of a security modeling namespace, or of the
 *   initial one and that is sealed
 * * %-ENOSPC - The limit of user.max_tsem_namespaces is reached
 * * %-ENOMEM - No memory
 */
struct tsem_namespace *copy_tsem_ns(u64 flags, struct user_namespace *user_ns,
				    struct tsem_namespace *old_ns)
{
	if (!(flags & CLONE_NEWTSEM))
		return get_tsem_ns(old_ns);

	return tsem_ns_create(user_ns);
}

/**
 * tsem_on_fork - Enter the namespace that is waiting for children
 *
 * @flags: clone flags; 0 at exec
 * @nsproxy: new namespaces of the task, not installed yet
 * @task: a child that shares no memory with its parent and is not visible yet,
 *	or the current task in exec, when it shares its memory with nobody
 *
 * A namespace that clone3() was asked for waits for the children of the new
 * task: entering at once would be too early for a model to be loaded.
 *
 * Context: Process context.
 * Return:
 * * %0 - Entered, or there is nothing to enter
 * * %-EPERM - The initial namespace was sealed since that one was made
 * * %-ENOMEM - No memory
 */
int tsem_on_fork(u64 flags, struct nsproxy *nsproxy, struct task_struct *task)
{
	struct tsem_namespace *ns = tsem_nsproxy_entering(nsproxy);
	struct tsem_proc *proc;

	if (!ns || (flags & CLONE_NEWTSEM))
		return 0;

	if (!tsem_task_may_leave())
		return -EPERM;

	proc = tsem_proc_alloc(ns, GFP_KERNEL_ACCOUNT);
	if (!proc)
		return -ENOMEM;

	put_tsem_ns(nsproxy->tsem_ns);
	nsproxy->tsem_ns = get_tsem_ns(ns);
	tsem_task_enter(task, proc);
	return 0;
}

/**
 * tsem_commit_nsset - Complete setns() into a security modeling namespace
 *
 * @nsset: namespaces that the current task is about to switch to
 *
 * Everything that can fail was done by tsemns_install().
 *
 * Context: Process context.
 */
void tsem_commit_nsset(struct nsset *nsset)
{
	struct tsem_proc *proc = nsset->tsem_proc;

	if (!proc)
		return;

	nsset->tsem_proc = NULL;
	tsem_task_enter(current, proc);
}

/**
 * tsem_put_nsset - Forget what setns() prepared and did not use
 *
 * @nsset: namespaces that were not switched to, or were already
 *
 * Context: Process context.
 */
void tsem_put_nsset(struct nsset *nsset)
{
	tsem_proc_put(nsset->tsem_proc);
}

/**
 * tsem_ns_get_from_fd - The security modeling namespace behind a descriptor
 *
 * @fd: number of a descriptor of the current task
 *
 * Context: Process context.
 * Return:
 * * A counted namespace, which may be init_tsem_ns
 * * %-EBADF - No such descriptor
 * * %-EINVAL - It does not refer to a security modeling namespace
 */
struct tsem_namespace *tsem_ns_get_from_fd(int fd)
{
	struct ns_common *ns;

	CLASS(fd, f)(fd);
	if (fd_empty(f))
		return ERR_PTR(-EBADF);

	if (!proc_ns_file(fd_file(f)))
		return ERR_PTR(-EINVAL);

	ns = get_proc_ns(file_inode(fd_file(f)));
	if (ns->ns_type != CLONE_NEWTSEM)
		return ERR_PTR(-EINVAL);

	return get_tsem_ns(to_tsem_ns(ns));
}

/**
 * tsem_ns_get_from_id - The security modeling namespace with an id
 *
 * @id: its id, which no other namespace has or will have
 *
 * Whether the caller may know that there is one is for him to check.
 *
 * Context: Any context.
 * Return:
 * * A counted namespace, which may be init_tsem_ns
 * * %-ENOENT - There is none of this type, or nobody is in it or could enter
 */
struct tsem_namespace *tsem_ns_get_from_id(u64 id)
{
	struct ns_common *ns;

	guard(rcu)();
	ns = ns_tree_lookup_rcu(id, CLONE_NEWTSEM);
	if (!ns || !ns_get_unless_inactive(ns))
		return ERR_PTR(-ENOENT);

	return to_tsem_ns(ns);
}

static struct ns_common *tsemns_get(struct task_struct *task)
{
	struct nsproxy *nsproxy;

	guard(task_lock)(task);
	nsproxy = task->nsproxy;
	if (!nsproxy)
		return NULL;

	return &get_tsem_ns(nsproxy->tsem_ns)->ns;
}

static struct ns_common *tsemns_for_children_get(struct task_struct *task)
{
	struct nsproxy *nsproxy;

	guard(task_lock)(task);
	nsproxy = task->nsproxy;
	if (!nsproxy)
		return NULL;

	return &get_tsem_ns(nsproxy->tsem_ns_for_children)->ns;
}

static void tsemns_put(struct ns_common *ns)
{
	put_tsem_ns(to_tsem_ns(ns));
}

static void nsset_set_tsem_ns(struct nsset *nsset, struct tsem_namespace *ns)
{
	struct nsproxy *nsproxy = nsset->nsproxy;

	put_tsem_ns(nsproxy->tsem_ns);
	nsproxy->tsem_ns = get_tsem_ns(ns);

	put_tsem_ns(nsproxy->tsem_ns_for_children);
	nsproxy->tsem_ns_for_children = get_tsem_ns(ns);
}

static int tsemns_install(struct nsset *nsset, struct ns_common *new)
{
	struct tsem_namespace *ns = to_tsem_ns(new);
	struct user_namespace *joiner = nsset->cred->user_ns;
	bool stays = nsset->nsproxy->tsem_ns == ns;
	struct tsem_proc *proc;

	if (!tsem_active)
		return -EOPNOTSUPP;

	/* Nobody leaves. */
	if (!stays && !tsem_task_may_leave())
		return -EPERM;

	if (!current_is_single_threaded())
		return -EUSERS;

	if (!ns_capable(ns->user_ns, CAP_SYS_ADMIN) ||
	    !ns_capable(joiner, CAP_SYS_ADMIN))
		return -EPERM;

	/* Else the owner could make system calls of its superiors fail. */
	if (!in_userns(ns->user_ns, joiner))
		return -EPERM;

	/* Only takes back a namespace that is waiting for children. */
	if (stays) {
		nsset_set_tsem_ns(nsset, ns);
		return 0;
	}

	if (!tsem_model_may_join(ns->model))
		return -EPERM;

	proc = tsem_proc_alloc(ns, GFP_KERNEL_ACCOUNT);
	if (!proc)
		return -ENOMEM;

	nsset->tsem_proc = proc;
	nsset_set_tsem_ns(nsset, ns);
	return 0;
}

static struct user_namespace *tsemns_owner(struct ns_common *ns)
{
	return to_tsem_ns(ns)->user_ns;
}

const struct proc_ns_operations tsemns_operations = {
	.name		= "tsem",
	.get		= tsemns_get,
	.put		= tsemns_put,
	.install	= tsemns_install,
	.owner		= tsemns_owner,
};

const struct proc_ns_operations tsemns_for_children_operations = {
	.name		= "tsem_for_children",
	.real_ns_name	= "tsem",
	.get		= tsemns_for_children_get,
	.put		= tsemns_put,
	.install	= tsemns_install,
	.owner		= tsemns_owner,
};

/* Valid before anything runs: the first task is in it from the start. */
struct tsem_namespace init_tsem_ns = {
	.ns		= NS_COMMON_INIT(init_tsem_ns),
	.user_ns	= &init_user_ns,
};

/**
 * tsem_ns_init - Make the initial namespace visible
 *
 * Runs whether or not TSEM is among the active security modules.
 *
 * Context: Boot.
 */
void __init tsem_ns_init(void)
{
	ns_tree_add(&init_tsem_ns);
}
