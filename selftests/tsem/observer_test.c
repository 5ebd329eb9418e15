// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of TSEM: what observers are told, and who may observe
 */

#include "observer.h"

#include <pthread.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/un.h>

#include "kselftest_harness.h"

FIXTURE(observer)
{
	int ns;
	int fd;		/* sees first occurrences */
	int all;	/* sees everything */
};

FIXTURE_SETUP(observer)
{
	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	self->ns = tsem_unshare();
	ASSERT_LE(0, self->ns);
	self->fd = observe(self->ns, false);
	ASSERT_LE(0, self->fd);
	self->all = observe(self->ns, true);
	ASSERT_LE(0, self->all);
}

FIXTURE_TEARDOWN(observer)
{
}

/* Whether a line has these values, given as key and value in turn, NULL last. */
static bool has(const char *line, ...)
{
	const char *key, *value;
	va_list args;
	bool good = true;

	va_start(args, line);
	while ((key = va_arg(args, const char *))) {
		value = va_arg(args, const char *);
		good &= !strcmp(key_in(line, key), value);
	}
	va_end(args);
	if (!good)
		fprintf(stderr, "# line %s\n", line);
	return good;
}

#define HAS(line, ...) has(line, __VA_ARGS__, NULL)

static const char *value_of(int ns, const char *list, const char *key)
{
	char *text = tsem_read(ns, list);
	const char *value = key_in(text ?: "", key);

	free(text);
	return value;
}

/* What is told */

TEST_F(observer, first_occurrences)
{
	const char *line;

	EXPECT_STREQ("", next_line(self->fd));
	EXPECT_EQ(EAGAIN, errno);
	ASSERT_EQ(0, run_events(0, 2));
	ASSERT_EQ(0, run_events(0, 2));
	line = next_line(self->fd);
	EXPECT_TRUE(is_json(line));
	EXPECT_TRUE(HAS(line, "type", "socket_create", "sequence", "1",
			"verdict", "allowed", "reason", "new", "number", "1",
			"coefficient", value_of(self->ns, "trajectory",
						"coefficient")));
	EXPECT_NE(NULL, strstr(line, "\"COE\": {"));
	EXPECT_EQ(NULL, strstr(line, "\"count\""));
	EXPECT_TRUE(HAS(next_line(self->fd), "sequence", "2", "number", "2"));
	EXPECT_STREQ("", next_line(self->fd));
	EXPECT_EQ(EAGAIN, errno);
}

/* The lists have what was before. */
TEST_F(observer, after_the_open)
{
	int late;

	ASSERT_EQ(0, run_events(0, 3));
	late = observe(self->ns, false);
	ASSERT_LE(0, late);
	ASSERT_EQ(0, run_events(0, 4));
	EXPECT_TRUE(HAS(next_line(late), "sequence", "1", "number", "4"));
	EXPECT_STREQ("", next_line(late));
}

TEST_F(observer, every_occurrence)
{
	struct account a = {};
	const char *line;

	ASSERT_EQ(0, run_events(0, 1));
	ASSERT_EQ(0, run_events(0, 2));
	EXPECT_TRUE(HAS(next_line(self->all), "sequence", "1", "reason", "new"));
	line = next_line(self->all);
	EXPECT_TRUE(HAS(line, "sequence", "2", "reason", "known", "number", "1",
			"verdict", "allowed"));
	EXPECT_TRUE(is_json(line));
	EXPECT_TRUE(HAS(next_line(self->all), "sequence", "3", "reason", "new"));
	EXPECT_EQ(2, account(self->fd, &a));
	EXPECT_EQ(0, a.bad);
}

/* Each in a way of its own in the kernel: of few words, by a name, in full. */
static int make_short_and_long(void *arg)
{
	int i, fd;

	for (i = 0; i < 3; i++) {
		CHECK(!kill(getpid(), 0));
		CHECK(getpgid(getpid()) >= 0);
		fd = open("/dev/null", O_RDONLY);
		CHECK(fd >= 0 && fcntl(fd, F_GETFL) >= 0);
		close(fd);
	}
	return 0;
}

