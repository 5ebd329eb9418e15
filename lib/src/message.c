// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The binary form of the kernel's files `events` and `agent`, as in its header
 * linux/tsem.h. What is not certain to be in the buffer is not looked at: who feeds it
 * may be another machine.
 */
#include <errno.h>
#include <string.h>

#include "internal.h"
#include "wire.h"

#define MESSAGE_ALIGN 8
/* Up to type it is the same for types that are not known. */
#define HEAD_START offsetof(struct message_head, number)

API int lsm_tsem_message_open(struct lsm_tsem_ctx *ctx, int ns_fd, const char *name,
			      unsigned int flags)
{
	const bool agent = !strcmp(name, "agent");
	int fd, ret = 0;

	if ((!agent && strcmp(name, "events")) ||
	    flags & ~(LSM_TSEM_MESSAGE_ALL | LSM_TSEM_MESSAGE_NONBLOCK) ||
	    (agent && flags & LSM_TSEM_MESSAGE_ALL))
		return -EINVAL;
	/* Nobody decides about himself. */
	if (agent && ns_fd == LSM_TSEM_OWN && !ctx->ns_id)
		return -EPERM;
	fd = file_open_bound(ctx, ns_fd, name,
			     O_RDWR | (flags & LSM_TSEM_MESSAGE_NONBLOCK ? O_NONBLOCK : 0));
	if (fd < 0)
		return fd;
	if (flags & LSM_TSEM_MESSAGE_ALL)
		ret = io_write_all(fd, "all\n", 4);
	if (!ret)
		ret = io_write_all(fd, "binary\n", 7);
	if (ret < 0) {
		io_close(fd);
		return ret;
	}
	return fd;
}

static int kind_of(unsigned int type)
{
	switch (type) {
	case MESSAGE_EVENT:
		return LSM_TSEM_LINE_EVENT;
	case MESSAGE_LOST:
		return LSM_TSEM_LINE_LOST;
	case MESSAGE_QUESTION:
		return LSM_TSEM_LINE_QUESTION;
	}
	return 0;
}

/* The text in a field, which lies in the data; NULL if it is empty. */
static const char *text_in(const char *field)
{
	return *field ? field : NULL;
}

static bool is_text(const char *field, size_t size)
{
	return memchr(field, '\0', size);
}

/* Sums of 32-bit numbers, which do not overflow in 64. */
static bool is_sound(const struct message_head *h)
{
	return h->head >= sizeof(*h) &&
	       (uint64_t)h->head + h->coefficient_size + h->record_size <= h->size &&
	       is_text(h->comm, sizeof(h->comm)) && is_text(h->event, sizeof(h->event));
}

static void fill(struct lsm_tsem_message *message, const struct message_head *h,
		 const void *data)
{
	const unsigned char *coefficient = (const unsigned char *)data + h->head;
	const unsigned char *record = coefficient + h->coefficient_size;

	const struct lsm_tsem_message m = {
		.sz = message->sz,
		.kind = kind_of(h->type),
		.reason = (int)h->reason,
		.flags = h->flags,
		.pid = h->pid,
		.number = h->number,
		.count = h->count,
		.place = h->place,
		.event = text_in((const char *)data + offsetof(struct message_head, event)),
		.comm = text_in((const char *)data + offsetof(struct message_head, comm)),
		.coefficient = h->coefficient_size ? coefficient : NULL,
		.coefficient_len = h->coefficient_size,
		.record = h->record_size ? record : NULL,
		.record_len = h->record_size,
	};

	sized_give(message, message->sz, &m, sizeof(m));
}

/* Bytes of the whole message, 0 if its rest is missing, or -EBADMSG. */
static int measure(const void *data, size_t len)
{
	uint32_t size;

	if (len < sizeof(size))
		return 0;
	memcpy(&size, data, sizeof(size));
	if (size < HEAD_START || size % MESSAGE_ALIGN || size > LSM_TSEM_MESSAGE_MAX)
		return -EBADMSG;
	return size <= len ? (int)size : 0;
}

/* 1, or 0 for a message of a type that is not known, or -EBADMSG. */
static int understand(const void *data, size_t size, struct lsm_tsem_message *ret_message)
{
	struct message_head h = { .size = 0 };

	memcpy(&h, data, size < sizeof(h) ? size : sizeof(h));
	if (!kind_of(h.type))
		return 0;
	if (!is_sound(&h))
		return -EBADMSG;
	fill(ret_message, &h, data);
	return 1;
}

API int lsm_tsem_message_next(const void **data, size_t *len,
			      struct lsm_tsem_message *ret_message)
{
	int size, ret = 0;

	if (ret_message->sz < MESSAGE_FIRST)
		return -EINVAL;
	while (!ret) {
		size = measure(*data, *len);
		if (size <= 0)
			return size;
		ret = understand(*data, (size_t)size, ret_message);
		if (ret < 0)
			return ret;
		*data = (const char *)*data + size;
		*len -= (size_t)size;
	}
	return ret;
}

API int lsm_tsem_reply_encode(uint64_t cookie, unsigned int answer, void *buf, size_t size)
{
	/* The answers of the library have the bits of the kernel. */
	const struct message_reply reply = {
		.size = sizeof(reply),
		.flags = answer,
		.cookie = cookie,
	};

	if (answer & ~(LSM_TSEM_ALLOW | LSM_TSEM_REMEMBER))
		return -EINVAL;
	if (size < sizeof(reply))
		return -ERANGE;
	memcpy(buf, &reply, sizeof(reply));
	return sizeof(reply);
}
