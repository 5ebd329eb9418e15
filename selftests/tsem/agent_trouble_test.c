// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of TSEM: an agent or a member that goes away, and what is not asked about
 */

#include "agent_fixture.h"

#include <linux/bpf.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include "uring.h"

TEST_F(agent, goes_away)
{
	pid_t pid;

	/* Learned and, once sealed, recorded, as if there were no agent. */
	pid = start(do_allowed, STREAM, self->brain.fd);
	ASSERT_NE(0, ask(self->brain.fd, self->brain.last));
	close(self->brain.fd);
	EXPECT_EQ(0, tsem_wait(pid));
	EXPECT_EQ(1, tsem_stat(self->ns, "points"));
	EXPECT_EQ(1, tsem_stat(self->ns, "unanswered"));

	ASSERT_EQ(0, tsem_control(self->ns, "seal\n"));
	self->brain.fd = tsem_open("agent", O_RDWR, self->ns);
	ASSERT_LE(0, self->brain.fd);
	pid = start(do_allowed, DGRAM, self->brain.fd);
	ASSERT_NE(0, ask(self->brain.fd, self->brain.last));
	close(self->brain.fd);
	EXPECT_EQ(0, tsem_wait(pid));
	EXPECT_EQ(1, tsem_stat(self->ns, "forensics"));

	/* Enforced, with a question that was not even read. */
	ASSERT_EQ(0, tsem_control(self->ns, "enforce\n"));
	self->brain.fd = tsem_open("agent", O_RDWR, self->ns);
	ASSERT_LE(0, self->brain.fd);
	pid = start(do_denied, PACKET, self->brain.fd);
	while (tsem_stat(self->ns, "asked") < 3)
		tsem_sleep_ms(10);
	close(self->brain.fd);
	self->brain.fd = -1;
	EXPECT_EQ(0, tsem_wait(pid));
	EXPECT_EQ(3, tsem_stat(self->ns, "unanswered"));
	EXPECT_EQ(2, tsem_stat(self->ns, "forensics"));
}

TEST_F(agent, timeout)
{
	unsigned long long cookie;
	pid_t pid;

	EXPECT_EQ(-EINVAL, tsem_control(self->ns, "set timeout=86401\n"));
	EXPECT_EQ(-EINVAL, tsem_control(self->ns, "set timeout=1s\n"));
	EXPECT_EQ(-EINVAL, tsem_control(self->ns, "set ask=never\n"));
	ASSERT_EQ(0, tsem_control(self->ns,
				  "set timeout=1\nseal\nenforce\n"));
	pid = start(do_denied, STREAM, self->brain.fd);
	cookie = ask(self->brain.fd, self->brain.last);
	ASSERT_NE(0, cookie);
	EXPECT_EQ(0, tsem_wait(pid));
	EXPECT_EQ(ENOENT, give_answer(self->brain.fd, cookie, "allow"));
	EXPECT_EQ(1, tsem_stat(self->ns, "unanswered"));
	EXPECT_EQ(1, tsem_stat(self->ns, "forensics"));
}

/* Who did not answer in time is no reason to refuse anything then. */
TEST_F(agent, timeout_unless_enforced)
{
	unsigned long long cookie;
	pid_t pid;

	ASSERT_EQ(0, tsem_control(self->ns, "set timeout=1\n"));
	pid = start(do_allowed, STREAM, self->brain.fd);
	cookie = ask(self->brain.fd, self->brain.last);
	ASSERT_NE(0, cookie);
	EXPECT_EQ(0, tsem_wait(pid));
	EXPECT_EQ(ENOENT, give_answer(self->brain.fd, cookie, "deny"));
	EXPECT_EQ(1, tsem_stat(self->ns, "unanswered"));
	EXPECT_EQ(1, tsem_stat(self->ns, "points"));

	ASSERT_EQ(0, tsem_control(self->ns, "seal\n"));
	EXPECT_EQ(0, tsem_run(do_allowed, DGRAM));
	EXPECT_EQ(2, tsem_stat(self->ns, "unanswered"));
	EXPECT_EQ(1, tsem_stat(self->ns, "forensics"));
}

static int be_agent_of(int ns)
{
	struct brain brain = { .answers = { "allow" } };
	int i;

	/* The members may not have closed the file of the test yet. */
	for (i = 0; i < 1000; i++) {
		brain.fd = tsem_open("agent", O_RDWR, ns);
		if (brain.fd != -EBUSY)
			break;
		tsem_sleep_ms(10);
	}
	if (brain.fd < 0 || kill(getpid(), SIGSTOP))
		return 1;
	for (;;)
		think(&brain);
}