TEST_F(observer, every_way_is_observed)
{
	static const char *const types[] = {
		"task_kill", "task_getpgid", "file_open", "file_fcntl",
	};
	char pattern[64], *text, *at;
	size_t i;
	int n;

	ASSERT_EQ(0, tsem_run(make_short_and_long, NULL));
	text = read_lines(self->all);
	ASSERT_NE(NULL, text);
	for (i = 0; i < ARRAY_SIZE(types); i++) {
		snprintf(pattern, sizeof(pattern), "{\"type\": \"%s\"",
			 types[i]);
		for (n = 0, at = text; (at = strstr(at, pattern)); n++)
			at++;
		EXPECT_EQ(3, n)
			TH_LOG("%s", types[i]);
	}
	free(text);
}

TEST_F(observer, all_from_now_on)
{
	ASSERT_EQ(0, run_events(0, 1));
	ASSERT_EQ(0, run_events(0, 1));
	ASSERT_EQ(4, write(self->fd, "all\n", 4));
	/* Again is the same. */
	ASSERT_EQ(4, write(self->fd, "all\n", 4));
	ASSERT_EQ(0, run_events(0, 1));
	EXPECT_TRUE(HAS(next_line(self->fd), "sequence", "1", "reason", "new"));
	EXPECT_TRUE(HAS(next_line(self->fd), "sequence", "2", "reason",
			"known"));
	EXPECT_STREQ("", next_line(self->fd));
}

TEST_F(observer, cursors_are_independent)
{
	struct account a = {}, b = {};

	ASSERT_EQ(0, run_events(0, 3));
	EXPECT_TRUE(HAS(next_line(self->fd), "sequence", "1"));
	EXPECT_EQ(3, account(self->all, &a));
	EXPECT_TRUE(HAS(next_line(self->fd), "sequence", "2"));
	ASSERT_EQ(0, run_events(0, 4));
	EXPECT_EQ(4, account(self->all, &a));
	b.next = 3;
	EXPECT_EQ(2, account(self->fd, &b));
	EXPECT_EQ(0, a.bad + b.bad);
}

static int violate(void *arg)
{
	CHECK(make_event(1) == -EPERM);
	CHECK(make_event(0) == -EPERM);
	return 0;
}

TEST_F(observer, denials)
{
	const char *line;

	ASSERT_EQ(0, run_events(0, 1));
	ASSERT_EQ(0, tsem_control(self->ns, "seal\nenforce\n"));
	next_line(self->fd);
	next_line(self->all);
	ASSERT_EQ(0, tsem_run(violate, NULL));
	EXPECT_TRUE(HAS(next_line(self->fd), "sequence", "2", "verdict",
			"denied", "reason", "new", "number", "1"));
	/* Nothing else was the first of its kind. */
	EXPECT_STREQ("", next_line(self->fd));
	EXPECT_TRUE(HAS(next_line(self->all), "sequence", "2", "verdict",
			"denied", "reason", "new", "coefficient",
			value_of(self->ns, "forensics", "coefficient")));
	line = next_line(self->all);
	EXPECT_TRUE(HAS(line, "sequence", "3", "verdict", "denied", "type",
			"socket_create", "reason", "untrusted", "coefficient",
			""));
	EXPECT_TRUE(is_json(line));
	EXPECT_EQ(NULL, strstr(line, "COE"));
	/* Seen before, and refused again. */
	EXPECT_NE(0, run_events(1, 2));
	EXPECT_TRUE(HAS(next_line(self->all), "sequence", "4", "verdict",
			"denied", "reason", "new"));
	EXPECT_STREQ("", next_line(self->fd));
}

TEST_F(observer, allowed_after_sealing)
{
	ASSERT_EQ(0, run_events(0, 1));
	ASSERT_EQ(0, tsem_control(self->ns, "seal\n"));
	next_line(self->fd);
	ASSERT_EQ(0, run_events(1, 2));
	EXPECT_TRUE(HAS(next_line(self->fd), "sequence", "2", "verdict",
			"allowed", "reason", "new", "number", "1"));
}

/* That of a loaded coefficient comes with its first occurrence. */
TEST_F(observer, loaded_points)
{
	char coefficient[192];
	int ns, fd;

	ASSERT_EQ(0, run_events(0, 1));
	snprintf(coefficient, sizeof(coefficient), "%s",
		 value_of(self->ns, "trajectory", "coefficient"));
	ASSERT_EQ(0, tsem_cancel());
	ns = tsem_unshare();
	ASSERT_LE(0, ns);
	fd = observe(ns, false);
	ASSERT_LE(0, fd);
	ASSERT_EQ(0, tsem_control(ns, "state %s\nseal\nenforce\n", coefficient));
	EXPECT_STREQ("", next_line(fd));
	ASSERT_EQ(0, run_events(0, 1));
	ASSERT_EQ(0, run_events(0, 1));
	EXPECT_TRUE(HAS(next_line(fd), "sequence", "1", "verdict", "allowed",
			"reason", "known", "number", "0", "coefficient",
			coefficient));
	EXPECT_STREQ("", next_line(fd));
}

