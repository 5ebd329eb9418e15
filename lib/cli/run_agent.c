// SPDX-License-Identifier: GPL-2.0-only
/*
 * tsem run --agent: a program outside of the namespace that reads questions from its
 * standard input and writes answers to its standard output. What is between it and
 * the kernel is a thread, since the command that is being started is asked about as
 * well, and tsem waits for it.
 *
 * The program is not trusted to work: once it has ended, or written what is no
 * answer, the thread denies each question itself, so that nothing that is asked about
 * is decided by the mode.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cli.h"

#define ANSWER_MAX 96
/* Tenths of a second, for a program that was told to end. */
#define PATIENCE 20

struct run_agent {
	const char *command;
	struct lsm_tsem_agent *agent;
	pid_t pid;
	int to, from;		/* the program's input and output; -1: no more */
	int stop[2];
	pthread_t thread;
	int status;		/* EXIT_TSEM when it went wrong */
	uint64_t *open;		/* cookies of the questions without an answer */
	size_t nr_open, room_open;
	uint64_t last;		/* the last cookie */
	bool more;		/* there may be a question that poll(2) does not see */
	char *line;		/* a question that is being written, and its rest */
	size_t line_len, line_done;
	char answer[ANSWER_MAX];
	size_t answer_len;
};

static int note_cookie(struct run_agent *r, uint64_t cookie)
{
	if (r->nr_open == r->room_open) {
		size_t room = r->room_open ? 2 * r->room_open : 16;
		uint64_t *more = reallocarray(r->open, room, sizeof(*more));

		if (!more)
			return -ENOMEM;
		r->open = more;
		r->room_open = room;
	}
	r->open[r->nr_open++] = cookie;
	if (cookie > r->last)
		r->last = cookie;
	return 0;
}

static void forget_cookie(struct run_agent *r, uint64_t cookie)
{
	for (size_t i = 0; i < r->nr_open; i++) {
		if (r->open[i] != cookie)
			continue;
		r->open[i] = r->open[--r->nr_open];
		return;
	}
}

/* No answer of the program counts from here on. */
static void give_up(struct run_agent *r)
{
	r->status = EXIT_TSEM;
	close(r->to);
	close(r->from);
	r->to = -1;
	r->from = -1;
	free(r->line);
	r->line = NULL;
	while (r->nr_open)
		lsm_tsem_agent_answer(r->agent, r->open[--r->nr_open], LSM_TSEM_DENY);
}

static void nap(void)
{
	const struct timespec tenth = { .tv_nsec = 100000000 };

	nanosleep(&tenth, NULL);
}

/* Wait for the program, but not for ever: false if it is still there. */
static bool reap(struct run_agent *r, int *ret_status)
{
	for (int i = 0; i < PATIENCE; i++) {
		pid_t pid = waitpid(r->pid, ret_status, WNOHANG);

		if (pid == r->pid || (pid < 0 && errno != EINTR)) {
			r->pid = -1;
			return true;
		}
		nap();
	}
	return false;
}

static void say_ended(struct run_agent *r, const char *stream)
{
	int status = 0;

	if (!reap(r, &status))
		fail(r->command, "the agent has closed its standard %s; everything that is asked is denied now",
		     stream);
	else if (WIFSIGNALED(status))
		fail(r->command, "the agent was ended by signal %d; everything that is asked is denied now",
		     WTERMSIG(status));
	else
		fail(r->command, "the agent has ended with status %d; everything that is asked is denied now",
		     WEXITSTATUS(status));
}

static void on_end(struct run_agent *r, const char *stream)
{
	/* Those who wait come first, then the one who reads the message. */
	give_up(r);
	say_ended(r, stream);
}

/* For people: no control characters. */
static void on_nonsense(struct run_agent *r, const char *text, size_t len)
{
	char shown[41];
	size_t n = 0;

	for (size_t i = 0; i < len && n < sizeof(shown) - 1; i++)
		shown[n++] = text[i] >= ' ' && text[i] <= '~' ? text[i] : '?';
	shown[n] = '\0';
	give_up(r);
	fail(r->command, "the agent wrote \"%s\", but an answer is \"allow cookie=N\" or \"deny cookie=N\" to a question, perhaps with \"remember\"; everything that is asked is denied now",
	     shown);
}

