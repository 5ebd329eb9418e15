// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of TSEM: an agent that answers at random, with many who ask it
 *
 * Members fork, execute, open, make, rename and remove files as fast as they can. The
 * agent allows and denies, once and for good, at once, late or not at all, and goes
 * away and comes back. In the end: what it always denies has never had an effect,
 * nobody waits any more, and each question was answered or counted as unanswered.
 *
 * TSEM_STRESS_SECONDS says how long at least, 5 by default.
 */

#include "agent.h"

#include <dirent.h>
#include <sys/mman.h>
#include <sys/prctl.h>

#include "kselftest_harness.h"

#define SPAWNERS 8
#define ACTS_OF_A_LIFE 40
#define LATE_MAX 64

/* Seconds until all have ended: each may wait for one answer after the other. */
#define PATIENCE 120

/* What all processes see. */
struct shared {
	bool stop;
	long wrong;	/* what is always denied had an effect: must stay 0 */
	long did, refused, lives, killed, agents, answered, late, ignored;
	int ns;
	char dir[64];
};

static struct shared *shared;

static void add(long *number)
{
	__atomic_add_fetch(number, 1, __ATOMIC_RELAXED);
}

static bool goes_on(void)
{
	return !__atomic_load_n(&shared->stop, __ATOMIC_RELAXED);
}

static long long now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000LL + ts.tv_nsec / 1000000;
}

static bool one_in(unsigned int n, unsigned int *seed)
{
	return !(rand_r(seed) % n);
}

/* Members */

/* A directory of its own, from which others remove what it leaves. */
struct member {
	unsigned int number;
	unsigned int seed;
};

static const char *own(struct member *m, const char *format, ...)
{
	static char path[4][160];
	static int turn;
	va_list args;
	int len;

	turn = (turn + 1) % 4;
	len = snprintf(path[turn], sizeof(path[turn]), "%s/%u/", shared->dir, m->number);
	va_start(args, format);
	vsnprintf(path[turn] + len, sizeof(path[turn]) - len, format, args);
	va_end(args);
	return path[turn];
}

/* Some names come again, so that some events are remembered. */
static unsigned int any_number(struct member *m)
{
	return rand_r(&m->seed) % (one_in(2, &m->seed) ? 8 : RAND_MAX);
}

static int make(const char *path)
{
	int fd = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0644);

	if (fd < 0)
		return -1;
	close(fd);
	return 0;
}

static int execute(const char *path)
{
	pid_t pid = vfork();

	if (!pid) {
		execl(path, path, NULL);
		_exit(1);
	}
	return pid > 0 && tsem_wait(pid) == 42 ? 0 : -1;
}

static int act_files(struct member *m)
{
	const char *one = own(m, "%u", any_number(m));
	const char *two = own(m, "%u.to", any_number(m));
	int ret = make(one);

	ret |= rename(one, two);
	return ret | unlink(two);
}

static int act_directory(struct member *m)
{
	const char *name = own(m, "%u.dir", any_number(m));
	int ret = mkdir(name, 0755);

	return ret | rmdir(name);
}

static int act_links(struct member *m)
{
	const char *one = own(m, "%u.one", any_number(m));
	const char *two = own(m, "%u.two", any_number(m));
	int ret = symlink("nowhere", one);

	ret |= link(one, two);
	unlink(one);
	return ret | unlink(two);
}

static int act_open(struct member *m)
{
	char path[96];
	int fd;

	snprintf(path, sizeof(path), "%s/known", shared->dir);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0)
		close(fd);
	return fd < 0 ? -1 : 0;
}

static int act_fork(struct member *m)
{
	pid_t pid = fork();

	if (!pid)
		_exit(getpgid(getppid()) < 0);
	return tsem_wait(pid) ? -1 : 0;
}

static int act_exec(struct member *m)
{
	return execute(tsem_helper("exit-42"));
}

static int act_socket(struct member *m)
{
	return try_socket(1 + rand_r(&m->seed) % 5) ? -1 : 0;
}

static int (*const acts[])(struct member *m) = {
	act_files, act_directory, act_links, act_fork, act_exec, act_socket,
};

/* Makes a name that must not come into being, from one that may be there or not. */
static int make_never(struct member *m, const char *name)
{
	const char *from = own(m, "%u", any_number(m));

	switch (rand_r(&m->seed) % 5) {
	case 0:
		return make(name);
	case 1:
		return mkdir(name, 0755);
	case 2:
		return symlink("nowhere", name);
	case 3:
		make(from);
		return rename(from, name);
	default:
		make(from);
		return link(from, name);
	}
}

static int act_never(struct member *m)
{
	char path[96];
	int fd;

	switch (rand_r(&m->seed) % 4) {
	case 0:
		snprintf(path, sizeof(path), "%s/never-read", shared->dir);
		fd = open(path, O_RDONLY | O_CLOEXEC);
		return fd < 0 ? -1 : 0;
	case 1:
		snprintf(path, sizeof(path), "%s/never-run", shared->dir);
		return execute(path);
	default:
		return make_never(m, own(m, "never-%u", any_number(m)));
	}
}