TEST_F(observer, without_a_record)
{
	struct account a = {};
	const char *line;

	ASSERT_EQ(0, tsem_control(self->ns, "set points=2\n"));
	ASSERT_EQ(0, run_events(0, 3));
	next_line(self->fd);
	next_line(self->fd);
	line = next_line(self->fd);
	EXPECT_TRUE(HAS(line, "sequence", "3", "type", "socket_create",
			"verdict", "allowed", "reason", "new"));
	EXPECT_TRUE(is_json(line));
	EXPECT_EQ(64, strlen(key_in(line, "coefficient")));
	EXPECT_EQ(NULL, strstr(line, "COE"));
	EXPECT_EQ(3, account(self->all, &a));
	EXPECT_EQ(2, a.recorded);
	EXPECT_EQ(0, a.bad);
}

TEST_F(observer, long_digests)
{
	int ns;

	ASSERT_EQ(0, tsem_cancel());
	ns = tsem_unshare();
	ASSERT_LE(0, ns);
	self->all = observe(ns, true);
	/* Set after the file was bound. */
	ASSERT_EQ(0, tsem_control(ns, "set digest=sha512 points=1\n"));
	ASSERT_EQ(0, run_events(0, 2));
	EXPECT_EQ(128, strlen(key_in(next_line(self->all), "coefficient")));
	EXPECT_EQ(128, strlen(key_in(next_line(self->all), "coefficient")));
}

/* Names of sockets may have any bytes. */
static int make_odd_names(void *arg)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int i, fd;

	for (i = 0; i < 256; i++) {
		fd = socket(AF_UNIX, SOCK_STREAM, 0);
		CHECK(fd >= 0);
		snprintf(addr.sun_path + 1, 16, "tsem-odd-%c\xc3", i);
		CHECK(!bind(fd, (void *)&addr, sizeof(sa_family_t) + 13));
		close(fd);
	}
	return 0;
}

TEST_F(observer, lines_are_json)
{
	struct account a = {};

	EXPECT_FALSE(is_json("{\"a\": \"b\"} "));
	EXPECT_FALSE(is_json("{\"a\": \"b\\x\"}"));
	EXPECT_FALSE(is_json("{\"a\": \"b\"},"));
	EXPECT_FALSE(is_json("{\"a\" \"b\"}"));
	ASSERT_EQ(0, tsem_run(make_odd_names, NULL));
	EXPECT_LE(512, account(self->all, &a));
	EXPECT_EQ(0, a.bad);
	EXPECT_EQ(a.shown, a.recorded);
}

/* Reading */

TEST_F(observer, whole_lines)
{
	char small[8], *all, *by_one;
	const char *line;
	int i;

	ASSERT_EQ(0, run_events(0, 20));
	EXPECT_EQ(0, read(self->fd, small, 0));
	EXPECT_EQ(-1, read(self->fd, small, sizeof(small)));
	EXPECT_EQ(EMSGSIZE, errno);
	/* It is still there, and poll() knows. */
	EXPECT_EQ(POLLIN, polled(self->fd, 0));
	all = read_lines(self->fd);
	ASSERT_NE(NULL, all);
	by_one = calloc(1, strlen(all) + 1);
	for (i = 0; i < 20; i++) {
		line = next_line(self->all);
		strcat(strcat(by_one, line), "\n");
	}
	EXPECT_STREQ(all, by_one);
	EXPECT_EQ(0, polled(self->fd, 0));
	free(all);
	free(by_one);
}

