// SPDX-License-Identifier: GPL-2.0-only
/*
 * agent COMMAND: what it costs to ask an agent
 *
 *	asked N DIR	N calls of each kind, all of which are asked about
 *	known N DIR	N batches of calls that the model knows since it learned
 *			them, and of the same ones that an agent told it of
 *	many N		N namespaces with an agent each, all asked at once
 *
 * Prints lines "name value". Times are in nanoseconds, which are instructions
 * under QEMU's -icount. Must be root in the initial user namespace. DIR must not
 * be in a sticky directory. Fails if a question or an answer is missing, is one
 * too many, or reaches another one than it is for.
 */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "measure.h"
#include "namespace.h"

#define CALLS_MAX 10001
#define REPEATS 5
#define BATCH 100
#define LINE 8192

/* A call, and what makes it possible to do it again. */
struct op {
	const char *name;
	const char *event;
	int events;
	void (*run)(void);
	void (*undo)(void);
};

static void nothing(void)
{
}

static void do_socket(void)
{
	ask_protocol(999);
}

static void do_getpgid(void)
{
	if (getpgid(getppid()) < 0)
		fail("getpgid");
}

static void do_mkdir(void)
{
	if (mkdir("asked", 0755))
		fail("mkdir");
}

static void undo_mkdir(void)
{
	if (rmdir("asked"))
		fail("rmdir");
}

/* The first waits in its hook, the others are started again with the answer. */
static const struct op ops[] = {
	{ "socket", "socket_create", 1, do_socket, nothing },
	{ "getpgid", "task_getpgid", 1, do_getpgid, nothing },
	{ "mkdir", "path_mkdir", 2, do_mkdir, undo_mkdir },
	{}
};

static const struct op *op;
static unsigned int count;

/* --- the agent, a thread of the process whose children are members --- */

/**
 * struct agent - Who answers
 *
 * @fd: the file agent
 * @once: type of the events that are allowed each time, or NULL
 * @questions: about events of that type
 * @others: all else, which is remembered
 */
struct agent {
	pthread_t thread;
	int fd;
	const char *once;
	unsigned int questions, others;
};

/* The value of the first such key, which is the rest of the line. */
static const char *value_of(const char *line, const char *key)
{
	const char *found = strstr(line, key);

	if (!found || strncmp(found + strlen(key), "\": \"", 4))
		fail(line);
	return found + strlen(key) + 4;
}

static bool is_value(const char *value, const char *wanted)
{
	size_t len = strlen(wanted);

	return !strncmp(value, wanted, len) && value[len] == '"';
}

static void read_question(int fd, char *line)
{
	ssize_t n = read(fd, line, LINE - 1);

	if (n <= 0 || line[n - 1] != '\n')
		fail("read a question");
	line[n] = '\0';
}

static void reply(int fd, const char *line, const char *verdict, const char *more)
{
	const char *cookie = value_of(line, "cookie");
	char text[96];
	int len = snprintf(text, sizeof(text), "%s cookie=%.*s%s\n", verdict,
			   (int)strcspn(cookie, "\""), cookie, more);

	if (write(fd, text, len) != len)
		fail("write an answer");
}

static void *be_agent(void *arg)
{
	struct agent *agent = arg;
	char line[LINE];

	for (;;) {
		read_question(agent->fd, line);
		if (agent->once && is_value(value_of(line, "type"), agent->once)) {
			agent->questions++;
			reply(agent->fd, line, "allow", "");
		} else {
			agent->others++;
			reply(agent->fd, line, "allow", " remember");
		}
	}
	return NULL;
}

static void start_agent(struct agent *agent, int ns, const char *once)
{
	*agent = (struct agent) { .fd = open_bound("agent", O_RDWR, ns), .once = once };
	if (pthread_create(&agent->thread, NULL, be_agent, agent))
		fail("pthread_create");
}

/* It waits for a question, which is where a thread can be ended. */
static void stop_agent(struct agent *agent)
{
	pthread_cancel(agent->thread);
	pthread_join(agent->thread, NULL);
	close(agent->fd);
}

static int enforced_namespace(void)
{
	int ns;

	new_namespace();
	ns = open_namespace();
	control(ns, "seal\nenforce\n");
	return ns;
}

/* --- round trips --- */

static double median_of_calls(void (*run)(void), void (*undo)(void))
{
	static double times[CALLS_MAX];
	double start;
	unsigned int i;

	for (i = 0; i < count; i++) {
		start = now();
		run();
		times[i] = now() - start;
		undo();
	}
	return median(times, count);
}

static void measure_calls(void)
{
	const double clock_cost = median_of_calls(nothing, nothing);

	op->run();
	op->undo();
	shared[0] = median_of_calls(op->run, op->undo) - clock_cost;
}

static void ask_about_op(void)
{
	int ns = enforced_namespace();
	struct agent agent;

	start_agent(&agent, ns, op->event);
	in_child(measure_calls);
	stop_agent(&agent);
	if (agent.questions != count + 1 || (int)agent.others != op->events - 1)
		fail("calls were not asked about once each");
	close(ns);
	printf("asked_%s %.0f\n", op->name, shared[0]);
}

static void asked(void)
{
	for (op = ops; op->name; op++)
		ask_about_op();
}

/* --- known events --- */

static void do_once(void)
{
	op->run();
	op->undo();
}

static void measure_batches(void)
{
	double times[1001], start;
	unsigned int i, k;

	for (i = 0; i < BATCH; i++)
		do_once();
	for (i = 0; i < count; i++) {
		start = now();
		for (k = 0; k < BATCH; k++)
			do_once();
		times[i] = (now() - start) / BATCH;
	}
	shared[0] = median(times, count);
}

