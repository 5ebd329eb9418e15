// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of TSEM: what a model holds, tells and decides
 */

#include "endless.h"

#include <poll.h>
#include <pthread.h>
#include <sys/mman.h>

#include "kselftest_harness.h"

/* Returns 0 or -errno of that one event in a new process. */
static int run_event(int number)
{
	pid_t pid = fork();

	if (!pid)
		_exit(-make_event(number));
	return -tsem_wait(pid);
}

/* Runs the program act with the given words; returns its exit status. */
static pid_t start_act(char *const words[])
{
	pid_t pid = fork();

	if (!pid) {
		execv(tsem_helper("act"), words);
		_exit(errno);
	}
	return pid;
}

static int run_act(char *const words[])
{
	return tsem_wait(start_act(words));
}

#define ACT(...) ((char *const []){ "act", __VA_ARGS__, NULL })

static int count_lines(int ns, const char *name, const char *with)
{
	char *text = tsem_read(ns, name), *line, *save;
	int n = 0;

	if (!text)
		return -errno;
	for (line = strtok_r(text, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save))
		n += !!strstr(line, with);
	free(text);
	return n;
}

/* The value of a key in line @number, from 0, of those that hold @with. */
static char *key_of(int ns, const char *name, const char *with, int number,
		    const char *key)
{
	static char found[8][192];
	static int at;
	char *text = tsem_read(ns, name), *line, *save, pattern[64], *start;

	at = (at + 1) % 8;
	found[at][0] = '\0';
	if (!text)
		return found[at];
	snprintf(pattern, sizeof(pattern), "\"%s\": \"", key);
	for (line = strtok_r(text, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save)) {
		if (!strstr(line, with) || number--)
			continue;
		start = strstr(line, pattern);
		if (start) {
			start += strlen(pattern);
			snprintf(found[at], sizeof(found[at]), "%.*s",
				 (int)strcspn(start, "\""), start);
		}
		break;
	}
	free(text);
	return found[at];
}

/* Loads the lines of a model file as verbs; returns their number or -errno. */
static int load_model(int ns, const char *model)
{
	char *text = strdup(model), *line, *save;
	int n = 0, err;

	for (line = strtok_r(text, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save)) {
		if (!strncmp(line, "digest ", 7) || !strncmp(line, "fsref ", 6)) {
			*strchr(line, ' ') = '=';
			err = tsem_control(ns, "set %s\n", line);
		} else if (!strncmp(line, "state ", 6) ||
			   !strncmp(line, "environment ", 12)) {
			char *json = strstr(line, " {");

			if (json)
				*json = '\0';
			err = tsem_control(ns, "%s\n", line);
			n++;
		} else if (!strncmp(line, "volatile ", 9) ||
			   !strncmp(line, "pseudonym ", 10)) {
			err = tsem_control(ns, "%s\n", line);
		} else {
			continue;
		}
		if (err) {
			n = err;
			break;
		}
	}
	free(text);
	return n;
}

FIXTURE(model)
{
	int ns;
};

FIXTURE_SETUP(model)
{
	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	self->ns = tsem_unshare();
	ASSERT_LE(0, self->ns);
}

FIXTURE_TEARDOWN(model)
{
}

/* Learned here, loaded there */

FIXTURE(round_trip)
{
	int ns;
};

FIXTURE_VARIANT(round_trip)
{
	const char *set;
	size_t digits;
};

FIXTURE_VARIANT_ADD(round_trip, sha256)
{
	.set = "set digest=sha256\n",
	.digits = 64,
};

FIXTURE_VARIANT_ADD(round_trip, sha512)
{
	.set = "set digest=sha512\n",
	.digits = 128,
};

FIXTURE_VARIANT_ADD(round_trip, superblock)
{
	.set = "set fsref=superblock\n",
	.digits = 64,
};

FIXTURE_VARIANT_ADD(round_trip, rules)
{
	.set = "volatile /proc\npseudonym /etc/passwd\nvolatile /a\\012b\n",
	.digits = 64,
};

FIXTURE_SETUP(round_trip)
{
	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	self->ns = tsem_unshare();
	ASSERT_LE(0, self->ns);
	ASSERT_EQ(0, tsem_control(self->ns, "%s", variant->set));
}

FIXTURE_TEARDOWN(round_trip)
{
}

