// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Deciding: questions are lines of JSON, answers lines of text. They come from and go
 * to the kernel's file, or any other descriptors, such as the standard input and
 * output of a program that `tsem run --agent` has started.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "internal.h"

/* The kernel's longest line is a quarter of it. */
#define QUESTION_MAX (1024 * 1024)

struct lsm_tsem_agent {
	struct lsm_tsem_list *questions;
	int in;
	int out;
	bool is_socket;
	bool owned;
	bool nonblock;
};

static int agent_new(int in, int out, bool owned, struct lsm_tsem_agent **ret_agent)
{
	struct lsm_tsem_agent *agent = calloc(1, sizeof(*agent));
	struct stat st;
	int ret;

	if (!agent)
		return -ENOMEM;
	ret = list_borrow(in, QUESTION_MAX, &agent->questions);
	if (ret < 0) {
		free(agent);
		return ret;
	}
	agent->in = in;
	agent->out = out;
	agent->owned = owned;
	agent->is_socket = !fstat(out, &st) && S_ISSOCK(st.st_mode);
	*ret_agent = agent;
	return 0;
}

API int lsm_tsem_agent_open(struct lsm_tsem_ctx *ctx, int ns_fd, unsigned int flags,
			    struct lsm_tsem_agent **ret_agent)
{
	int fd, ret;

	if (flags & ~LSM_TSEM_AGENT_NONBLOCK)
		return -EINVAL;
	/* Nobody decides about himself. */
	if (ns_fd == LSM_TSEM_OWN && !ctx->ns_id)
		return -EPERM;
	/* What poll(2) has seen may be withdrawn before it is read. */
	fd = file_open_bound(ctx, ns_fd, "agent", O_RDWR | O_NONBLOCK);
	if (fd < 0)
		return fd;
	ret = agent_new(fd, fd, true, ret_agent);
	if (ret < 0)
		io_close(fd);
	else
		(*ret_agent)->nonblock = flags & LSM_TSEM_AGENT_NONBLOCK;
	return ret;
}

API int lsm_tsem_agent_new(int in_fd, int out_fd, struct lsm_tsem_agent **ret_agent)
{
	if (in_fd < 0 || out_fd < 0)
		return -EBADF;
	return agent_new(in_fd, out_fd, false, ret_agent);
}

API int lsm_tsem_agent_fd(const struct lsm_tsem_agent *agent)
{
	return agent->in;
}

static int send_all(int fd, const char *data, size_t len)
{
	while (len) {
		/* Who went away is an error, not a signal. */
		ssize_t n = send(fd, data, len, MSG_NOSIGNAL);

		if (n < 0 && errno != EINTR)
			return -errno;
		if (n > 0) {
			data += n;
			len -= (size_t)n;
		}
	}
	return 0;
}

API int lsm_tsem_agent_answer(struct lsm_tsem_agent *agent, uint64_t cookie,
			      unsigned int answer)
{
	char line[64];
	int len;

	if (answer & ~(LSM_TSEM_ALLOW | LSM_TSEM_REMEMBER))
		return -EINVAL;
	len = snprintf(line, sizeof(line), "%s cookie=%llu%s\n",
		       answer & LSM_TSEM_ALLOW ? "allow" : "deny",
		       (unsigned long long)cookie,
		       answer & LSM_TSEM_REMEMBER ? " remember" : "");
	if (agent->is_socket)
		return send_all(agent->out, line, (size_t)len);
	return io_write_all(agent->out, line, (size_t)len);
}

/* 1 if there is something to read, 0 if it is time to stop. */
static int wait_for(const struct lsm_tsem_agent *agent, int stop_fd)
{
	struct pollfd fds[2] = {
		{ .fd = agent->in, .events = POLLIN },
		{ .fd = stop_fd, .events = POLLIN },
	};
	int ret;

	do {
		ret = poll(fds, 2, -1);
	} while (ret < 0 && errno == EINTR);
	if (ret < 0)
		return -errno;
	return !fds[1].revents;
}

static int next(struct lsm_tsem_agent *agent, int stop_fd, const char **ret_line,
		size_t *ret_len)
{
	int ret;

	while (!list_take(agent->questions, ret_line, ret_len)) {
		ret = wait_for(agent, stop_fd);
		if (ret <= 0)
			return ret;
		ret = list_fill(agent->questions);
		if (ret < 0 && ret != -EAGAIN)
			return ret;
		if (!ret)
			return list_cut(agent->questions) ? -EPROTO : 0;
	}
	return 1;
}

API int lsm_tsem_agent_next(struct lsm_tsem_agent *agent, const char **ret_line,
			    size_t *ret_len)
{
	if (agent->nonblock)
		return lsm_tsem_list_next(agent->questions, ret_line, ret_len);
	return next(agent, -1, ret_line, ret_len);
}

/* What a loop goes on after: nobody is waiting, or nothing is to be remembered. */
static bool is_no_matter(int error, bool late)
{
	return error == -ENOENT || (late && (error == -EEXIST || error == -ENOSPC));
}

static int decide_one(struct lsm_tsem_agent *agent, const char *line, size_t len,
		      lsm_tsem_decide_fn decide, void *arg)
{
	struct lsm_tsem_record *question;
	uint64_t cookie;
	int ret, answer;
	bool late;

	ret = lsm_tsem_record_decode(line, len, NULL, &question);
	if (ret < 0)
		return ret;
	cookie = question->info.cookie;
	late = question->info.late;
	if (!cookie) {
		lsm_tsem_record_free(question);
		return -EBADMSG;
	}
	answer = decide(question, arg);
	lsm_tsem_record_free(question);
	if (answer > 0 && answer & ~(int)(LSM_TSEM_ALLOW | LSM_TSEM_REMEMBER))
		answer = -EINVAL;
	/* Who cannot decide has not allowed anything. */
	ret = lsm_tsem_agent_answer(agent, cookie,
				    answer < 0 ? LSM_TSEM_DENY : (unsigned int)answer);
	if (answer < 0)
		return answer;
	/* The process was killed meanwhile, or the time was over. */
	return is_no_matter(ret, late) ? 0 : ret;
}

API int lsm_tsem_agent_run(struct lsm_tsem_agent *agent, int stop_fd,
			   lsm_tsem_decide_fn decide, void *arg)
{
	const char *line;
	size_t len;
	int ret;

	while ((ret = next(agent, stop_fd, &line, &len)) > 0) {
		ret = decide_one(agent, line, len, decide, arg);
		if (ret < 0)
			break;
	}
	return ret;
}

API struct lsm_tsem_agent *lsm_tsem_agent_free(struct lsm_tsem_agent *agent)
{
	if (agent) {
		lsm_tsem_list_free(agent->questions);
		if (agent->owned)
			io_close(agent->in);
		free(agent);
	}
	return NULL;
}
