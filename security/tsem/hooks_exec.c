// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - programs
 *
 * The kernel may go through several files before it knows what to run: a
 * script, its interpreter, what a handler of other formats names.  Each is
 * digested when the kernel looks at it, while it cannot be written.  When the
 * last is known, and the credentials too, one event decides about them all.
 */

#include <linux/binfmts.h>
#include <linux/lsm_hooks.h>
#include <linux/nsproxy.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "decide.h"
#include "file.h"
#include "hooks.h"
#include "limits.h"
#include "task.h"

/*
 * Who runs a program: the process, or, if the exec enters a namespace, nobody
 * yet.  Returns false if no model decides about it.
 */
static bool get_subject(struct tsem_subject *subject, const struct cred *cred)
{
	struct tsem_namespace *entering;

	if (!tsem_in_use() || tsem_task(current)->internal)
		return false;
	entering = tsem_task_entering();
	subject->cred = cred;
	subject->proc = entering ? NULL : tsem_current_proc();
	subject->ns = subject->proc ? subject->proc->ns : entering;
	return subject->ns;
}

/* Else the program would not be told that it may not until it is gone. */
static bool may_run(const struct tsem_subject *subject)
{
	return subject->proc || tsem_ns_is_initial(subject->ns) ||
	       tsem_task_may_leave();
}

static void forget_exec(void)
{
	struct tsem_task *task = tsem_task(current);

	tsem_exec_free(task->exec);
	task->exec = NULL;
}

static struct tsem_exec *begin_exec(struct tsem_namespace *ns)
{
	struct tsem_task *task = tsem_task(current);
	struct tsem_exec *exec = task->exec;

	if (exec && exec->ns == ns)
		return exec;
	forget_exec();
	exec = kzalloc_obj(*exec, GFP_KERNEL_ACCOUNT);
	if (!exec)
		return NULL;
	exec->ns = get_tsem_ns(ns);
	task->exec = exec;
	return exec;
}

static int append_link(struct tsem_exec *exec, const struct tsem_writer *link)
{
	const u32 len = exec->len + link->len;
	u8 *data;

	if (link->overflow || len > TSEM_PROGRAMS_MAX)
		return -ENAMETOOLONG;
	data = kvrealloc(exec->data, len, GFP_KERNEL_ACCOUNT);
	if (!data)
		return -ENOMEM;
	memcpy(data + exec->len, link->data, link->len);
	exec->data = data;
	exec->len = len;
	exec->links++;
	return 0;
}

/*
 * One file more.  It is encoded like the field of an event, for which the room
 * and the rules are needed but not the rest of an event.
 */
static int add_link(struct tsem_exec *exec, struct file *file)
{
	struct tsem_event event __uninitialized;
	struct tsem_file_content content;
	u32 digest_at;
	int ret;

	ret = tsem_file_content(exec->ns->model, file, true, &content);
	if (ret)
		return ret;
	event.id = TSEM_EV_exec;
	event.error = 0;
	event.ns = exec->ns;
	event.model = exec->ns->model;
	event.buffer = NULL;
	tsem_write_file(&event, &file->f_path, &content, &digest_at);
	ret = event.error ?: append_link(exec, &event.text);
	tsem_buffer_put(event.buffer);
	return ret;
}

static int link_error(struct tsem_exec *exec, int error)
{
	/* The event will tell; until then the list must not look whole. */
	exec->links = U32_MAX;
	return error == -EINTR ? error : 0;
}

static int tsem_bprm_check_security(struct linux_binprm *bprm)
{
	struct tsem_subject subject;
	struct tsem_exec *exec;
	int ret;

	if (!get_subject(&subject, bprm->cred))
		return 0;
	if (!may_run(&subject))
		return -EPERM;
	tsem_model_freeze(subject.ns->model);
	exec = begin_exec(subject.ns);
	if (!exec)
		return -ENOMEM;
	if (exec->links == U32_MAX)
		return 0;
	/* Nobody judged its opening, which came before the exec. */
	if (!exec->links && !subject.proc) {
		subject.cred = current_cred();
		ret = tsem_decide_open(bprm->file, &subject);
		if (ret)
			return ret;
	}
	ret = add_link(exec, bprm->file);
	return ret ? link_error(exec, ret) : 0;
}

static void put_programs(struct tsem_event *event, const struct tsem_exec *exec)
{
	struct tsem_piece piece = { .data = exec->data, .len = exec->len };

	if (exec->links == U32_MAX)
		tsem_event_error(event, -ENODATA);
	tsem_event_u32(event, exec->links);
	if (!event->error)
		tsem_put_piece(event, &piece);
}

static struct tsem_program *make_program(const struct tsem_exec *exec,
					 const struct tsem_context *context)
{
	struct tsem_program *program;
	struct tsem_writer out;
	const u32 len = TSEM_CONTEXT_SIZE + exec->len;

	program = kmalloc_flex(*program, data, len, GFP_KERNEL_ACCOUNT);
	if (!program)
		return NULL;
	refcount_set(&program->usage, 1);
	program->len = len;
	tsem_writer_init(&out, program->data, len);
	tsem_put_context(&out, context);
	tsem_put_bytes(&out, exec->data, exec->len);
	return program;
}

