// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of TSEM: an agent that decides
 *
 * The test is the agent, in a thread or by itself; the children are members.
 */

#include "common.h"

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>

#include "kselftest_harness.h"
#include "uring.h"

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

static unsigned long long cookie_of(const char *line)
{
	const char *at = strstr(line, "{\"question\": {\"cookie\": \"");

	return at == line ? strtoull(strchr(at + 14, ':') + 3, NULL, 10) : 0;
}

/* "allow", "deny", with "remember" behind it or not. Returns 0 or an errno. */
static int answer(int fd, unsigned long long cookie, const char *what)
{
	const char *more = strchr(what, ' ') ?: "";
	char line[96];
	int len = snprintf(line, sizeof(line), "%.*s cookie=%llu%s\n",
			   (int)strcspn(what, " "), what, cookie, more);

	return write(fd, line, len) == len ? 0 : errno;
}

/* Reads one question, answers the Nth with the Nth answer or the last there is. */
static void think(struct brain *brain)
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
	if (brain->answers[last] &&
	    answer(brain->fd, cookie_of(brain->last), brain->answers[last]))
		atomic_fetch_add(&brain->failed, 1);
	atomic_store(&brain->asked, i + 1);
}

static void *be_agent(void *arg)
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

static int start_brain(struct brain *brain)
{
	if (pipe2(brain->stop, O_CLOEXEC))
		return -errno;
	return -pthread_create(&brain->thread, NULL, be_agent, brain);
}

static void stop_brain(struct brain *brain)
{
	close(brain->stop[1]);
	pthread_join(brain->thread, NULL);
	close(brain->stop[0]);
}

FIXTURE(agent)
{
	int ns;
	struct brain brain;
};

FIXTURE_SETUP(agent)
{
	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	self->ns = tsem_unshare();
	ASSERT_LE(0, self->ns);
	self->brain.fd = tsem_open("agent", O_RDWR, self->ns);
	ASSERT_LE(0, self->brain.fd);
}

FIXTURE_TEARDOWN(agent)
{
	close(self->brain.fd);
	close(self->ns);
}

/* Each type of socket is another event, about which may be waited. */
static int try_socket(int type)
{
	int fd = socket(AF_UNIX, type, 0);

	if (fd < 0)
		return errno;
	close(fd);
	return 0;
}

static int do_allowed(void *type)
{
	CHECK(!try_socket((long)type));
	return 0;
}

static int do_denied(void *type)
{
	CHECK(try_socket((long)type) == EPERM);
	return 0;
}

static void *const STREAM = (void *)SOCK_STREAM;
static void *const DGRAM = (void *)SOCK_DGRAM;
static void *const PACKET = (void *)SOCK_SEQPACKET;

TEST_F(agent, allow_once)
{
	char state[192];

	ASSERT_EQ(0, tsem_control(self->ns, "seal\nenforce\n"));
	strcpy(state, tsem_value(self->ns, "state"));
	self->brain.answers[0] = "allow";
	ASSERT_EQ(0, start_brain(&self->brain));
	EXPECT_EQ(0, tsem_run(do_allowed, STREAM));
	EXPECT_EQ(0, tsem_run(do_allowed, STREAM));
	stop_brain(&self->brain);

	EXPECT_EQ(2, atomic_load(&self->brain.asked));
	EXPECT_EQ(0, atomic_load(&self->brain.failed));
	EXPECT_NE(NULL, strstr(self->brain.last, "\"type\": \"socket_create\""));
	EXPECT_NE(NULL, strstr(self->brain.last, "\"socket_create\": {"));
	EXPECT_EQ(2, tsem_stat(self->ns, "asked"));
	EXPECT_EQ(0, tsem_stat(self->ns, "unanswered"));
	EXPECT_EQ(2, tsem_stat(self->ns, "event socket_create"));
	EXPECT_EQ(0, tsem_stat(self->ns, "points"));
	EXPECT_EQ(0, tsem_stat(self->ns, "forensics"));
	EXPECT_STREQ("trusted", tsem_value(self->ns, "trust"));
	EXPECT_STREQ(state, tsem_value(self->ns, "state"));
}

