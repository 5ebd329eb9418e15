// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of TSEM: observers that are slow, come and go, or outlive what they observe
 */

#include "observer.h"

#include <pthread.h>
#include <sched.h>

#include "kselftest_harness.h"

FIXTURE(flow)
{
	int ns;
};

FIXTURE_SETUP(flow)
{
	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	self->ns = tsem_unshare();
	ASSERT_LE(0, self->ns);
}

FIXTURE_TEARDOWN(flow)
{
}

static bool is_loss_of(const char *line, const char *first, const char *last,
		       const char *count)
{
	bool good = is_json(line) && is_loss(line) &&
		    !strcmp(key_in(line, "first"), first) &&
		    !strcmp(key_in(line, "last"), last) &&
		    !strcmp(key_in(line, "count"), count);

	if (!good)
		fprintf(stderr, "# line %s\n", line);
	return good;
}

static bool is_number(const char *line, const char *number)
{
	bool good = !strcmp(key_in(line, "sequence"), number);

	if (!good)
		fprintf(stderr, "# line %s\n", line);
	return good;
}

/* A queue that is full */

TEST_F(flow, loss_is_told_where_it_is)
{
	struct account a = {};
	int fd, i;

	ASSERT_EQ(0, tsem_control(self->ns, "set queue=4\n"));
	EXPECT_EQ(4, tsem_stat(self->ns, "limit_queue"));
	fd = observe(self->ns, false);
	ASSERT_LE(0, fd);
	ASSERT_EQ(0, run_events(0, 10));
	EXPECT_EQ(6, tsem_stat(self->ns, "lost"));
	EXPECT_TRUE(is_number(next_line(fd), "1"));
	/* Now there is room for one, behind what was lost. */
	ASSERT_EQ(0, run_events(10, 12));
	EXPECT_EQ(7, tsem_stat(self->ns, "lost"));
	for (i = 2; i <= 4; i++)
		EXPECT_EQ(i, atoi(key_in(next_line(fd), "sequence")));
	EXPECT_TRUE(is_loss_of(next_line(fd), "5", "10", "6"));
	EXPECT_TRUE(is_number(next_line(fd), "11"));
	/* What was lost last is told before anything else comes. */
	EXPECT_EQ(POLLIN, polled(fd, 0));
	EXPECT_TRUE(is_loss_of(next_line(fd), "12", "12", "1"));
	EXPECT_EQ(0, polled(fd, 0));
	ASSERT_EQ(0, run_events(12, 13));
	EXPECT_TRUE(is_number(next_line(fd), "13"));

	ASSERT_EQ(0, run_events(13, 20));
	a.next = 14;
	EXPECT_EQ(5, account(fd, &a));
	EXPECT_EQ(0, a.bad);
	EXPECT_EQ(3, a.lost);
	EXPECT_EQ(21, a.next);
}

TEST_F(flow, smallest_queue)
{
	int fd;

	ASSERT_EQ(0, tsem_control(self->ns, "set queue=1\n"));
	fd = observe(self->ns, true);
	ASSERT_LE(0, fd);
	ASSERT_EQ(0, run_events(0, 2));
	EXPECT_TRUE(is_number(next_line(fd), "1"));
	EXPECT_TRUE(is_loss_of(next_line(fd), "2", "2", "1"));
	EXPECT_STREQ("", next_line(fd));
	ASSERT_EQ(0, run_events(0, 1));
	EXPECT_TRUE(is_number(next_line(fd), "3"));
}

/* Who only wants to see needs no model. */
TEST_F(flow, without_a_model)
{
	struct account a = {};
	int fd;

	ASSERT_EQ(0, tsem_control(self->ns, "set points=1\n"));
	fd = observe(self->ns, true);
	ASSERT_LE(0, fd);
	ASSERT_EQ(0, run_events(0, 100));
	ASSERT_EQ(0, run_events(0, 100));
	EXPECT_EQ(200, account(fd, &a));
	EXPECT_EQ(0, a.bad + a.lost + a.denied);
	EXPECT_EQ(1, tsem_stat(self->ns, "points"));
}

