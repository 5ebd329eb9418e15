// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of TSEM: an agent is told of what was decided already
 *
 * Where neither the hook may wait nor the call be started again the model decides at
 * once, and the agent is asked afterwards. That this is so with each such event is
 * tested with the events; here is what the answers do.
 */

#include "agent.h"

#include <linux/tsem.h>
#include <sys/msg.h>
#include <sys/resource.h>

#include "kselftest_harness.h"
#include "uring.h"

/* As many as the kernel keeps for an agent. */
#define LATE_MAX 256

/* How "question" ends. */
#define DENIED "\"decided\": \"denied\"}, "
#define ALLOWED "\"decided\": \"allowed\"}, "

#define WORKS ((void *)0L)
#define FAILS ((void *)(long)EPERM)

FIXTURE(late)
{
	int ns;
	int fd;
	char line[LINE];
};

FIXTURE_SETUP(late)
{
	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	self->fd = -1;
	self->ns = tsem_unshare();
	ASSERT_LE(0, self->ns);
}

FIXTURE_TEARDOWN(late)
{
	close(self->fd);
	close(self->ns);
}

/* The test is the agent from here on. Returns the agent's file or -errno. */
static int be_agent_of(int ns, const char *control)
{
	int err = *control ? tsem_control(ns, control) : 0;

	return err ?: tsem_open("agent", O_RDWR | O_NONBLOCK, ns);
}

/* What waits for the agent would never end. */
static int run(int agent, int (*fn)(void *arg), void *arg)
{
	return tsem_wait(start(fn, arg, agent));
}

static bool nothing_asked(int fd)
{
	char c;

	return read(fd, &c, 1) == -1 && errno == EAGAIN;
}

/* Each value is another event; it is atomic and may be one of many of a call. */
static int try_nice(int value)
{
	return setpriority(PRIO_PROCESS, 0, value) ? errno : 0;
}

static int do_nice(void *error)
{
	CHECK(try_nice(5) == (long)error);
	return 0;
}

TEST_F(late, denied)
{
	char pid_key[32];
	pid_t pid;

	self->fd = be_agent_of(self->ns, "seal\nenforce\n");
	ASSERT_LE(0, self->fd);
	EXPECT_TRUE(nothing_asked(self->fd));
	pid = start(do_nice, FAILS, self->fd);
	EXPECT_EQ(0, tsem_wait(pid));
	/* It did not wait, and is gone. */
	ASSERT_NE(0, ask(self->fd, self->line));
	EXPECT_NE(NULL, strstr(self->line, "\"comm\": \"agent_late_test\", " DENIED));
	EXPECT_NE(NULL, strstr(self->line, "\"event\": {\"type\": \"task_setnice\""));
	EXPECT_NE(NULL, strstr(self->line, "\"nice\": \"5\""));
	snprintf(pid_key, sizeof(pid_key), "\"pid\": \"%d\"", pid);
	EXPECT_NE(NULL, strstr(self->line, pid_key));
	EXPECT_TRUE(nothing_asked(self->fd));
	EXPECT_EQ(1, tsem_stat(self->ns, "late"));
	EXPECT_EQ(0, tsem_stat(self->ns, "late_lost"));
	EXPECT_EQ(0, tsem_stat(self->ns, "asked"));
	EXPECT_EQ(0, tsem_stat(self->ns, "unanswered"));
	EXPECT_EQ(1, tsem_stat(self->ns, "forensics"));
	EXPECT_STREQ("untrusted", tsem_value(self->ns, "trust"));
}

static int gate[2];

/* One that has violated the model stays untrusted, whatever is said later. */
static int do_nice_and_stay(void *unused)
{
	char c;

	CHECK(try_nice(5) == EPERM);
	CHECK(read(gate[0], &c, 1) == 1);
	CHECK(try_nice(5) == EPERM);
	CHECK(getpgid(getppid()) < 0 && errno == EPERM);
	return 0;
}

static bool model_has(int ns, const char *line)
{
	const char *at = strstr(line, "\"coefficient\": \"");
	char state[80], *model = tsem_read(ns, "model");
	bool has;

	if (!at || !model)
		return false;
	snprintf(state, sizeof(state), "\nstate %.64s", at + 16);
	has = strstr(model, state);
	free(model);
	return has;
}

