// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - files in securityfs
 *
 * There is one set of files.  An open file is bound to the namespace of the
 * task that opened it, or once, by writing "bind fd=N", to the namespace behind
 * a descriptor, or by "bind id=N" to the one with an id.  Nothing that is read or
 * written later looks at who reads.
 *
 * So there is nothing for each namespace in the file system: a directory with
 * the id for a name would have to go in contexts that may not sleep, and would
 * cost memory for each of ten thousand namespaces of which few are looked at.
 */

#include <linux/capability.h>
#include <linux/cleanup.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/poll.h>
#include <linux/sched/signal.h>
#include <linux/security.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "common.h"
#include "control.h"
#include "fs.h"
#include "model.h"
#include "namespace.h"
#include "show.h"
#include "stream.h"
#include "task.h"

/**
 * struct view - An open file
 *
 * Protected by the lock of the seq_file, but for what poll looks at.
 *
 * @ns: namespace that it is bound to, with a reference; NULL if to none.  Set
 *	once
 * @used: it was read or bound, so that it can be bound no more
 * @seen: revision of the model when this was last read to the end
 * @revision: revision of the model when the pass under way started
 * @record: where a list was left
 * @at: position of @record
 * @sheet: model that is being printed
 * @room: where records are put together, NULL until the first
 * @observer: who reads the stream of events, NULL if none
 * @binary: the stream is in binary form
 */
struct view {
	struct tsem_namespace *ns;
	bool used;
	long seen;
	long revision;
	const struct tsem_record *record;
	loff_t at;
	struct tsem_sheet *sheet;
	u8 *room;
	struct tsem_observer *observer;
	bool binary;
};

/**
 * struct file_type - A file in the directory
 *
 * @name: its name
 * @show: prints its one line or its few; NULL if @seq does something else
 * @seq: how it is read; NULL if it cannot be, or is a stream
 * @stream: it is one
 */
struct file_type {
	const char *name;
	int (*show)(struct seq_file *m, struct tsem_namespace *ns);
	const struct seq_operations *seq;
	bool stream;
};

/**
 * tsem_may_control - Whether who opened a file may change a namespace
 *
 * @file: the file
 * @ns: the namespace
 *
 * The check is no act of the workload.
 *
 * Context: Process context.
 * Return: true if who opened the file had CAP_MAC_ADMIN in the user namespace that
 * owns @ns.  What the current task may do is not looked at: an inherited file is a
 * right that was handed on, and callers look at who the task is.
 */
bool tsem_may_control(const struct file *file, struct tsem_namespace *ns)
{
	struct tsem_task *task = tsem_task(current);
	bool may;

	task->internal++;
	may = file_ns_capable(file, ns->user_ns, CAP_MAC_ADMIN);
	task->internal--;
	return may;
}

/* Files that are read at once: one item, at position 0. */

static void *once_start(struct seq_file *m, loff_t *pos)
{
	struct view *view = m->private;

	if (!view->ns)
		return ERR_PTR(-ENODATA);
	view->revision = atomic_long_read(&view->ns->model->revision);
	if (!*pos)
		return view;
	WRITE_ONCE(view->seen, view->revision);
	return NULL;
}

static void *once_next(struct seq_file *m, void *v, loff_t *pos)
{
	struct view *view = m->private;

	++*pos;
	WRITE_ONCE(view->seen, view->revision);
	return NULL;
}

static void once_stop(struct seq_file *m, void *v)
{
}

static int once_show(struct seq_file *m, void *v)
{
	const struct file_type *type = file_inode(m->file)->i_private;
	struct view *view = m->private;

	return type->show(m, view->ns);
}

static const struct seq_operations once_ops = {
	.start = once_start,
	.next = once_next,
	.stop = once_stop,
	.show = once_show,
};

static int make_room(struct view *view)
{
	if (!view->room)
		view->room = kvmalloc(TSEM_RECORD_MAX, GFP_KERNEL_ACCOUNT);
	return view->room ? 0 : -ENOMEM;
}

/* Files that may have a million lines. */

/*
 * lseek(2) and pread(2) go through all that is before a place without looking
 * whether somebody else wants the processor or the task is to end.
 */
static int go_on(void)
{
	if (fatal_signal_pending(current))
		return -EINTR;
	cond_resched();
	return 0;
}

/*
 * Lists, which only grow.  Records stay as long as the namespace, which the file
 * holds: they need no protection.
 */
static const struct tsem_record *record_after(struct list_head *head,
					      const struct tsem_record *record)
{
	struct list_head *at = record ? (struct list_head *)&record->list :
					head;

	return list_next_or_null_rcu(head, at, struct tsem_record, list);
}