TEST_F(flow, largest_queue)
{
	struct account a = {};
	int fd;

	ASSERT_EQ(0, tsem_control(self->ns, "set queue=262144\n"));
	fd = observe(self->ns, true);
	ASSERT_LE(0, fd);
	ASSERT_EQ(0, run_events(0, 1000));
	EXPECT_EQ(1000, account(fd, &a));
	EXPECT_EQ(0, a.bad + a.lost);
}

/* One that is slow takes nothing from another. */
TEST_F(flow, each_has_its_queue)
{
	struct account a = {};
	int slow, fast, i;

	ASSERT_EQ(0, tsem_control(self->ns, "set queue=4\n"));
	slow = observe(self->ns, true);
	fast = observe(self->ns, true);
	ASSERT_LE(0, slow);
	ASSERT_LE(0, fast);
	for (i = 0; i < 10; i++) {
		ASSERT_EQ(0, run_events(i, i + 1));
		EXPECT_EQ(1, account(fast, &a));
	}
	EXPECT_EQ(0, a.bad + a.lost);
	EXPECT_EQ(6, tsem_stat(self->ns, "lost"));
	EXPECT_TRUE(is_number(next_line(slow), "1"));
}

/* overflow=deny */

/* How many of @count known events happen before one is refused. */
static int happen(void *count)
{
	int i;

	for (i = 0; i < *(int *)count; i++)
		if (make_event(0))
			break;
	if (i < *(int *)count)
		CHECK(errno == EPERM);
	_exit(i);
}

static int happening(int count)
{
	return tsem_run(happen, &count);
}

TEST_F(flow, what_is_not_seen_does_not_happen)
{
	struct account a = {};
	int fd, first;

	ASSERT_EQ(0, tsem_control(self->ns, "set queue=4 overflow=deny\n"));
	first = observe(self->ns, false);
	fd = observe(self->ns, true);
	ASSERT_LE(0, first);
	ASSERT_LE(0, fd);
	/* While learning everything happens. */
	EXPECT_EQ(6, happening(6));
	EXPECT_EQ(5, account(fd, &a));
	EXPECT_EQ(2, a.lost);
	ASSERT_EQ(0, tsem_control(self->ns, "seal\n"));
	EXPECT_EQ(6, happening(6));
	EXPECT_EQ(5, account(fd, &a));
	EXPECT_EQ(0, tsem_stat(self->ns, "unseen_denials"));

	ASSERT_EQ(0, tsem_control(self->ns, "enforce\n"));
	EXPECT_EQ(4, happening(6));
	EXPECT_EQ(1, tsem_stat(self->ns, "unseen_denials"));
	/* That is no violation. */
	EXPECT_STREQ("trusted", tsem_value(self->ns, "trust"));
	EXPECT_EQ(0, tsem_stat(self->ns, "forensics"));
	EXPECT_EQ(0, happening(1));
	EXPECT_EQ(5, account(fd, &a));
	EXPECT_EQ(0, a.denied);
	EXPECT_EQ(2 + 2 + 2, a.lost);
	EXPECT_EQ(3, happening(3));
	EXPECT_EQ(0, a.bad);
	/* Who sees first occurrences only was full of none. */
	a = (struct account){};
	EXPECT_EQ(1, account(first, &a));
}

/* That of few words goes another way. */
static int signal_itself(void *arg)
{
	int i;

	for (i = 0; i < 6; i++)
		if (kill(getpid(), 0))
			break;
	_exit(i);
}

TEST_F(flow, short_events_are_denied_too)
{
	int fd;

	ASSERT_EQ(0, tsem_control(self->ns, "set queue=4 overflow=deny\n"));
	EXPECT_EQ(6, tsem_run(signal_itself, NULL));
	ASSERT_EQ(0, tsem_control(self->ns, "seal\nenforce\n"));
	EXPECT_EQ(6, tsem_run(signal_itself, NULL));
	fd = observe(self->ns, true);
	ASSERT_LE(0, fd);
	EXPECT_EQ(4, tsem_run(signal_itself, NULL));
	close(fd);
	EXPECT_EQ(6, tsem_run(signal_itself, NULL));
	EXPECT_EQ(1, tsem_stat(self->ns, "unseen_denials"));
}