/* Two members that end when they are told to try something. */
static int do_denied_when_told(void *fd)
{
	char byte;

	CHECK(read((long)fd, &byte, 1) == 1);
	return do_denied(STREAM);
}

static int do_allowed_when_told(void *fd)
{
	char byte;

	CHECK(read((long)fd, &byte, 1) == 1);
	return do_allowed(DGRAM);
}

/* An agent that is stopped is one that does not answer, until it goes on. */
TEST_F(agent, is_stopped)
{
	pid_t agent, refused, allowed;
	int first[2], second[2];

	ASSERT_EQ(0, pipe(first));
	ASSERT_EQ(0, pipe(second));
	refused = start(do_denied_when_told, (void *)(long)first[0],
			self->brain.fd);
	allowed = start(do_allowed_when_told, (void *)(long)second[0],
			self->brain.fd);
	ASSERT_EQ(0, tsem_control(self->ns, "set timeout=1\nseal\nenforce\n"));
	close(self->brain.fd);
	self->brain.fd = -1;
	/* The agent is no member. */
	ASSERT_EQ(0, tsem_cancel());
	agent = fork();
	if (!agent)
		_exit(be_agent_of(self->ns));
	ASSERT_TRUE(tsem_reaches_state(agent, 'T'));
	ASSERT_EQ(1, write(first[1], "", 1));
	EXPECT_EQ(0, tsem_wait(refused));
	EXPECT_EQ(1, tsem_stat(self->ns, "unanswered"));
	EXPECT_EQ(0, kill(agent, SIGCONT));
	ASSERT_EQ(1, write(second[1], "", 1));
	EXPECT_EQ(0, tsem_wait(allowed));
	EXPECT_EQ(1, tsem_stat(self->ns, "unanswered"));
	EXPECT_EQ(0, kill(agent, SIGKILL));
	EXPECT_EQ(128 + SIGKILL, tsem_wait(agent));
}

TEST_F(agent, member_is_killed)
{
	unsigned long long cookie;
	pid_t pid;

	ASSERT_EQ(0, tsem_control(self->ns, "seal\nenforce\n"));
	pid = start(do_allowed, STREAM, self->brain.fd);
	cookie = ask(self->brain.fd, self->brain.last);
	ASSERT_NE(0, cookie);
	ASSERT_EQ(0, kill(pid, SIGKILL));
	EXPECT_EQ(128 + SIGKILL, tsem_wait(pid));
	EXPECT_EQ(ENOENT, give_answer(self->brain.fd, cookie, "allow remember"));
	EXPECT_EQ(0, tsem_stat(self->ns, "points"));

	/* One that was not read is gone, and is not mistaken for the next. */
	pid = start(do_allowed, STREAM, self->brain.fd);
	while (tsem_stat(self->ns, "asked") < 2)
		tsem_sleep_ms(10);
	ASSERT_EQ(0, kill(pid, SIGKILL));
	EXPECT_EQ(128 + SIGKILL, tsem_wait(pid));
	pid = start(do_allowed, DGRAM, self->brain.fd);
	cookie = ask(self->brain.fd, self->brain.last);
	EXPECT_EQ(3, cookie);
	EXPECT_EQ(0, give_answer(self->brain.fd, cookie, "allow"));
	EXPECT_EQ(0, tsem_wait(pid));
}

static void count_signal(int number)
{
}

static int do_with_signals(void *type)
{
	struct sigaction action = { .sa_handler = count_signal };

	CHECK(!sigaction(SIGUSR1, &action, NULL));
	CHECK(!try_socket((long)type));
	return 0;
}

/* The answer is neither lost nor asked for twice. */
TEST_F(agent, member_gets_signals)
{
	unsigned long long cookie;
	pid_t pid;
	int i;

	ASSERT_EQ(0, tsem_control(self->ns, "seal\nenforce\n"));
	pid = start(do_with_signals, STREAM, self->brain.fd);
	cookie = ask(self->brain.fd, self->brain.last);
	ASSERT_NE(0, cookie);
	for (i = 0; i < 10; i++) {
		ASSERT_EQ(0, kill(pid, SIGUSR1));
		tsem_sleep_ms(10);
	}
	ASSERT_EQ(0, kill(pid, SIGSTOP));
	ASSERT_EQ(0, kill(pid, SIGCONT));
	EXPECT_EQ(0, give_answer(self->brain.fd, cookie, "allow"));
	EXPECT_EQ(0, tsem_wait(pid));
	EXPECT_EQ(1, tsem_stat(self->ns, "asked"));
}

