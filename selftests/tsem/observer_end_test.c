// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of TSEM: when the stream of events ends, and when it does not
 */

#include "observer.h"

#include <pthread.h>
#include <sys/mount.h>
#include <sys/prctl.h>

#include "kselftest_harness.h"

/* Long enough for what must not happen. */
#define A_WHILE 300

FIXTURE(end)
{
	int ns;
	int fd;
	int go[2];
};

FIXTURE_SETUP(end)
{
	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	self->ns = tsem_unshare();
	ASSERT_LE(0, self->ns);
	self->fd = observe(self->ns, true);
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(0, pipe2(self->go, O_CLOEXEC));
}

FIXTURE_TEARDOWN(end)
{
	close(self->fd);
}

/* Starts a member that ends with an event when the other end is closed. */
static pid_t start_member(const int *go)
{
	pid_t pid = fork();
	char byte;

	if (pid)
		return pid;
	close(go[1]);
	_exit(read(go[0], &byte, 1) || make_event(0) ? 1 : 0);
}

/* From now on nobody but the members holds the namespace. */
static int leave(int ns)
{
	close(ns);
	return tsem_cancel();
}

static bool goes_on(int fd)
{
	char byte;

	return !polled(fd, A_WHILE) && read(fd, &byte, 1) == -1 &&
	       errno == EAGAIN;
}

static bool has_ended(int fd)
{
	char line[4096];

	return polled(fd, 20000) == POLLHUP && !read(fd, line, sizeof(line)) &&
	       !read(fd, line, sizeof(line));
}

/* What was not read before is still there, and then there is nothing. */
TEST_F(end, after_the_last_event)
{
	pid_t pid = start_member(self->go);
	struct account a = {};

	ASSERT_LT(0, pid);
	ASSERT_EQ(0, leave(self->ns));
	EXPECT_TRUE(goes_on(self->fd));
	close(self->go[1]);
	EXPECT_EQ(0, tsem_wait(pid));
	EXPECT_EQ(1, account_all(self->fd, &a));
	EXPECT_EQ(1, a.sockets);
	EXPECT_EQ(0, a.bad);
	EXPECT_TRUE(has_ended(self->fd));
}

TEST_F(end, poll_tells_of_both)
{
	struct account a = {};
	int i;

	ASSERT_EQ(0, run_events(0, 1));
	ASSERT_EQ(0, leave(self->ns));
	for (i = 0; i < 100 && polled(self->fd, 0) == POLLIN; i++)
		tsem_sleep_ms(100);
	EXPECT_EQ(POLLIN | POLLHUP, polled(self->fd, 0));
	EXPECT_EQ(1, account_all(self->fd, &a));
	EXPECT_TRUE(has_ended(self->fd));
}

static void *read_one(void *fd)
{
	char line[4096];

	return (void *)read(*(int *)fd, line, sizeof(line));
}

/* Who waits in a read is woken up. */
TEST_F(end, read_returns)
{
	pid_t pid = start_member(self->go);
	struct timespec limit;
	pthread_t reader;
	void *len;

	ASSERT_LT(0, pid);
	ASSERT_EQ(0, leave(self->ns));
	ASSERT_EQ(0, fcntl(self->fd, F_SETFL, 0));
	ASSERT_EQ(0, pthread_create(&reader, NULL, read_one, &self->fd));
	tsem_sleep_ms(A_WHILE);
	EXPECT_EQ(EBUSY, pthread_tryjoin_np(reader, &len));
	EXPECT_EQ(0, kill(pid, SIGKILL));
	EXPECT_EQ(128 + SIGKILL, tsem_wait(pid));
	clock_gettime(CLOCK_REALTIME, &limit);
	limit.tv_sec += 20;
	ASSERT_EQ(0, pthread_timedjoin_np(reader, &len, &limit));
	EXPECT_EQ(NULL, len);
}