/* Who has room is told that it did not happen. */
TEST_F(flow, one_full_queue_is_enough)
{
	struct account a = {};
	const char *line;
	int full, fd;

	ASSERT_EQ(0, tsem_control(self->ns, "set queue=4 overflow=deny\n"));
	ASSERT_EQ(0, run_events(0, 1));
	ASSERT_EQ(0, tsem_control(self->ns, "seal\nenforce\n"));
	full = observe(self->ns, true);
	fd = observe(self->ns, true);
	ASSERT_LE(0, full);
	ASSERT_LE(0, fd);
	EXPECT_EQ(4, happening(4));
	EXPECT_EQ(4, account(fd, &a));
	EXPECT_EQ(0, happening(4));
	line = next_line(fd);
	EXPECT_TRUE(is_number(line, "5"));
	EXPECT_STREQ("denied", key_in(line, "verdict"));
	EXPECT_STREQ("unseen", key_in(line, "reason"));
	EXPECT_NE(NULL, strstr(line, "COE"));
	/* Who goes is in nobody's way. */
	close(full);
	EXPECT_EQ(4, happening(4));
	EXPECT_EQ(1, tsem_stat(self->ns, "unseen_denials"));
}

/* Violations are refused anyway, and untrusted processes stay refused. */
TEST_F(flow, violations_of_a_full_queue)
{
	int fd;

	ASSERT_EQ(0, tsem_control(self->ns, "set queue=1 overflow=deny\n"));
	ASSERT_EQ(0, run_events(0, 1));
	ASSERT_EQ(0, tsem_control(self->ns, "seal\nenforce\n"));
	fd = observe(self->ns, true);
	ASSERT_LE(0, fd);
	EXPECT_EQ(1, happening(1));
	EXPECT_NE(0, run_events(1, 2));
	EXPECT_EQ(0, tsem_stat(self->ns, "unseen_denials"));
	EXPECT_EQ(1, tsem_stat(self->ns, "forensics"));
	EXPECT_STREQ("untrusted", tsem_value(self->ns, "trust"));
}

TEST_F(flow, settings)
{
	static const char *const bad[] = {
		"queue=0", "queue=262145", "queue=", "queue=x", "overflow=",
		"overflow=deny overflow=deny", "overflow=yes", "queue=4 queue=4",
	};
	size_t i;

	EXPECT_EQ(4096, tsem_stat(self->ns, "limit_queue"));
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		EXPECT_EQ(-EINVAL, tsem_control(self->ns, "set %s\n", bad[i]))
			TH_LOG("line %zu", i);
	EXPECT_EQ(0, tsem_control(self->ns, "set queue=7 overflow=deny\n"));
	EXPECT_EQ(0, tsem_control(self->ns, "set overflow=drop\n"));
	EXPECT_EQ(7, tsem_stat(self->ns, "limit_queue"));
	ASSERT_EQ(0, run_events(0, 1));
	EXPECT_EQ(-EBUSY, tsem_control(self->ns, "set queue=8\n"));
	EXPECT_EQ(-EBUSY, tsem_control(self->ns, "set overflow=deny\n"));
}

/* Coming and going */

#define STORMERS 4

struct storm {
	int rounds;
	bool forks;
};

/* The same events again and again, some of them in children. */
static int storm(void *arg)
{
	struct storm *s = arg;
	int i, status;
	pid_t pid;

	for (i = 0; i < s->rounds; i++) {
		CHECK(!make_event(i % 50));
		if (!s->forks || i % 10)
			continue;
		pid = fork();
		CHECK(pid >= 0);
		if (!pid)
			_exit(make_event(i % 50 + 1) ? 1 : 0);
		CHECK(waitpid(pid, &status, 0) == pid && !status);
	}
	return 0;
}

static void start_storm(struct storm *s, pid_t *pids)
{
	int i;

	for (i = 0; i < STORMERS; i++) {
		pids[i] = fork();
		if (!pids[i])
			_exit(storm(s) ? 1 : 0);
	}
}

/* Ends of all; 0 if they did well. */
static int end_storm(pid_t *pids)
{
	int i, bad = 0;

	for (i = 0; i < STORMERS; i++)
		bad += !!tsem_wait(pids[i]);
	return bad;
}

