// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - the file that observers read
 *
 * Each read gives whole lines, as many as there are and fit.  What comes next
 * keeps its place in the queue until its line was copied as a whole, so that no
 * error of the reader makes a line disappear.
 */

#include <linux/cleanup.h>
#include <linux/fs.h>
#include <linux/sched/signal.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/uio.h>

#include "json.h"
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

static void show_recorded(struct seq_file *m, enum tsem_hash_alg alg,
			  struct tsem_json_header *header,
			  const struct tsem_record *record, u8 *room)
{
	struct tsem_writer out;

	/* What was loaded is in neither list. */
	if (!(tsem_point_flags(record->point) & TSEM_POINT_LOADED))
		header->number = record->number;
	header->coefficient = record->point->digest;
	tsem_writer_init(&out, room, TSEM_RECORD_MAX);
	tsem_words_record(record->words, alg, &out);
	tsem_json_record(m, alg, header, out.data, out.len);
}

static void show_sighting(struct seq_file *m, enum tsem_hash_alg alg,
			  const struct tsem_sighting *sighting, u8 *room)
{
	struct tsem_json_header header = {
		.sequence = sighting->number,
		.denied = sighting->denied,
		.reason = tsem_reason_name(sighting->reason),
		.coefficient = sighting->digested ? sighting->digest : NULL,
	};

	if (sighting->lost) {
		show_lost(m, sighting);
		return;
	}
	if (sighting->record)
		show_recorded(m, alg, &header, sighting->record, room);
	else
		tsem_json_unrecorded(m, alg, &header, sighting->event);
	seq_putc(m, '\n');
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

/* Prints a line, of whatever length. */
static int print(struct seq_file *m, enum tsem_hash_alg alg,
		 const struct tsem_sighting *sighting, u8 *room)
{
	int ret;

	for (;;) {
		m->count = 0;
		if (m->buf) {
			show_sighting(m, alg, sighting, room);
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
		     struct tsem_observer *observer, enum tsem_hash_alg alg,
		     u8 *room)
{
	struct tsem_sighting next;
	int ret;

	if (!tsem_observer_look(observer, &next))
		return 0;
	ret = print(m, alg, &next, room) ?: copy(m, to);
	if (ret)
		return ret;
	tsem_observer_seen(observer, &next);
	return 1;
}

static ssize_t read_lines(struct seq_file *m, struct iov_iter *to,
			  struct tsem_observer *observer,
			  enum tsem_hash_alg alg, u8 *room)
{
	const size_t wanted = iov_iter_count(to);
	int ret;

	guard(mutex)(&m->lock);
	do {
		ret = read_line(m, to, observer, alg, room);
		cond_resched();
	} while (ret > 0 && !signal_pending(current));
	return wanted - iov_iter_count(to) ?: ret;
}

/**
 * tsem_stream_read - Read the next lines
 *
 * @iocb: the file, a seq_file, which is bound
 * @to: where the lines go
 * @observer: who reads
 * @model: model of the namespace that is observed
 * @room: TSEM_RECORD_MAX bytes in which records are put together, one after the
 *	other by the lock of the seq_file
 *
 * Waits without the lock, so that the file can be written meanwhile.
 *
 * Context: Process context, may sleep.
 * Return: number of bytes of whole lines, or
 *
 * - -EAGAIN if there is nothing and the file is not to wait
 * - -ERESTARTSYS if a signal came
 * - -EMSGSIZE if the next line does not fit; it is still the next then
 * - -EFAULT or -ENOMEM, likewise
 */
ssize_t tsem_stream_read(struct kiocb *iocb, struct iov_iter *to,
			 struct tsem_observer *observer,
			 struct tsem_model *model, u8 *room)
{
	struct file *file = iocb->ki_filp;
	ssize_t ret;

	if (!iov_iter_count(to))
		return 0;
	for (;;) {
		ret = read_lines(file->private_data, to, observer,
				 model->config.alg, room);
		if (ret)
			return ret;
		if (file->f_flags & O_NONBLOCK || iocb->ki_flags & IOCB_NOWAIT)
			return -EAGAIN;
		ret = wait_event_interruptible(model->observers.wait,
					       tsem_observer_ready(observer));
		if (ret)
			return ret;
	}
}
