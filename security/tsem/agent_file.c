// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - the file of the agent
 *
 * A read returns a question, or the rest of one, as a line of JSON; answers are
 * written as lines; or both in binary form.  Reading and answering may be done by
 * different threads: no lock is held while one of them waits for a question.
 */

#include <linux/bug.h>
#include <linux/cleanup.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/mutex.h>
#include <linux/poll.h>
#include <linux/sched/signal.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/uio.h>

#include "agent.h"
#include "control.h"
#include "fs.h"
#include "json.h"
#include "late.h"
#include "message.h"
#include "model.h"
#include "namespace.h"
#include "task.h"

/* Bytes of the longest line, and more: a byte of a record is shown as six at most. */
#define LINE_SIZE (8 * TSEM_RECORD_MAX)

/**
 * struct agent_file - The open file
 *
 * @lock: protects everything here
 * @ns: namespace whose agent the opener is, with a reference; NULL if of none.
 *	Set once, poll looks at it without the lock
 * @record: room for the record of a question
 * @line: the question that is being read, in @line.buf; @line.from is where its
 *	rest begins
 * @binary: questions and answers are in binary form
 */
struct agent_file {
	struct mutex lock; /* the line and the binding */
	struct tsem_namespace *ns;
	u8 *record;
	struct seq_file line;
	bool binary;
};

static int agent_open(struct inode *inode, struct file *file)
{
	struct agent_file *own;

	/* Nobody decides about himself, or about who decides about him. */
	if (tsem_task_subordinate(current))
		return -EPERM;
	own = kzalloc_obj(*own, GFP_KERNEL_ACCOUNT);
	if (!own)
		return -ENOMEM;
	mutex_init(&own->lock);
	file->private_data = own;
	return stream_open(inode, file);
}

static int agent_release(struct inode *inode, struct file *file)
{
	struct agent_file *own = file->private_data;

	if (own->ns) {
		tsem_agent_detach(&own->ns->model->agent);
		put_tsem_ns(own->ns);
	}
	kvfree(own->record);
	kvfree(own->line.buf);
	kfree(own);
	return 0;
}

/* Once, so that no question is taken that could not be printed. */
static int make_room(struct agent_file *own)
{
	if (!own->record)
		own->record = kvmalloc(TSEM_RECORD_MAX, GFP_KERNEL_ACCOUNT);
	if (!own->line.buf)
		own->line.buf = kvmalloc(LINE_SIZE, GFP_KERNEL_ACCOUNT);
	own->line.size = LINE_SIZE;
	return own->record && own->line.buf ? 0 : -ENOMEM;
}

static void print_question(struct agent_file *own,
			   const struct tsem_question *question, u32 len)
{
	const struct tsem_json_header header = {
		.coefficient = question->coefficient,
		.question = question,
	};
	struct seq_file *line = &own->line;

	line->count = 0;
	line->from = 0;
	tsem_json_record(line, own->ns->model->config.alg, &header, own->record,
			 len);
	seq_putc(line, '\n');
}

static void put_question(struct agent_file *own,
			 const struct tsem_question *question, u32 len)
{
	struct tsem_message message = {
		.type = TSEM_MESSAGE_QUESTION,
		.number = question->cookie,
		.pid = question->pid,
	};

	if (question->late)
		message.flags |= TSEM_MESSAGE_LATE;
	if (question->denied)
		message.flags |= TSEM_MESSAGE_DENIED;
	own->line.count = 0;
	own->line.from = 0;
	tsem_message_event(&message, question->id);
	static_assert(sizeof(message.comm) == sizeof(question->comm));
	memcpy(message.comm, question->comm, sizeof(message.comm));
	tsem_message_put(&own->line, &message, &(struct tsem_content) {
		.coefficient = question->coefficient,
		.alg = own->ns->model->config.alg,
		.record = own->record,
		.len = len,
	});
}

/* Has something in the line if there is a question. */
static int next_question(struct agent_file *own)
{
	struct tsem_model *model = own->ns->model;
	struct tsem_question question;
	struct tsem_writer record;
	int ret;

	ret = make_room(own);
	if (ret)
		return ret;
	tsem_writer_init(&record, own->record, TSEM_RECORD_MAX);
	/* Who waits comes first. */
	if (!tsem_agent_take(&model->agent, &question, &record) &&
	    !tsem_late_take(model, &question, &record))
		return 0;
	/* Nobody asks about what is too long. */
	WARN_ON_ONCE(record.overflow);
	if (own->binary)
		put_question(own, &question, record.len);
	else
		print_question(own, &question, record.len);
	return 0;
}

/* Returns 0 if there is nothing to be read. */
static ssize_t read_line(struct agent_file *own, struct iov_iter *to)
{
	struct seq_file *line = &own->line;
	size_t len;
	int ret = 0;

	guard(mutex)(&own->lock);
	if (!own->ns)
		return -ENODATA;
	if (!line->count)
		ret = next_question(own);
	if (ret || !line->count)
		return ret;
	len = copy_to_iter(line->buf + line->from, line->count, to);
	if (!len)
		return -EFAULT;
	line->from += len;
	line->count -= len;
	return len;
}

static ssize_t agent_read(struct kiocb *iocb, struct iov_iter *to)
{
	struct agent_file *own = iocb->ki_filp->private_data;
	struct tsem_agent *agent;
	ssize_t ret;

	/* A member that inherited the file is not to take questions away. */
	if (tsem_task_subordinate(current))
		return -EPERM;
	if (!iov_iter_count(to))
		return 0;
	for (;;) {
		ret = read_line(own, to);
		if (ret)
			return ret;
		if (iocb->ki_filp->f_flags & O_NONBLOCK ||
		    iocb->ki_flags & IOCB_NOWAIT)
			return -EAGAIN;
		agent = &own->ns->model->agent;
		ret = wait_event_interruptible(agent->wait,
					       tsem_agent_has_unread(agent));
		if (ret)
			return ret;
	}
}

