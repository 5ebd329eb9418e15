/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Security modeling namespaces
 */

#ifndef _LINUX_TSEM_NAMESPACE_H
#define _LINUX_TSEM_NAMESPACE_H

#include <linux/atomic.h>
#include <linux/cleanup.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/llist.h>
#include <linux/ns_common.h>
#include <linux/nsproxy.h>
#include <linux/types.h>

struct task_struct;
struct tsem_model;
struct ucounts;
struct user_namespace;

/**
 * struct tsem_namespace - Security modeling namespace
 *
 * A task enters one when it forks without CLONE_VM or calls execve() after
 * unshare(CLONE_NEWTSEM), or with setns(). It never leaves it again.
 */
struct tsem_namespace {
	/** @ns: what all namespace types have in common */
	struct ns_common ns;
	/** @user_ns: owner; counted, never changes */
	struct user_namespace *user_ns;
	/** @ucounts: whom the namespace is charged to; never changes */
	struct ucounts *ucounts;
	/**
	 * @model: what its tasks do and may do; never changes, %NULL only in
	 * init_tsem_ns, unless that is modeled. It lives until a grace period
	 * after the last reference to the namespace is gone.
	 */
	struct tsem_model *model;
	/** @processes: identities that act in it, also of those that exit */
	atomic_t processes;
	/** @free_node: entry in the list of those that wait to be freed */
	struct llist_node free_node;
};

#ifdef CONFIG_SECURITY_TSEM_NS

extern struct tsem_namespace init_tsem_ns;

void __init tsem_ns_init(void);
struct tsem_namespace *copy_tsem_ns(u64 flags, struct user_namespace *user_ns,
				    struct tsem_namespace *old_ns);
int tsem_on_fork(u64 flags, struct nsproxy *nsproxy, struct task_struct *task);
void tsem_commit_nsset(struct nsset *nsset);
void tsem_put_nsset(struct nsset *nsset);
void put_tsem_ns(struct tsem_namespace *ns);

/**
 * to_tsem_ns - The security modeling namespace that contains an ns_common
 *
 * @ns: an ns_common whose type is CLONE_NEWTSEM
 *
 * Context: Any context.
 * Return: the namespace.
 */
static inline struct tsem_namespace *to_tsem_ns(struct ns_common *ns)
{
	return container_of(ns, struct tsem_namespace, ns);
}

/**
 * get_tsem_ns - Take another reference to a security modeling namespace
 *
 * @ns: a namespace that the caller holds a reference to, or %NULL
 *
 * Context: Any context.
 * Return: @ns.
 */
static inline struct tsem_namespace *get_tsem_ns(struct tsem_namespace *ns)
{
	ns_ref_inc(ns);
	return ns;
}

/**
 * tsem_ns_is_over - Whether nothing can happen in a namespace any more
 *
 * @ns: the namespace, which the caller holds a reference to
 *
 * Who is to know that it is over waits for a wake-up by put_tsem_ns().
 *
 * Context: Any context.
 * Return: true if no process is in it and nobody holds on to it who could enter.
 */
static inline bool tsem_ns_is_over(const struct tsem_namespace *ns)
{
	if (ns_ref_active_read(ns))
		return false;
	/*
	 * Processes come only while it is active. Pairs with the barriers of
	 * who drops the last active reference, and of tsem_proc_put(): what
	 * the last process did has been told then.
	 */
	smp_rmb();
	return !atomic_read_acquire(&ns->processes);
}

/**
 * tsem_nsproxy_entering - The namespace that a fork or exec would enter
 *
 * @nsproxy: namespaces of the current task, or of any while they are counted
 *
 * Context: Any context.
 * Return: the namespace, or %NULL if none would be entered.
 */
static inline struct tsem_namespace *
tsem_nsproxy_entering(const struct nsproxy *nsproxy)
{
	if (nsproxy->tsem_ns_for_children == nsproxy->tsem_ns)
		return NULL;
	return nsproxy->tsem_ns_for_children;
}

/**
 * tsem_ns_is_initial - Whether a namespace is the one that is there from boot on
 *
 * @ns: the namespace
 *
 * Context: Any context.
 * Return: true if it is.
 */
static inline bool tsem_ns_is_initial(const struct tsem_namespace *ns)
{
	return ns == &init_tsem_ns;
}

/**
 * tsem_ns_initial - The initial namespace, if it is modeled
 *
 * The model is there before the first program runs, or never.
 *
 * Context: Any context.
 * Return: the namespace, or %NULL if it has no model.
 */
static inline struct tsem_namespace *tsem_ns_initial(void)
{
	return init_tsem_ns.model ? &init_tsem_ns : NULL;
}

#else /* !CONFIG_SECURITY_TSEM_NS */

static inline void __init tsem_ns_init(void)
{
}

static inline struct tsem_namespace *
copy_tsem_ns(u64 flags, struct user_namespace *user_ns,
	     struct tsem_namespace *old_ns)
{
	if (flags & CLONE_NEWTSEM)
		return ERR_PTR(-EINVAL);

	return old_ns;
}

static inline int tsem_on_fork(u64 flags, struct nsproxy *nsproxy,
			       struct task_struct *task)
{
	return 0;
}

static inline void tsem_commit_nsset(struct nsset *nsset)
{
}

static inline void tsem_put_nsset(struct nsset *nsset)
{
}

static inline struct tsem_namespace *get_tsem_ns(struct tsem_namespace *ns)
{
	return NULL;
}

static inline void put_tsem_ns(struct tsem_namespace *ns)
{
}

static inline bool tsem_ns_is_over(const struct tsem_namespace *ns)
{
	return false;
}

static inline struct tsem_namespace *
tsem_nsproxy_entering(const struct nsproxy *nsproxy)
{
	return NULL;
}

static inline bool tsem_ns_is_initial(const struct tsem_namespace *ns)
{
	return false;
}

static inline struct tsem_namespace *tsem_ns_initial(void)
{
	return NULL;
}

#endif /* CONFIG_SECURITY_TSEM_NS */

DEFINE_FREE(put_tsem_ns, struct tsem_namespace *, if (!IS_ERR_OR_NULL(_T)) put_tsem_ns(_T))

#endif /* _LINUX_TSEM_NAMESPACE_H */