TEST_F(observer, bad_memory)
{
	static char half[4096];
	void *nowhere = mmap(NULL, 4096, PROT_NONE,
			     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct iovec iov[2] = {
		{ .iov_base = half, .iov_len = 100 },
		{ .iov_base = nowhere, .iov_len = 4000 },
	};

	ASSERT_EQ(0, run_events(0, 1));
	EXPECT_EQ(-1, read(self->fd, nowhere, 4096));
	EXPECT_EQ(EFAULT, errno);
	EXPECT_EQ(-1, readv(self->fd, iov, 2));
	EXPECT_EQ(EFAULT, errno);
	EXPECT_TRUE(HAS(next_line(self->fd), "sequence", "1"));
}

TEST_F(observer, no_positions)
{
	char text[4096];

	EXPECT_EQ(-1, lseek(self->fd, 0, SEEK_SET));
	EXPECT_EQ(ESPIPE, errno);
	EXPECT_EQ(-1, pread(self->fd, text, sizeof(text), 0));
	EXPECT_EQ(ESPIPE, errno);
}

static void *read_one(void *fd)
{
	char line[4096];

	return (void *)read(*(int *)fd, line, sizeof(line));
}

TEST_F(observer, read_waits)
{
	int fd = tsem_open("events", O_RDWR, self->ns);
	pthread_t reader;
	void *len;

	ASSERT_LE(0, fd);
	ASSERT_EQ(0, pthread_create(&reader, NULL, read_one, &fd));
	tsem_sleep_ms(200);
	EXPECT_EQ(EBUSY, pthread_tryjoin_np(reader, &len));
	/* Meanwhile the file can be written. */
	EXPECT_EQ(4, write(fd, "all\n", 4));
	ASSERT_EQ(0, run_events(0, 1));
	EXPECT_EQ(0, pthread_join(reader, &len));
	EXPECT_LT(100, (long)len);
}

static void on_alarm(int signal)
{
}

TEST_F(observer, signals_end_waiting)
{
	int fd = tsem_open("events", O_RDWR, self->ns);
	struct sigaction action = { .sa_handler = on_alarm };
	/* Once would do, unless it comes before the read. */
	struct itimerval timer = {
		.it_value.tv_usec = 100000,
		.it_interval.tv_usec = 100000,
	};
	char line[4096];

	ASSERT_LE(0, fd);
	ASSERT_EQ(0, sigaction(SIGALRM, &action, NULL));
	ASSERT_EQ(0, setitimer(ITIMER_REAL, &timer, NULL));
	EXPECT_EQ(-1, read(fd, line, sizeof(line)));
	EXPECT_EQ(EINTR, errno);
}

static time_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec;
}

TEST_F(observer, poll)
{
	struct account a = {};
	time_t start;
	pid_t pid;

	EXPECT_EQ(0, polled(self->fd, 0));
	start = now();
	pid = fork();
	ASSERT_LE(0, pid);
	if (!pid) {
		tsem_sleep_ms(200);
		_exit(make_event(0) ? 1 : 0);
	}
	EXPECT_EQ(POLLIN, polled(self->fd, 25000));
	/* Woken up: at the end of its time poll() looks once more. */
	EXPECT_GT(start + 20, now());
	EXPECT_EQ(0, tsem_wait(pid));
	EXPECT_LT(0, account(self->fd, &a));
	EXPECT_EQ(0, polled(self->fd, 0));
	/* Known events are no news here, and are there. */
	ASSERT_LT(0, account(self->all, &a));
	ASSERT_EQ(0, run_events(0, 1));
	EXPECT_EQ(0, polled(self->fd, 100));
	EXPECT_EQ(POLLIN, polled(self->all, 10000));
}

/* Binding and authority */

static int put(int fd, const char *text)
{
	return write(fd, text, strlen(text)) < 0 ? -errno : 0;
}

TEST_F(observer, binding)
{
	int unbound = tsem_open("events", O_RDWR | O_NONBLOCK, -1);
	char bind[32], byte;

	ASSERT_LE(0, unbound);
	snprintf(bind, sizeof(bind), "bind fd=%d\n", self->ns);
	EXPECT_EQ(-1, read(unbound, &byte, 1));
	EXPECT_EQ(ENODATA, errno);
	EXPECT_EQ(POLLERR, polled(unbound, 0));
	EXPECT_EQ(-ENODATA, put(unbound, "all\n"));
	EXPECT_EQ(-EBADF, put(unbound, "bind fd=1000000\n"));
	EXPECT_EQ(-EINVAL, put(unbound, "bind fd=0\n"));
	EXPECT_EQ(0, put(unbound, bind));
	EXPECT_EQ(-EBUSY, put(unbound, bind));
	EXPECT_EQ(-EBUSY, put(self->fd, bind));
	EXPECT_EQ(0, put(unbound, "all\n"));
}

