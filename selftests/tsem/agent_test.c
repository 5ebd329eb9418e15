// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of TSEM: what an agent says, and who may be one
 */

#include "agent_fixture.h"

#include <sys/mman.h>
#include <sys/prctl.h>

#include "observer.h"

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
	EXPECT_NE(NULL, strstr(self->brain.last,
			       "\"comm\": \"agent_test\"}, \"event\": {"));
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

static int do_use_often(void *unused)
{
	int fd = open("/etc/passwd", O_RDONLY | O_CLOEXEC), i;

	CHECK(fd >= 0);
	for (i = 0; i < 10; i++)
		CHECK(fcntl(fd, F_GETFL) >= 0);
	return 0;
}

/* Those of a few words are found in a shorter way, but not then. */
TEST_F(agent, every_of_few_words)
{
	ASSERT_EQ(0, tsem_control(self->ns, "set ask=every\n"));
	self->brain.answers[0] = "allow remember";
	ASSERT_EQ(0, start_brain(&self->brain));
	EXPECT_EQ(0, tsem_run(do_use_often, NULL));
	stop_brain(&self->brain);
	EXPECT_EQ(1 + 10, atomic_load(&self->brain.asked));
	EXPECT_EQ(0, atomic_load(&self->brain.failed));
}

/* One that was loaded is known, but has no record before it occurs. */
TEST_F(agent, every_of_what_was_loaded)
{
	char coefficient[80];
	int ns;

	ASSERT_EQ(0, tsem_control(self->ns, "set ask=every\n"));
	self->brain.answers[0] = "allow remember";
	ASSERT_EQ(0, start_brain(&self->brain));
	EXPECT_EQ(0, tsem_run(do_allowed, STREAM));
	stop_brain(&self->brain);
	snprintf(coefficient, sizeof(coefficient), "%s",
		 key_in(self->brain.last, "coefficient"));
	close(self->brain.fd);

	ASSERT_EQ(0, tsem_cancel());
	ns = tsem_unshare();
	ASSERT_LE(0, ns);
	ASSERT_EQ(0, tsem_control(ns, "set ask=every\nstate %s\nseal\nenforce\n",
				  coefficient));
	memset(&self->brain, 0, sizeof(self->brain));
	self->brain.fd = tsem_open("agent", O_RDWR, ns);
	ASSERT_LE(0, self->brain.fd);
	self->brain.answers[0] = "deny remember";
	self->brain.answers[1] = "allow";
	ASSERT_EQ(0, start_brain(&self->brain));
	EXPECT_EQ(0, tsem_run(do_denied, STREAM));
	EXPECT_EQ(0, tsem_stat(ns, "forensics"));
	EXPECT_EQ(0, tsem_run(do_allowed, STREAM));
	stop_brain(&self->brain);
	EXPECT_EQ(2, atomic_load(&self->brain.asked));
	EXPECT_EQ(1, tsem_stat(ns, "points"));
	EXPECT_STREQ("trusted", tsem_value(ns, "trust"));
	close(ns);
}

static int do_three(void *arg)
{
	CHECK(!try_socket(SOCK_STREAM));
	CHECK(try_socket(SOCK_DGRAM) == EPERM);
	CHECK(!try_socket(SOCK_SEQPACKET));
	return 0;
}

/* Who sees first occurrences sees what was said once, too. */
TEST_F(agent, observers_are_told)
{
	static const char *const verdicts[] = { "allowed", "denied", "allowed" };
	const char *line;
	int fd, i;

	ASSERT_EQ(0, tsem_control(self->ns, "seal\nenforce\n"));
	fd = observe(self->ns, false);
	ASSERT_LE(0, fd);
	self->brain.answers[0] = "allow";
	self->brain.answers[1] = "deny";
	self->brain.answers[2] = "allow remember";
	ASSERT_EQ(0, start_brain(&self->brain));
	EXPECT_EQ(0, tsem_run(do_three, NULL));
	stop_brain(&self->brain);
	for (i = 0; i < 3; i++) {
		line = next_line(fd);
		EXPECT_STREQ("agent", key_in(line, "reason"));
		EXPECT_STREQ(verdicts[i], key_in(line, "verdict"));
		EXPECT_EQ(64, strlen(key_in(line, "coefficient")));
	}
	close(fd);
}

/* What an observer has no room for is not allowed by an agent either. */
TEST_F(agent, observers_must_be_told)
{
	int fd;

	ASSERT_EQ(0, tsem_control(self->ns,
				  "set queue=1 overflow=deny\nseal\nenforce\n"));
	fd = observe(self->ns, false);
	ASSERT_LE(0, fd);
	self->brain.answers[0] = "allow";
	ASSERT_EQ(0, start_brain(&self->brain));
	EXPECT_EQ(0, tsem_run(do_allowed, STREAM));
	EXPECT_EQ(0, tsem_run(do_denied, STREAM));
	stop_brain(&self->brain);
	EXPECT_EQ(1, tsem_stat(self->ns, "unseen_denials"));
	EXPECT_STREQ("trusted", tsem_value(self->ns, "trust"));
	close(fd);
}

