// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - processes and credentials
 */

#include <linux/lsm_hooks.h>
#include <linux/ptrace.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/security.h>

#include "brief.h"
#include "decide.h"
#include "hooks.h"
#include "task.h"

/**
 * tsem_put_object_cred - Write credentials that are what an event is about
 *
 * @event: the event
 * @cred: the credentials
 *
 * Context: Any context.
 */
void tsem_put_object_cred(struct tsem_event *event, const struct cred *cred)
{
	struct tsem_context context;

	tsem_context_fill(&context, event->ns->user_ns, cred);
	tsem_put_cred(&event->key.plain, &context);
}

/**
 * tsem_decide_task - Decide an event whose object is a process
 *
 * @id: the event
 * @task: a task of that process
 *
 * Context: Process context; may sleep unless the event is atomic.
 * Return: as tsem_event_decide().
 */
int tsem_decide_task(enum tsem_event_id id, const struct task_struct *task)
{
	struct tsem_brief brief __uninitialized;
	struct tsem_proc *proc = tsem_brief_begin(&brief);

	if (!proc)
		return 0;
	tsem_brief_task(&brief, proc, task);
	return tsem_brief_decide(&brief, id, proc);
}

/**
 * tsem_decide_task_value - Decide an event whose object is a process and a number
 *
 * @id: the event
 * @task: a task of that process
 * @value: the number
 *
 * Context: Process context; may sleep unless the event is atomic.
 * Return: as tsem_event_decide().
 */
int tsem_decide_task_value(enum tsem_event_id id,
			   const struct task_struct *task, u32 value)
{
	struct tsem_brief brief __uninitialized;
	struct tsem_proc *proc = tsem_brief_begin(&brief);

	if (!proc)
		return 0;
	tsem_brief_task(&brief, proc, task);
	tsem_brief_u32(&brief, value);
	return tsem_brief_decide(&brief, id, proc);
}

/*
 * Signals of the kernel are no act of the current task, nor are those that a
 * driver sends with credentials that it kept.
 */
static bool is_act(const struct kernel_siginfo *info, const struct cred *cred)
{
	return !cred && info != SEND_SIG_PRIV &&
	       (info == SEND_SIG_NOINFO || !SI_FROMKERNEL(info));
}

static int tsem_task_kill(struct task_struct *target,
			  struct kernel_siginfo *info, int sig,
			  const struct cred *cred)
{
	if (!tsem_in_use() || !is_act(info, cred))
		return 0;
	return tsem_decide_task_value(TSEM_EV_task_kill, target, sig);
}

static int tsem_ptrace_access_check(struct task_struct *child,
				    unsigned int mode)
{
	return tsem_decide_task_value(TSEM_EV_ptrace_access_check, child,
				      mode & ~PTRACE_MODE_NOAUDIT);
}

/* The current task is the one that is going to be traced. */
static int tsem_ptrace_traceme(struct task_struct *parent)
{
	return tsem_decide_task(TSEM_EV_ptrace_traceme, parent);
}

/*
 * Only what was granted comes here.  Probes are no use of a capability.  With
 * credentials that are not the member's it is somebody else's.
 */
static bool is_use(const struct cred *cred, unsigned int opts)
{
	return !(opts & CAP_OPT_NOAUDIT) && cred == current_cred() &&
	       !tsem_acts_for_other();
}

static int tsem_capable(const struct cred *cred,
			struct user_namespace *target_ns, int cap,
			unsigned int opts)
{
	struct tsem_brief brief __uninitialized;
	struct tsem_proc *proc = tsem_brief_begin(&brief);

	if (!proc || !is_use(cred, opts))
		return 0;
	tsem_brief_u32(&brief, cap);
	tsem_brief_u32(&brief, opts);
	tsem_brief_u32(&brief, tsem_userns_level(proc->ns->user_ns, target_ns));
	return tsem_brief_decide(&brief, TSEM_EV_capable, proc);
}

static int tsem_task_fix_setuid(struct cred *new, const struct cred *old,
				int flags)
{
	struct tsem_context context;
	struct tsem_event event __uninitialized;
	int ret = tsem_event_begin(&event, TSEM_EV_task_fix_setuid);

	if (ret <= 0)
		return ret;
	tsem_context_fill(&context, event.ns->user_ns, new);
	tsem_event_u32(&event, flags);
	tsem_event_u32(&event, context.uid);
	tsem_event_u32(&event, context.euid);
	tsem_event_u32(&event, context.suid);
	tsem_event_u32(&event, context.fsuid);
	return tsem_event_decide(&event);
}