static bool is_over(pid_t *pids)
{
	siginfo_t info;
	int i;

	for (i = 0; i < STORMERS; i++) {
		info.si_pid = 0;
		if (waitid(P_PID, pids[i], &info, WEXITED | WNOHANG | WNOWAIT) ||
		    !info.si_pid)
			return false;
	}
	return true;
}

/* Processes on all processors, and not one event is missing or out of order. */
TEST_F_TIMEOUT(flow, complete, 300)
{
	struct storm s = { .rounds = tsem_rounds(5000), .forks = true };
	struct account all = {}, first = {};
	int fd, firsts, over = 0;
	pid_t pids[STORMERS];

	TH_LOG("%d processes, %d rounds", STORMERS, s.rounds);
	ASSERT_EQ(0, tsem_control(self->ns, "set queue=262144\n"));
	fd = observe(self->ns, true);
	firsts = observe(self->ns, false);
	ASSERT_LE(0, fd);
	ASSERT_LE(0, firsts);
	start_storm(&s, pids);
	while (!over) {
		/* Once more after the end. */
		over = is_over(pids);
		if (!over)
			polled(fd, 100);
		ASSERT_LE(0, account(fd, &all));
	}
	EXPECT_EQ(0, end_storm(pids));
	ASSERT_LE(0, account(firsts, &first));
	EXPECT_EQ(0, all.bad + first.bad);
	EXPECT_EQ(0, all.lost + first.lost);
	EXPECT_EQ(0, tsem_stat(self->ns, "lost"));
	EXPECT_EQ(STORMERS * (s.rounds + (s.rounds + 9) / 10), all.sockets);
	EXPECT_EQ(all.shown, all.recorded);
	EXPECT_EQ(tsem_stat(self->ns, "points"), first.shown);
}

/* What is shown and what is lost are together what happened. */
TEST_F_TIMEOUT(flow, losses_add_up, 300)
{
	struct storm s = { .rounds = tsem_rounds(5000) };
	struct account a = {}, end = {};
	pid_t pids[STORMERS];
	int fd, over = 0;

	ASSERT_EQ(0, tsem_control(self->ns, "set queue=16\n"));
	fd = observe(self->ns, true);
	ASSERT_LE(0, fd);
	start_storm(&s, pids);
	while (!over) {
		over = is_over(pids);
		ASSERT_LE(0, account(fd, &a));
		tsem_sleep_ms(over ? 0 : 2);
	}
	EXPECT_EQ(0, end_storm(pids));
	end.next = a.next;
	ASSERT_LE(0, account(fd, &end));
	EXPECT_EQ(0, end.shown + end.lost);
	TH_LOG("%ld shown, %ld lost at %ld places", a.shown, a.lost, a.losses);
	EXPECT_EQ(0, a.bad);
	EXPECT_LT(0, a.lost);
	EXPECT_EQ(STORMERS * s.rounds, a.shown + a.lost);
	EXPECT_EQ(tsem_stat(self->ns, "lost"), a.lost);
}

/* Whatever the observer does meanwhile, what happened is in the stream. */
TEST_F_TIMEOUT(flow, deny_keeps_the_stream_complete, 300)
{
	struct account a = {};
	pid_t pids[STORMERS];
	int fd, i, over = 0, count = 100, happened = 0;

	ASSERT_EQ(0, tsem_control(self->ns, "set queue=8 overflow=deny\n"));
	ASSERT_EQ(0, run_events(0, 1));
	ASSERT_EQ(0, tsem_control(self->ns, "seal\nenforce\n"));
	fd = observe(self->ns, true);
	ASSERT_LE(0, fd);
	for (i = 0; i < STORMERS; i++) {
		pids[i] = fork();
		if (!pids[i])
			_exit(happen(&count));
	}
	while (!over) {
		over = is_over(pids);
		ASSERT_LE(0, account(fd, &a));
		tsem_sleep_ms(over ? 0 : 1);
	}
	for (i = 0; i < STORMERS; i++)
		happened += tsem_wait(pids[i]);
	EXPECT_EQ(0, a.bad);
	EXPECT_EQ(happened, a.shown - a.denied);
	EXPECT_EQ(a.lost, tsem_stat(self->ns, "unseen_denials"));
}

static int shared_ns;
static bool enough;