/* One that nobody ever entered. */
TEST_F(end, without_any_event)
{
	EXPECT_TRUE(goes_on(self->fd));
	ASSERT_EQ(0, tsem_cancel());
	/* The descriptor still is a way in. */
	EXPECT_TRUE(goes_on(self->fd));
	close(self->ns);
	EXPECT_TRUE(has_ended(self->fd));
}

/* Nor does it end while children would be in it. */
TEST_F(end, waiting_for_children)
{
	ASSERT_EQ(0, run_events(0, 1));
	EXPECT_NE(NULL, next_line(self->fd));
	close(self->ns);
	EXPECT_TRUE(goes_on(self->fd));
	ASSERT_EQ(0, tsem_cancel());
	EXPECT_TRUE(has_ended(self->fd));
}

TEST_F(end, mounted)
{
	static const char target[] = "/tmp/tsem-end";
	char source[64];

	close(open(target, O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
	snprintf(source, sizeof(source), "/proc/self/fd/%d", self->ns);
	ASSERT_EQ(0, mount(source, target, NULL, MS_BIND, NULL));
	ASSERT_EQ(0, leave(self->ns));
	EXPECT_TRUE(goes_on(self->fd));
	ASSERT_EQ(0, umount(target));
	EXPECT_TRUE(has_ended(self->fd));
	unlink(target);
}

/* A process makes events until it is gone, and so may its children. */
TEST_F(end, not_waited_for)
{
	siginfo_t info;
	pid_t pid;

	pid = start_member(self->go);
	ASSERT_LT(0, pid);
	ASSERT_EQ(0, leave(self->ns));
	close(self->go[1]);
	ASSERT_EQ(0, waitid(P_PID, pid, &info, WEXITED | WNOWAIT));
	EXPECT_STREQ("1", key_in(next_line(self->fd), "sequence"));
	EXPECT_TRUE(goes_on(self->fd));
	EXPECT_EQ(0, tsem_wait(pid));
	EXPECT_TRUE(has_ended(self->fd));
}

static int leave_child(void *go)
{
	CHECK(start_member(go) > 0);
	return 0;
}

TEST_F(end, of_children)
{
	ASSERT_EQ(0, prctl(PR_SET_CHILD_SUBREAPER, 1));
	ASSERT_EQ(0, tsem_run(leave_child, self->go));
	ASSERT_EQ(0, leave(self->ns));
	EXPECT_TRUE(goes_on(self->fd));
	close(self->go[1]);
	EXPECT_LT(0, wait(NULL));
	EXPECT_STREQ("1", key_in(next_line(self->fd), "sequence"));
	EXPECT_TRUE(has_ended(self->fd));
}

/* A signal that comes from the end of a parent is the last event of all. */
static int die_before_child(void *unused)
{
	int ready[2];
	pid_t pid;
	char byte;

	CHECK(!pipe(ready));
	pid = fork();
	CHECK(pid >= 0);
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (write(ready[1], "", 1) != 1)
			_exit(1);
		pause();
	}
	CHECK(read(ready[0], &byte, 1) == 1);
	return 0;
}

TEST_F(end, loses_nothing)
{
	const int rounds = tsem_rounds(50);
	int i, fd, ns;
	char *text;

	ASSERT_EQ(0, leave(self->ns));
	ASSERT_EQ(0, prctl(PR_SET_CHILD_SUBREAPER, 1));
	for (i = 0; i < rounds; i++) {
		ns = tsem_unshare();
		ASSERT_LE(0, ns);
		fd = observe(ns, true);
		ASSERT_LE(0, fd);
		ASSERT_EQ(0, tsem_run(die_before_child, NULL));
		ASSERT_EQ(0, leave(ns));
		ASSERT_LT(0, wait(NULL));
		text = read_lines_until(fd, true);
		ASSERT_NE(NULL, text);
		EXPECT_NE(NULL, strstr(text, "\"type\": \"task_kill\""));
		EXPECT_TRUE(has_ended(fd));
		free(text);
		close(fd);
	}
}

TEST_HARNESS_MAIN
