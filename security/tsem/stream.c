// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - the file that observers read
 *
 * Each read gives whole lines or messages, as many as there are and fit.  What comes next
 * keeps its place in the queue until it was copied as a whole, so that no
 * error of the reader makes a line disappear.
 */

#include <linux/bug.h>
#include <linux/cleanup.h>
#include <linux/fs.h>
#include <linux/sched/signal.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/tsem_namespace.h>
#include <linux/uio.h>

#include "json.h"
#include "message.h"
#include "model.h"
#include "stream.h"
#include "trace.h"

static void show_lost(struct seq_file *m, const struct tsem_sighting *sighting)
{
	seq_printf(m, "{\"lost\": {\"count\": \"%llu\", \"first\": \"%llu\", ",
		   sighting->lost, sighting->number);
	seq_printf(m, "\"last\": \"%llu\"}}\n",
		   sighting->number + sighting->lost - 1);
}

/* The record, put together in the reader's room. */
static u32 put_record(const struct tsem_stream *reader,
		      const struct tsem_record *record)
{
	struct tsem_writer out;

	tsem_writer_init(&out, reader->room, TSEM_RECORD_MAX);
	tsem_words_record(record->words, reader->ns->model->config.alg, &out);
	/* None that is kept is too long. */
	WARN_ON_ONCE(out.overflow);
	return out.len;
}

/* What was loaded is in neither list. */
static u64 place_of(const struct tsem_record *record)
{
	if (tsem_point_flags(record->point) & TSEM_POINT_LOADED)
		return 0;
	return record->number;
}

static const u8 *coefficient_of(const struct tsem_sighting *sighting)
{
	if (sighting->record)
		return sighting->record->point->coefficient.digest;
	return sighting->digested ? sighting->digest : NULL;
}

static void show_sighting(struct seq_file *m, const struct tsem_stream *reader,
			  const struct tsem_sighting *sighting)
{
	const enum tsem_hash_alg alg = reader->ns->model->config.alg;
	struct tsem_json_header header = {
		.sequence = sighting->number,
		.denied = sighting->denied,
		.reason = tsem_reason_name(sighting->reason),
		.coefficient = coefficient_of(sighting),
	};

	if (sighting->lost) {
		show_lost(m, sighting);
		return;
	}
	if (sighting->record) {
		header.number = place_of(sighting->record);
		tsem_json_record(m, alg, &header, reader->room,
				 put_record(reader, sighting->record));
	} else {
		tsem_json_unrecorded(m, alg, &header, sighting->event);
	}
	seq_putc(m, '\n');
}

static void put_message(struct seq_file *m, const struct tsem_stream *reader,
			const struct tsem_sighting *sighting)
{
	struct tsem_message message = {
		.type = TSEM_MESSAGE_EVENT,
		.number = sighting->number,
		.reason = sighting->reason,
		.flags = sighting->denied ? TSEM_MESSAGE_DENIED : 0,
	};
	struct tsem_content content = { .alg = reader->ns->model->config.alg };

	if (sighting->lost) {
		message.type = TSEM_MESSAGE_LOST;
		message.count = sighting->lost;
		tsem_message_put(m, &message, &content);
		return;
	}
	tsem_message_event(&message, sighting->event);
	content.coefficient = coefficient_of(sighting);
	if (sighting->record) {
		message.place = place_of(sighting->record);
		content.record = reader->room;
		content.len = put_record(reader, sighting->record);
	}
	tsem_message_put(m, &message, &content);
}

static int enlarge(struct seq_file *m)
{
	const size_t size = m->buf ? 2 * m->size : PAGE_SIZE;

	kvfree(m->buf);
	m->count = 0;
	m->buf = kvmalloc(size, GFP_KERNEL_ACCOUNT);
	m->size = m->buf ? size : 0;
	return m->buf ? 0 : -ENOMEM;
}

/* Prints a line or a message, of whatever length. */
static int print(struct seq_file *m, const struct tsem_stream *reader,
		 const struct tsem_sighting *sighting)
{
	int ret;

	for (;;) {
		m->count = 0;
		if (m->buf) {
			if (reader->binary)
				put_message(m, reader, sighting);
			else
				show_sighting(m, reader, sighting);
			if (!seq_has_overflowed(m))
				return 0;
		}
		ret = enlarge(m);
		if (ret)
			return ret;
	}
}

/* Copies the line, or nothing of it. */
static int copy(const struct seq_file *m, struct iov_iter *to)
{
	size_t copied;

	if (m->count > iov_iter_count(to))
		return -EMSGSIZE;
	copied = copy_to_iter(m->buf, m->count, to);
	if (copied == m->count)
		return 0;
	iov_iter_revert(to, copied);
	return -EFAULT;
}

/* Returns 1, or 0 if there is nothing. */
static int read_line(struct seq_file *m, struct iov_iter *to,
		     const struct tsem_stream *reader)
{
	struct tsem_sighting next;
	int ret;

	if (!tsem_observer_look(reader->observer, &next))
		return 0;
	ret = print(m, reader, &next) ?: copy(m, to);
	if (ret)
		return ret;
	tsem_observer_seen(reader->observer, &next);
	return 1;
}

static ssize_t read_lines(struct seq_file *m, struct iov_iter *to,
			  const struct tsem_stream *reader)
{
	const size_t wanted = iov_iter_count(to);
	int ret;

	guard(mutex)(&m->lock);
	do {
		ret = read_line(m, to, reader);
		cond_resched();
	} while (ret > 0 && !signal_pending(current));
	return wanted - iov_iter_count(to) ?: ret;
}

static bool is_awaited(const struct tsem_stream *reader)
{
	return tsem_observer_ready(reader->observer) ||
	       tsem_ns_is_over(reader->ns);
}

/**
 * tsem_stream_read - Read the next lines
 *
 * @iocb: the file, a seq_file, which is bound
 * @to: where the lines go
 * @reader: who reads
 *
 * Waits without the lock, so that the file can be written meanwhile.
 *
 * Context: Process context, may sleep.
 * Return: number of bytes of whole lines, 0 if nothing can come any more, or
 *
 * - -EAGAIN if there is nothing and the file is not to wait
 * - -ERESTARTSYS if a signal came
 * - -EMSGSIZE if the next line does not fit; it is still the next then
 * - -EFAULT or -ENOMEM, likewise
 */
ssize_t tsem_stream_read(struct kiocb *iocb, struct iov_iter *to,
			 const struct tsem_stream *reader)
{
	struct file *file = iocb->ki_filp;
	ssize_t ret;
	bool over;

	if (!iov_iter_count(to))
		return 0;
	for (;;) {
		/* Before it looks for events: what came before that is not left. */
		over = tsem_ns_is_over(reader->ns);
		ret = read_lines(file->private_data, to, reader);
		if (ret || over)
			return ret;
		if (file->f_flags & O_NONBLOCK || iocb->ki_flags & IOCB_NOWAIT)
			return -EAGAIN;
		ret = wait_event_interruptible(reader->ns->model->observers.wait,
					       is_awaited(reader));
		if (ret)
			return ret;
	}
}
