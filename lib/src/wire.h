/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The binary form of the kernel's files, as in its header linux/tsem.h, which may be
 * older than this library or missing. tests/test_uapi.c compares both.
 */
#ifndef TSEM_WIRE_H
#define TSEM_WIRE_H

#include <stddef.h>
#include <stdint.h>

#include "lsm-tsem.h"

enum message_type {
	MESSAGE_EVENT = 1,
	MESSAGE_LOST = 2,
	MESSAGE_QUESTION = 3,
};

/* struct tsem_message of the kernel: there is no room that the compiler made. */
struct message_head {
	uint32_t size;
	uint16_t head;
	uint16_t type;
	uint64_t number;
	uint64_t count;
	uint64_t place;
	uint32_t flags;
	uint32_t reason;
	uint32_t pid;
	uint32_t coefficient_size;
	uint32_t record_size;
	char comm[16];
	char event[36];
};

_Static_assert(sizeof(struct message_head) == 104, "as in the kernel");

/* struct tsem_reply. */
struct message_reply {
	uint32_t size;
	uint32_t flags;
	uint64_t cookie;
};

_Static_assert(sizeof(struct message_reply) == LSM_TSEM_REPLY_SIZE, "as in the kernel");

#endif /* TSEM_WIRE_H */