static int do_not_asked(void *arg)
{
	const struct io_uring_sqe sqe = {
		.opcode = IORING_OP_SOCKET,
		.fd = AF_UNIX,
		.off = SOCK_STREAM,
	};
	struct uring *ring = arg;
	struct stat st;

	CHECK(uring_do(ring, &sqe) == -EPERM);
	/* The process is untrusted now, and nobody is asked about such a one. */
	CHECK(stat("/", &st) && errno == EPERM);
	return 0;
}

/* What comes after a timeout is carried out at the end of whatever call is made. */
static int do_chain(void *arg)
{
	const struct __kernel_timespec soon = { .tv_nsec = 50000000 };
	const struct io_uring_sqe timeout = {
		.opcode = IORING_OP_TIMEOUT,
		.flags = IOSQE_IO_LINK,
		.addr = (unsigned long)&soon,
		.len = 1,
		.timeout_flags = IORING_TIMEOUT_ETIME_SUCCESS,
	}, create = {
		.opcode = IORING_OP_SOCKET,
		.fd = AF_UNIX,
		.off = SOCK_DGRAM,
	};
	struct uring *ring = arg;
	int i, done = 0, result[2];

	uring_add(ring, &timeout);
	uring_add(ring, &create);
	CHECK(!uring_enter(ring, 2, 0));
	for (i = 0; i < 1000 && done < 2; i++) {
		tsem_sleep_ms(10);
		result[done] = uring_result(ring);
		done += result[done] != -ENODATA;
	}
	CHECK(done == 2 && result[0] == -ETIME && result[1] == -EPERM);
	return 0;
}

/* While others might wait for the locks of a ring the model decides. */
TEST_F(agent, not_asked_with_a_ring)
{
	struct uring ring;

	if (uring_open(&ring, 0, -1))
		SKIP(return, "there is no io_uring");
	ASSERT_EQ(0, tsem_control(self->ns, "seal\nenforce\n"));
	self->brain.answers[0] = "allow";
	ASSERT_EQ(0, start_brain(&self->brain));
	EXPECT_EQ(0, tsem_run(do_not_asked, &ring));
	EXPECT_EQ(0, tsem_run(do_chain, &ring));
	EXPECT_EQ(0, tsem_stat(self->ns, "asked"));
	stop_brain(&self->brain);
	close(ring.fd);
}

/* What the kernel looks at of union bpf_attr, for a map. */
#define BPF_ATTR_SIZE 72

/* A BPF program that makes the system call of its argument. */
static int load_caller(void)
{
	const struct bpf_insn insns[] = {
		{ BPF_ALU64 | BPF_MOV | BPF_X, BPF_REG_2, BPF_REG_1 },
		{ BPF_ALU64 | BPF_MOV | BPF_K, BPF_REG_1, .imm = BPF_MAP_CREATE },
		{ BPF_ALU64 | BPF_MOV | BPF_K, BPF_REG_3, .imm = BPF_ATTR_SIZE },
		{ BPF_JMP | BPF_CALL, .imm = BPF_FUNC_sys_bpf },
		{ BPF_JMP | BPF_EXIT },
	};
	union bpf_attr attr = {
		.prog_type = BPF_PROG_TYPE_SYSCALL,
		.insn_cnt = ARRAY_SIZE(insns),
		.insns = (unsigned long)insns,
		.license = (unsigned long)"GPL",
		.prog_flags = BPF_F_SLEEPABLE,
	};

	return syscall(__NR_bpf, BPF_PROG_LOAD, &attr, sizeof(attr));
}

static int do_call(void *fd)
{
	const union bpf_attr map = {
		.map_type = BPF_MAP_TYPE_ARRAY,
		.key_size = 4,
		.value_size = 4,
		.max_entries = 1,
	};
	union bpf_attr attr = {
		.test.prog_fd = (long)fd,
		.test.ctx_in = (unsigned long)&map,
		.test.ctx_size_in = BPF_ATTR_SIZE,
	};

	CHECK(!syscall(__NR_bpf, BPF_PROG_TEST_RUN, &attr, sizeof(attr)));
	CHECK((int)attr.test.retval > 0);
	return 0;
}