static double measure_learned(void)
{
	int ns;

	new_namespace();
	ns = open_namespace();
	in_child(do_once);
	control(ns, "seal\nenforce\n");
	in_child(measure_batches);
	close(ns);
	return shared[0];
}

static double measure_remembered(void)
{
	int ns = enforced_namespace();
	struct agent agent;

	start_agent(&agent, ns, NULL);
	in_child(measure_batches);
	stop_agent(&agent);
	if ((int)agent.others != op->events)
		fail("what was to be remembered was asked about again");
	close(ns);
	return shared[0];
}

/* In turn, so that what changes on the machine meanwhile is in both. */
static void compare_op(void)
{
	double learned[REPEATS], remembered[REPEATS];
	int i;

	for (i = 0; i < REPEATS; i++) {
		learned[i] = measure_learned();
		remembered[i] = measure_remembered();
	}
	printf("learned_%s %.1f\n", op->name, median(learned, REPEATS));
	printf("remembered_%s %.1f\n", op->name, median(remembered, REPEATS));
}

static void known(void)
{
	for (op = ops; op->name; op++)
		compare_op();
}

/* --- many agents --- */

/*
 * Each member makes one call in each round, and is allowed or denied what the bit
 * of its number says. All cookies are the same at the same time, and no two members
 * get the same answers: that one reached the wrong member would be seen. No agent
 * answers before each has read its question.
 */
#define ROUNDS 7
/* Numbers that so many bits can tell apart. */
#define MANY_MAX 128

struct pair {
	pthread_t thread;
	unsigned int number;
	int agent;
	pid_t member;
};

static struct pair pairs[MANY_MAX];
static pthread_barrier_t all_asked;
static int go[2], done[2];

static void be_member(unsigned int number)
{
	unsigned int round;
	char byte = 0;

	for (round = 0; round < ROUNDS; round++) {
		if (read(go[0], &byte, 1) != 1)
			fail("read");
		if (socket(AF_UNIX, SOCK_STREAM, 999) >= 0 ||
		    (errno != EPERM && errno != EPROTONOSUPPORT))
			fail("socket");
		shared[number] += errno == EPROTONOSUPPORT ? 1 << round : 0;
		if (write(done[1], &byte, 1) != 1)
			fail("write");
	}
	_exit(0);
}

static void *be_one_of_many(void *arg)
{
	struct pair *pair = arg;
	unsigned int round;
	char line[LINE];

	for (round = 0; round < ROUNDS; round++) {
		read_question(pair->agent, line);
		if (atoi(value_of(line, "pid")) != pair->member)
			fail("a question is of the member of another agent");
		pthread_barrier_wait(&all_asked);
		reply(pair->agent, line,
		      pair->number & 1 << round ? "allow" : "deny", "");
	}
	return NULL;
}

static void start_pair(unsigned int number)
{
	struct pair *pair = &pairs[number];
	int ns = enforced_namespace();

	pair->number = number;
	pair->agent = open_bound("agent", O_RDWR, ns);
	pair->member = fork();
	if (!pair->member)
		be_member(number);
	close(ns);
}

static void all_bytes(int fd, char *bytes, ssize_t (*move)(int, void *, size_t))
{
	size_t at = 0;
	ssize_t n;

	for (; at < count; at += n) {
		n = move(fd, bytes + at, count - at);
		if (n <= 0)
			fail("pipe");
	}
}

static ssize_t do_write(int fd, void *bytes, size_t len)
{
	return write(fd, bytes, len);
}

/* Leaves the times from one step to the next. */
static void do_round(double *to_ask, double *to_answer)
{
	char bytes[MANY_MAX] = "";
	double start = now(), middle;

	all_bytes(go[1], bytes, do_write);
	pthread_barrier_wait(&all_asked);
	middle = now();
	all_bytes(done[0], bytes, read);
	*to_ask = middle - start;
	*to_answer = now() - middle;
}

static void start_pairs(void)
{
	unsigned int i;

	raise_limits();
	if (pipe(go) || pipe(done) || pthread_barrier_init(&all_asked, NULL, count + 1))
		fail("pipe");
	for (i = 0; i < count; i++)
		start_pair(i);
	for (i = 0; i < count; i++)
		if (pthread_create(&pairs[i].thread, NULL, be_one_of_many, &pairs[i]))
			fail("pthread_create");
}

static void end_pairs(void)
{
	unsigned int i;

	for (i = 0; i < count; i++) {
		pthread_join(pairs[i].thread, NULL);
		finish(pairs[i].member);
		if (shared[i] != i)
			fail("a member got the answers of another one");
	}
}

static void many(void)
{
	double to_ask[ROUNDS], to_answer[ROUNDS];
	int i;

	start_pairs();
	for (i = 0; i < ROUNDS; i++)
		do_round(&to_ask[i], &to_answer[i]);
	end_pairs();
	printf("%u_namespaces_asked %.0f\n", count, median(to_ask, ROUNDS));
	printf("%u_namespaces_answered %.0f\n", count, median(to_answer, ROUNDS));
}

static int do_command(int argc, char **argv)
{
	if (argc < 3)
		return -1;
	count = strtoul(argv[2], NULL, 10);
	if (argc == 4 && chdir(argv[3]))
		fail(argv[3]);
	if (argc == 4 && !strcmp(argv[1], "asked") && count < CALLS_MAX)
		asked();
	else if (argc == 4 && !strcmp(argv[1], "known") && count <= 1000)
		known();
	else if (argc == 3 && !strcmp(argv[1], "many") && count <= MANY_MAX)
		many();
	else
		return -1;
	return 0;
}

int main(int argc, char **argv)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	make_shared();
	if (do_command(argc, argv)) {
		fprintf(stderr, "usage: agent COMMAND...\n");
		return 2;
	}
	return 0;
}