/*
 * Where the last read left off, or the beginning.  Records stay where they are,
 * so that nothing has to be counted off again.
 */
static void *list_seek(struct view *view, struct list_head *head, loff_t pos)
{
	if (!view->record || pos < view->at) {
		view->record = record_after(head, NULL);
		view->at = 0;
	}
	while (view->record && view->at < pos) {
		const struct tsem_record *next;

		next = record_after(head, view->record);
		if (!next)
			return NULL;
		view->record = next;
		view->at++;
	}
	return (void *)view->record;
}

static void *list_start(struct seq_file *m, loff_t *pos,
			struct list_head *(*head)(struct tsem_model *model))
{
	struct view *view = m->private;
	void *found;
	int ret;

	if (!view->ns)
		return ERR_PTR(-ENODATA);
	ret = make_room(view);
	if (ret)
		return ERR_PTR(ret);
	view->revision = atomic_long_read(&view->ns->model->revision);
	found = list_seek(view, head(view->ns->model), *pos);
	if (!found)
		WRITE_ONCE(view->seen, view->revision);
	return found;
}

static void *list_next(struct seq_file *m, void *v, loff_t *pos,
		       struct list_head *(*head)(struct tsem_model *model))
{
	struct view *view = m->private;
	void *found;

	++*pos;
	found = list_seek(view, head(view->ns->model), *pos);
	if (!found)
		WRITE_ONCE(view->seen, view->revision);
	return found;
}

static int list_show(struct seq_file *m, void *v)
{
	const struct view *view = m->private;

	tsem_show_record(m, view->ns->model->config.alg, v, view->room);
	return go_on();
}

static struct list_head *trajectory_of(struct tsem_model *model)
{
	return &model->trajectory;
}

static void *trajectory_start(struct seq_file *m, loff_t *pos)
{
	return list_start(m, pos, trajectory_of);
}

static void *trajectory_next(struct seq_file *m, void *v, loff_t *pos)
{
	return list_next(m, v, pos, trajectory_of);
}

static const struct seq_operations trajectory_ops = {
	.start = trajectory_start,
	.next = trajectory_next,
	.stop = once_stop,
	.show = list_show,
};

static struct list_head *forensics_of(struct tsem_model *model)
{
	return &model->forensics;
}

static void *forensics_start(struct seq_file *m, loff_t *pos)
{
	return list_start(m, pos, forensics_of);
}

static void *forensics_next(struct seq_file *m, void *v, loff_t *pos)
{
	return list_next(m, v, pos, forensics_of);
}

static const struct seq_operations forensics_ops = {
	.start = forensics_start,
	.next = forensics_next,
	.stop = once_stop,
	.show = list_show,
};

/* The model, which is sorted: printed as it was when reading began. */

static int make_sheet(struct view *view)
{
	struct tsem_sheet *sheet;

	view->revision = atomic_long_read(&view->ns->model->revision);
	sheet = tsem_sheet_make(view->ns->model);
	if (IS_ERR(sheet))
		return PTR_ERR(sheet);
	tsem_sheet_free(view->sheet);
	view->sheet = sheet;
	return 0;
}

static void *sheet_seek(struct view *view, loff_t *pos)
{
	if (*pos < tsem_sheet_lines(view->sheet))
		return pos;
	WRITE_ONCE(view->seen, view->revision);
	return NULL;
}

static void *model_start(struct seq_file *m, loff_t *pos)
{
	struct view *view = m->private;
	int ret;

	if (!view->ns)
		return ERR_PTR(-ENODATA);
	ret = make_room(view);
	if (ret)
		return ERR_PTR(ret);
	if (!*pos || !view->sheet) {
		ret = make_sheet(view);
		if (ret)
			return ERR_PTR(ret);
	}
	return sheet_seek(view, pos);
}

static void *model_next(struct seq_file *m, void *v, loff_t *pos)
{
	++*pos;
	return sheet_seek(m->private, pos);
}

static int model_show(struct seq_file *m, void *v)
{
	const struct view *view = m->private;

	tsem_sheet_show(m, view->sheet, *(loff_t *)v, view->room);
	return go_on();
}

static const struct seq_operations model_ops = {
	.start = model_start,
	.next = model_next,
	.stop = once_stop,
	.show = model_show,
};

