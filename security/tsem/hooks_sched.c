// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - groups, priorities and limits of processes
 *
 * These are called with the RCU read lock or a spinlock held: they write small
 * numbers and fragments that exist, and nothing else.
 */

#include <linux/lsm_hooks.h>
#include <linux/pid.h>
#include <linux/resource.h>
#include <linux/sched/signal.h>
#include <linux/security.h>

#include "brief.h"
#include "decide.h"
#include "hooks.h"
#include "task.h"

/*
 * Whose group it is: that of its leader, or of any other in it once the leader
 * is gone.  The caller holds the lock of the list of tasks.
 */
static enum tsem_task_relation group_relation(const struct tsem_proc *proc,
					      struct task_struct *target,
					      pid_t pgid)
{
	const struct task_struct *leader;
	struct pid *pid;

	if (pgid == task_pid_vnr(target))
		return TSEM_TASK_SELF;
	guard(rcu)();
	pid = find_vpid(pgid);
	leader = pid_task(pid, PIDTYPE_TGID) ?: pid_task(pid, PIDTYPE_PGID);
	if (!leader || tsem_task_ns(leader) != proc->ns)
		return TSEM_TASK_OUTSIDE;
	return TSEM_TASK_MEMBER;
}

static int tsem_task_setpgid(struct task_struct *target, pid_t pgid)
{
	struct tsem_brief brief __uninitialized;
	struct tsem_proc *proc = tsem_brief_begin(&brief);

	if (!proc)
		return 0;
	tsem_brief_task(&brief, proc, target);
	tsem_brief_u8(&brief, group_relation(proc, target, pgid));
	return tsem_brief_decide(&brief, TSEM_EV_task_setpgid, proc);
}

static int tsem_task_getpgid(struct task_struct *target)
{
	return tsem_decide_task(TSEM_EV_task_getpgid, target);
}

static int tsem_task_getsid(struct task_struct *target)
{
	return tsem_decide_task(TSEM_EV_task_getsid, target);
}

static int tsem_task_setnice(struct task_struct *target, int nice)
{
	return tsem_decide_task_value(TSEM_EV_task_setnice, target, nice);
}

static int tsem_task_setioprio(struct task_struct *target, int ioprio)
{
	return tsem_decide_task_value(TSEM_EV_task_setioprio, target, ioprio);
}

static int tsem_task_getioprio(struct task_struct *target)
{
	return tsem_decide_task(TSEM_EV_task_getioprio, target);
}

static int tsem_task_prlimit(const struct cred *cred, const struct cred *tcred,
			     unsigned int flags)
{
	struct tsem_event event __uninitialized;
	int ret = tsem_event_begin(&event, TSEM_EV_task_prlimit);

	if (ret <= 0)
		return ret;
	tsem_put_object_cred(&event, tcred);
	tsem_event_u32(&event, flags);
	return tsem_event_decide(&event);
}

/* "No limit" is the same number on every architecture. */
static u64 limit_value(unsigned long limit)
{
	return limit == RLIM_INFINITY ? U64_MAX : limit;
}

static int tsem_task_setrlimit(struct task_struct *target,
			       unsigned int resource, struct rlimit *new_rlim)
{
	struct tsem_brief brief __uninitialized;
	struct tsem_proc *proc = tsem_brief_begin(&brief);

	if (!proc)
		return 0;
	tsem_brief_task(&brief, proc, target);
	tsem_brief_u32(&brief, resource);
	tsem_brief_u64(&brief, limit_value(new_rlim->rlim_cur));
	tsem_brief_u64(&brief, limit_value(new_rlim->rlim_max));
	return tsem_brief_decide(&brief, TSEM_EV_task_setrlimit, proc);
}

static int tsem_task_setscheduler(struct task_struct *target)
{
	return tsem_decide_task(TSEM_EV_task_setscheduler, target);
}

static int tsem_task_getscheduler(struct task_struct *target)
{
	return tsem_decide_task(TSEM_EV_task_getscheduler, target);
}

static int tsem_task_movememory(struct task_struct *target)
{
	return tsem_decide_task(TSEM_EV_task_movememory, target);
}

static struct security_hook_list tsem_sched_hooks[] __ro_after_init = {
	LSM_HOOK_INIT(task_setpgid, tsem_task_setpgid),
	LSM_HOOK_INIT(task_getpgid, tsem_task_getpgid),
	LSM_HOOK_INIT(task_getsid, tsem_task_getsid),
	LSM_HOOK_INIT(task_setnice, tsem_task_setnice),
	LSM_HOOK_INIT(task_setioprio, tsem_task_setioprio),
	LSM_HOOK_INIT(task_getioprio, tsem_task_getioprio),
	LSM_HOOK_INIT(task_prlimit, tsem_task_prlimit),
	LSM_HOOK_INIT(task_setrlimit, tsem_task_setrlimit),
	LSM_HOOK_INIT(task_setscheduler, tsem_task_setscheduler),
	LSM_HOOK_INIT(task_getscheduler, tsem_task_getscheduler),
	LSM_HOOK_INIT(task_movememory, tsem_task_movememory),
};

/**
 * tsem_add_sched_hooks - Register the hooks for groups, priorities and limits
 *
 * Context: Boot.
 */
__init void tsem_add_sched_hooks(void)
{
	security_add_hooks(tsem_sched_hooks, ARRAY_SIZE(tsem_sched_hooks),
			   &tsem_lsmid);
}