static bool parse_answer(const char *line, uint64_t *ret_cookie, unsigned int *ret_answer)
{
	static const char allow[] = "allow cookie=", deny[] = "deny cookie=";
	bool allowed = !strncmp(line, allow, strlen(allow));
	unsigned long long cookie;
	char *end;

	if (!allowed && strncmp(line, deny, strlen(deny)))
		return false;
	line += allowed ? strlen(allow) : strlen(deny);
	*ret_answer = allowed ? LSM_TSEM_ALLOW : LSM_TSEM_DENY;
	if (*line < '1' || *line > '9')
		return false;
	errno = 0;
	cookie = strtoull(line, &end, 10);
	if (!strcmp(end, " remember"))
		*ret_answer |= LSM_TSEM_REMEMBER;
	else if (*end)
		return false;
	*ret_cookie = cookie;
	return !errno;
}

static void take_answer(struct run_agent *r, const char *line, size_t len)
{
	unsigned int answer;
	uint64_t cookie;
	int ret;

	if (strlen(line) != len || !parse_answer(line, &cookie, &answer) ||
	    cookie > r->last) {
		on_nonsense(r, line, len);
		return;
	}
	forget_cookie(r, cookie);
	ret = lsm_tsem_agent_answer(r->agent, cookie, answer);
	/*
	 * Nobody may wait any more: killed, out of time, or answered before. Of what was
	 * decided already there may be nothing to remember, or no room to.
	 */
	if (ret < 0 && ret != -ENOENT && ret != -EEXIST && ret != -ENOSPC) {
		give_up(r);
		fail(r->command, "an answer of the agent could not be given: %s; everything that is asked is denied now",
		     strerror(-ret));
	}
}

static void read_answers(struct run_agent *r)
{
	char *end;
	ssize_t n = read(r->from, r->answer + r->answer_len,
			 sizeof(r->answer) - 1 - r->answer_len);

	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (n <= 0) {
		on_end(r, "output");
		return;
	}
	r->answer_len += (size_t)n;
	while (r->from >= 0 && (end = memchr(r->answer, '\n', r->answer_len))) {
		size_t len = (size_t)(end - r->answer);

		*end = '\0';
		take_answer(r, r->answer, len);
		r->answer_len -= len + 1;
		memmove(r->answer, end + 1, r->answer_len);
	}
	if (r->from >= 0 && r->answer_len == sizeof(r->answer) - 1)
		on_nonsense(r, r->answer, r->answer_len);
}

static void write_question(struct run_agent *r)
{
	ssize_t n = write(r->to, r->line + r->line_done, r->line_len - r->line_done);

	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (n < 0) {
		on_end(r, "input");
		return;
	}
	r->line_done += (size_t)n;
	if (r->line_done < r->line_len)
		return;
	free(r->line);
	r->line = NULL;
}

/* Only the cookie matters here: a newer kernel may ask about what is not known. */
static uint64_t cookie_of(const char *line, size_t len)
{
	struct lsm_tsem_record *question;
	uint64_t cookie;

	if (lsm_tsem_record_decode(line, len, NULL, &question) < 0)
		return 0;
	cookie = lsm_tsem_record_info(question)->cookie;
	lsm_tsem_record_free(question);
	return cookie;
}

static int keep_line(struct run_agent *r, const char *line, size_t len)
{
	r->line = malloc(len + 1);
	if (!r->line)
		return -ENOMEM;
	memcpy(r->line, line, len);
	r->line[len] = '\n';
	r->line_len = len + 1;
	r->line_done = 0;
	return 0;
}

/* From the kernel: 0, or an error after which there is nothing to be asked. */
static int read_question(struct run_agent *r)
{
	const char *line;
	uint64_t cookie;
	size_t len;
	int ret = lsm_tsem_agent_next(r->agent, &line, &len);

	r->more = ret > 0;
	if (ret == -EAGAIN)
		return 0;
	if (ret <= 0)
		return ret ? ret : -EPROTO;
	cookie = cookie_of(line, len);
	if (!cookie)
		return -EPROTO;
	if (!r->status && !note_cookie(r, cookie) && !keep_line(r, line, len))
		return 0;
	if (!r->status)
		give_up(r);
	ret = lsm_tsem_agent_answer(r->agent, cookie, LSM_TSEM_DENY);
	return ret == -ENOENT ? 0 : ret;
}

/* 1 to go on, 0 to stop, or an error of the kernel's file. */
static int turn(struct run_agent *r)
{
	struct pollfd fds[] = {
		/* One question at a time: the others wait in the kernel. */
		{ .fd = r->line ? -1 : lsm_tsem_agent_fd(r->agent), .events = POLLIN },
		{ .fd = r->from, .events = POLLIN },
		{ .fd = r->line ? r->to : -1, .events = POLLOUT },
		{ .fd = r->stop[0], .events = POLLIN },
	};

	if (poll(fds, ARRAY_SIZE(fds), r->more && !r->line ? 0 : -1) < 0)
		return errno == EINTR ? 1 : -errno;
	if (fds[3].revents)
		return 0;
	if (fds[1].revents)
		read_answers(r);
	if (fds[2].revents && r->line)
		write_question(r);
	if (!r->line && (fds[0].revents || r->more)) {
		int ret = read_question(r);

		if (ret < 0)
			return ret;
	}
	return 1;
}

