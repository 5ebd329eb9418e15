// SPDX-License-Identifier: GPL-2.0-only
/* Agents: of the kernel's file, and of other descriptors. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fake.h"
#include "lsm-tsem.h"
#include "samples.h"
#include "tap.h"

#define QUESTION(cookie) \
	"{\"question\": {\"cookie\": \"" #cookie "\", \"pid\": \"1\", \"comm\": \"x\"}, " \
	"\"event\": {\"type\": \"syslog\", \"digest\": \"sha256\", \"coefficient\": \"" H1 "\"}}\n"

#define LATE(cookie) \
	"{\"question\": {\"cookie\": \"" #cookie "\", \"pid\": \"1\", \"comm\": \"x\", \"decided\": \"denied\"}, " \
	"\"event\": {\"type\": \"syslog\", \"digest\": \"sha256\", \"coefficient\": \"" H1 "\"}}\n"

struct env {
	struct tap tap;
	char dir[256];
	struct lsm_tsem_ctx *ctx;
	int ns;
	int feed;		/* where the kernel's questions come from */
};

/* What a decider was asked, and what it says. */
struct mind {
	unsigned int asked;
	uint64_t last;
	int answers[4];
	int stop;		/* closed with the second question, or -1 */
};

static int decide(const struct lsm_tsem_record *question, void *arg)
{
	struct mind *mind = arg;

	mind->last = lsm_tsem_record_info(question)->cookie;
	if (mind->asked == 1 && mind->stop >= 0)
		close(mind->stop);
	return mind->answers[mind->asked++];
}

static void ask(struct env *e, const char *text)
{
	if (write(e->feed, text, strlen(text)) != (ssize_t)strlen(text))
		ok(&e->tap, false, "the test cannot ask");
}

static bool logged(struct env *e, const char *want)
{
	char path[PATH_MAX];
	char *log = fake_log(e->dir, "agent.log");
	bool same = !strcmp(log, want);

	free(log);
	snprintf(path, sizeof(path), "%s/agent.log", e->dir);
	unlink(path);
	return same;
}

static void test_open(struct env *e)
{
	struct lsm_tsem_agent *agent = (void *)1;
	const char *line;
	char *log;

	ok(&e->tap, lsm_tsem_agent_open(e->ctx, LSM_TSEM_OWN, 0, &agent) == -EPERM,
	   "nobody decides about himself");
	ok(&e->tap, lsm_tsem_agent_open(e->ctx, e->ns, 2, &agent) == -EINVAL, "unknown flag");
	ok(&e->tap, lsm_tsem_agent_open(e->ctx, -2, 0, &agent) == -EBADF, "no descriptor");
	setenv("TSEM_FAKE_BIND", "16", 1);
	ok(&e->tap, lsm_tsem_agent_open(e->ctx, e->ns, 0, &agent) == -EBUSY &&
		    agent == (void *)1, "there is an agent");
	unsetenv("TSEM_FAKE_BIND");
	ok(&e->tap, lsm_tsem_agent_new(-1, 0, &agent) == -EBADF &&
		    lsm_tsem_agent_new(0, -1, &agent) == -EBADF, "no descriptors");
	if (!ok(&e->tap, !lsm_tsem_agent_open(e->ctx, e->ns, LSM_TSEM_AGENT_NONBLOCK, &agent),
		"become the agent"))
		return;
	log = fake_log(e->dir, "bind.log");
	ok(&e->tap, !strncmp(log, "bind fd=", 8), "of this namespace");
	free(log);
	ok(&e->tap, lsm_tsem_agent_next(agent, &line, NULL) == -EAGAIN, "no question");
	lsm_tsem_agent_free(agent);
	ok(&e->tap, !lsm_tsem_agent_free(NULL), "free takes NULL");
}

static void test_pieces(struct env *e)
{
	struct lsm_tsem_agent *agent;
	const char *line;
	size_t len;

	if (!ok(&e->tap, !lsm_tsem_agent_open(e->ctx, e->ns, 0, &agent), "without waiting"))
		return;
	ask(e, QUESTION(1) QUESTION(2));
	ok(&e->tap, lsm_tsem_agent_next(agent, &line, &len) == 1 &&
		    len == strlen(QUESTION(1)) - 1 && !memcmp(line, QUESTION(1), len),
	   "the first question");
	ok(&e->tap, lsm_tsem_agent_next(agent, &line, NULL) == 1, "the second");
	ok(&e->tap, lsm_tsem_agent_fd(agent) >= 0, "the descriptor");
	ok(&e->tap, lsm_tsem_agent_answer(agent, 1, 4) == -EINVAL, "no such answer");
	ok(&e->tap, !lsm_tsem_agent_answer(agent, 1, LSM_TSEM_DENY) &&
		    !lsm_tsem_agent_answer(agent, 2, LSM_TSEM_ALLOW) &&
		    !lsm_tsem_agent_answer(agent, 3, LSM_TSEM_DENY | LSM_TSEM_REMEMBER) &&
		    !lsm_tsem_agent_answer(agent, UINT64_MAX, LSM_TSEM_ALLOW | LSM_TSEM_REMEMBER),
	   "answers");
	ok(&e->tap, logged(e, "deny cookie=1\nallow cookie=2\ndeny cookie=3 remember\n"
			   "allow cookie=18446744073709551615 remember\n"),
	   "as the kernel wants them");
	setenv("TSEM_FAKE_ANSWER", "2", 1);
	ok(&e->tap, lsm_tsem_agent_answer(agent, 1, LSM_TSEM_DENY) == -ENOENT,
	   "nobody waits any more");
	unsetenv("TSEM_FAKE_ANSWER");
	logged(e, "");
	lsm_tsem_agent_free(agent);
}