TEST_F(observer, other_writes)
{
	static const char *const lines[] = {
		"all", "all 1\n", "all all\n", "ALL\n", "\n", "seal\n", "first\n",
		"set queue=1\n", "enforce\n",
	};
	int control = tsem_open("control", O_RDWR, self->ns);
	int trajectory = tsem_open("trajectory", O_RDWR, self->ns);
	size_t i;

	for (i = 0; i < ARRAY_SIZE(lines); i++)
		EXPECT_EQ(-EINVAL, put(self->fd, lines[i]))
			TH_LOG("line %zu", i);
	EXPECT_EQ(-EINVAL, put(control, "all\n"));
	EXPECT_EQ(-EINVAL, put(trajectory, "all\n"));
	EXPECT_STREQ("learning", tsem_value(self->ns, "mode"));
}

static int nobody_observes(void *ns)
{
	CHECK(!tsem_become_nobody());
	CHECK(observe(*(int *)ns, false) == -EPERM);
	return 0;
}

static int subject_observes(void *ns)
{
	CHECK(!tsem_enter_userns(0));
	CHECK(observe(*(int *)ns, false) == -EPERM);
	return 0;
}

TEST_F(observer, authority)
{
	char bind[32];
	int fd;

	snprintf(bind, sizeof(bind), "bind fd=%d\n", self->ns);
	ASSERT_EQ(0, tsem_cancel());
	EXPECT_EQ(0, tsem_run(nobody_observes, &self->ns));
	EXPECT_EQ(0, tsem_run(subject_observes, &self->ns));
	/* The rights of the opener count. */
	ASSERT_EQ(0, seteuid(65534));
	fd = tsem_open("events", O_RDWR, -1);
	ASSERT_EQ(0, seteuid(0));
	ASSERT_LE(0, fd);
	EXPECT_EQ(-EPERM, put(fd, bind));
	EXPECT_EQ(2, tsem_stat(self->ns, "observers"));
}

struct keys {
	int bound, unbound, ns;
};

static int foreign_member(void *arg)
{
	struct keys *keys = arg;
	char bind[32];

	snprintf(bind, sizeof(bind), "bind fd=%d\n", keys->ns);
	CHECK(put(keys->unbound, bind) == -EPERM);
	CHECK(put(keys->bound, "all\n") == -EPERM);
	return 0;
}

TEST_F(observer, foreign_members)
{
	struct keys keys = {
		.bound = self->fd,
		.unbound = tsem_open("events", O_RDWR, -1),
		.ns = self->ns,
	};

	ASSERT_EQ(0, tsem_cancel());
	ASSERT_LE(0, tsem_unshare());
	EXPECT_EQ(0, tsem_run(foreign_member, &keys));
}

/* Reading is no event, so that a member that reads does not make more to read. */
static int member_observes(void *arg)
{
	int fd = observe(-1, true), i;
	struct account a = {};

	CHECK(fd >= 0);
	CHECK(account(fd, &a) == 0);
	CHECK(!make_event(0));
	for (i = 0; i < 100; i++)
		CHECK(account(fd, &a) == (i ? 0 : 1));
	CHECK(a.sockets == 1 && !a.bad);
	CHECK(polled(fd, 0) == 0);
	return 0;
}

TEST_F(observer, members_observe_themselves)
{
	EXPECT_EQ(0, tsem_run(member_observes, NULL));
	EXPECT_EQ(2, tsem_stat(self->ns, "observers"));
}

static int members_fill_places(void *arg)
{
	int i;

	for (i = 0; i < 8; i++)
		CHECK(observe(-1, false) >= 0);
	CHECK(observe(-1, false) == -ENOSPC);
	pause();
	return 0;
}

/* Those of members do not take the places of others. */
TEST_F(observer, places)
{
	int fd[16], i;
	pid_t pid = fork();

	ASSERT_LE(0, pid);
	if (!pid)
		_exit(members_fill_places(NULL) ? 1 : 0);
	for (i = 0; i < 200 && tsem_stat(self->ns, "observers") < 10; i++)
		tsem_sleep_ms(50);
	EXPECT_EQ(10, tsem_stat(self->ns, "observers"));
	for (i = 0; i < 6; i++)
		EXPECT_LE(0, fd[i] = observe(self->ns, true));
	EXPECT_EQ(-ENOSPC, observe(self->ns, false));
	close(fd[0]);
	EXPECT_LE(0, observe(self->ns, false));
	kill(pid, SIGKILL);
	tsem_wait(pid);
	EXPECT_EQ(8, tsem_stat(self->ns, "observers"));
}

TEST_HARNESS_MAIN