TEST_F(agent, allow_remember)
{
	char state[192], *list;

	ASSERT_EQ(0, tsem_control(self->ns, "seal\nenforce\n"));
	strcpy(state, tsem_value(self->ns, "state"));
	self->brain.answers[0] = "allow remember";
	ASSERT_EQ(0, start_brain(&self->brain));
	EXPECT_EQ(0, tsem_run(do_allowed, STREAM));
	EXPECT_EQ(0, tsem_run(do_allowed, STREAM));
	stop_brain(&self->brain);
	EXPECT_EQ(1, atomic_load(&self->brain.asked));
	EXPECT_EQ(1, tsem_stat(self->ns, "points"));
	EXPECT_EQ(0, tsem_stat(self->ns, "forensics"));
	EXPECT_EQ(2, tsem_stat(self->ns, "event socket_create"));
	EXPECT_STREQ("trusted", tsem_value(self->ns, "trust"));
	EXPECT_STRNE(state, tsem_value(self->ns, "state"));
	list = tsem_read(self->ns, "trajectory");
	ASSERT_NE(NULL, list);
	EXPECT_NE(NULL, strstr(list, "socket_create"));
	free(list);

	/* Without an agent too, while nothing else is allowed. */
	close(self->brain.fd);
	self->brain.fd = -1;
	EXPECT_EQ(0, tsem_run(do_allowed, STREAM));
	EXPECT_EQ(0, tsem_run(do_denied, DGRAM));
}

/* The mode does not matter, and the process stays what it was. */
static int do_denied_once(void *arg)
{
	CHECK(try_socket(SOCK_STREAM) == EPERM);
	CHECK(!try_socket(SOCK_DGRAM));
	return 0;
}

TEST_F(agent, deny_once)
{
	self->brain.answers[0] = "deny";
	self->brain.answers[1] = "allow";
	ASSERT_EQ(0, start_brain(&self->brain));
	EXPECT_EQ(0, tsem_run(do_denied_once, NULL));
	EXPECT_EQ(0, tsem_run(do_allowed, STREAM));
	EXPECT_EQ(3, atomic_load(&self->brain.asked));
	EXPECT_EQ(0, tsem_stat(self->ns, "points"));

	ASSERT_EQ(0, tsem_control(self->ns, "seal\nenforce\n"));
	atomic_store(&self->brain.asked, 0);
	EXPECT_EQ(0, tsem_run(do_denied_once, NULL));
	stop_brain(&self->brain);
	EXPECT_EQ(2, atomic_load(&self->brain.asked));
	EXPECT_EQ(0, tsem_stat(self->ns, "forensics"));
	EXPECT_STREQ("trusted", tsem_value(self->ns, "trust"));
}

TEST_F(agent, deny_remember)
{
	char state[192];

	ASSERT_EQ(0, tsem_control(self->ns, "seal\nenforce\n"));
	strcpy(state, tsem_value(self->ns, "state"));
	self->brain.answers[0] = "deny remember";
	ASSERT_EQ(0, start_brain(&self->brain));
	EXPECT_EQ(0, tsem_run(do_denied, STREAM));
	EXPECT_EQ(0, tsem_run(do_denied, STREAM));
	stop_brain(&self->brain);
	EXPECT_EQ(1, atomic_load(&self->brain.asked));
	EXPECT_EQ(1, tsem_stat(self->ns, "forensics"));
	EXPECT_STREQ("untrusted", tsem_value(self->ns, "trust"));
	EXPECT_STRNE(state, tsem_value(self->ns, "state"));
}

TEST_F(agent, every)
{
	ASSERT_EQ(0, tsem_control(self->ns, "set ask=every\n"));
	self->brain.answers[0] = "allow remember";
	self->brain.answers[1] = "allow";
	self->brain.answers[2] = "deny";
	ASSERT_EQ(0, start_brain(&self->brain));
	EXPECT_EQ(0, tsem_run(do_allowed, STREAM));
	EXPECT_EQ(0, tsem_run(do_allowed, STREAM));
	EXPECT_EQ(0, tsem_run(do_denied, STREAM));
	stop_brain(&self->brain);
	EXPECT_EQ(3, atomic_load(&self->brain.asked));
	EXPECT_EQ(0, atomic_load(&self->brain.failed));
	EXPECT_EQ(1, tsem_stat(self->ns, "points"));
	EXPECT_EQ(3, tsem_stat(self->ns, "event socket_create"));
}

/*
 * Starts a member that runs fn(arg), without a file of which the test is to be the
 * only owner.
 */
static pid_t start(int (*fn)(void *arg), void *arg, int fd)
{
	pid_t pid = fork();

	if (pid)
		return pid;
	close(fd);
	_exit(fn(arg) ? 1 : 0);
}