/* Observers that come, read a little, and go, perhaps with much unread. */
static void *come_and_go(void *arg)
{
	static __thread char lines[1 << 16];
	long rounds = 0;
	ssize_t n;
	int fd;

	while (!__atomic_load_n(&enough, __ATOMIC_RELAXED)) {
		fd = observe(shared_ns, rounds % 3);
		if (fd < 0)
			return (void *)(long)fd;
		n = rounds % 2 ? read(fd, lines, sizeof(lines)) : 0;
		if (n < 0 ? errno != EAGAIN : n && lines[n - 1] != '\n')
			return (void *)-EPROTO;
		close(fd);
		rounds++;
	}
	return (void *)rounds;
}

TEST_F_TIMEOUT(flow, observers_come_and_go, 300)
{
	struct storm s = { .rounds = tsem_rounds(5000) };
	pthread_t threads[3];
	pid_t pids[STORMERS];
	void *rounds;
	int i;

	ASSERT_EQ(0, tsem_control(self->ns, "set queue=64\n"));
	shared_ns = self->ns;
	start_storm(&s, pids);
	for (i = 0; i < 3; i++)
		ASSERT_EQ(0, pthread_create(&threads[i], NULL, come_and_go,
					    NULL));
	EXPECT_EQ(0, end_storm(pids));
	__atomic_store_n(&enough, true, __ATOMIC_RELAXED);
	for (i = 0; i < 3; i++) {
		EXPECT_EQ(0, pthread_join(threads[i], &rounds));
		EXPECT_LT(0, (long)rounds);
		TH_LOG("%ld rounds", (long)rounds);
	}
	EXPECT_EQ(0, tsem_stat(self->ns, "observers"));
	EXPECT_EQ(0, tsem_stat(self->ns, "errors"));
}

static int shared_fd;

static void *read_until_over(void *arg)
{
	struct account *a = arg;
	char lines[8192], *line, *save;
	ssize_t n;

	while ((n = read(shared_fd, lines, sizeof(lines) - 1)) > 0) {
		lines[n] = '\0';
		for (line = strtok_r(lines, "\n", &save); line;
		     line = strtok_r(NULL, "\n", &save)) {
			a->bad += !is_json(line);
			a->shown++;
			if (atoi(key_in(line, "number")) == 1 &&
			    !strcmp(key_in(line, "reason"), "known"))
				return NULL;
		}
	}
	return NULL;
}

/* Each line goes to one of those who read the same open file. */
TEST_F_TIMEOUT(flow, readers_share_a_file, 120)
{
	struct account a[2] = {};
	pthread_t threads[2];
	int i;

	shared_fd = tsem_open("events", O_RDWR, self->ns);
	ASSERT_LE(0, shared_fd);
	ASSERT_EQ(4, write(shared_fd, "all\n", 4));
	for (i = 0; i < 2; i++)
		ASSERT_EQ(0, pthread_create(&threads[i], NULL, read_until_over,
					    &a[i]));
	ASSERT_EQ(0, run_events(0, 1000));
	/* One for each, since who has seen it reads no more. */
	for (i = 0; i < 2; i++) {
		ASSERT_EQ(0, run_events(0, 1));
		tsem_sleep_ms(300);
	}
	for (i = 0; i < 2; i++)
		EXPECT_EQ(0, pthread_join(threads[i], NULL));
	EXPECT_EQ(0, a[0].bad + a[1].bad);
	EXPECT_EQ(1002, a[0].shown + a[1].shown);
}

/* The file keeps what it observes. */
TEST_F(flow, outlives_the_namespace)
{
	__u64 id = tsem_fd_id(self->ns);
	struct account a = {};
	int fd = observe(self->ns, true), i;

	ASSERT_LE(0, fd);
	ASSERT_EQ(0, run_events(0, 50));
	ASSERT_EQ(0, tsem_cancel());
	close(self->ns);
	EXPECT_EQ(50, account_all(fd, &a));
	EXPECT_EQ(0, a.bad);
	EXPECT_EQ(POLLHUP, polled(fd, 0));
	close(fd);
	for (i = 0; i < 100 && tsem_listed(id); i++)
		tsem_sleep_ms(50);
	EXPECT_FALSE(tsem_listed(id));
}

TEST_HARNESS_MAIN