static const struct file_type file_types[] = {
	{ .name = "control" },
	{ .name = "id", .show = tsem_show_id, .seq = &once_ops },
	{ .name = "mode", .show = tsem_show_mode, .seq = &once_ops },
	{ .name = "trust", .show = tsem_show_trust, .seq = &once_ops },
	{ .name = "state", .show = tsem_show_state, .seq = &once_ops },
	{ .name = "measurement", .show = tsem_show_measurement,
	  .seq = &once_ops },
	{ .name = "stats", .show = tsem_show_stats, .seq = &once_ops },
	{ .name = "model", .seq = &model_ops },
	{ .name = "trajectory", .seq = &trajectory_ops },
	{ .name = "forensics", .seq = &forensics_ops },
	{ .name = "events", .stream = true },
};

/* From here on the file misses nothing. */
static int observe(const struct file_type *type, struct view *view,
		   struct tsem_namespace *ns, bool member)
{
	struct tsem_observer *observer;

	if (!type->stream || !ns)
		return 0;
	observer = tsem_observer_add(&ns->model->observers,
				     READ_ONCE(ns->model->config.queue), member);
	if (IS_ERR(observer))
		return PTR_ERR(observer);
	view->observer = observer;
	return 0;
}

static int tsem_fs_open(struct inode *inode, struct file *file)
{
	const struct file_type *type = inode->i_private;
	struct view *view __free(kfree) = NULL;
	struct tsem_namespace *ns = tsem_task_subordinate(current);
	int ret;

	if (ns && !tsem_may_control(file, ns))
		return -EPERM;
	view = kzalloc_obj(*view, GFP_KERNEL_ACCOUNT);
	if (!view)
		return -ENOMEM;
	view->seen = -1;
	ret = observe(type, view, ns, true);
	if (ret)
		return ret;
	ret = seq_open(file, type->seq ?: &once_ops);
	if (ret) {
		tsem_observer_remove(view->observer);
		return ret;
	}
	/* One thread may wait for events while another one writes. */
	if (type->stream)
		stream_open(inode, file);
	view->ns = ns ? get_tsem_ns(ns) : NULL;
	((struct seq_file *)file->private_data)->private = no_free_ptr(view);
	return 0;
}

static int tsem_fs_release(struct inode *inode, struct file *file)
{
	struct seq_file *m = file->private_data;
	struct view *view = m->private;

	tsem_observer_remove(view->observer);
	tsem_sheet_free(view->sheet);
	kvfree(view->room);
	if (view->ns)
		put_tsem_ns(view->ns);
	kfree(view);
	return seq_release(inode, file);
}

static ssize_t tsem_fs_read(struct kiocb *iocb, struct iov_iter *to)
{
	const struct file_type *type = file_inode(iocb->ki_filp)->i_private;
	struct seq_file *m = iocb->ki_filp->private_data;
	struct view *view = m->private;

	if (!type->seq)
		return -EINVAL;
	scoped_guard(mutex, &m->lock) {
		if (!view->ns)
			return -ENODATA;
		view->used = true;
	}
	return seq_read_iter(iocb, to);
}

static __poll_t tsem_fs_poll(struct file *file, poll_table *wait)
{
	const struct seq_file *m = file->private_data;
	const struct view *view = m->private;
	/* Pairs with the release in bind_view(). */
	struct tsem_namespace *ns = smp_load_acquire(&view->ns);

	if (!ns)
		return EPOLLERR;
	poll_wait(file, &ns->model->wait, wait);
	if (atomic_long_read(&ns->model->revision) == READ_ONCE(view->seen))
		return 0;
	return EPOLLIN | EPOLLRDNORM;
}

/*
 * Unlike descriptors, ids can be guessed: who may not control a namespace is not
 * told that it is there.
 */
static struct tsem_namespace *ns_of_id(const struct file *file, u64 id)
{
	struct tsem_namespace *ns __free(put_tsem_ns) = NULL;

	if (tsem_task_subordinate(current))
		return ERR_PTR(-EPERM);
	ns = tsem_ns_get_from_id(id);
	if (!IS_ERR(ns) && !tsem_may_control(file, ns))
		return ERR_PTR(-ENOENT);
	return no_free_ptr(ns);
}

/**
 * tsem_fs_ns - Namespace that a file is to be bound to
 *
 * @file: the file
 * @bind: the command to bind it
 *
 * Context: Process context, may sleep.
 * Return: the namespace with a reference, or an error pointer: -EBADF if there is
 * no such descriptor, -ENOENT if there is no such id or who opened the file may
 * not control what has it, -EINVAL if it is none of a namespace that has a model,
 * or -EPERM if the current task or who opened the file may not control it.
 */