TEST_F(late, allowed_and_remembered)
{
	const char *state, *measurement;
	unsigned long long cookie;
	char *before, *after;
	pid_t pid;

	ASSERT_EQ(0, pipe(gate));
	self->fd = be_agent_of(self->ns, "seal\nenforce\n");
	ASSERT_LE(0, self->fd);
	pid = start(do_nice_and_stay, NULL, self->fd);
	cookie = ask(self->fd, self->line);
	ASSERT_NE(0, cookie);
	state = tsem_value(self->ns, "state");
	measurement = tsem_value(self->ns, "measurement");
	before = tsem_read(self->ns, "forensics");
	EXPECT_FALSE(model_has(self->ns, self->line));

	EXPECT_EQ(0, give_answer(self->fd, cookie, "allow remember"));
	EXPECT_EQ(ENOENT, give_answer(self->fd, cookie, "allow remember"));
	EXPECT_TRUE(model_has(self->ns, self->line));
	EXPECT_EQ(1, tsem_stat(self->ns, "points"));
	EXPECT_EQ(1, tsem_stat(self->ns, "accepted"));
	/* What has happened stays. */
	EXPECT_STREQ(state, tsem_value(self->ns, "state"));
	EXPECT_STREQ(measurement, tsem_value(self->ns, "measurement"));
	EXPECT_EQ(1, tsem_stat(self->ns, "forensics"));
	after = tsem_read(self->ns, "forensics");
	ASSERT_NE(NULL, before);
	EXPECT_STREQ(before, after);

	EXPECT_EQ(0, run(self->fd, do_nice, WORKS));
	EXPECT_EQ(0, run(self->fd, do_nice, WORKS));
	EXPECT_EQ(1, write(gate[1], "", 1));
	EXPECT_EQ(0, tsem_wait(pid));
	EXPECT_STREQ("untrusted", tsem_value(self->ns, "trust"));
	EXPECT_TRUE(nothing_asked(self->fd));
	EXPECT_EQ(1, tsem_stat(self->ns, "late"));
	EXPECT_STREQ(state, tsem_value(self->ns, "state"));
	free(before);
	free(after);
	close(gate[0]);
	close(gate[1]);
}

FIXTURE(late_once)
{
	int ns;
	int fd;
	char line[LINE];
};

FIXTURE_VARIANT(late_once)
{
	const char *answer;
};

FIXTURE_VARIANT_ADD(late_once, allow) { "allow" };
FIXTURE_VARIANT_ADD(late_once, deny) { "deny" };
FIXTURE_VARIANT_ADD(late_once, deny_and_remember) { "deny remember" };

FIXTURE_SETUP(late_once)
{
	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	self->ns = tsem_unshare();
	ASSERT_LE(0, self->ns);
	self->fd = be_agent_of(self->ns, "seal\nenforce\n");
	ASSERT_LE(0, self->fd);
}

FIXTURE_TEARDOWN(late_once)
{
	close(self->fd);
	close(self->ns);
}

/* It stays what it is, and is not asked about again. */
TEST_F(late_once, changes_nothing)
{
	unsigned long long cookie;
	const char *state;

	EXPECT_EQ(0, run(self->fd, do_nice, FAILS));
	cookie = ask(self->fd, self->line);
	state = tsem_value(self->ns, "state");
	EXPECT_EQ(0, give_answer(self->fd, cookie, variant->answer));
	EXPECT_EQ(ENOENT, give_answer(self->fd, cookie, "allow remember"));
	EXPECT_EQ(0, run(self->fd, do_nice, FAILS));
	EXPECT_TRUE(nothing_asked(self->fd));
	EXPECT_EQ(1, tsem_stat(self->ns, "late"));
	EXPECT_EQ(0, tsem_stat(self->ns, "points"));
	EXPECT_EQ(0, tsem_stat(self->ns, "accepted"));
	EXPECT_EQ(1, tsem_stat(self->ns, "forensics"));
	EXPECT_FALSE(model_has(self->ns, self->line));
	EXPECT_STREQ(state, tsem_value(self->ns, "state"));
}

