/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tests of TSEM: rings of io_uring, by bare system calls
 *
 * A ring is used for one chain of requests at a time. Functions return a negative
 * errno and print nothing.
 */

#ifndef _SELFTESTS_TSEM_URING_H
#define _SELFTESTS_TSEM_URING_H

#include "wrappers.h"

#include <errno.h>
#include <linux/io_uring.h>
#include <sys/mman.h>

#include "kselftest.h"

#ifndef __NR_io_uring_register
#define __NR_io_uring_register 427
#endif

#define URING_ENTRIES 4

struct uring {
	int fd;
	char *queue;
	struct io_uring_sqe *sqes;
	struct io_uring_params params;
};

/* With IORING_SETUP_ATTACH_WQ in @flags, @other is a ring to share workers with. */
static int __maybe_unused uring_open(struct uring *ring,
				     unsigned int flags, int other)
{
	*ring = (struct uring) {
		.params = { .flags = flags, .wq_fd = other },
	};
	ring->fd = syscall(__NR_io_uring_setup, URING_ENTRIES, &ring->params);
	if (ring->fd < 0)
		return -errno;
	ring->queue = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED,
			   ring->fd, IORING_OFF_SQ_RING);
	ring->sqes = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED,
			  ring->fd, IORING_OFF_SQES);
	if (ring->queue == MAP_FAILED || (void *)ring->sqes == MAP_FAILED)
		return -errno;
	return 0;
}

static unsigned int *uring_word(struct uring *ring, unsigned int offset)
{
	return (unsigned int *)(ring->queue + offset);
}

/* Adds a request to those that are going to be submitted. */
static void __maybe_unused uring_add(struct uring *ring,
				     const struct io_uring_sqe *sqe)
{
	unsigned int *tail = uring_word(ring, ring->params.sq_off.tail);
	const unsigned int at = *tail % URING_ENTRIES;

	ring->sqes[at] = *sqe;
	uring_word(ring, ring->params.sq_off.array)[at] = at;
	__atomic_store_n(tail, *tail + 1, __ATOMIC_RELEASE);
}

/* Submits @submit requests and waits until @wait are done. */
static int __maybe_unused uring_enter(struct uring *ring, int submit,
				      int wait)
{
	const unsigned int flags = IORING_ENTER_GETEVENTS |
		(ring->params.flags & IORING_SETUP_SQPOLL ?
		 IORING_ENTER_SQ_WAKEUP : 0);
	int ret;

	do {
		ret = syscall(__NR_io_uring_enter, ring->fd, submit, wait, flags,
			      NULL, 0);
	} while (ret < 0 && errno == EINTR);
	if (ret < 0)
		return -errno;
	return ret == submit ? 0 : -EIO;
}

/* Takes the next result. */
static int __maybe_unused uring_answer(struct uring *ring)
{
	unsigned int *head = uring_word(ring, ring->params.cq_off.head);
	unsigned int *tail = uring_word(ring, ring->params.cq_off.tail);
	struct io_uring_cqe *cqes = (void *)uring_word(ring,
						ring->params.cq_off.cqes);
	int res;

	if (*head == __atomic_load_n(tail, __ATOMIC_ACQUIRE))
		return -ENODATA;
	res = cqes[*head % ring->params.cq_entries].res;
	__atomic_store_n(head, *head + 1, __ATOMIC_RELEASE);
	return res;
}

/* The same: 0 or what the request failed with. */
static int __maybe_unused uring_result(struct uring *ring)
{
	const int res = uring_answer(ring);

	return res < 0 ? res : 0;
}

/* One request from beginning to end. */
static int __maybe_unused uring_do(struct uring *ring,
				   const struct io_uring_sqe *sqe)
{
	int err;

	uring_add(ring, sqe);
	err = uring_enter(ring, 1, 1);
	return err ?: uring_result(ring);
}

#endif /* _SELFTESTS_TSEM_URING_H */
