// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - open files
 */

#include <linux/container_of.h>
#include <linux/dcache.h>
#include <linux/fcntl.h>
#include <linux/fs.h>
#include <linux/lsm_hooks.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/mount.h>
#include <linux/namei.h>
#include <linux/nsproxy.h>
#include <linux/task_work.h>

#include "decide.h"
#include "file.h"
#include "hooks.h"
#include "inode.h"
#include "task.h"
#include "written.h"

/*
 * Flags that change what the opening does or what the file can do; the others
 * are hints or are the kernel's own.  O_NONBLOCK is one of those: io_uring sets it
 * to try whether it has to wait, and takes it away again.
 */
#define TSEM_OPEN_FLAGS							\
	(O_ACCMODE | O_APPEND | O_CREAT | O_DIRECT | O_DIRECTORY |	\
	 O_DSYNC | __O_SYNC | O_EXCL | O_NOATIME | O_NOFOLLOW |		\
	 O_TRUNC | __O_TMPFILE | __FMODE_EXEC)

/*
 * Who opens a file: the process, or nobody yet if an exec enters a namespace,
 * which then has to know what the program is loaded from.  The exec begins with
 * the first file already open, and a mere question enters nothing, so that one is
 * judged by tsem_bprm_check_security().
 */
static bool open_subject(const struct file *file, struct tsem_subject *subject)
{
	struct tsem_namespace *entering = NULL;

	if ((file->f_flags & __FMODE_EXEC) && current->in_execve)
		entering = tsem_task_entering();
	subject->cred = current_cred();
	subject->proc = entering ? NULL : tsem_current_proc();
	subject->ns = subject->proc ? subject->proc->ns : entering;
	return subject->ns;
}

/*
 * A stacking file system opens files of its layers, with the credentials of who
 * mounted it and through mounts of its own that are in no namespace.  A core
 * dump puts on other credentials too, but opens a file that members can see.
 */
static bool is_of_layer(const struct file *file)
{
	if (file->f_mode & FMODE_BACKING)
		return true;
	return tsem_acts_for_other() &&
	       (!current->nsproxy || !our_mnt(file->f_path.mnt));
}

/* Files that no event describes: those, and our own reading. */
static bool is_internal(const struct file *file)
{
	const struct tsem_task *task = tsem_task(current);

	return !in_task() || task->internal ||
	       task->reading == file->f_path.dentry || is_of_layer(file);
}

/*
 * A call that must make the file cannot be started again once it has.  Where the
 * file system makes and opens it in one step the directory is locked meanwhile, and
 * so it is for message queues, which say nothing of having made one.
 *
 * fanotify opens a file for who reads its events, and to read again is to read the
 * next one.
 */
static enum tsem_asking asking_of(const struct file *file)
{
	const struct dentry *parent;

	if (file->f_mode & FMODE_NONOTIFY)
		return TSEM_ASKING_NEVER;
	if ((file->f_flags & (O_CREAT | O_EXCL)) != (O_CREAT | O_EXCL))
		return TSEM_ASKING_RETRY;
	guard(rcu)();
	parent = READ_ONCE(file->f_path.dentry->d_parent);
	if (!(file->f_mode & FMODE_CREATED) ||
	    READ_ONCE(parent->d_inode)->i_op->atomic_open)
		return TSEM_ASKING_NEVER;
	return TSEM_ASKING_WAIT;
}

/*
 * An open with O_CREAT may have called path_mknod, or not if the entry was
 * cached: so that the model does not depend on that, it is always an event.
 */
static int decide_create(struct file *file, const struct tsem_subject *subject)
{
	struct dentry *dentry = file->f_path.dentry, *parent;
	struct name_snapshot name;
	struct tsem_event event __uninitialized;
	struct path dir;
	int ret;

	ret = tsem_event_begin_as(&event, TSEM_EV_create, subject);
	if (ret <= 0)
		return ret;
	event.asking = asking_of(file);
	parent = dget_parent(dentry);
	take_dentry_name_snapshot(&name, dentry);
	dir = (struct path) { .mnt = file->f_path.mnt, .dentry = parent };
	tsem_put_entry(&event, &dir, &name.name, true);
	release_dentry_name_snapshot(&name);
	dput(parent);
	return tsem_event_decide(&event);
}

/**
 * tsem_decide_open - Decide about the opening of a file
 *
 * @file: the file; it need not be open yet
 * @subject: who opens it
 *
 * Context: Process context, may sleep.
 * Return: 0 to allow, -EPERM to deny, or -EINTR if a signal came meanwhile.
 */
