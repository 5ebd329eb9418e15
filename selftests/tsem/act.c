// SPDX-License-Identifier: GPL-2.0-only
/*
 * act COMMAND...: do something as a program of its own
 *
 *	open PATH	open a file for reading
 *	ring PATH	the same with a request to io_uring
 *	worker PATH	the same, by a worker of io_uring
 *	poller PATH	the same, by a thread of io_uring that polls
 *	socket N	ask for a socket of a protocol that need not exist
 *	tell FD		write a byte
 *	hear FD		wait for a byte
 *	exec N		run this program again N times, then go on
 *
 * Exits with 0, or with the first error number; what comes later is done too.
 */

#include "uring.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int again(char **argv, int n)
{
	static char count[16];

	if (!n)
		return 0;
	snprintf(count, sizeof(count), "%d", n - 1);
	argv[2] = count;
	execv("/proc/self/exe", argv);
	return -errno;
}

static int open_by_ring(const char *path, unsigned int setup, int flags)
{
	const struct io_uring_sqe sqe = {
		.opcode = IORING_OP_OPENAT,
		.flags = flags,
		.fd = AT_FDCWD,
		.addr = (unsigned long)path,
		.open_flags = O_RDONLY | O_CLOEXEC,
	};
	struct uring ring;
	int err = uring_open(&ring, setup, -1);

	return err ?: uring_do(&ring, &sqe);
}

static int do_one(const char *verb, const char *arg)
{
	char byte = 0;

	if (!strcmp(verb, "open"))
		return open(arg, O_RDONLY | O_CLOEXEC) < 0 ? -errno : 0;
	if (!strcmp(verb, "ring"))
		return open_by_ring(arg, 0, 0);
	if (!strcmp(verb, "worker"))
		return open_by_ring(arg, 0, IOSQE_ASYNC);
	if (!strcmp(verb, "poller"))
		return open_by_ring(arg, IORING_SETUP_SQPOLL, 0);
	if (!strcmp(verb, "socket")) {
		if (socket(AF_UNIX, SOCK_STREAM, atoi(arg)) >= 0)
			return 0;
		return errno == EPROTONOSUPPORT ? 0 : -errno;
	}
	if (!strcmp(verb, "tell"))
		return write(atoi(arg), &byte, 1) == 1 ? 0 : -EIO;
	if (!strcmp(verb, "hear"))
		return read(atoi(arg), &byte, 1) == 1 ? 0 : -EIO;
	return -EINVAL;
}

int main(int argc, char **argv)
{
	int ret, first = 0, i;

	for (i = 1; i + 1 < argc; i += 2) {
		if (i == 1 && !strcmp(argv[1], "exec"))
			ret = again(argv, atoi(argv[2]));
		else
			ret = do_one(argv[i], argv[i + 1]);
		if (ret && !first)
			first = ret;
	}
	return -first;
}
