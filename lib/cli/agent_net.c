// SPDX-License-Identifier: GPL-2.0-only
/* Questions and answers over a stream. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "address.h"
#include "agent.h"
#include "cli.h"

/* Each connection is a workload that waits. */
#define CONNECTIONS_MAX 64

static int serve(struct judge *j, int fd, const char *address)
{
	struct lsm_tsem_agent *agent;
	int ret = lsm_tsem_agent_new(fd, fd, &agent);

	if (ret < 0)
		return fail_errno(address, ret);
	address_keep_alive(fd);
	ret = judge_serve(j, agent, address);
	lsm_tsem_agent_free(agent);
	return ret;
}

/* One process for each, so that none waits for another. */
static bool serve_one(struct judge *j, int listener, int fd, const char *address)
{
	pid_t pid = fork();

	if (!pid) {
		close(listener);
		_exit(serve(j, fd, address));
	}
	if (pid < 0)
		fail(address, "a connection was closed: %s", strerror(errno));
	return pid > 0;
}

/* That connection is over, but not the listening. */
static bool is_lost(int error)
{
	return error == EINTR || error == ECONNABORTED || error == EPROTO;
}

/* Others have taken what is needed, and may give it back. */
static bool is_shortage(int error)
{
	return error == EMFILE || error == ENFILE || error == ENOBUFS ||
	       error == ENOMEM;
}

/* A connection, or an error after which there is no other. */
static int accept_next(int listener, const char *address)
{
	const struct timespec tenth = { .tv_nsec = 100000000 };
	bool told = false;

	for (;;) {
		int fd = accept(listener, NULL, NULL);

		if (fd >= 0)
			return fd;
		if (is_lost(errno))
			continue;
		if (!is_shortage(errno))
			return -errno;
		/* Those who want to connect wait as well. */
		if (!told)
			fail(address, "cannot take a connection now: %s", strerror(errno));
		told = true;
		nanosleep(&tenth, NULL);
	}
}

static int accept_all(struct judge *j, int listener, const char *address)
{
	int connections = 0;

	for (;;) {
		int fd = accept_next(listener, address);

		if (fd < 0)
			return fail_errno(address, fd);
		while (waitpid(-1, NULL, WNOHANG) > 0)
			connections--;
		if (connections == CONNECTIONS_MAX)
			fail(address, "a connection was closed: there are %d already",
			     CONNECTIONS_MAX);
		else if (serve_one(j, listener, fd, address))
			connections++;
		close(fd);
	}
}

int agent_listen(struct judge *j, const char *address)
{
	struct address a;
	int fd, status;

	status = address_parse(&a, address);
	if (!status)
		status = address_listen(&a, &fd);
	if (status)
		return status;
	/* With SIGCHLD ignored there would be nothing to count. */
	signal(SIGCHLD, SIG_DFL);
	fprintf(stderr, "tsem: %s: listening\n", address);
	status = accept_all(j, fd, address);
	close(fd);
	return status;
}

static int write_all(int fd, const char *data, size_t len)
{
	while (len) {
		ssize_t n = write(fd, data, len);

		if (n < 0 && errno != EINTR)
			return -errno;
		if (n > 0) {
			data += n;
			len -= (size_t)n;
		}
	}
	return 0;
}

/* What there is: 1, or 0 at the end. */
static int copy(int from, int to)
{
	char buf[16384];
	ssize_t n = read(from, buf, sizeof(buf));
	int ret;

	if (n < 0)
		return errno == EINTR ? 1 : -errno;
	ret = n ? write_all(to, buf, (size_t)n) : 0;
	return ret < 0 ? ret : n > 0;
}

static int fail_connection(const char *address, int error)
{
	return fail(address, "the connection failed: %s", strerror(-error));
}

/*
 * One direction at a time: answers are so much shorter than questions that those to
 * all questions that fit into the socket fit into it, too.
 */
static int relay(int fd, const char *address)
{
	struct pollfd fds[2] = {
		{ .fd = STDIN_FILENO, .events = POLLIN },
		{ .fd = fd, .events = POLLIN },
	};
	int ret;

	for (;;) {
		if (poll(fds, 2, -1) < 0) {
			if (errno == EINTR)
				continue;
			return fail_errno("poll", -errno);
		}
		if (fds[1].revents) {
			ret = copy(fd, STDOUT_FILENO);
			if (ret < 0)
				return fail_connection(address, ret);
			if (!ret)
				return fail(address, "the deciding side closed the connection");
		}
		if (fds[0].revents) {
			ret = copy(STDIN_FILENO, fd);
			if (ret < 0)
				return fail_connection(address, ret);
			if (!ret)
				return 0;
		}
	}
}

int agent_connect(const char *address)
{
	struct address a;
	int fd, status;

	status = address_parse(&a, address);
	if (!status)
		status = address_connect(&a, &fd);
	if (status)
		return status;
	signal(SIGPIPE, SIG_IGN);
	status = relay(fd, address);
	close(fd);
	return status;
}