static int work(void *unused)
{
	char *const words[] = { "act", "open", "/etc/passwd", "socket", "1999",
				NULL };

	CHECK(open("/dev/null", O_RDWR) >= 0);
	CHECK(open("/proc/self/status", O_RDONLY) >= 0);
	CHECK(!kill(getpid(), 0));
	CHECK(mmap(NULL, 4096, PROT_READ | PROT_EXEC,
		   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED);
	CHECK(!run_act(words));
	return 0;
}

TEST_F(round_trip, load)
{
	char *model, *state, end[32];
	int ns, points;

	ASSERT_EQ(0, tsem_run(work, NULL));
	state = strdup(tsem_value(self->ns, "state"));
	EXPECT_EQ(variant->digits, strlen(state));
	points = tsem_stat(self->ns, "points");
	EXPECT_LT(5, points);
	/* Again: nothing new. */
	ASSERT_EQ(0, tsem_run(work, NULL));
	EXPECT_STREQ(state, tsem_value(self->ns, "state"));
	EXPECT_EQ(points, tsem_stat(self->ns, "points"));

	model = tsem_read(self->ns, "model");
	ASSERT_NE(NULL, model);
	snprintf(end, sizeof(end), "\nend %d\n", points);
	EXPECT_STREQ(end, model + strlen(model) - strlen(end));
	EXPECT_NE(NULL, strstr(model, "\nexpect "));
	EXPECT_EQ(0, strncmp(state, strstr(model, "\nexpect ") + 8,
			     strlen(state)));
	EXPECT_EQ(points, count_lines(self->ns, "model", " {\"event\": "));

	ns = tsem_unshare();
	ASSERT_LE(0, ns);
	ASSERT_EQ(points, load_model(ns, model));
	EXPECT_EQ(points, tsem_stat(ns, "loaded"));
	EXPECT_EQ(points, tsem_stat(ns, "points"));
	EXPECT_STREQ(state, tsem_value(ns, "state"));
	/* As good as the original, but for the comments. */
	EXPECT_EQ(0, count_lines(ns, "model", " {\"event\": "));
	EXPECT_EQ(0, count_lines(ns, "trajectory", ""));
	ASSERT_EQ(0, tsem_control(ns, "seal\nenforce\n"));
	EXPECT_EQ(0, tsem_run(work, NULL));
	EXPECT_EQ(0, tsem_run(work, NULL));
	EXPECT_STREQ(state, tsem_value(ns, "state"));
	EXPECT_EQ(0, tsem_stat(ns, "forensics")) {
		char *lines = tsem_read(ns, "forensics");

		TH_LOG("%s", lines ?: "");
	}
	EXPECT_STREQ("trusted", tsem_value(ns, "trust"));
	/* Records were bound to what was loaded. */
	EXPECT_LT(5, count_lines(ns, "model", " {\"event\": "));
	EXPECT_EQ(0, count_lines(ns, "trajectory", ""));
	EXPECT_EQ(-EPERM, run_event(1));
	EXPECT_STRNE(state, tsem_value(ns, "state"));
	EXPECT_STREQ("untrusted", tsem_value(ns, "trust"));
	EXPECT_STREQ(state, tsem_value(self->ns, "state"));
}

/* Order does not matter for the state, and does for the measurement. */
TEST_F(model, state_is_of_a_set)
{
	int other;

	ASSERT_EQ(0, run_events(0, 1));
	ASSERT_EQ(0, run_events(1, 2));
	other = tsem_unshare();
	ASSERT_EQ(0, run_events(1, 2));
	EXPECT_STRNE(tsem_value(self->ns, "state"), tsem_value(other, "state"));
	ASSERT_EQ(0, run_events(0, 2));
	EXPECT_STREQ(tsem_value(self->ns, "state"), tsem_value(other, "state"));
	EXPECT_STRNE(tsem_value(self->ns, "measurement"),
		     tsem_value(other, "measurement"));
}

/* Limits: the first N are kept, and what is missing is told */

TEST_F(model, limit_of_points)
{
	int other;

	ASSERT_EQ(0, tsem_control(self->ns, "set points=3\n"));
	ASSERT_EQ(0, run_events(0, 3));
	EXPECT_EQ(0, tsem_stat(self->ns, "incomplete"));
	ASSERT_EQ(0, run_events(3, 5));
	EXPECT_EQ(3, tsem_stat(self->ns, "points"));
	EXPECT_EQ(1, tsem_stat(self->ns, "incomplete"));
	EXPECT_EQ(2, tsem_stat(self->ns, "unrecorded"));
	EXPECT_EQ(3, count_lines(self->ns, "trajectory", ""));
	EXPECT_EQ(1, count_lines(self->ns, "trajectory", "\"1000\""));
	EXPECT_EQ(1, count_lines(self->ns, "trajectory", "\"1002\""));
	EXPECT_EQ(0, count_lines(self->ns, "trajectory", "\"1003\""));
	EXPECT_EQ(1, count_lines(self->ns, "stats",
				 "event socket_create 5 0 2"));
	/* What is known is counted still. */
	ASSERT_EQ(0, run_events(0, 3));
	EXPECT_EQ(2, tsem_stat(self->ns, "unrecorded"));
	EXPECT_STREQ("2", key_of(self->ns, "trajectory", "\"1002\"", 0,
				 "count"));

	/* The same three, and nothing missing. */
	other = tsem_unshare();
	ASSERT_EQ(0, run_events(0, 3));
	EXPECT_EQ(0, tsem_stat(other, "incomplete"));
	EXPECT_STRNE(tsem_value(self->ns, "state"), tsem_value(other, "state"));
	EXPECT_STREQ(key_of(self->ns, "trajectory", "\"1002\"", 0,
			    "coefficient"),
		     key_of(other, "trajectory", "\"1002\"", 0, "coefficient"));
}

TEST_F(model, limit_of_forensics)
{
	char *state;

	ASSERT_EQ(0, tsem_control(self->ns, "set points=3\n"));
	ASSERT_EQ(0, run_events(0, 2));
	ASSERT_EQ(0, tsem_control(self->ns, "seal\n"));
	ASSERT_EQ(0, run_events(2, 5));
	EXPECT_EQ(3, tsem_stat(self->ns, "forensics"));
	EXPECT_EQ(0, tsem_stat(self->ns, "incomplete"));
	state = strdup(tsem_value(self->ns, "state"));
	ASSERT_EQ(0, run_events(5, 7));
	EXPECT_EQ(3, tsem_stat(self->ns, "forensics"));
	EXPECT_EQ(1, tsem_stat(self->ns, "incomplete"));
	EXPECT_EQ(2, tsem_stat(self->ns, "unrecorded"));
	EXPECT_STRNE(state, tsem_value(self->ns, "state"));
	EXPECT_EQ(3, count_lines(self->ns, "forensics", ""));
	EXPECT_EQ(1, count_lines(self->ns, "forensics", "\"1004\""));
	EXPECT_EQ(0, count_lines(self->ns, "forensics", "\"1005\""));
	/* An enforced model refuses what it cannot record. */
	ASSERT_EQ(0, tsem_control(self->ns, "enforce\n"));
	EXPECT_EQ(-EPERM, run_event(7));
	EXPECT_EQ(-EPERM, run_event(5));
	EXPECT_EQ(-EPERM, run_event(2));
	EXPECT_EQ(0, run_event(1));
}

TEST_F(model, limit_of_bytes)
{
	long bytes, points;
	int other;

	ASSERT_EQ(0, tsem_control(self->ns, "set bytes=2000\n"));
	ASSERT_EQ(0, run_events(0, 50));
	bytes = tsem_stat(self->ns, "bytes");
	points = tsem_stat(self->ns, "points");
	EXPECT_LT(1000, bytes);
	EXPECT_GE(2000, bytes);
	EXPECT_LT(1, points);
	EXPECT_GT(50, points);
	EXPECT_EQ(points, count_lines(self->ns, "trajectory", ""));
	EXPECT_EQ(1, count_lines(self->ns, "trajectory", "\"1000\""));
	EXPECT_EQ(50 - points, tsem_stat(self->ns, "unrecorded"));
	EXPECT_EQ(1, tsem_stat(self->ns, "incomplete"));
	EXPECT_EQ(-EOVERFLOW, tsem_control(self->ns, "seal\n"));

	/* The same points, and nothing missing. */
	other = tsem_unshare();
	ASSERT_EQ(0, run_events(0, points));
	EXPECT_EQ(points, tsem_stat(other, "points"));
	EXPECT_EQ(0, tsem_stat(other, "incomplete"));
	EXPECT_STRNE(tsem_value(self->ns, "state"), tsem_value(other, "state"));
	EXPECT_STREQ(key_of(self->ns, "trajectory", "\"1001\"", 0,
			    "coefficient"),
		     key_of(other, "trajectory", "\"1001\"", 0, "coefficient"));
}

/* A loaded model needs no records: only then they are not kept. */
TEST_F(model, limit_of_bytes_when_loaded)
{
	char *model;
	int ns;

	ASSERT_EQ(0, run_events(0, 50));
	model = tsem_read(self->ns, "model");
	ns = tsem_unshare();
	ASSERT_EQ(0, tsem_control(ns, "set bytes=1\n"));
	ASSERT_EQ(50, load_model(ns, model));
	ASSERT_EQ(0, tsem_control(ns, "seal\nenforce\n"));
	EXPECT_EQ(0, run_events(0, 50));
	EXPECT_EQ(0, tsem_stat(ns, "bytes"));
	EXPECT_EQ(0, tsem_stat(ns, "incomplete"));
	EXPECT_STREQ(tsem_value(self->ns, "state"), tsem_value(ns, "state"));
	EXPECT_EQ(-EPERM, run_event(50));
	EXPECT_EQ(1, tsem_stat(ns, "incomplete"));
}

static int write_three_files(void *dir)
{
	char path[64];
	int i;

	for (i = 0; i < 3; i++) {
		snprintf(path, sizeof(path), "%s/%d", (char *)dir, i);
		CHECK(open(path, O_CREAT | O_WRONLY, 0600) >= 0);
	}
	return 0;
}

TEST_F(model, limit_of_files)
{
	char dir[] = "/dev/shm/tsem.XXXXXX", path[64];
	int other, i;

	ASSERT_NE(NULL, mkdtemp(dir));
	ASSERT_EQ(0, tsem_control(self->ns, "set files=2\n"));
	ASSERT_EQ(0, tsem_run(write_three_files, dir));
	EXPECT_EQ(2, tsem_stat(self->ns, "files"));
	EXPECT_EQ(1, tsem_stat(self->ns, "incomplete"));
	other = tsem_unshare();
	ASSERT_EQ(0, tsem_run(write_three_files, dir));
	EXPECT_EQ(3, tsem_stat(other, "files"));
	EXPECT_EQ(0, tsem_stat(other, "incomplete"));
	EXPECT_EQ(tsem_stat(self->ns, "points"), tsem_stat(other, "points"));
	EXPECT_STRNE(tsem_value(self->ns, "state"), tsem_value(other, "state"));
	for (i = 0; i < 3; i++) {
		snprintf(path, sizeof(path), "%s/%d", dir, i);
		unlink(path);
	}
	rmdir(dir);
}

/* Unlinked files make room. */
static int write_and_unlink(void *dir)
{
	char path[64];
	int i, fd;

	for (i = 0; i < 10; i++) {
		snprintf(path, sizeof(path), "%s/%d", (char *)dir, i);
		fd = open(path, O_CREAT | O_WRONLY, 0600);
		CHECK(fd >= 0);
		close(fd);
		CHECK(!unlink(path));
	}
	return 0;
}

TEST_F(model, unlinked_files_are_forgotten)
{
	char dir[] = "/dev/shm/tsem.XXXXXX";

	ASSERT_NE(NULL, mkdtemp(dir));
	ASSERT_EQ(0, tsem_control(self->ns, "set files=2\n"));
	ASSERT_EQ(0, tsem_run(write_and_unlink, dir));
	EXPECT_EQ(0, tsem_stat(self->ns, "files"));
	EXPECT_EQ(0, tsem_stat(self->ns, "incomplete"));
	rmdir(dir);
}

/* Waiting for news */

static int polled(int fd, int ms)
{
	struct pollfd pfd = { .fd = fd, .events = POLLIN };
	int n = poll(&pfd, 1, ms);

	return n < 0 ? -errno : n ? pfd.revents : 0;
}

static int read_to_end(int fd)
{
	char *text = tsem_read_all(fd);
	int len = text ? strlen(text) : -errno;

	free(text);
	return len;
}

TEST_F(model, poll)
{
	int fd = tsem_open("trajectory", O_RDWR, self->ns);
	struct timespec start, end;
	pid_t pid;

	ASSERT_LE(0, fd);
	/* Not read yet. */
	EXPECT_EQ(POLLIN, polled(fd, 0));
	EXPECT_EQ(0, read_to_end(fd));
	EXPECT_EQ(0, polled(fd, 0));
	ASSERT_EQ(0, run_events(0, 1));
	EXPECT_EQ(POLLIN, polled(fd, 10000));
	EXPECT_LT(0, read_to_end(fd));
	EXPECT_EQ(0, polled(fd, 0));
	/* Known events are no news. */
	ASSERT_EQ(0, run_events(0, 1));
	EXPECT_EQ(0, polled(fd, 200));
	EXPECT_EQ(0, read_to_end(fd));

	clock_gettime(CLOCK_MONOTONIC, &start);
	pid = fork();
	ASSERT_LE(0, pid);
	if (!pid) {
		tsem_sleep_ms(200);
		_exit(make_event(1));
	}
	EXPECT_EQ(POLLIN, polled(fd, 25000));
	clock_gettime(CLOCK_MONOTONIC, &end);
	EXPECT_GT(24, end.tv_sec - start.tv_sec);
	EXPECT_EQ(0, tsem_wait(pid));
	EXPECT_LT(0, read_to_end(fd));
}

TEST_F(model, poll_of_values)
{
	int state = tsem_open("state", O_RDWR, self->ns);
	int mode = tsem_open("mode", O_RDWR, self->ns);
	int trust = tsem_open("trust", O_RDWR, self->ns);
	int forensics = tsem_open("forensics", O_RDWR, self->ns);
	int unbound = tsem_open("state", O_RDWR, -1);

	EXPECT_EQ(POLLERR, polled(unbound, 0));
	EXPECT_LT(0, read_to_end(state));
	EXPECT_LT(0, read_to_end(mode));
	EXPECT_LT(0, read_to_end(trust));
	EXPECT_EQ(0, polled(state, 0));
	EXPECT_EQ(0, polled(mode, 0));
	ASSERT_EQ(0, tsem_control(self->ns, "seal\n"));
	EXPECT_EQ(POLLIN, polled(mode, 0));
	EXPECT_EQ(0, lseek(mode, 0, SEEK_SET));
	EXPECT_EQ(7, read_to_end(mode));
	/* Repeating is no change. */
	ASSERT_EQ(0, tsem_control(self->ns, "seal\n"));
	EXPECT_EQ(0, polled(mode, 0));
	EXPECT_EQ(0, read_to_end(forensics));
	ASSERT_EQ(0, run_events(0, 1));
	EXPECT_EQ(POLLIN, polled(forensics, 2000));
	EXPECT_EQ(POLLIN, polled(trust, 2000));
}

/* Reading while somebody adds: each line once, in order, none cut. */
TEST_F(model, stable_lists)
{
	int fd = tsem_open("trajectory", O_RDWR, self->ns);
	char chunk[700], line[4096], *at;
	size_t len = 0, bad = 0;
	int next = 1, more = 1;
	ssize_t n;
	pid_t pid;

	ASSERT_LE(0, fd);
	pid = fork();
	ASSERT_LE(0, pid);
	if (!pid) {
		struct range range = { 0, 600 };

		_exit(make_events(&range) ? 1 : 0);
	}
	while (more && !bad) {
		/* Once more after the writer has ended. */
		more = waitpid(pid, NULL, WNOHANG) == 0;
		while ((n = read(fd, chunk, sizeof(chunk))) > 0) {
			ASSERT_GT(sizeof(line) - len, n);
			memcpy(line + len, chunk, n);
			len += n;
			line[len] = '\0';
			while ((at = strchr(line, '\n'))) {
				char number[48];

				snprintf(number, sizeof(number),
					 "\"number\": \"%d\"", next++);
				bad += !strstr(line, number) || at[-1] != '}';
				len -= at + 1 - line;
				memmove(line, at + 1, len + 1);
			}
		}
		ASSERT_EQ(0, n);
	}
	EXPECT_EQ(0, bad);
	EXPECT_EQ(0, len);
	EXPECT_EQ(601, next);
	EXPECT_EQ(600, tsem_stat(self->ns, "points"));
}

static void *make_same_events(void *arg)
{
	return (void *)(long)make_events(arg);
}

/* The same new events at once in several threads and processes. */
TEST_F(model, concurrent_insertion)
{
	struct range range = { 0, 200 };
	pid_t pids[3];
	int i;

	for (i = 0; i < 3; i++) {
		pids[i] = fork();
		if (!pids[i]) {
			pthread_t thread;

			if (pthread_create(&thread, NULL, make_same_events,
					   &range))
				_exit(1);
			i = make_events(&range);
			pthread_join(thread, NULL);
			_exit(i ? 1 : 0);
		}
	}
	for (i = 0; i < 3; i++)
		EXPECT_EQ(0, tsem_wait(pids[i]));
	EXPECT_EQ(200, count_lines(self->ns, "trajectory", "socket_create"));
	EXPECT_EQ(200, count_lines(self->ns, "trajectory", "\"count\": \"6\""));
	EXPECT_EQ(0, tsem_stat(self->ns, "errors"));
	EXPECT_EQ(0, tsem_stat(self->ns, "unrecorded"));
	EXPECT_EQ(0, tsem_stat(self->ns, "incomplete"));
}

static int make_known_events(void *rounds)
{
	int i, fd;

	for (i = 0; i < *(int *)rounds; i++) {
		fd = open("/proc/self/status", O_RDONLY);
		CHECK(fd >= 0);
		close(fd);
		CHECK(!make_event(0));
	}
	return 0;
}

/*
 * However many decide at once, on however few processors: none is refused for
 * want of a place to decide in.
 */
TEST_F_TIMEOUT(model, many_at_once, 180)
{
	int rounds = tsem_rounds(300);
	pid_t pids[40];
	int i;

	TH_LOG("40 processes, %d rounds", rounds);
	ASSERT_EQ(0, tsem_run(make_known_events, &rounds));
	ASSERT_EQ(0, tsem_control(self->ns, "seal\nenforce\n"));
	for (i = 0; i < 40; i++) {
		pids[i] = fork();
		if (!pids[i])
			_exit(make_known_events(&rounds) ? 1 : 0);
	}
	for (i = 0; i < 40; i++)
		EXPECT_EQ(0, tsem_wait(pids[i]));
	EXPECT_EQ(0, tsem_stat(self->ns, "errors"));
	EXPECT_EQ(0, tsem_stat(self->ns, "forensics"));
}

/* Others */

TEST_F(model, namespaces_do_not_see_each_other)
{
	char *state;
	int other;

	ASSERT_EQ(0, run_events(0, 3));
	state = strdup(tsem_value(self->ns, "state"));
	other = tsem_unshare();
	ASSERT_LE(0, other);
	EXPECT_EQ(0, tsem_stat(other, "points"));
	ASSERT_EQ(0, tsem_control(other, "seal\nenforce\n"));
	/* Known there, but not here. */
	EXPECT_EQ(-EPERM, run_event(0));
	EXPECT_STREQ("untrusted", tsem_value(other, "trust"));
	EXPECT_STREQ("trusted", tsem_value(self->ns, "trust"));
	EXPECT_STREQ("learning", tsem_value(self->ns, "mode"));
	EXPECT_STREQ(state, tsem_value(self->ns, "state"));
	EXPECT_EQ(0, tsem_stat(self->ns, "forensics"));
	EXPECT_EQ(1, tsem_stat(other, "forensics"));
}

/* What was seen after sealing never becomes good. */
TEST_F(model, forensics_stay_bad)
{
	ASSERT_EQ(0, run_events(0, 1));
	ASSERT_EQ(0, tsem_control(self->ns, "seal\n"));
	EXPECT_STREQ("trusted", tsem_value(self->ns, "trust"));
	/* Allowed, as long as nothing is enforced. */
	EXPECT_EQ(0, run_events(0, 2));
	EXPECT_EQ(0, run_events(0, 2));
	EXPECT_EQ(1, tsem_stat(self->ns, "forensics"));
	EXPECT_STREQ("2", key_of(self->ns, "forensics", "", 0, "count"));
	EXPECT_STREQ("untrusted", tsem_value(self->ns, "trust"));
	EXPECT_EQ(1, tsem_stat(self->ns, "points"));
	ASSERT_EQ(0, tsem_control(self->ns, "enforce\n"));
	EXPECT_EQ(-EPERM, run_event(1));
	EXPECT_EQ(-EPERM, run_event(1));
	EXPECT_EQ(0, run_event(0));
	EXPECT_EQ(1, tsem_stat(self->ns, "forensics"));
	EXPECT_STREQ("4", key_of(self->ns, "forensics", "", 0, "count"));
	EXPECT_EQ(1, count_lines(self->ns, "model", "state "));
	EXPECT_EQ(0, count_lines(self->ns, "model", "\"1001\""));
}

/* The bits that only the umask of the day decides about are no state. */
static int make_node(void *mode)
{
	char path[] = "/dev/shm/tsem-node";

	CHECK(!mknod(path, *(mode_t *)mode, 0));
	CHECK(!unlink(path));
	return 0;
}

TEST_F(model, environment_is_not_in_the_state)
{
	mode_t plain = S_IFREG | 0755, special = S_IFREG | 04755;
	char *state;

	ASSERT_EQ(0, tsem_run(make_node, &plain));
	state = strdup(tsem_value(self->ns, "state"));
	EXPECT_EQ(0, tsem_stat(self->ns, "environment"));
	ASSERT_EQ(0, tsem_run(make_node, &special));
	EXPECT_EQ(1, tsem_stat(self->ns, "environment"));
	EXPECT_EQ(1, count_lines(self->ns, "model", "environment "));
	EXPECT_STREQ(state, tsem_value(self->ns, "state"));
	/* It is decided like any other. */
	ASSERT_EQ(0, tsem_control(self->ns, "seal\nenforce\n"));
	EXPECT_EQ(0, tsem_run(make_node, &special));
	special = S_IFREG | 02755;
	EXPECT_NE(0, tsem_run(make_node, &special));
	EXPECT_EQ(1, tsem_stat(self->ns, "forensics"));
	EXPECT_STREQ(state, tsem_value(self->ns, "state"));
	EXPECT_STREQ("untrusted", tsem_value(self->ns, "trust"));
}

/* Trust */

struct talk {
	int to[2], from[2];
};

static int open_talk(struct talk *t)
{
	return pipe(t->to) || pipe(t->from) ? -errno : 0;
}

/* Answers each byte with 0 or the error number of a known event. */
static void answer(struct talk *t, int number)
{
	char byte;

	while (read(t->to[0], &byte, 1) == 1) {
		byte = -make_event(number);
		if (write(t->from[1], &byte, 1) != 1)
			break;
	}
	_exit(0);
}

static int ask(struct talk *t)
{
	char byte = 0;

	if (write(t->to[1], &byte, 1) != 1 || read(t->from[0], &byte, 1) != 1)
		return -EIO;
	return -byte;
}

static pid_t start_answering(struct talk *t, int first, int number)
{
	pid_t pid = fork();

	if (pid)
		return pid;
	close(t->to[1]);
	make_event(first);
	answer(t, number);
	return 0;
}

/* A violation that is allowed, in a sealed model, is not forgotten. */
TEST_F(model, trust_is_lost_for_good)
{
	struct talk bad, good;
	pid_t pids[2];

	ASSERT_EQ(0, open_talk(&bad));
	ASSERT_EQ(0, open_talk(&good));
	ASSERT_EQ(0, run_events(0, 1));
	ASSERT_EQ(0, tsem_control(self->ns, "seal\n"));
	pids[0] = start_answering(&bad, 1, 0);
	pids[1] = start_answering(&good, 0, 0);
	EXPECT_EQ(0, ask(&bad));
	EXPECT_EQ(0, ask(&good));
	ASSERT_EQ(0, tsem_control(self->ns, "enforce\n"));
	EXPECT_EQ(-EPERM, ask(&bad));
	EXPECT_EQ(0, ask(&good));
	EXPECT_EQ(-EPERM, ask(&bad));
	EXPECT_EQ(2, tsem_stat(self->ns, "untrusted_denials"));
	/* Each has the ends of the pipes of the other. */
	kill(pids[0], SIGKILL);
	kill(pids[1], SIGKILL);
}

TEST_F(model, trust_is_inherited_by_fork)
{
	struct talk child, before;
	pid_t pid;

	ASSERT_EQ(0, open_talk(&child));
	ASSERT_EQ(0, open_talk(&before));
	ASSERT_EQ(0, run_events(0, 1));
	ASSERT_EQ(0, tsem_control(self->ns, "seal\n"));
	pid = fork();
	ASSERT_LE(0, pid);
	if (!pid) {
		close(child.to[1]);
		close(before.to[1]);
		/* Made before the violation, and after it. */
		if (!fork())
			answer(&before, 0);
		make_event(1);
		if (!fork())
			answer(&child, 0);
		_exit(0);
	}
	EXPECT_EQ(0, tsem_wait(pid));
	EXPECT_EQ(0, ask(&child));
	EXPECT_EQ(0, ask(&before));
	ASSERT_EQ(0, tsem_control(self->ns, "enforce\n"));
	EXPECT_EQ(-EPERM, ask(&child));
	EXPECT_EQ(0, ask(&before));
	close(child.to[1]);
	close(before.to[1]);
}

static void *violate(void *unused)
{
	make_event(1);
	return NULL;
}

TEST_F(model, trust_is_shared_by_threads)
{
	struct talk t;
	pid_t pid;

	ASSERT_EQ(0, open_talk(&t));
	ASSERT_EQ(0, run_events(0, 1));
	ASSERT_EQ(0, tsem_control(self->ns, "seal\nenforce\n"));
	pid = fork();
	ASSERT_LE(0, pid);
	if (!pid) {
		pthread_t thread;
		char byte;

		close(t.to[1]);
		byte = -make_event(0);
		if (write(t.from[1], &byte, 1) != 1 || byte ||
		    pthread_create(&thread, NULL, violate, NULL) ||
		    pthread_join(thread, NULL))
			_exit(1);
		answer(&t, 0);
	}
	EXPECT_EQ(-EPERM, ask(&t) ?: ask(&t));
	close(t.to[1]);
	EXPECT_EQ(0, tsem_wait(pid));
}

TEST_F(model, trust_is_kept_by_exec)
{
	char fds[2][16];
	struct talk t;
	char byte;
	pid_t pid;

	ASSERT_EQ(0, open_talk(&t));
	snprintf(fds[0], sizeof(fds[0]), "%d", t.to[0]);
	snprintf(fds[1], sizeof(fds[1]), "%d", t.from[1]);
	ASSERT_EQ(0, run_act(ACT("socket", "1")));
	ASSERT_EQ(0, tsem_control(self->ns, "seal\n"));
	pid = fork();
	ASSERT_LE(0, pid);
	if (!pid) {
		make_event(1);
		execv(tsem_helper("act"), ACT("tell", fds[1], "hear", fds[0],
					      "socket", "1"));
		_exit(1);
	}
	ASSERT_EQ(1, read(t.from[0], &byte, 1));
	ASSERT_EQ(0, tsem_control(self->ns, "enforce\n"));
	ASSERT_EQ(1, write(t.to[1], "", 1));
	EXPECT_EQ(EPERM, tsem_wait(pid));
	/* And whoever did no wrong goes on. */
	EXPECT_EQ(0, run_act(ACT("socket", "1")));
}

/* Identity */

static const char zeros[] =
	"0000000000000000000000000000000000000000000000000000000000000000";

TEST_F(model, identity_is_a_chain)
{
	char *first, *second;

	ASSERT_EQ(0, run_act(ACT("exec", "1", "socket", "1")));
	EXPECT_EQ(2, count_lines(self->ns, "trajectory",
				 "\"type\": \"exec\""));
	EXPECT_STREQ(zeros, key_of(self->ns, "trajectory",
				   "\"type\": \"exec\"", 0, "actor"));
	first = key_of(self->ns, "trajectory", "\"type\": \"exec\"", 0,
		       "coefficient");
	second = key_of(self->ns, "trajectory", "\"type\": \"exec\"", 1,
			"actor");
	EXPECT_STREQ(first, second);
	/* The same program in the same context is still who it was. */
	EXPECT_STREQ(first, key_of(self->ns, "trajectory",
				   "\"type\": \"socket_create\"", 0, "actor"));
}

TEST_F(model, identity_converges)
{
	int points;

	ASSERT_EQ(0, run_act(ACT("exec", "1", "socket", "1")));
	points = tsem_stat(self->ns, "points");
	ASSERT_EQ(0, run_act(ACT("exec", "9", "socket", "1")));
	EXPECT_EQ(points, tsem_stat(self->ns, "points"));
	EXPECT_STREQ("10", key_of(self->ns, "trajectory",
				  "\"type\": \"exec\"", 1, "count"));
}

/* What a program does tells which programs led to it. */
TEST_F(model, identity_depends_on_the_way)
{
	char *direct, *by_shell;
	pid_t pid;

	ASSERT_EQ(0, run_act(ACT("socket", "1")));
	direct = key_of(self->ns, "trajectory", "\"protocol\": \"1\"", 0,
			"actor");
	pid = fork();
	ASSERT_LE(0, pid);
	if (!pid) {
		execl("/bin/sh", "sh", "-c", "exec \"$0\" socket 1",
		      tsem_helper("act"), NULL);
		_exit(1);
	}
	EXPECT_EQ(0, tsem_wait(pid));
	ASSERT_EQ(2, count_lines(self->ns, "trajectory",
				 "\"protocol\": \"1\""));
	by_shell = key_of(self->ns, "trajectory", "\"protocol\": \"1\"", 1,
			  "actor");
	EXPECT_STRNE(direct, by_shell);
	EXPECT_STRNE(zeros, direct);
}

static void *event_in_thread(void *unused)
{
	return (void *)(long)make_event(7);
}

static int threads_after_exec(void *unused)
{
	pthread_t thread;

	CHECK(!make_event(7));
	CHECK(!pthread_create(&thread, NULL, event_in_thread, NULL));
	CHECK(!pthread_join(thread, NULL));
	return tsem_run(make_events, &(struct range){ 7, 8 });
}

/* Threads, and children as long as they run the same program. */
TEST_F(model, identity_is_shared_and_inherited)
{
	ASSERT_EQ(0, tsem_run(threads_after_exec, NULL));
	EXPECT_EQ(1, count_lines(self->ns, "trajectory", "\"1007\""));
	EXPECT_STREQ("3", key_of(self->ns, "trajectory", "\"1007\"", 0,
				 "count"));
}

/* An exec that is refused changes nothing. */
TEST_F(model, refused_exec_keeps_identity)
{
	char *const words[] = { "act", "socket", "1", NULL };
	pid_t pid;

	ASSERT_EQ(0, run_events(0, 1));
	ASSERT_EQ(0, tsem_control(self->ns, "seal\n"));
	ASSERT_EQ(0, tsem_control(self->ns, "enforce\n"));
	pid = fork();
	ASSERT_LE(0, pid);
	if (!pid) {
		execv(tsem_helper("act"), words);
		_exit(errno);
	}
	EXPECT_EQ(EPERM, tsem_wait(pid));
	EXPECT_EQ(1, tsem_stat(self->ns, "forensics"));
	EXPECT_STREQ(zeros, key_of(self->ns, "forensics", "", 0, "actor"));
}

TEST_HARNESS_MAIN