static int be_member(struct member *m)
{
	int i;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	CHECK(!setns(shared->ns, CLONE_NEWTSEM));
	/* Nobody is asked about one that is untrusted, which cannot even do this. */
	for (i = 0; i < ACTS_OF_A_LIFE && goes_on() && !act_open(m); i++) {
		if (one_in(4, &m->seed) && !act_never(m))
			add(&shared->wrong);
		add(acts[rand_r(&m->seed) % ARRAY_SIZE(acts)](m) ?
		    &shared->refused : &shared->did);
	}
	return 0;
}

/* Who starts them, and is none */

/* From outside: the result of a call could be wrong, too. */
static int look_for_never(const char *path)
{
	DIR *dir = opendir(path);
	struct dirent *entry;

	CHECK(dir);
	while ((entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		if (strstr(entry->d_name, "never"))
			add(&shared->wrong);
		CHECK(!unlinkat(dirfd(dir), entry->d_name,
				entry->d_type == DT_DIR ? AT_REMOVEDIR : 0));
	}
	closedir(dir);
	return 0;
}

/* The children of those that were killed, too. */
static void wait_for_all(void)
{
	while (wait(NULL) > 0 || errno == EINTR)
		;
}

static int be_spawner(unsigned int number)
{
	struct member m = { .number = number, .seed = number };
	pid_t pid;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	CHECK(!prctl(PR_SET_CHILD_SUBREAPER, 1));
	CHECK(!mkdir(own(&m, ""), 0755));
	while (goes_on()) {
		m.seed += SPAWNERS;
		pid = fork();
		CHECK(pid >= 0);
		if (!pid)
			_exit(be_member(&m));
		add(&shared->lives);
		if (one_in(8, &m.seed)) {
			tsem_sleep_ms(rand_r(&m.seed) % 50);
			kill(pid, SIGKILL);
			add(&shared->killed);
		}
		wait_for_all();
		CHECK(!look_for_never(own(&m, "")));
	}
	return 0;
}

/* The agent */

struct late {
	unsigned long long cookie;
	long long when;
	char what[20];
};

static const char *any_answer(const char *line, unsigned int *seed)
{
	unsigned int number = rand_r(seed) % 64;

	if (!number)
		return "deny remember";
	if (number < 8 || strstr(line, "never"))
		return "deny";
	return number < 16 ? "allow remember" : "allow";
}

static void tell(int fd, unsigned long long cookie, const char *what)
{
	int err = give_answer(fd, cookie, what);

	if (!err)
		add(&shared->answered);
	else if (err != ENOENT)
		ksft_print_msg("an answer failed: %s\n", strerror(err));
}

static void tell_late(int fd, struct late *late, bool all)
{
	int i;

	for (i = 0; i < LATE_MAX; i++) {
		if (!late[i].cookie || (!all && late[i].when > now_ms()))
			continue;
		tell(fd, late[i].cookie, late[i].what);
		add(&shared->late);
		late[i].cookie = 0;
	}
}

static void put_off(struct late *late, unsigned long long cookie, const char *what,
		    unsigned int *seed)
{
	int i;

	for (i = 0; i < LATE_MAX; i++) {
		if (late[i].cookie)
			continue;
		late[i].cookie = cookie;
		/* Up to half a second after the question was given up. */
		late[i].when = now_ms() + rand_r(seed) % 1500;
		snprintf(late[i].what, sizeof(late[i].what), "%s", what);
		return;
	}
	add(&shared->ignored);
}

static void take_question(int fd, struct late *late, unsigned int *seed)
{
	static char line[LINE];
	ssize_t n = read(fd, line, LINE - 1);
	unsigned long long cookie;

	/* It may have been given up after poll(2). */
	if (n < 0 && errno == EAGAIN)
		return;
	line[n < 0 ? 0 : n] = '\0';
	cookie = cookie_of(line);
	if (!cookie)
		ksft_print_msg("no question: %s\n", line);
	else if (one_in(128, seed))
		add(&shared->ignored);
	else if (one_in(32, seed))
		put_off(late, cookie, any_answer(line, seed), seed);
	else
		tell(fd, cookie, any_answer(line, seed));
}

/* Leaves some without an answer in the end, or answers all. */
static int live_as_agent(unsigned int *seed)
{
	struct late late[LATE_MAX] = {};
	int fd = tsem_open("agent", O_RDWR | O_NONBLOCK, shared->ns);
	const long long end = now_ms() + 50 + rand_r(seed) % 2000;

	CHECK(fd >= 0);
	add(&shared->agents);
	while (goes_on() && now_ms() < end) {
		struct pollfd pollfd = { .fd = fd, .events = POLLIN };

		if (poll(&pollfd, 1, 20) == 1)
			take_question(fd, late, seed);
		tell_late(fd, late, false);
	}
	if (one_in(2, seed))
		tell_late(fd, late, true);
	close(fd);
	return 0;
}

static int be_agent_of_storm(unsigned int number)
{
	unsigned int seed = number;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	while (goes_on()) {
		CHECK(!live_as_agent(&seed));
		tsem_sleep_ms(rand_r(&seed) % 20);
	}
	return 0;
}

/* Before and after */

static pid_t start_one(int (*fn)(unsigned int number), unsigned int number)
{
	pid_t pid = fork();

	if (!pid)
		_exit(fn(number) ? 1 : 0);
	return pid;
}

/* As tsem_wait(), or -ETIME if it does not end before that time. */
static int wait_until(pid_t pid, long long end)
{
	int status;

	while (waitpid(pid, &status, WNOHANG) != pid) {
		if (now_ms() > end)
			return -ETIME;
		tsem_sleep_ms(10);
	}
	return status;
}

FIXTURE(storm)
{
	int seconds;
};

static int prepare_files(void)
{
	char command[512];

	snprintf(command, sizeof(command),
		 "cd '%s' && echo >known && echo >never-read && cp '%s' never-run",
		 shared->dir, tsem_helper("exit-42"));
	return chmod(shared->dir, 0755) || system(command) ? -1 : 0;
}

/* The model knows a few events from the start. */
static int learn(unsigned int unused)
{
	CHECK(!act_open(NULL));
	CHECK(!act_exec(NULL));
	return 0;
}

FIXTURE_SETUP(storm)
{
	const char *seconds = getenv("TSEM_STRESS_SECONDS");

	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	self->seconds = seconds && atoi(seconds) > 0 ? atoi(seconds) : 5;
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, (void *)shared);
	snprintf(shared->dir, sizeof(shared->dir), "/var/tmp/tsem-storm.XXXXXX");
	ASSERT_NE(NULL, mkdtemp(shared->dir));
	ASSERT_EQ(0, prepare_files());
	shared->ns = tsem_unshare();
	ASSERT_LE(0, shared->ns);
	ASSERT_EQ(0, tsem_control(shared->ns, "set join=allowed timeout=1\n"));
	ASSERT_EQ(0, tsem_wait(start_one(learn, 0)));
	ASSERT_EQ(0, tsem_cancel());
	ASSERT_EQ(0, tsem_control(shared->ns, "seal\nenforce\n"));
}