static void test_run(struct env *e)
{
	struct mind mind = {
		.answers = { LSM_TSEM_ALLOW, LSM_TSEM_DENY | LSM_TSEM_REMEMBER, -ENOKEY },
		.stop = -1,
	};
	struct lsm_tsem_agent *agent;

	if (!ok(&e->tap, !lsm_tsem_agent_open(e->ctx, e->ns, 0, &agent), "an agent that runs"))
		return;
	ask(e, QUESTION(5) QUESTION(6) QUESTION(7) QUESTION(8));
	ok(&e->tap, lsm_tsem_agent_run(agent, -1, decide, &mind) == -ENOKEY && mind.asked == 3 &&
		    mind.last == 7, "until it cannot decide");
	ok(&e->tap, logged(e, "allow cookie=5\ndeny cookie=6 remember\ndeny cookie=7\n"),
	   "which is denied");
	setenv("TSEM_FAKE_ANSWER", "2", 1);
	mind = (struct mind){ .answers = { LSM_TSEM_ALLOW, -EINTR }, .stop = -1 };
	ask(e, QUESTION(9));
	ok(&e->tap, lsm_tsem_agent_run(agent, -1, decide, &mind) == -EINTR && mind.asked == 2,
	   "a question that was withdrawn ends nothing");
	setenv("TSEM_FAKE_ANSWER", "17", 1);
	mind = (struct mind){ .answers = { LSM_TSEM_DENY | LSM_TSEM_REMEMBER, -EINTR },
			      .stop = -1 };
	ask(e, LATE(12) LATE(13));
	ok(&e->tap, lsm_tsem_agent_run(agent, -1, decide, &mind) == -EINTR && mind.asked == 2,
	   "what is too late to be remembered ends nothing");
	setenv("TSEM_FAKE_ANSWER", "28", 1);
	mind = (struct mind){ .answers = { LSM_TSEM_ALLOW | LSM_TSEM_REMEMBER, -EINTR },
			      .stop = -1 };
	ask(e, LATE(14) LATE(15));
	ok(&e->tap, lsm_tsem_agent_run(agent, -1, decide, &mind) == -EINTR && mind.asked == 2,
	   "nor what finds no room");
	mind = (struct mind){ .stop = -1 };
	ask(e, QUESTION(16));
	ok(&e->tap, lsm_tsem_agent_run(agent, -1, decide, &mind) == -ENOSPC && mind.asked == 1,
	   "with a question for which somebody waits it does");
	setenv("TSEM_FAKE_ANSWER", "1", 1);
	mind = (struct mind){ .stop = -1 };
	ask(e, QUESTION(10));
	ok(&e->tap, lsm_tsem_agent_run(agent, -1, decide, &mind) == -EPERM && mind.asked == 1,
	   "an answer that is refused does");
	unsetenv("TSEM_FAKE_ANSWER");
	logged(e, "");
	mind = (struct mind){ .answers = { 64 | LSM_TSEM_ALLOW }, .stop = -1 };
	ask(e, QUESTION(11));
	ok(&e->tap, lsm_tsem_agent_run(agent, -1, decide, &mind) == -EINVAL &&
		    mind.asked == 1, "no such answer");
	ok(&e->tap, logged(e, "deny cookie=11\n"), "which is denied, too");
	mind = (struct mind){ .stop = -1 };
	ask(e, "nonsense\n");
	ok(&e->tap, lsm_tsem_agent_run(agent, -1, decide, &mind) == -EBADMSG && !mind.asked,
	   "no question");
	ask(e, "{\"event\": {\"type\": \"syslog\", \"digest\": \"sha256\"}}\n");
	ok(&e->tap, lsm_tsem_agent_run(agent, -1, decide, &mind) == -EBADMSG && !mind.asked,
	   "a record is no question");
	logged(e, "");
	lsm_tsem_agent_free(agent);
}