/* An open question is enough: the same event is not told twice. */
TEST_F(late, not_told_twice)
{
	self->fd = be_agent_of(self->ns, "seal\nenforce\n");
	ASSERT_LE(0, self->fd);
	EXPECT_EQ(0, run(self->fd, do_nice, FAILS));
	EXPECT_EQ(0, run(self->fd, do_nice, FAILS));
	EXPECT_EQ(2, tsem_stat(self->ns, "event task_setnice"));
	EXPECT_EQ(1, tsem_stat(self->ns, "late"));
	EXPECT_NE(0, ask(self->fd, self->line));
	EXPECT_TRUE(nothing_asked(self->fd));
}

TEST_F(late, sealed)
{
	unsigned long long cookie;

	self->fd = be_agent_of(self->ns, "seal\n");
	ASSERT_LE(0, self->fd);
	EXPECT_EQ(0, run(self->fd, do_nice, WORKS));
	cookie = ask(self->fd, self->line);
	EXPECT_NE(NULL, strstr(self->line, ALLOWED));
	EXPECT_EQ(0, give_answer(self->fd, cookie, "allow remember"));
	EXPECT_EQ(1, tsem_stat(self->ns, "accepted"));
	EXPECT_EQ(0, tsem_control(self->ns, "enforce\n"));
	EXPECT_EQ(0, run(self->fd, do_nice, WORKS));
	EXPECT_STREQ("untrusted", tsem_value(self->ns, "trust"));
}

/* What was learned is good: to remember that it was denied comes too late. */
TEST_F(late, learning)
{
	unsigned long long cookie;

	self->fd = be_agent_of(self->ns, "");
	ASSERT_LE(0, self->fd);
	EXPECT_EQ(0, run(self->fd, do_nice, WORKS));
	cookie = ask(self->fd, self->line);
	EXPECT_NE(NULL, strstr(self->line, ALLOWED));
	EXPECT_EQ(EEXIST, give_answer(self->fd, cookie, "deny remember"));
	EXPECT_EQ(ENOENT, give_answer(self->fd, cookie, "deny"));
	EXPECT_EQ(1, tsem_stat(self->ns, "points"));
	EXPECT_EQ(0, tsem_stat(self->ns, "forensics"));
	EXPECT_STREQ("trusted", tsem_value(self->ns, "trust"));
	EXPECT_EQ(0, tsem_control(self->ns, "seal\nenforce\n"));
	EXPECT_EQ(0, run(self->fd, do_nice, WORKS));
	EXPECT_EQ(1, tsem_stat(self->ns, "late"));
}

/* Known events are not told, even if the agent wants to be asked about every one. */
TEST_F(late, every)
{
	ASSERT_EQ(0, tsem_control(self->ns, "set ask=every\n"));
	EXPECT_EQ(0, run(self->fd, do_nice, WORKS));
	self->fd = be_agent_of(self->ns, "seal\nenforce\n");
	ASSERT_LE(0, self->fd);
	EXPECT_EQ(0, run(self->fd, do_nice, WORKS));
	EXPECT_EQ(0, tsem_stat(self->ns, "late"));
	EXPECT_TRUE(nothing_asked(self->fd));
}

TEST_F(late, no_room_in_the_model)
{
	unsigned long long cookie;

	ASSERT_EQ(0, tsem_control(self->ns, "set points=1\n"));
	EXPECT_EQ(0, run(self->fd, do_allowed, STREAM));
	self->fd = be_agent_of(self->ns, "seal\nenforce\n");
	ASSERT_LE(0, self->fd);
	EXPECT_EQ(0, run(self->fd, do_nice, FAILS));
	cookie = ask(self->fd, self->line);
	EXPECT_EQ(ENOSPC, give_answer(self->fd, cookie, "allow remember"));
	EXPECT_EQ(0, tsem_stat(self->ns, "accepted"));
	EXPECT_EQ(0, run(self->fd, do_nice, FAILS));
}