static int bind_agent(struct file *file, struct agent_file *own, char *line)
{
	struct tsem_namespace *ns __free(put_tsem_ns) = NULL;
	struct tsem_command command;
	int ret;

	ret = tsem_command_parse(line, &command);
	if (ret)
		return ret;
	if (command.verb != TSEM_VERB_BIND)
		return -ENODATA;
	ns = tsem_fs_ns(file, &command);
	if (IS_ERR(ns))
		return PTR_ERR(ns);
	/* The agent is in it: it would have to answer before it can. */
	if (tsem_ns_is_initial(ns))
		return -EINVAL;
	ret = tsem_agent_attach(&ns->model->agent);
	if (ret)
		return ret;
	/* Pairs with the acquire in agent_poll(). */
	smp_store_release(&own->ns, no_free_ptr(ns));
	return 0;
}

/* "allow cookie=N" or "deny cookie=N", and perhaps "remember". */
static int parse_answer(char *line, u64 *cookie, struct tsem_answer *answer)
{
	const char *verdict = strsep(&line, " "), *name = strsep(&line, " ");

	answer->allow = !strcmp(verdict, "allow");
	if (!answer->allow && strcmp(verdict, "deny"))
		return -EINVAL;
	if (!name || !str_has_prefix(name, "cookie=") ||
	    tsem_parse_number(name + strlen("cookie="), 1, U64_MAX, cookie))
		return -EINVAL;
	answer->remember = line;
	return line && strcmp(line, "remember") ? -EINVAL : 0;
}

static int give_answer(struct tsem_model *model, u64 cookie,
		       const struct tsem_answer *answer)
{
	int ret = tsem_agent_answer(&model->agent, cookie, answer);

	return ret == -ENOENT ? tsem_late_answer(model, cookie, answer) : ret;
}

static int reply(struct agent_file *own, const struct tsem_reply *reply)
{
	const struct tsem_answer answer = {
		.allow = reply->flags & TSEM_REPLY_ALLOW,
		.remember = reply->flags & TSEM_REPLY_REMEMBER,
	};

	return give_answer(own->ns->model, reply->cookie, &answer);
}

static int agent_line(struct file *file, char *line)
{
	struct agent_file *own = file->private_data;
	struct tsem_answer answer;
	u64 cookie;
	int ret;

	if (!own->ns)
		return bind_agent(file, own, line);
	if (str_has_prefix(line, "bind "))
		return -EBUSY;
	if (tsem_task_subordinate(current) || !tsem_may_control(file, own->ns))
		return -EPERM;
	if (!strcmp(line, "binary")) {
		own->binary = true;
		return 0;
	}
	ret = parse_answer(line, &cookie, &answer);
	return ret ?: give_answer(own->ns->model, cookie, &answer);
}

/* One reply.  Returns its length or an error. */
static ssize_t write_reply(struct agent_file *own, const char __user *from,
			   size_t count)
{
	u8 buffer[TSEM_REPLY_MAX] __aligned(8);
	struct tsem_reply *head = (struct tsem_reply *)buffer;
	u32 size;
	int ret;

	if (count < sizeof(*head))
		return -EINVAL;
	if (get_user(size, (const u32 __user *)from))
		return -EFAULT;
	if (size < sizeof(*head) || size > count)
		return -EINVAL;
	if (size > sizeof(buffer))
		return -E2BIG;
	if (copy_from_user(buffer, from, size))
		return -EFAULT;
	/* It may have been changed meanwhile. */
	head->size = size;
	ret = tsem_reply_check(head, buffer + sizeof(*head)) ?: reply(own, head);
	if (ret)
		return ret;
	return size;
}

static ssize_t write_replies(struct file *file, struct agent_file *own,
			     const char __user *from, size_t count)
{
	size_t done = 0;
	ssize_t ret = 0;

	if (tsem_task_subordinate(current) || !tsem_may_control(file, own->ns))
		return -EPERM;
	while (done < count) {
		ret = write_reply(own, from + done, count - done);
		if (ret < 0)
			break;
		done += ret;
		if (fatal_signal_pending(current))
			break;
		cond_resched();
	}
	return done ?: ret;
}

static ssize_t agent_write(struct file *file, const char __user *from,
			   size_t count, loff_t *ppos)
{
	struct agent_file *own = file->private_data;

	guard(mutex)(&own->lock);
	if (own->binary)
		return write_replies(file, own, from, count);
	return tsem_fs_write_lines(file, from, count, agent_line);
}

static __poll_t agent_poll(struct file *file, poll_table *wait)
{
	struct agent_file *own = file->private_data;
	/* Pairs with the release in bind_agent(). */
	struct tsem_namespace *ns = smp_load_acquire(&own->ns);

	if (!ns)
		return EPOLLERR;
	poll_wait(file, &ns->model->agent.wait, wait);
	if (READ_ONCE(own->line.count) ||
	    tsem_agent_has_unread(&ns->model->agent))
		return EPOLLIN | EPOLLRDNORM | EPOLLOUT | EPOLLWRNORM;
	return EPOLLOUT | EPOLLWRNORM;
}

/*
 * The file in which an agent reads questions and writes answers.
 */
const struct file_operations tsem_agent_ops = {
	.owner = THIS_MODULE,
	.open = agent_open,
	.release = agent_release,
	.read_iter = agent_read,
	.write = agent_write,
	.poll = agent_poll,
};
