/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trusted Security Event Modeling - messages in binary form
 */

#ifndef _SECURITY_TSEM_MESSAGE_H
#define _SECURITY_TSEM_MESSAGE_H

#include <linux/types.h>
#include <uapi/linux/tsem.h>

#include "event.h"
#include "hash.h"

struct seq_file;

/* What the longest reply of a program may take that knows more than this kernel. */
#define TSEM_REPLY_MAX 256U

/**
 * struct tsem_content - What a message has besides its head
 *
 * @coefficient: digest of the record, or NULL
 * @alg: its hash
 * @record: the record, or NULL
 * @len: its length in bytes
 */
struct tsem_content {
	const u8 *coefficient;
	enum tsem_hash_alg alg;
	const u8 *record;
	u32 len;
};

void tsem_message_event(struct tsem_message *message, enum tsem_event_id id);
void tsem_message_put(struct seq_file *m, struct tsem_message *message,
		      const struct tsem_content *content);
int tsem_reply_check(const struct tsem_reply *reply, const u8 *more);

#endif /* _SECURITY_TSEM_MESSAGE_H */