static void *relay(void *arg)
{
	struct run_agent *r = arg;
	sigset_t set;
	int ret;

	/* A program that is gone is noticed by the write. */
	sigemptyset(&set);
	sigaddset(&set, SIGPIPE);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	while ((ret = turn(r)) > 0)
		;
	if (ret < 0) {
		r->status = fail("agent", "the kernel's questions cannot be read: %s; the mode decides now",
				 strerror(-ret));
		/* Nobody shall wait for an answer that does not come. */
		r->agent = lsm_tsem_agent_free(r->agent);
	}
	return NULL;
}

static void __attribute__((noreturn))
be_program(const char *command, int in, int out, const sigset_t *mask)
{
	/* Not the terminal's Ctrl-C: it shall end after the command, not before. */
	setpgid(0, 0);
	sigprocmask(SIG_SETMASK, mask, NULL);
	if (dup2(in, STDIN_FILENO) >= 0 && dup2(out, STDOUT_FILENO) >= 0)
		execl("/bin/sh", "sh", "-c", command, (char *)NULL);
	fail("/bin/sh", "%s", strerror(errno));
	_exit(EXIT_TSEM);
}

static int start_program(struct run_agent *r, const sigset_t *mask)
{
	int in[2], out[2];

	if (pipe2(in, O_CLOEXEC) < 0)
		return -errno;
	if (pipe2(out, O_CLOEXEC) < 0) {
		close(in[0]);
		close(in[1]);
		return -errno;
	}
	r->to = in[1];
	r->from = out[0];
	fcntl(r->to, F_SETFL, O_NONBLOCK);
	fcntl(r->from, F_SETFL, O_NONBLOCK);
	r->pid = fork();
	if (!r->pid)
		be_program(r->command, in[0], out[1], mask);
	close(in[0]);
	close(out[1]);
	return r->pid < 0 ? -errno : 0;
}

static int start(struct run_agent *r, const sigset_t *mask)
{
	int ret = pipe2(r->stop, O_CLOEXEC) < 0 ? -errno : 0;

	if (!ret)
		ret = start_program(r, mask);
	if (!ret)
		ret = -pthread_create(&r->thread, NULL, relay, r);
	return ret;
}

/* It ends by itself at the end of its input; otherwise it is told. */
static void end_program(struct run_agent *r)
{
	static const int signals[] = { 0, SIGTERM, SIGKILL };
	int status;

	for (size_t i = 0; i < ARRAY_SIZE(signals) && r->pid > 0; i++) {
		if (signals[i])
			kill(-r->pid, signals[i]);
		reap(r, &status);
	}
}

static void release(struct run_agent *r)
{
	const int fds[] = { r->to, r->from, r->stop[0], r->stop[1] };

	for (size_t i = 0; i < ARRAY_SIZE(fds); i++)
		if (fds[i] >= 0)
			close(fds[i]);
	end_program(r);
	lsm_tsem_agent_free(r->agent);
	free(r->open);
	free(r->line);
	free(r);
}

static int fail_agent(int error)
{
	return error == -EPERM ?
	       fail("agent", "not permitted: it needs CAP_MAC_ADMIN, and a process in a TSEM namespace cannot be one") :
	       fail_errno("agent", error);
}

int run_agent_start(struct lsm_tsem_ctx *ctx, int ns_fd, const char *command,
		    const sigset_t *mask, struct run_agent **ret_agent)
{
	struct run_agent *r = calloc(1, sizeof(*r));
	int ret;

	if (!r)
		return fail_errno("agent", -ENOMEM);
	*r = (struct run_agent){
		.command = command, .pid = -1, .to = -1, .from = -1, .stop = { -1, -1 },
	};
	ret = lsm_tsem_agent_open(ctx, ns_fd, LSM_TSEM_AGENT_NONBLOCK, &r->agent);
	if (!ret)
		ret = start(r, mask);
	if (ret < 0) {
		release(r);
		return fail_agent(ret);
	}
	*ret_agent = r;
	return 0;
}

int run_agent_stop(struct run_agent *r)
{
	int status;

	if (!r)
		return 0;
	close(r->stop[1]);
	r->stop[1] = -1;
	pthread_join(r->thread, NULL);
	status = r->status;
	release(r);
	return status;
}