/* Values of ioprio_set(2): best effort, with a level and hints. */
static int do_many(void *count)
{
	const int best_effort = 2 << 13, process = 1;
	long i;

	for (i = 0; i < (long)count; i++)
		CHECK(!syscall(__NR_ioprio_set, process, 0, best_effort | i));
	return 0;
}

#define MANY 200
#define RACERS 4

/* All begin at once, and go through the same events in the same order. */
static int do_many_at_once(void *unused)
{
	char c;

	close(gate[1]);
	CHECK(read(gate[0], &c, 1) == 0);
	return do_many((void *)(long)MANY);
}

/* Only one of those that do it for the first time at the same time tells. */
TEST_F(late, told_once_by_many)
{
	pid_t pids[RACERS];
	int i;

	ASSERT_EQ(0, pipe(gate));
	self->fd = be_agent_of(self->ns, "seal\n");
	ASSERT_LE(0, self->fd);
	for (i = 0; i < RACERS; i++)
		pids[i] = start(do_many_at_once, NULL, self->fd);
	close(gate[1]);
	for (i = 0; i < RACERS; i++)
		EXPECT_EQ(0, tsem_wait(pids[i]));
	close(gate[0]);
	EXPECT_EQ(MANY, tsem_stat(self->ns, "forensics"));
	EXPECT_EQ(MANY, tsem_stat(self->ns, "late"));
	EXPECT_EQ(0, tsem_stat(self->ns, "late_lost"));
}

/* Who does not read is told no more, and nobody waits for him. */
TEST_F(late, too_many)
{
	unsigned long long cookie, last = 0;
	int i;

	self->fd = be_agent_of(self->ns, "seal\n");
	ASSERT_LE(0, self->fd);
	EXPECT_EQ(0, run(self->fd, do_many, (void *)(LATE_MAX + 44L)));
	EXPECT_EQ(LATE_MAX, tsem_stat(self->ns, "late"));
	EXPECT_EQ(44, tsem_stat(self->ns, "late_lost"));
	EXPECT_EQ(LATE_MAX + 44, tsem_stat(self->ns, "forensics"));
	for (i = 0; i < LATE_MAX; i++) {
		cookie = ask(self->fd, self->line);
		ASSERT_LT(last, cookie);
		last = cookie;
	}
	EXPECT_TRUE(nothing_asked(self->fd));
	/* To have read is not enough. */
	EXPECT_EQ(0, run(self->fd, do_nice, WORKS));
	EXPECT_EQ(45, tsem_stat(self->ns, "late_lost"));
	EXPECT_EQ(0, give_answer(self->fd, last, "allow"));
	EXPECT_EQ(0, run(self->fd, do_many, (void *)(LATE_MAX + 45L)));
	EXPECT_EQ(LATE_MAX + 1, tsem_stat(self->ns, "late"));
	EXPECT_NE(0, ask(self->fd, self->line));
}

/* Each agent is told of what happens while it is there. */
TEST_F(late, agent_goes_away)
{
	unsigned long long cookie;

	self->fd = be_agent_of(self->ns, "seal\n");
	ASSERT_LE(0, self->fd);
	EXPECT_EQ(0, run(self->fd, do_many, (void *)2L));
	cookie = ask(self->fd, self->line);
	close(self->fd);
	EXPECT_EQ(0, run(self->fd, do_many, (void *)3L));
	EXPECT_EQ(2, tsem_stat(self->ns, "late"));
	EXPECT_EQ(0, tsem_stat(self->ns, "late_lost"));

	self->fd = be_agent_of(self->ns, "");
	ASSERT_LE(0, self->fd);
	EXPECT_TRUE(nothing_asked(self->fd));
	EXPECT_EQ(ENOENT, give_answer(self->fd, cookie, "allow remember"));
	EXPECT_EQ(0, run(self->fd, do_many, (void *)4L));
	EXPECT_LT(cookie + 1, ask(self->fd, self->line));
	EXPECT_EQ(3, tsem_stat(self->ns, "late"));
}

static int do_nice_and_socket(void *unused)
{
	CHECK(!try_nice(5));
	CHECK(!try_socket(SOCK_STREAM));
	return 0;
}