/* While it runs no program is freed anywhere. */
TEST_F(agent, not_asked_by_a_program)
{
	unsigned long long cookie;
	int fd = load_caller();
	struct pollfd pollfd;
	pid_t pid;

	if (fd < 0)
		SKIP(return, "there is no BPF");
	pollfd = (struct pollfd){ .fd = self->brain.fd, .events = POLLIN };
	pid = start(do_call, (void *)(long)fd, self->brain.fd);
	while (!waitid(P_PID, pid, &(siginfo_t){}, WEXITED | WNOHANG | WNOWAIT) &&
	       poll(&pollfd, 1, 1000) == 1) {
		cookie = ask(self->brain.fd, self->brain.last);
		EXPECT_TRUE(!strstr(self->brain.last, "\"kernel\": \"1\"") ||
			    strstr(self->brain.last, "\"decided\""))
			TH_LOG("%s", self->brain.last);
		give_answer(self->brain.fd, cookie, "allow");
	}
	EXPECT_EQ(0, tsem_wait(pid));
	EXPECT_EQ(2, tsem_stat(self->ns, "event bpf"));
	EXPECT_EQ(1, tsem_stat(self->ns, "event bpf_map_create"));
}

struct storm {
	int ns;
	atomic_int *ready;
	atomic_int *stop;
	atomic_int *wrong;
	atomic_int *allowed;
};

/* Streams are always allowed, datagrams never, whatever becomes of the agent. */
static int do_storm(void *arg)
{
	struct storm *storm = arg;

	CHECK(!setns(storm->ns, CLONE_NEWTSEM));
	while (!atomic_load(storm->stop)) {
		if (!try_socket(SOCK_DGRAM))
			atomic_fetch_add(storm->wrong, 1);
		if (!try_socket(SOCK_STREAM))
			atomic_fetch_add(storm->allowed, 1);
	}
	return 0;
}

static int be_random_agent(void *arg)
{
	struct storm *storm = arg;
	unsigned long long cookie;
	char line[LINE];
	int fd = tsem_open("agent", O_RDWR, storm->ns);

	CHECK(fd >= 0);
	atomic_store(storm->ready, 1);
	while ((cookie = ask(fd, line)))
		give_answer(fd, cookie, strstr(line, "\"type\": \"2\"") ?
				   "deny" : "allow");
	return 0;
}

/*
 * An agent that is killed at any time never leaves anybody waiting, and what it
 * denies is never allowed. The members are only there while it lives: one that
 * has no answer is untrusted.
 */
TEST_F_TIMEOUT(agent, is_killed, 300)
{
	const int rounds = tsem_rounds(200);
	atomic_int *shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
				  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct storm storm = {
		self->ns, &shared[0], &shared[1], &shared[2], &shared[3]
	};
	pid_t agent, member[2];
	int i, j;

	TH_LOG("%d rounds", rounds);
	ASSERT_NE(MAP_FAILED, (void *)shared);
	close(self->brain.fd);
	self->brain.fd = -1;
	ASSERT_EQ(0, tsem_control(self->ns,
				  "set join=allowed\nseal\nenforce\n"));
	ASSERT_EQ(0, tsem_cancel());
	srand(1);
	for (i = 0; i < rounds; i++) {
		atomic_store(storm.stop, 0);
		atomic_store(storm.ready, 0);
		agent = start(be_random_agent, &storm, -1);
		while (!atomic_load(storm.ready))
			tsem_sleep_ms(1);
		for (j = 0; j < 2; j++)
			member[j] = start(do_storm, &storm, -1);
		/* On a slow machine a round may end before anybody is asked. */
		for (j = 0; !i && !atomic_load(storm.allowed) && j < 10000; j++)
			tsem_sleep_ms(1);
		tsem_sleep_ms(rand() % 20);
		ASSERT_LT(0, agent);
		ASSERT_EQ(0, kill(agent, SIGKILL));
		EXPECT_EQ(128 + SIGKILL, tsem_wait(agent));
		atomic_store(storm.stop, 1);
		for (j = 0; j < 2; j++)
			EXPECT_EQ(0, tsem_wait(member[j]));
	}
	EXPECT_EQ(0, atomic_load(storm.wrong));
	EXPECT_LT(0, atomic_load(storm.allowed));
	EXPECT_EQ(0, tsem_stat(self->ns, "points"));
}

TEST_HARNESS_MAIN