/* Reads one question; 0 if there is none for ten seconds. */
static unsigned long long ask(int fd, char *line)
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
	EXPECT_EQ(ENOENT, answer(self->brain.fd, cookie, "allow"));
	EXPECT_EQ(1, tsem_stat(self->ns, "unanswered"));
	EXPECT_EQ(1, tsem_stat(self->ns, "forensics"));
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
	EXPECT_EQ(ENOENT, answer(self->brain.fd, cookie, "allow remember"));
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
	EXPECT_EQ(0, answer(self->brain.fd, cookie, "allow"));
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
	EXPECT_EQ(0, answer(self->brain.fd, cookie, "allow"));
	EXPECT_EQ(0, tsem_wait(pid));
	EXPECT_EQ(1, tsem_stat(self->ns, "asked"));
}

TEST_F(agent, bad_answers)
{
	static const struct {
		const char *line;
		int error;
	} bad[] = {
		{ "allow cookie=7\n", ENOENT },
		{ "allow cookie=18446744073709551616\n", EINVAL },
		{ "allow cookie=1", EINVAL },
		{ "allow cookie=1 \n", EINVAL },
		{ "allow cookie=1 forever\n", EINVAL },
		{ "bind fd=0\n", EBUSY },
		{ "seal\n", EINVAL },
	};
	unsigned long long cookie;
	pid_t pid;
	size_t i;

	ASSERT_EQ(0, tsem_control(self->ns, "seal\nenforce\n"));
	pid = start(do_denied, STREAM, self->brain.fd);
	while (tsem_stat(self->ns, "asked") < 1)
		tsem_sleep_ms(10);
	/* Nobody can answer what he has not read. */
	EXPECT_EQ(ENOENT, answer(self->brain.fd, 1, "allow"));
	cookie = ask(self->brain.fd, self->brain.last);
	ASSERT_EQ(1, cookie);
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		EXPECT_EQ(-1, write(self->brain.fd, bad[i].line,
				    strlen(bad[i].line)));
		EXPECT_EQ(bad[i].error, errno) {
			TH_LOG("%s", bad[i].line);
		}
	}
	EXPECT_EQ(-1, write(self->brain.fd, "allow cookie=1\0\n", 16));
	EXPECT_EQ(EINVAL, errno);
	/* The member still waits; only the first answer counts. */
	EXPECT_EQ(0, answer(self->brain.fd, cookie, "deny"));
	EXPECT_EQ(ENOENT, answer(self->brain.fd, cookie, "allow remember"));
	EXPECT_EQ(0, tsem_wait(pid));
	EXPECT_EQ(0, tsem_stat(self->ns, "points"));
}

TEST_F(agent, of_another_namespace)
{
	unsigned long long cookie;
	int ns, fd;
	pid_t pid;

	pid = start(do_allowed, STREAM, self->brain.fd);
	ns = tsem_unshare();
	ASSERT_LE(0, ns);
	fd = tsem_open("agent", O_RDWR, ns);
	ASSERT_LE(0, fd);
	cookie = ask(self->brain.fd, self->brain.last);
	ASSERT_NE(0, cookie);
	EXPECT_EQ(ENOENT, answer(fd, cookie, "deny"));
	EXPECT_EQ(0, answer(self->brain.fd, cookie, "allow"));
	EXPECT_EQ(0, tsem_wait(pid));
	close(fd);
	close(ns);
}

static int do_open(void *arg)
{
	CHECK(open(TSEM_DIR "/agent", O_RDWR | O_CLOEXEC) < 0 && errno == EPERM);
	return 0;
}

/* The file that it inherits is of no use to a member. */
static int do_use(void *fd)
{
	char byte;

	CHECK(read((long)fd, &byte, 1) == -1 && errno == EPERM);
	CHECK(answer((long)fd, 1, "allow") == EPERM);
	return 0;
}

static int do_nobody(void *ns)
{
	CHECK(!tsem_become_nobody());
	CHECK(tsem_open("agent", O_RDWR, (long)ns) == -EPERM);
	return 0;
}