TEST_F(late, who_waits_comes_first)
{
	unsigned long long cookie;
	pid_t pid;
	int i;

	self->fd = be_agent_of(self->ns, "seal\n");
	ASSERT_LE(0, self->fd);
	pid = start(do_nice_and_socket, NULL, self->fd);
	for (i = 0; i < 1000 && tsem_stat(self->ns, "asked") < 1; i++)
		tsem_sleep_ms(10);
	cookie = ask(self->fd, self->line);
	EXPECT_NE(NULL, strstr(self->line, "socket_create"));
	EXPECT_EQ(NULL, strstr(self->line, "\"decided\""));
	EXPECT_LT(ask(self->fd, self->line), cookie);
	EXPECT_NE(NULL, strstr(self->line, "task_setnice"));
	EXPECT_EQ(0, give_answer(self->fd, cookie, "allow"));
	EXPECT_EQ(0, tsem_wait(pid));
}

/* Whoever waits for questions is woken, though the event may not wake anybody. */
TEST_F(late, agent_is_woken)
{
	struct brain brain = { .answers = { "allow remember" } };
	int i;

	self->fd = be_agent_of(self->ns, "seal\nenforce\n");
	ASSERT_LE(0, self->fd);
	brain.fd = self->fd;
	ASSERT_EQ(0, start_brain(&brain));
	/* It is in poll(2) by then, most likely. */
	tsem_sleep_ms(100);
	EXPECT_EQ(0, run(self->fd, do_nice, FAILS));
	for (i = 0; i < 1000 && tsem_stat(self->ns, "accepted") < 1; i++)
		tsem_sleep_ms(10);
	stop_brain(&brain);
	EXPECT_EQ(0, atomic_load(&brain.failed));
	EXPECT_EQ(1, tsem_stat(self->ns, "accepted"));
	EXPECT_EQ(0, run(self->fd, do_nice, WORKS));
}

/* A member, who has the file and knows the number of the question. */
static int do_answer(void *fd)
{
	char line[64];

	CHECK(read((long)fd, line, sizeof(line)) < 0 && errno == EPERM);
	CHECK(give_answer((long)fd, 1, "allow remember") == EPERM);
	return 0;
}

TEST_F(late, member_cannot_answer)
{
	self->fd = be_agent_of(self->ns, "seal\nenforce\n");
	ASSERT_LE(0, self->fd);
	EXPECT_EQ(0, run(self->fd, do_nice, FAILS));
	ASSERT_EQ(1, ask(self->fd, self->line));
	EXPECT_EQ(0, tsem_run(do_answer, (void *)(long)self->fd));
	EXPECT_EQ(0, tsem_stat(self->ns, "accepted"));
	EXPECT_EQ(0, give_answer(self->fd, 1, "allow remember"));
	EXPECT_EQ(1, tsem_stat(self->ns, "accepted"));
}

struct letter {
	long type;
	char text[8];
};

static int do_receive(void *queue)
{
	struct letter letter;

	return msgrcv((long)queue, &letter, sizeof(letter.text), 0, 0) < 0;
}

/* To read the queue is known then. */
static int do_look(void *queue)
{
	struct msqid_ds ds;

	return msgctl((long)queue, IPC_STAT, &ds) < 0;
}

/* Who hands a member the message that it waits for is nobody's business. */
TEST_F(late, of_another_task)
{
	int queue = msgget(IPC_PRIVATE, 0600);
	struct letter letter = { .type = 1 };
	pid_t pid;

	ASSERT_LE(0, queue);
	ASSERT_EQ(0, tsem_run(do_look, (void *)(long)queue));
	self->fd = be_agent_of(self->ns, "seal\nenforce\n");
	ASSERT_LE(0, self->fd);
	pid = start(do_receive, (void *)(long)queue, self->fd);
	EXPECT_TRUE(tsem_reaches_state(pid, 'S'));
	EXPECT_EQ(0, msgsnd(queue, &letter, sizeof(letter.text), 0));
	EXPECT_NE(0, ask(self->fd, self->line));
	EXPECT_EQ(0, kill(pid, SIGKILL));
	EXPECT_EQ(128 + SIGKILL, tsem_wait(pid));
	EXPECT_EQ(0, msgctl(queue, IPC_RMID, NULL));
	EXPECT_NE(NULL, strstr(self->line, "\"event\": {\"type\": \"msg_queue_msgrcv\""));
	EXPECT_NE(NULL, strstr(self->line, "\"pid\": \"0\", \"comm\": \"\", " DENIED))
		TH_LOG("%s", self->line);
}