/* Allowed, though it could not be remembered, and the state value tells. */
TEST_F(agent, remembers_no_more_than_the_limit)
{
	ASSERT_EQ(0, tsem_control(self->ns,
				  "set points=1\nseal\nenforce\n"));
	self->brain.answers[0] = "allow remember";
	ASSERT_EQ(0, start_brain(&self->brain));
	EXPECT_EQ(0, tsem_run(do_allowed, STREAM));
	EXPECT_EQ(0, tsem_stat(self->ns, "incomplete"));
	EXPECT_EQ(0, tsem_run(do_allowed, DGRAM));
	EXPECT_EQ(0, tsem_run(do_allowed, DGRAM));
	stop_brain(&self->brain);
	EXPECT_EQ(3, atomic_load(&self->brain.asked));
	EXPECT_EQ(1, tsem_stat(self->ns, "points"));
	EXPECT_EQ(1, tsem_stat(self->ns, "incomplete"));
	EXPECT_EQ(2, tsem_stat(self->ns, "unrecorded"));
}

/* Without privileges but those in a user namespace of its own. */
static int do_unprivileged(void *arg)
{
	struct brain brain = { .answers = { "deny" } };
	int ns;

	CHECK(!tsem_become_nobody());
	/* Or its own files in /proc would belong to root. */
	CHECK(!prctl(PR_SET_DUMPABLE, 1));
	CHECK(!tsem_enter_userns(0));
	ns = tsem_unshare();
	CHECK(ns >= 0);
	brain.fd = tsem_open("agent", O_RDWR, ns);
	CHECK(brain.fd >= 0);
	CHECK(!start_brain(&brain));
	CHECK(!tsem_run(do_denied, STREAM));
	stop_brain(&brain);
	CHECK(atomic_load(&brain.asked) == 1);
	CHECK(!atomic_load(&brain.failed));
	return 0;
}

TEST_F(agent, unprivileged)
{
	ASSERT_EQ(0, tsem_cancel());
	EXPECT_EQ(0, tsem_run(do_unprivileged, NULL));
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
	EXPECT_EQ(ENOENT, give_answer(self->brain.fd, 1, "allow"));
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
	EXPECT_EQ(0, give_answer(self->brain.fd, cookie, "deny"));
	EXPECT_EQ(ENOENT, give_answer(self->brain.fd, cookie, "allow remember"));
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
	EXPECT_EQ(ENOENT, give_answer(fd, cookie, "deny"));
	EXPECT_EQ(0, give_answer(self->brain.fd, cookie, "allow"));
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
	CHECK(give_answer((long)fd, 1, "allow") == EPERM);
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
	/* It asks itself whether a member may open it, which is then refused. */
	self->brain.answers[0] = "allow";
	ASSERT_EQ(0, start_brain(&self->brain));
	EXPECT_EQ(0, tsem_run(do_open, NULL));
	stop_brain(&self->brain);
	EXPECT_LE(1, atomic_load(&self->brain.asked));
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
	EXPECT_EQ(0, give_answer(self->brain.fd, cookie_of(self->brain.last),
				 "allow"));
	EXPECT_EQ(0, tsem_wait(pid));
}

/* A reader that does not see who asks. */
static int do_read_apart(void *brain)
{
	struct brain *own = brain;
	unsigned long long cookie = ask(own->fd, own->last);

	CHECK(cookie);
	CHECK(!strcmp(key_in(own->last, "pid"), "0"));
	CHECK(!strcmp(key_in(own->last, "comm"), "agent_test"));
	CHECK(!give_answer(own->fd, cookie, "deny"));
	return 0;
}

static int do_enter_apart(void *brain)
{
	CHECK(!unshare(CLONE_NEWPID));
	CHECK(!tsem_run(do_read_apart, brain));
	return 0;
}

TEST_F(agent, tells_who_asks)
{
	unsigned long long cookie;
	char number[16];
	pid_t pid;

	pid = start(do_allowed, STREAM, self->brain.fd);
	cookie = ask(self->brain.fd, self->brain.last);
	snprintf(number, sizeof(number), "%d", pid);
	EXPECT_STREQ(number, key_in(self->brain.last, "pid"));
	EXPECT_EQ(0, give_answer(self->brain.fd, cookie, "allow"));
	EXPECT_EQ(0, tsem_wait(pid));

	pid = start(do_denied, STREAM, self->brain.fd);
	ASSERT_EQ(0, tsem_cancel());
	EXPECT_EQ(0, tsem_run(do_enter_apart, &self->brain));
	EXPECT_EQ(0, tsem_wait(pid));
}

static int do_exec(void *arg)
{
	const char *path = tsem_helper("exit-42");

	execl(path, path, NULL);
	return errno;
}

/* A whole program: nothing but what the agent allowed. */
TEST_F(agent, exec)
{
	ASSERT_EQ(0, tsem_control(self->ns, "seal\nenforce\n"));
	self->brain.answers[0] = "allow remember";
	ASSERT_EQ(0, start_brain(&self->brain));
	EXPECT_EQ(42, tsem_run(do_exec, NULL));
	stop_brain(&self->brain);
	EXPECT_LE(2, atomic_load(&self->brain.asked));
	EXPECT_EQ(atomic_load(&self->brain.asked), tsem_stat(self->ns, "points"));
	EXPECT_EQ(0, tsem_stat(self->ns, "forensics"));
	EXPECT_EQ(0, atomic_load(&self->brain.failed));
	EXPECT_EQ(1, tsem_stat(self->ns, "event exec"));
}

TEST_HARNESS_MAIN
