/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tests of TSEM: an agent that decides
 *
 * The test is the agent, in a thread or by itself; the children are members.
 */

#ifndef _SELFTESTS_TSEM_AGENT_H
#define _SELFTESTS_TSEM_AGENT_H

#include "common.h"

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>

#define LINE 65536

/* What a test agent does with the questions that it reads. */
struct brain {
	int fd;
	int stop[2];
	pthread_t thread;
	const char *answers[4];
	atomic_int asked;
	atomic_int failed;
	char last[LINE];
};

static __maybe_unused unsigned long long cookie_of(const char *line)
{
	const char *at = strstr(line, "{\"question\": {\"cookie\": \"");

	return at == line ? strtoull(strchr(at + 14, ':') + 3, NULL, 10) : 0;
}

/* "allow", "deny", with "remember" behind it or not. Returns 0 or an errno. */
static __maybe_unused int give_answer(int fd, unsigned long long cookie, const char *what)
{
	const char *more = strchr(what, ' ') ?: "";
	char line[96];
	int len = snprintf(line, sizeof(line), "%.*s cookie=%llu%s\n",
			   (int)strcspn(what, " "), what, cookie, more);

	return write(fd, line, len) == len ? 0 : errno;
}

/* Reads one question, answers the Nth with the Nth answer or the last there is. */
static __maybe_unused void think(struct brain *brain)
{
	ssize_t n = read(brain->fd, brain->last, LINE - 1);
	int i = atomic_load(&brain->asked), last = 0;

	if (n <= 0 || brain->last[n - 1] != '\n') {
		atomic_fetch_add(&brain->failed, 1);
		return;
	}
	brain->last[n] = '\0';
	while (last < 3 && last < i && brain->answers[last + 1])
		last++;
	/* With the answer the member goes on, and the test looks. */
	atomic_store(&brain->asked, i + 1);
	if (brain->answers[last] &&
	    give_answer(brain->fd, cookie_of(brain->last), brain->answers[last]))
		atomic_fetch_add(&brain->failed, 1);
}

static __maybe_unused void *be_agent(void *arg)
{
	struct brain *brain = arg;
	struct pollfd fds[2] = {
		{ .fd = brain->fd, .events = POLLIN },
		{ .fd = brain->stop[0], .events = POLLIN },
	};

	while (poll(fds, 2, -1) > 0 && !fds[1].revents)
		if (fds[0].revents)
			think(brain);
	return NULL;
}

static __maybe_unused int start_brain(struct brain *brain)
{
	if (pipe2(brain->stop, O_CLOEXEC))
		return -errno;
	return -pthread_create(&brain->thread, NULL, be_agent, brain);
}

static __maybe_unused void stop_brain(struct brain *brain)
{
	/* Members may have inherited the pipe. */
	if (write(brain->stop[1], "", 1) != 1)
		atomic_fetch_add(&brain->failed, 1);
	pthread_join(brain->thread, NULL);
	close(brain->stop[0]);
	close(brain->stop[1]);
}

/* Each type of socket is another event, about which may be waited. */
static __maybe_unused int try_socket(int type)
{
	int fd = socket(AF_UNIX, type, 0);

	if (fd < 0)
		return errno;
	close(fd);
	return 0;
}

static __maybe_unused int do_allowed(void *type)
{
	CHECK(!try_socket((long)type));
	return 0;
}

static __maybe_unused int do_denied(void *type)
{
	CHECK(try_socket((long)type) == EPERM);
	return 0;
}

#define STREAM ((void *)SOCK_STREAM)
#define DGRAM ((void *)SOCK_DGRAM)
#define PACKET ((void *)SOCK_SEQPACKET)

/*
 * Starts a member that runs fn(arg), without a file of which the test is to be the
 * only owner.
 */
static __maybe_unused pid_t start(int (*fn)(void *arg), void *arg, int fd)
{
	pid_t pid = fork();

	if (pid)
		return pid;
	close(fd);
	_exit(fn(arg) ? 1 : 0);
}

/* Reads one question; 0 if there is none for ten seconds. */
static __maybe_unused unsigned long long ask(int fd, char *line)
{
	struct pollfd pollfd = { .fd = fd, .events = POLLIN };
	ssize_t n;

	if (poll(&pollfd, 1, 10000) != 1 || !(pollfd.revents & POLLIN))
		return 0;
	n = read(fd, line, LINE - 1);
	if (n <= 0)
		return 0;
	line[n] = '\0';
	return cookie_of(line);
}

#endif /* _SELFTESTS_TSEM_AGENT_H */