int tsem_decide_open(struct file *file, const struct tsem_subject *subject)
{
	struct tsem_file_content content __uninitialized;
	struct tsem_event event __uninitialized;
	int ret, error;

	tsem_model_freeze(subject->ns->model);
	error = tsem_file_content(subject->ns->model, file, false, &content);
	ret = tsem_event_begin_as(&event, TSEM_EV_file_open, subject);
	if (ret <= 0)
		return ret;
	event.asking = asking_of(file);
	if (error)
		tsem_event_error(&event, error);
	tsem_event_u32(&event, file->f_flags & TSEM_OPEN_FLAGS);
	tsem_put_file(&event, &file->f_path, &content);
	ret = tsem_event_decide(&event);
	if (!ret)
		tsem_file_keep(file, &event);
	return ret;
}

/* The directory need not be locked any more, so that somebody may rename it. */
static void note_created(struct file *file, struct tsem_model *model)
{
	struct dentry *dentry = file->f_path.dentry, *parent;
	struct name_snapshot name;

	if (!(file->f_mode & FMODE_CREATED) || d_unlinked(dentry))
		return;
	parent = dget_parent(dentry);
	take_dentry_name_snapshot(&name, dentry);
	tsem_made_add(model, parent, &name.name);
	release_dentry_name_snapshot(&name);
	dput(parent);
}

static void forget_lost(struct callback_head *work)
{
	struct tsem_task *task = container_of(work, struct tsem_task, forget);

	task->lost = NULL;
	work->func = NULL;
}

/*
 * Until the system call ends: if the kernel does not look again, nothing of it shall be
 * left for the next call.  Returns false if the task is past that.
 */
static bool remember_lost(struct tsem_task *task, const struct dentry *dentry)
{
	if (!task->forget.func) {
		init_task_work(&task->forget, forget_lost);
		if (task_work_add(current, &task->forget, TWA_RESUME)) {
			task->forget.func = NULL;
			return false;
		}
	}
	task->lost = dentry;
	return true;
}

/*
 * A file without a name was either opened by a link in procfs, or found by a name that
 * has gone to another file or away since.  Which of them it is must not be left to the
 * moment, so the kernel is told to look again.  By a link it finds the same again; if
 * it finds another, that has a name, or had one a moment ago.  Only if a path is being
 * followed: nobody else takes this error for what it is.
 *
 * It does not look a third time.  If the file system made it look again before, which
 * nothing tells here, the program gets ESTALE.
 */
static bool look_again(const struct file *file)
{
	const struct dentry *dentry = file->f_path.dentry;
	struct tsem_task *task = tsem_task(current);
	const struct dentry *lost = task->lost;

	task->lost = NULL;
	if (!d_unlinked(dentry)) {
		/* It has a name for this event, whatever comes meanwhile. */
		task->found = dentry;
		return false;
	}
	if (!current->nameidata || file->f_flags & __O_TMPFILE ||
	    file->f_mode & FMODE_CREATED)
		return false;
	if (!lost)
		return remember_lost(task, dentry);
	if (lost != dentry)
		task->found = dentry;
	return false;
}

static int decide_file_open(struct file *file,
			    const struct tsem_subject *subject)
{
	int ret;

	note_created(file, subject->ns->model);
	if (file->f_flags & O_CREAT) {
		ret = decide_create(file, subject);
		if (ret)
			return ret;
	}
	tsem_file(file)->truncated = (file->f_flags & O_TRUNC) &&
				     !(file->f_mode & FMODE_CREATED) &&
				     S_ISREG(file_inode(file)->i_mode);
	ret = tsem_decide_open(file, subject);
	/* It may get a name later, and no other hook has a dentry of it. */
	if (!ret && file->f_flags & __O_TMPFILE)
		tsem_written_add(subject->ns, d_real_inode(file->f_path.dentry));
	return ret;
}

static int tsem_file_open(struct file *file)
{
	struct tsem_subject subject;
	int ret;

	if (!tsem_in_use() || is_internal(file) ||
	    !open_subject(file, &subject))
		return 0;
	if (look_again(file))
		return -EOPENSTALE;
	ret = decide_file_open(file, &subject);
	tsem_task(current)->found = NULL;
	return ret;
}

/*
 * Only now a stacking file system has copied the file up, so that the inode is
 * the one that is going to be written.
 */
static int tsem_file_post_open(struct file *file, int mask)
{
	const struct tsem_proc *proc;

	if (!tsem_in_use() || !(file->f_mode & (FMODE_WRITE | FMODE_CREATED)) ||
	    is_internal(file))
		return 0;
	proc = tsem_current_proc();
	if (proc && tsem_has_content(file_inode(file)))
		tsem_written_add(proc->ns, d_real_inode(file->f_path.dentry));
	return 0;
}

static int tsem_file_receive(struct file *file)
{
	struct tsem_event event __uninitialized;
	int ret = tsem_event_begin(&event, TSEM_EV_file_receive);

	if (ret <= 0)
		return ret;
	tsem_put_open_file(&event, file, false);
	return tsem_event_decide(&event);
}