static const struct io_uring_sqe nop = { .opcode = IORING_OP_NOP };
static const struct io_uring_sqe new_socket = {
	.opcode = IORING_OP_SOCKET,
	.fd = AF_UNIX,
	.off = SOCK_STREAM,
};

/* Returns the error of the request. */
static int do_request(const struct io_uring_sqe *sqe)
{
	struct uring ring;

	CHECK(!uring_open(&ring, 0, -1));
	return -uring_do(&ring, sqe);
}

static int do_nop(void *unused)
{
	CHECK(do_request(&nop) == 0);
	return 0;
}

static int do_new_socket(void *error)
{
	CHECK(do_request(&new_socket) == (long)error);
	return 0;
}

/* The agent would be asked about the same event in a call. */
TEST_F(late, ring)
{
	unsigned long long cookie;

	EXPECT_EQ(0, run(self->fd, do_nop, NULL));
	self->fd = be_agent_of(self->ns, "seal\nenforce\n");
	ASSERT_LE(0, self->fd);
	EXPECT_EQ(0, run(self->fd, do_nop, NULL));
	EXPECT_TRUE(nothing_asked(self->fd));
	EXPECT_EQ(0, run(self->fd, do_new_socket, FAILS));
	cookie = ask(self->fd, self->line);
	EXPECT_NE(NULL, strstr(self->line, DENIED));
	EXPECT_NE(NULL, strstr(self->line, "\"event\": {\"type\": \"socket_create\""));
	EXPECT_EQ(0, tsem_stat(self->ns, "asked"));
	EXPECT_EQ(0, give_answer(self->fd, cookie, "allow remember"));
	EXPECT_EQ(0, run(self->fd, do_new_socket, WORKS));
	EXPECT_EQ(0, run(self->fd, do_allowed, STREAM));
	EXPECT_TRUE(nothing_asked(self->fd));
}

static struct tsem_message *next_message(int fd, char *room)
{
	struct tsem_message *message = (struct tsem_message *)room;
	ssize_t n = read(fd, room, LINE);

	return n >= (ssize_t)sizeof(*message) ? message : NULL;
}

TEST_F(late, binary)
{
	const struct tsem_message *message;
	struct tsem_reply reply = {
		.size = sizeof(reply),
		.flags = TSEM_REPLY_ALLOW | TSEM_REPLY_REMEMBER,
	};

	self->fd = be_agent_of(self->ns, "seal\n");
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(7, write(self->fd, "binary\n", 7));
	EXPECT_EQ(0, run(self->fd, do_many, (void *)1L));
	message = next_message(self->fd, self->line);
	ASSERT_NE(NULL, message);
	EXPECT_EQ(TSEM_MESSAGE_QUESTION, message->type);
	EXPECT_EQ(TSEM_MESSAGE_LATE, message->flags);
	EXPECT_STREQ("task_setioprio", (const char *)message->event);
	EXPECT_EQ(32, message->coefficient_size);
	EXPECT_LT(32, message->record_size);

	EXPECT_EQ(0, tsem_control(self->ns, "enforce\n"));
	EXPECT_EQ(0, run(self->fd, do_nice, FAILS));
	message = next_message(self->fd, self->line);
	ASSERT_NE(NULL, message);
	EXPECT_EQ(TSEM_MESSAGE_LATE | TSEM_MESSAGE_DENIED, message->flags);
	EXPECT_STREQ("task_setnice", (const char *)message->event);
	reply.cookie = message->number;
	EXPECT_EQ(sizeof(reply), write(self->fd, &reply, sizeof(reply)));
	EXPECT_EQ(-1, write(self->fd, &reply, sizeof(reply)));
	EXPECT_EQ(ENOENT, errno);
	EXPECT_EQ(0, run(self->fd, do_nice, WORKS));
}

TEST_HARNESS_MAIN