static void test_stop(struct env *e)
{
	struct lsm_tsem_agent *agent;
	struct mind mind = { .stop = -1 };
	int stop[2];

	if (!ok(&e->tap, !pipe(stop) &&
			 !lsm_tsem_agent_open(e->ctx, e->ns, 0, &agent), "an agent to be stopped"))
		return;
	mind.stop = stop[1];
	ask(e, QUESTION(1) QUESTION(2));
	ok(&e->tap, !lsm_tsem_agent_run(agent, stop[0], decide, &mind) && mind.asked == 2,
	   "stops when it is told to");
	ask(e, QUESTION(3));
	ok(&e->tap, !lsm_tsem_agent_run(agent, stop[0], decide, &mind) && mind.asked == 2,
	   "before another question");
	close(stop[0]);
	logged(e, "");
	lsm_tsem_agent_free(agent);
}

/* The answer, or why there was none, of an agent that is asked text by a socket. */
static int talk(struct env *e, const char *text, bool hang_up, char *answer, size_t size)
{
	struct mind mind = { .answers = { LSM_TSEM_ALLOW }, .stop = -1 };
	struct lsm_tsem_agent *agent;
	ssize_t n = 0;
	int sv[2], ret;

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, sv) ||
	    lsm_tsem_agent_new(sv[0], sv[0], &agent)) {
		ok(&e->tap, false, "the test has no agent");
		return 0;
	}
	if (send(sv[1], text, strlen(text), 0) != (ssize_t)strlen(text))
		ok(&e->tap, false, "the test cannot ask");
	if (hang_up)
		close(sv[1]);
	else
		shutdown(sv[1], SHUT_WR);
	ret = lsm_tsem_agent_run(agent, -1, decide, &mind);
	lsm_tsem_agent_free(agent);
	ok(&e->tap, fcntl(sv[0], F_GETFD) >= 0, "the descriptor stays the caller's");
	close(sv[0]);
	if (!hang_up) {
		n = recv(sv[1], answer, size - 1, 0);
		close(sv[1]);
	}
	answer[n < 0 ? 0 : n] = '\0';
	return ret;
}

static void test_stream(struct env *e)
{
	char answer[256];

	ok(&e->tap, !talk(e, QUESTION(3) QUESTION(4), false, answer, sizeof(answer)) &&
		    !strcmp(answer, "allow cookie=3\ndeny cookie=4\n"),
	   "a stream, until its end");
	ok(&e->tap, talk(e, "{\"question\": ", false, answer, sizeof(answer)) == -EPROTO &&
		    !*answer, "a question that is cut");
	/* A signal would end the test. */
	ok(&e->tap, talk(e, QUESTION(3), true, answer, sizeof(answer)) == -EPIPE,
	   "who asked is gone");
}

static void test_long_line(struct env *e)
{
	struct lsm_tsem_agent *agent;
	char room[65536];
	const char *line;
	int p[2], out = open("/dev/null", O_WRONLY);

	memset(room, 'x', sizeof(room));
	if (!ok(&e->tap, !pipe(p) && !lsm_tsem_agent_new(p[0], out, &agent), "a pipe"))
		return;
	if (!fork()) {
		signal(SIGPIPE, SIG_DFL);
		close(p[0]);
		while (write(p[1], room, sizeof(room)) > 0)
			;
		_exit(0);
	}
	close(p[1]);
	ok(&e->tap, lsm_tsem_agent_next(agent, &line, NULL) == -EPROTO,
	   "a line without end does not take all memory");
	lsm_tsem_agent_free(agent);
	close(p[0]);
	close(out);
}

static void test_model_has(struct env *e)
{
	struct lsm_tsem_model *model;

	if (!ok(&e->tap, !lsm_tsem_model_parse(GOOD, strlen(GOOD), NULL, &model), "a model"))
		return;
	ok(&e->tap, lsm_tsem_model_has(model, H1) == 1 && lsm_tsem_model_has(model, H2) == 1 &&
		    lsm_tsem_model_has(model, HE) == 1, "its points");
	ok(&e->tap, !lsm_tsem_model_has(model, H3) && !lsm_tsem_model_has(model, HX) &&
		    !lsm_tsem_model_has(model, X64("0")), "no points of it");
	ok(&e->tap, lsm_tsem_model_has(model, "11") == -EINVAL &&
		    lsm_tsem_model_has(model, H1 H1) == -EINVAL &&
		    lsm_tsem_model_has(model, X64("E")) == -EINVAL, "no digests");
	lsm_tsem_model_free(model);
}

int main(void)
{
	struct env e = { .ns = open("/dev/null", O_RDONLY) };
	char path[PATH_MAX];
	int dir;

	fake_setup(e.dir, sizeof(e.dir));
	snprintf(path, sizeof(path), "%s/agent", e.dir);
	dir = open(e.dir, O_RDONLY | O_DIRECTORY);
	ok(&e.tap, !mkfifo(path, 0600) && !lsm_tsem_ctx_new_at(dir, &e.ctx), "set up");
	close(dir);
	e.feed = open(path, O_RDWR);
	test_open(&e);
	test_pieces(&e);
	test_run(&e);
	test_stop(&e);
	test_stream(&e);
	test_long_line(&e);
	test_model_has(&e);
	close(e.feed);
	close(e.ns);
	lsm_tsem_ctx_free(e.ctx);
	fake_remove(e.dir);
	return tap_done(&e.tap);
}
