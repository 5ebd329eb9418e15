// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - messages in binary form
 */

#include <linux/align.h>
#include <linux/errno.h>
#include <linux/seq_file.h>
#include <linux/string.h>

#include "message.h"

/* Programs rely on it: there is no room that the compiler made. */
static_assert(sizeof(struct tsem_message) == 104);
static_assert(sizeof(struct tsem_reply) == 16);

/**
 * tsem_message_event - Say which event a message is about
 *
 * @message: the message
 * @id: the event
 *
 * Context: Any context.
 */
void tsem_message_event(struct tsem_message *message, enum tsem_event_id id)
{
	strscpy_pad(message->event, tsem_events[id].name);
}

/**
 * tsem_message_put - Write a message
 *
 * @m: where it goes
 * @message: its head; sizes are filled in
 * @content: what follows
 *
 * Context: Process context.
 */
void tsem_message_put(struct seq_file *m, struct tsem_message *message,
		      const struct tsem_content *content)
{
	static const u8 zeros[8];
	u32 size;

	message->head = sizeof(*message);
	message->coefficient_size =
		content->coefficient ? tsem_hash_size(content->alg) : 0;
	message->record_size = content->record ? content->len : 0;
	size = message->head + message->coefficient_size + message->record_size;
	message->size = ALIGN(size, sizeof(zeros));
	seq_write(m, message, sizeof(*message));
	seq_write(m, content->coefficient, message->coefficient_size);
	seq_write(m, content->record, message->record_size);
	seq_write(m, zeros, message->size - size);
}

/**
 * tsem_reply_check - Check an answer
 *
 * @reply: the answer
 * @more: what is behind it, up to its size
 *
 * Context: Any context.
 * Return: 0, -EINVAL for unknown flags, or -E2BIG if it says more than this kernel
 * knows.
 */
int tsem_reply_check(const struct tsem_reply *reply, const u8 *more)
{
	if (reply->flags & ~(TSEM_REPLY_ALLOW | TSEM_REPLY_REMEMBER))
		return -EINVAL;
	if (memchr_inv(more, 0, reply->size - sizeof(*reply)))
		return -E2BIG;
	return 0;
}
