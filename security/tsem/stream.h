/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trusted Security Event Modeling - the file that observers read
 */

#ifndef _SECURITY_TSEM_STREAM_H
#define _SECURITY_TSEM_STREAM_H

#include <linux/types.h>

struct file;
struct iov_iter;
struct kiocb;
struct tsem_namespace;
struct tsem_observer;

/**
 * struct tsem_stream - Who reads the stream of events
 *
 * @observer: with whose queue
 * @ns: the namespace that is observed
 * @room: TSEM_RECORD_MAX bytes in which records are put together, one after the
 *	other by the lock of the seq_file
 * @binary: in binary form
 */
struct tsem_stream {
	struct tsem_observer *observer;
	struct tsem_namespace *ns;
	u8 *room;
	bool binary;
};

ssize_t tsem_stream_read(struct kiocb *iocb, struct iov_iter *to,
			 const struct tsem_stream *reader);

#endif /* _SECURITY_TSEM_STREAM_H */