TEST_F(agent, who_may)
{
	struct pollfd pollfd;
	char byte;
	int fd;

	EXPECT_EQ(-EBUSY, tsem_open("agent", O_RDWR, self->ns));
	EXPECT_EQ(0, tsem_run(do_open, NULL));
	EXPECT_EQ(0, tsem_run(do_use, (void *)(long)self->brain.fd));
	close(self->brain.fd);
	ASSERT_EQ(0, tsem_cancel());
	EXPECT_EQ(0, tsem_run(do_nobody, (void *)(long)self->ns));

	/* Of no namespace. */
	fd = tsem_open("agent", O_RDWR, -1);
	ASSERT_LE(0, fd);
	EXPECT_EQ(-1, read(fd, &byte, 1));
	EXPECT_EQ(ENODATA, errno);
	EXPECT_EQ(-1, write(fd, "seal\n", 5));
	EXPECT_EQ(ENODATA, errno);
	EXPECT_EQ(-1, write(fd, "bind fd=999\n", 12));
	EXPECT_EQ(EBADF, errno);
	pollfd = (struct pollfd){ .fd = fd, .events = POLLIN };
	EXPECT_EQ(1, poll(&pollfd, 1, 0));
	EXPECT_EQ(POLLERR, pollfd.revents);
	close(fd);

	/* The next one. */
	self->brain.fd = tsem_open("agent", O_RDWR, self->ns);
	EXPECT_LE(0, self->brain.fd);
}

TEST_F(agent, reads_piece_by_piece)
{
	struct pollfd pollfd = { .fd = self->brain.fd, .events = POLLIN };
	void *nowhere = mmap(NULL, 4096, PROT_NONE,
			     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	size_t len = 0;
	char byte;
	pid_t pid;
	ssize_t n;

	ASSERT_EQ(0, fcntl(self->brain.fd, F_SETFL, O_NONBLOCK));
	EXPECT_EQ(0, poll(&pollfd, 1, 0));
	EXPECT_EQ(-1, read(self->brain.fd, &byte, 1));
	EXPECT_EQ(EAGAIN, errno);
	EXPECT_EQ(-1, lseek(self->brain.fd, 0, SEEK_SET));
	EXPECT_EQ(ESPIPE, errno);

	pid = start(do_allowed, STREAM, self->brain.fd);
	ASSERT_EQ(1, poll(&pollfd, 1, 10000));
	EXPECT_EQ(POLLIN, pollfd.revents);
	EXPECT_EQ(-1, read(self->brain.fd, nowhere, 100));
	EXPECT_EQ(EFAULT, errno);
	while ((n = read(self->brain.fd, self->brain.last + len, 7)) > 0)
		len += n;
	EXPECT_EQ(EAGAIN, errno);
	self->brain.last[len] = '\0';
	EXPECT_EQ(len - 1, strcspn(self->brain.last, "\n"));
	EXPECT_NE(NULL, strstr(self->brain.last, "\"socket_create\": {"));
	EXPECT_EQ(0, poll(&pollfd, 1, 0));
	EXPECT_EQ(0, answer(self->brain.fd, cookie_of(self->brain.last),
			    "allow"));
	EXPECT_EQ(0, tsem_wait(pid));
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

static int do_mkdir_denied(void *path)
{
	CHECK(mkdir(path, 0700) && errno == EPERM);
	return 0;
}

/* While others might wait for the same lock the model decides. */
TEST_F(agent, not_asked_under_locks)
{
	const char *path = "/tmp/tsem-agent-not-asked";
	struct uring ring;

	ASSERT_EQ(0, tsem_control(self->ns, "seal\nenforce\n"));
	self->brain.answers[0] = "allow";
	ASSERT_EQ(0, start_brain(&self->brain));
	EXPECT_EQ(0, tsem_run(do_mkdir_denied, (void *)path));
	EXPECT_EQ(-1, access(path, F_OK));
	EXPECT_EQ(0, tsem_stat(self->ns, "asked"));
	if (!uring_open(&ring, 0, -1)) {
		EXPECT_EQ(0, tsem_run(do_not_asked, &ring));
		EXPECT_EQ(0, tsem_stat(self->ns, "asked"));
		close(ring.fd);
	}
	stop_brain(&self->brain);
}

static int do_exec(void *arg)
{
	const char *path = tsem_helper("exit-42");

	execl(path, path, NULL);
	return errno;
}

/* A whole program, of whose events those under locks are only recorded. */
TEST_F(agent, exec)
{
	ASSERT_EQ(0, tsem_control(self->ns, "seal\n"));
	self->brain.answers[0] = "allow remember";
	ASSERT_EQ(0, start_brain(&self->brain));
	EXPECT_EQ(1, tsem_run(do_exec, NULL) == 42 || errno == 0);
	stop_brain(&self->brain);
	EXPECT_LE(2, atomic_load(&self->brain.asked));
	EXPECT_EQ(0, atomic_load(&self->brain.failed));
	EXPECT_EQ(1, tsem_stat(self->ns, "event exec"));
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
		answer(fd, cookie, strstr(line, "\"type\": \"2\"") ?
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