static int tsem_task_fix_setgid(struct cred *new, const struct cred *old,
				int flags)
{
	struct tsem_context context;
	struct tsem_event event __uninitialized;
	int ret = tsem_event_begin(&event, TSEM_EV_task_fix_setgid);

	if (ret <= 0)
		return ret;
	tsem_context_fill(&context, event.ns->user_ns, new);
	tsem_event_u32(&event, flags);
	tsem_event_u32(&event, context.gid);
	tsem_event_u32(&event, context.egid);
	tsem_event_u32(&event, context.sgid);
	tsem_event_u32(&event, context.fsgid);
	return tsem_event_decide(&event);
}

/*
 * There may be more groups than the buffer has room for, which no program has for
 * good reason: such an event cannot be described.
 */
static int tsem_task_fix_setgroups(struct cred *new, const struct cred *old)
{
	const struct group_info *info = new->group_info;
	struct tsem_event event __uninitialized;
	u32 begin;
	int ret = tsem_event_begin(&event, TSEM_EV_task_fix_setgroups), i;

	if (ret <= 0)
		return ret;
	tsem_event_u32(&event, info->ngroups);
	if (info->ngroups && tsem_event_room(&event)) {
		begin = tsem_piece_begin(&event);
		for (i = 0; i < info->ngroups; i++)
			tsem_put_u64(&event.text,
				     from_kgid(event.ns->user_ns, info->gid[i]));
		tsem_piece_end(&event, begin);
	}
	return tsem_event_decide(&event);
}

static int tsem_capget(const struct task_struct *target,
		       kernel_cap_t *effective, kernel_cap_t *inheritable,
		       kernel_cap_t *permitted)
{
	return tsem_decide_task(TSEM_EV_capget, target);
}

static int tsem_capset(struct cred *new, const struct cred *old,
		       const kernel_cap_t *effective,
		       const kernel_cap_t *inheritable,
		       const kernel_cap_t *permitted)
{
	struct tsem_brief brief __uninitialized;
	struct tsem_proc *proc = tsem_brief_begin(&brief);

	if (!proc)
		return 0;
	tsem_brief_u64(&brief, effective->val);
	tsem_brief_u64(&brief, inheritable->val);
	tsem_brief_u64(&brief, permitted->val);
	return tsem_brief_decide(&brief, TSEM_EV_capset, proc);
}

static int tsem_userns_create(const struct cred *cred)
{
	struct tsem_event event __uninitialized;
	u32 level;
	int ret = tsem_event_begin(&event, TSEM_EV_userns_create);

	if (ret <= 0)
		return ret;
	level = tsem_userns_level(event.ns->user_ns, cred->user_ns);
	tsem_event_u32(&event, level == U32_MAX ? level : level + 1);
	return tsem_event_decide(&event);
}

static struct security_hook_list tsem_process_hooks[] __ro_after_init = {
	LSM_HOOK_INIT(task_kill, tsem_task_kill),
	LSM_HOOK_INIT(ptrace_access_check, tsem_ptrace_access_check),
	LSM_HOOK_INIT(ptrace_traceme, tsem_ptrace_traceme),
	LSM_HOOK_INIT(capable, tsem_capable),
	LSM_HOOK_INIT(task_fix_setuid, tsem_task_fix_setuid),
	LSM_HOOK_INIT(task_fix_setgid, tsem_task_fix_setgid),
	LSM_HOOK_INIT(task_fix_setgroups, tsem_task_fix_setgroups),
	LSM_HOOK_INIT(capget, tsem_capget),
	LSM_HOOK_INIT(capset, tsem_capset),
	LSM_HOOK_INIT(userns_create, tsem_userns_create),
};

/**
 * tsem_add_process_hooks - Register the hooks for processes
 *
 * Context: Boot.
 */
__init void tsem_add_process_hooks(void)
{
	security_add_hooks(tsem_process_hooks, ARRAY_SIZE(tsem_process_hooks),
			   &tsem_lsmid);
}
