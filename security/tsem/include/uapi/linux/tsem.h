/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/*
 * Trusted Security Event Modeling - messages of the files "events" and "agent" in
 * binary form, see Documentation/ABI/testing/securityfs-tsem
 */

#ifndef _UAPI_LINUX_TSEM_H
#define _UAPI_LINUX_TSEM_H

#include <linux/types.h>

/**
 * enum tsem_reason - Why an event was allowed or denied
 *
 * @TSEM_REASON_KNOWN: the model has it
 * @TSEM_REASON_NEW: the model has not
 * @TSEM_REASON_UNTRUSTED: the process violated the model before
 * @TSEM_REASON_ERROR: it could not be described
 * @TSEM_REASON_AGENT: the agent said so
 * @TSEM_REASON_UNSEEN: an observer that must lose nothing could not be told of it
 */
enum tsem_reason {
	TSEM_REASON_KNOWN = 0,
	TSEM_REASON_NEW = 1,
	TSEM_REASON_UNTRUSTED = 2,
	TSEM_REASON_ERROR = 3,
	TSEM_REASON_AGENT = 4,
	TSEM_REASON_UNSEEN = 5,
};

/**
 * enum tsem_message_type - What a message tells
 *
 * @TSEM_MESSAGE_EVENT: an event that an observer is shown
 * @TSEM_MESSAGE_LOST: events that an observer was not shown
 * @TSEM_MESSAGE_QUESTION: an event about which the agent is asked
 */
enum tsem_message_type {
	TSEM_MESSAGE_EVENT = 1,
	TSEM_MESSAGE_LOST = 2,
	TSEM_MESSAGE_QUESTION = 3,
};

#define TSEM_MESSAGE_DENIED	0x1 /* the event was denied */
#define TSEM_MESSAGE_LATE	0x2 /* a question: the event was decided already */

/**
 * struct tsem_message - Head of a message
 *
 * Behind it come the coefficient, the record, and zeros up to a multiple of 8.
 * Later kernels may have a longer head and other types: programs find what follows
 * by @head, the next message by @size, and skip types that they do not know.
 *
 * @size: bytes of the whole message
 * @head: bytes of this head
 * @type: an &enum tsem_message_type
 * @number: number in the stream of the observer, or the first one that is lost, or
 *	the cookie of the question
 * @count: how many events were lost; else 0
 * @place: position in "trajectory" or "forensics", from 1; 0 if it is in neither
 * @flags: TSEM_MESSAGE_*, or none; without TSEM_MESSAGE_LATE a question has none
 * @reason: an &enum tsem_reason; 0 with a question
 * @pid: process that asks, or that acted before it was decided, as the reader's pid
 *	namespace has it; 0 if it lacks it, or if another process did its work.  For
 *	people to look at
 * @coefficient_size: bytes of the coefficient, 0 if there is none
 * @record_size: bytes of the record, 0 if there is none
 * @comm: what the task that asks calls itself; for people to look at
 * @event: name of the event, ended by zeros
 */
struct tsem_message {
	__u32 size;
	__u16 head;
	__u16 type;
	__u64 number;
	__u64 count;
	__u64 place;
	__u32 flags;
	__u32 reason;
	__u32 pid;
	__u32 coefficient_size;
	__u32 record_size;
	__u8 comm[16];
	__u8 event[36];
};

#define TSEM_REPLY_ALLOW	0x1 /* else it is denied */
#define TSEM_REPLY_REMEMBER	0x2 /* the model is to know it from now on */

/**
 * struct tsem_reply - An answer of an agent
 *
 * @size: bytes of the reply, at least of this structure. What a kernel does not
 *	know behind it has to be zero
 * @flags: TSEM_REPLY_*
 * @cookie: @number of the question
 */
struct tsem_reply {
	__u32 size;
	__u32 flags;
	__u64 cookie;
};

#endif /* _UAPI_LINUX_TSEM_H */