struct tsem_namespace *tsem_fs_ns(const struct file *file,
				  const struct tsem_command *bind)
{
	struct tsem_namespace *ns __free(put_tsem_ns) = NULL;

	ns = bind->by_id ? ns_of_id(file, bind->id) :
			   tsem_ns_get_from_fd(bind->fd);
	if (IS_ERR(ns))
		return no_free_ptr(ns);
	/* In the initial one nothing is modeled, unless at boot it was said so. */
	if (!ns->model)
		return ERR_PTR(-EINVAL);
	/* A member has no business with any other namespace. */
	if (tsem_task_subordinate(current) || !tsem_may_control(file, ns))
		return ERR_PTR(-EPERM);
	return no_free_ptr(ns);
}

static ssize_t tsem_fs_read_stream(struct kiocb *iocb, struct iov_iter *to)
{
	struct seq_file *m = iocb->ki_filp->private_data;
	struct view *view = m->private;
	int ret;

	scoped_guard(mutex, &m->lock) {
		if (!view->ns)
			return -ENODATA;
		view->used = true;
		ret = make_room(view);
	}
	if (ret)
		return ret;
	return tsem_stream_read(iocb, to, &(struct tsem_stream) {
		.observer = view->observer,
		.ns = view->ns,
		.room = view->room,
		.binary = READ_ONCE(view->binary),
	});
}

static __poll_t tsem_fs_poll_stream(struct file *file, poll_table *wait)
{
	const struct seq_file *m = file->private_data;
	const struct view *view = m->private;
	/* Pairs with the release in bind_view(). */
	struct tsem_namespace *ns = smp_load_acquire(&view->ns);
	__poll_t mask = 0;

	if (!ns)
		return EPOLLERR;
	poll_wait(file, &ns->model->observers.wait, wait);
	if (tsem_ns_is_over(ns))
		mask = EPOLLHUP;
	if (tsem_observer_ready(view->observer))
		mask |= EPOLLIN | EPOLLRDNORM;
	return mask;
}

static int bind_view(struct file *file, struct view *view,
		     const struct tsem_command *command)
{
	struct tsem_namespace *ns __free(put_tsem_ns) = NULL;
	int ret;

	if (view->ns || view->used)
		return -EBUSY;
	ns = tsem_fs_ns(file, command);
	if (IS_ERR(ns))
		return PTR_ERR(ns);
	ret = observe(file_inode(file)->i_private, view, ns, false);
	if (ret)
		return ret;
	view->used = true;
	/* Poll looks at it without the lock. */
	smp_store_release(&view->ns, no_free_ptr(ns));
	return 0;
}

/* A member may watch its own namespace. */
static int watch_all(struct file *file, struct view *view)
{
	const struct tsem_namespace *writer = tsem_task_subordinate(current);

	if (!view->ns)
		return -ENODATA;
	if (!tsem_may_control(file, view->ns) || (writer && writer != view->ns))
		return -EPERM;
	tsem_observer_see_all(view->observer);
	return 0;
}

/* Who may read may choose in which form. */
static int make_binary(struct view *view)
{
	if (!view->ns)
		return -ENODATA;
	WRITE_ONCE(view->binary, true);
	return 0;
}

/* The opener's capability, and who writes: an inherited file is no key. */
static int check_writer(const struct file *file, struct tsem_namespace *ns,
			const struct tsem_command *command)
{
	const struct tsem_namespace *writer = tsem_task_subordinate(current);

	if (!tsem_may_control(file, ns))
		return -EPERM;
	if (!writer)
		return 0;
	return writer == ns && tsem_command_for_members(command) ? 0 : -EPERM;
}

static int run_line(struct file *file, char *line)
{
	const struct file_type *type = file_inode(file)->i_private;
	struct view *view = ((struct seq_file *)file->private_data)->private;
	struct tsem_model *model = view->ns ? view->ns->model : NULL;
	struct tsem_command command;
	int ret;

	ret = tsem_command_parse(line, &command);
	if (ret)
		return ret;
	if (command.verb == TSEM_VERB_BIND)
		return bind_view(file, view, &command);
	if (command.verb == TSEM_VERB_ALL)
		return type->stream ? watch_all(file, view) : -EINVAL;
	if (command.verb == TSEM_VERB_BINARY)
		return type->stream ? make_binary(view) : -EINVAL;
	if (type->seq || type->stream)
		return -EINVAL;
	if (!model)
		return -ENODATA;
	ret = check_writer(file, view->ns, &command);
	return ret ?: tsem_command_run(model, &command);
}

/*
 * Runs the whole lines at the start of @buffer.  Returns their length; *@error
 * tells why it stopped before the last, if it did.
 */