static bool same_program(const struct tsem_program *a,
			 const struct tsem_program *b)
{
	return a && a->len == b->len && !memcmp(a->data, b->data, a->len);
}

/*
 * What the process becomes.  A program that runs itself again stays what it
 * is: the chain of identities would never end otherwise.
 */
static struct tsem_proc *next_proc(const struct tsem_exec *exec,
				   const struct tsem_subject *subject,
				   const u8 *coefficient)
{
	struct tsem_proc *next __free(tsem_proc_put) = NULL;
	struct tsem_piece piece = { .data = coefficient };
	struct tsem_context context;

	next = tsem_proc_alloc(exec->ns, GFP_KERNEL_ACCOUNT);
	if (!next)
		return NULL;
	tsem_context_fill(&context, exec->ns->user_ns, subject->cred);
	next->program = make_program(exec, &context);
	if (!next->program)
		return NULL;
	if (subject->proc && same_program(subject->proc->program,
					  next->program)) {
		next->actor = subject->proc->actor;
		memcpy(next->identity, subject->proc->identity,
		       sizeof(next->identity));
		return no_free_ptr(next);
	}
	piece.len = tsem_hash_size(exec->ns->model->config.alg);
	next->actor = tsem_model_intern(exec->ns->model, &piece);
	memcpy(next->identity, coefficient, piece.len);
	return no_free_ptr(next);
}

static int decide_exec(struct linux_binprm *bprm, struct tsem_exec *exec,
		       const struct tsem_subject *subject)
{
	struct tsem_event event __uninitialized;
	int ret;

	ret = tsem_event_begin_as(&event, TSEM_EV_exec, subject);
	if (ret <= 0)
		return ret;
	put_programs(&event, exec);
	tsem_event_u32(&event, bprm->secureexec);
	ret = tsem_event_decide(&event);
	if (ret)
		return ret;
	exec->next = next_proc(exec, subject, tsem_event_coefficient(&event));
	return exec->next ? 0 : -ENOMEM;
}

/*
 * The credentials are final and the old program can still go on.  secureexec is
 * what commoncap has made of it: it always runs first.
 */
static int tsem_bprm_creds_from_file(struct linux_binprm *bprm,
				     const struct file *file)
{
	struct tsem_task *task = tsem_task(current);
	struct tsem_subject subject;

	if (!get_subject(&subject, bprm->cred))
		return 0;
	/* Every way here leads through bprm_check_security. */
	if (!task->exec || task->exec->ns != subject.ns || task->exec->next)
		return -EPERM;
	return decide_exec(bprm, task->exec, &subject);
}

/*
 * A question of an interpreter: may this file be run as a program?  Nothing is
 * entered by asking, so it is for the process as it is.
 */
static int check_only(struct linux_binprm *bprm)
{
	struct tsem_proc *proc = tsem_current_proc();
	struct tsem_file_content content;
	struct tsem_event event __uninitialized;
	int ret, error;

	if (!proc || tsem_task(current)->internal)
		return 0;
	tsem_model_freeze(proc->ns->model);
	error = tsem_file_content(proc->ns->model, bprm->file, true, &content);
	ret = tsem_event_begin(&event, TSEM_EV_exec_check);
	if (ret <= 0)
		return ret;
	if (error)
		tsem_event_error(&event, error);
	tsem_event_u32(&event, 1);
	tsem_put_file(&event, &bprm->file->f_path, &content);
	tsem_event_u32(&event, 0);
	return tsem_event_decide(&event);
}

/* The first hook of every exec: what an earlier one left is of no use. */
static int tsem_bprm_creds_for_exec(struct linux_binprm *bprm)
{
	if (!tsem_in_use())
		return 0;
	forget_exec();
	return bprm->is_check ? check_only(bprm) : 0;
}

/*
 * A process that shared its memory until now shares its identity no longer.
 * Trust is not regained; it may have been lost by another thread since.  Only what
 * enters the initial namespace was no process before: others have been entered.
 */
static void tsem_bprm_committed_creds(const struct linux_binprm *bprm)
{
	struct tsem_exec *exec;
	struct tsem_proc *old;

	if (!tsem_in_use())
		return;
	exec = tsem_task(current)->exec;
	if (!exec)
		return;
	old = tsem_current_proc();
	if (exec->next && (old || tsem_ns_is_initial(exec->ns))) {
		if (old)
			exec->next->untrusted = READ_ONCE(old->untrusted);
		tsem_task_enter(current, exec->next);
		exec->next = NULL;
	}
	forget_exec();
}

static struct security_hook_list tsem_exec_hooks[] __ro_after_init = {
	LSM_HOOK_INIT(bprm_creds_for_exec, tsem_bprm_creds_for_exec),
	LSM_HOOK_INIT(bprm_check_security, tsem_bprm_check_security),
	LSM_HOOK_INIT(bprm_creds_from_file, tsem_bprm_creds_from_file),
	LSM_HOOK_INIT(bprm_committed_creds, tsem_bprm_committed_creds),
};

/**
 * tsem_add_exec_hooks - Register the hooks for programs
 *
 * Context: Boot.
 */
__init void tsem_add_exec_hooks(void)
{
	security_add_hooks(tsem_exec_hooks, ARRAY_SIZE(tsem_exec_hooks),
			   &tsem_lsmid);
}