FIXTURE_TEARDOWN(storm)
{
	char command[128];

	if (!shared)
		return;
	close(shared->ns);
	snprintf(command, sizeof(command), "rm -rf '%s'", shared->dir);
	EXPECT_EQ(0, system(command));
}

/* A slow machine may take longer for each to have happened. */
static bool all_happened(void)
{
	return shared->did && shared->refused && shared->killed && shared->answered &&
	       shared->late && shared->ignored && shared->agents > 1;
}

static long told(long number, const char *what)
{
	ksft_print_msg("%ld %s\n", number, what);
	return number;
}

TEST_F_TIMEOUT(storm, random_answers, 7200)
{
	long long end, asked, unanswered;
	pid_t pids[SPAWNERS + 1];
	int i;

	pids[SPAWNERS] = start_one(be_agent_of_storm, SPAWNERS);
	for (i = 0; i < SPAWNERS; i++)
		pids[i] = start_one(be_spawner, i);
	tsem_sleep_ms(self->seconds * 1000L);
	for (i = 0; i < 1000 && !all_happened(); i++)
		tsem_sleep_ms(100);
	__atomic_store_n(&shared->stop, true, __ATOMIC_RELAXED);
	end = now_ms() + PATIENCE * 1000LL;
	for (i = 0; i <= SPAWNERS; i++)
		EXPECT_EQ(0, wait_until(pids[i], end));

	asked = tsem_stat(shared->ns, "asked");
	unanswered = tsem_stat(shared->ns, "unanswered");
	ksft_print_msg("%d seconds of random answers\n", self->seconds);
	EXPECT_LT(0, told(asked, "questions"));
	EXPECT_LT(0, told(shared->answered, "answers"));
	EXPECT_LT(0, told(unanswered, "questions without an answer"));
	EXPECT_LT(0, told(shared->late, "late answers"));
	EXPECT_LT(0, told(shared->ignored, "ignored questions"));
	EXPECT_LT(1, told(shared->agents, "lives of the agent"));
	EXPECT_LT(0, told(shared->lives, "lives of members"));
	EXPECT_LT(0, told(shared->killed, "killed members"));
	EXPECT_LT(0, told(shared->did, "things done"));
	EXPECT_LT(0, told(shared->refused, "things refused"));

	EXPECT_EQ(0, shared->wrong);
	EXPECT_EQ(asked, shared->answered + unanswered);
}

TEST_HARNESS_MAIN