static size_t run_lines(struct file *file, char *buffer, size_t len,
			int (*run)(struct file *file, char *line), int *error)
{
	size_t done = 0;

	while (done < len) {
		char *line = buffer + done;
		char *end = memchr(line, '\n', len - done);

		if (!end)
			break;
		*end = '\0';
		*error = strlen(line) == end - line ?
			 run(file, line) : -EINVAL;
		if (*error)
			break;
		done = end + 1 - buffer;
		cond_resched();
	}
	return done;
}

/**
 * tsem_fs_write_lines - Do what the lines say that are written to a file
 *
 * @file: the file
 * @from: the lines
 * @count: their length in bytes
 * @run: does what one line says, which it may change; returns 0 or an error
 *
 * Context: Process context, may sleep.
 * Return: bytes of the lines that were done, or if the first could not be: what
 * @run returned, -EINVAL if it is longer than a page or has no end, -EFAULT,
 * -EINTR if the task is being killed, or -ENOMEM.
 */
ssize_t tsem_fs_write_lines(struct file *file, const char __user *from,
			    size_t count,
			    int (*run)(struct file *file, char *line))
{
	char *buffer __free(kfree) = kmalloc(PAGE_SIZE, GFP_KERNEL);
	size_t done = 0;
	int error = 0;

	if (!buffer)
		return -ENOMEM;
	while (done < count && !error) {
		const size_t len = min(count - done, PAGE_SIZE);
		size_t taken;

		if (fatal_signal_pending(current)) {
			error = -EINTR;
			break;
		}
		if (copy_from_user(buffer, from + done, len)) {
			error = -EFAULT;
			break;
		}
		taken = run_lines(file, buffer, len, run, &error);
		/* No line ends in what there is: too long, or cut. */
		if (!taken && !error)
			error = -EINVAL;
		done += taken;
	}
	return done ?: error;
}

static ssize_t tsem_fs_write(struct file *file, const char __user *from,
			     size_t count, loff_t *ppos)
{
	struct seq_file *m = file->private_data;

	guard(mutex)(&m->lock);
	return tsem_fs_write_lines(file, from, count, run_line);
}

static const struct file_operations tsem_fs_ops = {
	.owner = THIS_MODULE,
	.open = tsem_fs_open,
	.release = tsem_fs_release,
	.read_iter = tsem_fs_read,
	.splice_read = copy_splice_read,
	.write = tsem_fs_write,
	.poll = tsem_fs_poll,
	.llseek = seq_lseek,
};

static const struct file_operations tsem_fs_stream_ops = {
	.owner = THIS_MODULE,
	.open = tsem_fs_open,
	.release = tsem_fs_release,
	.read_iter = tsem_fs_read_stream,
	.splice_read = copy_splice_read,
	.write = tsem_fs_write,
	.poll = tsem_fs_poll_stream,
};

static ssize_t abi_version_read(struct file *file, char __user *to,
				size_t count, loff_t *ppos)
{
	static const char version[] = __stringify(TSEM_ABI_VERSION) "\n";

	return simple_read_from_buffer(to, count, ppos, version,
				       sizeof(version) - 1);
}

static const struct file_operations abi_version_ops = {
	.owner = THIS_MODULE,
	.read = abi_version_read,
	.llseek = default_llseek,
};

static struct dentry *create_files(struct dentry *dir)
{
	struct dentry *dentry;
	size_t i;

	dentry = securityfs_create_file("abi_version", 0444, dir, NULL,
					&abi_version_ops);
	if (!IS_ERR(dentry))
		dentry = securityfs_create_file("agent", 0666, dir, NULL,
						&tsem_agent_ops);
	for (i = 0; i < ARRAY_SIZE(file_types) && !IS_ERR(dentry); i++)
		dentry = securityfs_create_file(file_types[i].name, 0666, dir,
						(void *)&file_types[i],
						file_types[i].stream ?
						&tsem_fs_stream_ops :
						&tsem_fs_ops);
	return dentry;
}

/**
 * tsem_fs_init - Create the files
 *
 * Context: Boot, only if the module is in use.
 * Return: 0, or what securityfs returned.
 */
int __init tsem_fs_init(void)
{
	struct dentry *dir, *last;

	dir = securityfs_create_dir(TSEM_NAME, NULL);
	if (IS_ERR(dir))
		return PTR_ERR(dir);
	last = create_files(dir);
	if (!IS_ERR(last))
		return 0;
	securityfs_remove(dir);
	return PTR_ERR(last);
}