static int tsem_file_truncate(struct file *file)
{
	struct tsem_event event __uninitialized;
	int ret;

	if (!tsem_in_use())
		return 0;
	if (tsem_file(file)->truncated) {
		tsem_file(file)->truncated = false;
		return 0;
	}
	ret = tsem_event_begin(&event, TSEM_EV_file_truncate);
	if (ret <= 0)
		return ret;
	tsem_put_open_file(&event, file, false);
	return tsem_event_decide(&event);
}

/* What is executed is what is there now, whatever it was when it was opened. */
static int decide_mmap_exec(struct file *file, unsigned long prot,
			    unsigned long flags)
{
	const struct tsem_proc *proc = tsem_current_proc();
	struct tsem_file_content content;
	struct tsem_event event __uninitialized;
	int ret, error;

	if (!proc || !in_task() || tsem_task(current)->internal)
		return 0;
	tsem_model_freeze(proc->ns->model);
	error = tsem_file_content(proc->ns->model, file, true, &content);
	ret = tsem_event_begin(&event, TSEM_EV_mmap_file);
	if (ret <= 0)
		return ret;
	if (error)
		tsem_event_error(&event, error);
	tsem_event_u8(&event, 1);
	tsem_put_kept_file(&event, file, &content);
	tsem_event_u32(&event, prot);
	tsem_event_u32(&event, flags);
	ret = tsem_event_decide(&event);
	if (!ret)
		tsem_file_keep(file, &event);
	return ret;
}

static int decide_mmap(struct file *file, unsigned long prot,
		       unsigned long flags)
{
	struct tsem_event event __uninitialized;
	int ret = tsem_event_begin(&event, TSEM_EV_mmap_file);

	if (ret <= 0)
		return ret;
	tsem_event_u8(&event, !!file);
	if (file)
		tsem_put_open_file(&event, file, false);
	tsem_event_u32(&event, prot);
	tsem_event_u32(&event, flags);
	return tsem_event_decide(&event);
}

static int tsem_mmap_file(struct file *file, unsigned long reqprot,
			  unsigned long prot, unsigned long flags)
{
	const bool exec = prot & PROT_EXEC;

	if (!tsem_in_use())
		return 0;
	if (!file)
		return exec ? decide_mmap(NULL, prot, flags) : 0;
	/* By whom ever: digests of the file become stale. */
	if ((flags & MAP_TYPE) != MAP_PRIVATE && file->f_mode & FMODE_WRITE)
		tsem_content_shared(file);
	return exec ? decide_mmap_exec(file, prot, flags) :
		      decide_mmap(file, prot, flags);
}

/* The memory has the file of the layer from here on; before, no event tells of it. */
static int tsem_mmap_backing_file(struct vm_area_struct *vma,
				  struct file *backing_file,
				  struct file *user_file)
{
	if (tsem_in_use())
		tsem_file_hand_over(backing_file, user_file);
	return 0;
}

static int tsem_file_mprotect(struct vm_area_struct *vma, unsigned long reqprot,
			      unsigned long prot)
{
	const struct file *file = vma->vm_file;
	const bool exec = prot & PROT_EXEC;
	struct tsem_event event __uninitialized;
	int ret;

	if (!tsem_in_use() || (!file && !exec))
		return 0;
	ret = tsem_event_begin(&event, TSEM_EV_file_mprotect);
	if (ret <= 0)
		return ret;
	tsem_event_u8(&event, !!file);
	if (file)
		tsem_put_open_file(&event, file, exec);
	tsem_event_u32(&event, prot);
	tsem_event_u32(&event, !!(vma->vm_flags & VM_SHARED));
	return tsem_event_decide(&event);
}

static struct security_hook_list tsem_file_hooks[] __ro_after_init = {
	LSM_HOOK_INIT(file_open, tsem_file_open),
	LSM_HOOK_INIT(file_post_open, tsem_file_post_open),
	LSM_HOOK_INIT(file_receive, tsem_file_receive),
	LSM_HOOK_INIT(file_truncate, tsem_file_truncate),
	LSM_HOOK_INIT(mmap_file, tsem_mmap_file),
	LSM_HOOK_INIT(mmap_backing_file, tsem_mmap_backing_file),
	LSM_HOOK_INIT(file_mprotect, tsem_file_mprotect),
};

/**
 * tsem_add_file_hooks - Register the hooks for open files
 *
 * Context: Boot.
 */
__init void tsem_add_file_hooks(void)
{
	security_add_hooks(tsem_file_hooks, ARRAY_SIZE(tsem_file_hooks),
			   &tsem_lsmid);
}
