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
struct tsem_model;
struct tsem_observer;

ssize_t tsem_stream_read(struct kiocb *iocb, struct iov_iter *to,
			 struct tsem_observer *observer,
			 struct tsem_model *model, u8 *room);

#endif /* _SECURITY_TSEM_STREAM_H */
