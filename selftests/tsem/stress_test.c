// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of TSEM: many members of many namespaces, all at once
 *
 * Members of learning, sealed and enforcing namespaces do what they can as fast as
 * they can. Beside them namespaces come and go, are sealed and entered, lists are
 * read, control files are written, memory is taken away and members are killed. A
 * deterministic workload goes on all the time. In the end: nothing that is not
 * allowed has happened, numbers add up, the workload gave one state, and no
 * namespace is left.
 *
 * TSEM_STRESS_SECONDS says how long, 8 by default.
 */

#include "stress.h"

#include <sys/prctl.h>

#include "kselftest_harness.h"

static const char *const kind_names[KINDS] = {
	"learning", "sealed", "enforcing", "small",
};

/* New points all the time, for namespaces that learn or do not refuse. */
static void wander(struct member *m)
{
	const char *name = at("%d/w%d", m->kind, rand_r(&m->seed) % NAMES);

	if (!make(name))
		unlink(name);
	close(socket(AF_UNIX, SOCK_STREAM, rand_r(&m->seed) % NAMES));
}

static void member_loop(struct member *m)
{
	while (goes_on()) {
		if (acts[rand_r(&m->seed) % ACTS](m)) {
			/* What a full namespace does not know is not refused. */
			add(&shared->refused);
			break;
		}
		add(&shared->acts);
		if (m->kind != ENFORCING)
			wander(m);
	}
}

static int enter(int ns)
{
	return setns(ns, CLONE_NEWTSEM) ? -errno : 0;
}

/* Each act once in the place of each member, so that the model has them. */
static int learn(void *arg)
{
	enum kind kind = *(enum kind *)arg;
	struct member m = { .kind = kind };
	int i;

	for (m.number = 0; m.number < MEMBERS; m.number++)
		for (i = 0; i < ACTS; i++)
			CHECK(!acts[i](&m));
	return 0;
}

static int learn_one(void *m)
{
	return acts[0](m);
}

/* What must not happen: each tries once, since it is not trusted after that. */

static void attempt(int which)
{
	const char *forbidden = at("forbidden/%d", rand() % NAMES);
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int ret = -1, fd;

	add(&shared->attempts);
	switch (which % 6) {
	case 0:
		ret = open(at("secret"), O_RDONLY);
		break;
	case 1:
		ret = open(forbidden, O_CREAT | O_WRONLY, 0644);
		break;
	case 2:
		ret = mkdir(forbidden, 0755);
		break;
	case 3:
		ret = rename(at("secret"), forbidden);
		break;
	case 4:
		execl("/bin/true", "true", NULL);
		execl("/bin/sh", "sh", "-c", "exit 0", NULL);
		break;
	case 5:
		fd = socket(AF_UNIX, SOCK_DGRAM, 0);
		snprintf(addr.sun_path, sizeof(addr.sun_path), "%s", forbidden);
		ret = bind(fd, (struct sockaddr *)&addr, sizeof(addr));
		break;
	}
	if (ret >= 0)
		add(&shared->happened);
	/* And nothing that was allowed before. */
	if (open(at("known"), O_RDONLY) >= 0)
		add(&shared->happened);
}

static void attackers(unsigned int seed)
{
	while (goes_on()) {
		pid_t pid = fork();

		if (!pid) {
			srand(seed);
			if (!enter(shared->ns[ENFORCING]))
				attempt(seed);
			_exit(7);
		}
		/* It came to its end, and did not execute another program. */
		if (tsem_wait(pid) != 7)
			add(&shared->happened);
		seed++;
	}
}

/* The deterministic workload */

static int quiet(void *unused)
{
	struct member m = { .kind = QUIET };
	int i;

	for (i = 0; i < ACTS; i++)
		CHECK(!acts[i](&m));
	return 0;
}

static int quiet_state(char *state, size_t size)
{
	int ns = tsem_unshare(), err;

	if (ns < 0)
		return ns;
	err = tsem_run(quiet, NULL);
	snprintf(state, size, "%s", tsem_value(ns, "state"));
	tsem_cancel();
	close(ns);
	return err;
}

static void stay_quiet(unsigned int seed)
{
	char state[160];

	while (goes_on()) {
		if (quiet_state(state, sizeof(state)) ||
		    strcmp(state, shared->state))
			add(&shared->other_state);
		add(&shared->quiet);
	}
}

/* What goes on outside */

/* What one was about to do must not be in the way of the next. */
static void clean_up(enum kind kind, int number)
{
	unlink(at("%d/%d.one", kind, number));
	unlink(at("%d/%d.two", kind, number));
	unlink(at("%d/%d.link", kind, number));
}

/* In a user namespace, by one who is root only there. */
static int come_unprivileged(void *unused)
{
	struct member m = { .kind = COMING };
	int ns;

	CHECK(!tsem_enter_userns(CLONE_NEWNS));
	ns = tsem_unshare();
	CHECK(ns >= 0);
	CHECK(!tsem_control(ns, "set points=9 join=allowed\n"));
	tsem_run(learn_one, &m);
	CHECK(!tsem_control(ns, "seal force\nenforce\n"));
	return 0;
}

static void come_and_go(unsigned int seed)
{
	/* Refused is what they are; who reads the output need not know each. */
	if (!freopen("/dev/null", "w", stderr))
		return;
	while (goes_on()) {
		struct member m = { .kind = COMING };
		pid_t pid;
		int ns;

		if (tsem_run(come_unprivileged, NULL))
			add(&shared->escaped);
		ns = tsem_unshare();
		if (ns < 0)
			continue;
		pid = fork();
		if (!pid) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			while (!acts[rand_r(&seed) % ACTS](&m))
				;
			_exit(0);
		}
		if (rand_r(&seed) % 2)
			tsem_control(ns, "seal force\n");
		if (rand_r(&seed) % 2)
			tsem_control(ns, "enforce\n");
		tsem_sleep_ms(rand_r(&seed) % 30);
		kill(pid, SIGKILL);
		tsem_wait(pid);
		tsem_cancel();
		close(ns);
		clean_up(COMING, 0);
		add(&shared->came);
	}
}

/* A list has whole lines; a state is one digest. */
static bool is_good(const char *name, const char *text)
{
	size_t len = strlen(text);

	if (!strcmp(name, "state"))
		return len == 65 && strspn(text, "0123456789abcdef") == 64;
	if (!strcmp(name, "stats"))
		return !strncmp(text, "mode ", 5) && strstr(text, "\nevent exec ");
	return !len || (*text == '{' && !strcmp(text + len - 2, "}\n"));
}

static void read_lists(unsigned int seed)
{
	static const char *const names[] = {
		"state", "trajectory", "forensics", "stats",
	};

	while (goes_on()) {
		const char *name = names[rand_r(&seed) % 4];
		char *text = tsem_read(shared->ns[rand_r(&seed) % KINDS], name);

		if (!text || !is_good(name, text))
			add(&shared->bad_reads);
		free(text);
		add(&shared->reads);
	}
}

static void write_control(unsigned int seed)
{
	/* None of these changes anything any more. */
	static const char *const lines[] = {
		"set files=9\n", "volatile /\n", "pseudonym /x\n", "nonsense\n",
		"state 00\n", "set digest=sha512\n", "bind fd=0\n", "\n", "x",
		"seal\nenforce now\n",
	};
	static const enum kind kinds[] = { SEALED, ENFORCING };

	while (goes_on()) {
		tsem_control(shared->ns[kinds[rand_r(&seed) % 2]], "%s",
			     lines[rand_r(&seed) % 10]);
		add(&shared->writes);
	}
}

static void press(unsigned int seed)
{
	const size_t size = 96 << 20;

	while (goes_on()) {
		void *mem = mmap(NULL, size, PROT_READ | PROT_WRITE,
				 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

		if (mem != MAP_FAILED) {
			memset(mem, 1, size);
			munmap(mem, size);
		}
		tsem_write_file("/proc/sys/vm/drop_caches", "2");
		add(&shared->pressed);
		tsem_sleep_ms(300);
	}
}

/* All members of one namespace; those that are killed come again. */
static void keep_members(unsigned int seed, enum kind kind)
{
	struct member m[MEMBERS];
	pid_t pids[MEMBERS] = {};
	int i, victim;

	while (goes_on()) {
		for (i = 0; i < MEMBERS; i++) {
			if (pids[i])
				continue;
			m[i] = (struct member){ kind, i, seed++ };
			pids[i] = fork();
			if (!pids[i]) {
				prctl(PR_SET_PDEATHSIG, SIGKILL);
				if (!enter(shared->ns[kind]))
					member_loop(&m[i]);
				_exit(0);
			}
		}
		tsem_sleep_ms(200);
		victim = rand_r(&seed) % MEMBERS;
		kill(pids[victim], SIGKILL);
		tsem_wait(pids[victim]);
		clean_up(kind, victim);
		pids[victim] = 0;
		add(&shared->killed);
	}
	for (i = 0; i < MEMBERS; i++)
		if (pids[i])
			tsem_wait(pids[i]);
}

static pid_t start(void (*fn)(unsigned int seed), unsigned int seed)
{
	pid_t pid = fork();

	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		fn(seed);
		_exit(0);
	}
	return pid;
}

static pid_t start_members(enum kind kind)
{
	pid_t pid = fork();

	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		keep_members(100 * kind, kind);
		_exit(0);
	}
	return pid;
}

/* Before and after */

static int settle(enum kind kind, const char *lines)
{
	const char *const limits[KINDS] = {
		[SMALL] = " points=60 files=4 bytes=65536",
	};
	int ns = tsem_unshare(), err;
	pid_t pid;

	if (ns < 0)
		return ns;
	tsem_cancel();
	shared->ns[kind] = ns;
	err = tsem_control(ns, "set join=allowed%s\n", limits[kind] ?: "");
	if (err)
		return err;
	/* By the way that members come. */
	pid = fork();
	if (!pid)
		_exit(enter(ns) || learn(&kind));
	err = tsem_wait(pid);
	if (!err && lines)
		err = tsem_control(ns, "%s", lines);
	return err;
}

static int count_lines(int ns, const char *name)
{
	char *text = tsem_read(ns, name), *line = text;
	int n = 0;

	while (line && (line = strchr(line, '\n'))) {
		n++;
		line++;
	}
	free(text);
	return n;
}

static int entries(const char *dir)
{
	char command[256];

	snprintf(command, sizeof(command), "test -z \"$(ls -A '%s')\"", dir);
	return system(command);
}

/* Namespaces are freed some time after their last member. */
static ssize_t settled(ssize_t before)
{
	__u64 ids[1024];
	ssize_t n;
	int tries = 200;

	while ((n = tsem_list(ids, 1024)) > before && --tries)
		tsem_sleep_ms(100);
	return n;
}

FIXTURE(stress)
{
	ssize_t before;
	int seconds;
};

FIXTURE_SETUP(stress)
{
	const char *seconds = getenv("TSEM_STRESS_SECONDS");
	__u64 ids[1024];
	struct stat st;
	int i;

	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	self->seconds = seconds && atoi(seconds) > 0 ? atoi(seconds) : 8;
	umask(022);
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, shared);
	snprintf(shared->dir, sizeof(shared->dir), "%s/tsem.XXXXXX",
		 !stat("/scratch", &st) && S_ISDIR(st.st_mode) ? "/scratch" :
								 "/var/tmp");
	ASSERT_NE(NULL, mkdtemp(shared->dir));
	ASSERT_EQ(0, chmod(shared->dir, 0755));
	for (i = 0; i < PLACES; i++)
		ASSERT_EQ(0, mkdir(at("%d", i), 0755));
	ASSERT_EQ(0, mkdir(at("sticky"), 01777));
	ASSERT_EQ(0, chmod(at("sticky"), 01777));
	ASSERT_EQ(0, mkdir(at("forbidden"), 0777));
	ASSERT_EQ(0, make(at("known")));
	ASSERT_EQ(0, make(at("secret")));
	self->before = tsem_list(ids, 1024);
	ASSERT_LE(1, self->before);
}

FIXTURE_TEARDOWN(stress)
{
	char command[128];

	if (!shared)
		return;
	snprintf(command, sizeof(command), "rm -rf '%s'", shared->dir);
	if (system(command))
		ksft_print_msg("%s: not removed\n", shared->dir);
}

static long told(long number, const char *what)
{
	ksft_print_msg("%ld %s\n", number, what);
	return number;
}

TEST_F_TIMEOUT(stress, storm, 7200)
{
	long long points, seen;
	pid_t pids[16];
	int n = 0, i;

	/* Once more than is compared: what only the first time needs is over. */
	ASSERT_EQ(0, quiet_state(shared->state, sizeof(shared->state)));
	ASSERT_EQ(0, quiet_state(shared->state, sizeof(shared->state)));
	ASSERT_EQ(64, strlen(shared->state));
	ASSERT_EQ(0, settle(LEARNING, NULL));
	ASSERT_EQ(0, settle(SEALED, "seal\n"));
	ASSERT_EQ(0, settle(ENFORCING, "seal\nenforce\n"));
	ASSERT_EQ(0, settle(SMALL, NULL));
	points = tsem_stat(shared->ns[ENFORCING], "points");
	ASSERT_LT(0, points);

	for (i = 0; i < KINDS; i++)
		pids[n++] = start_members(i);
	pids[n++] = start(attackers, 1);
	pids[n++] = start(stay_quiet, 2);
	pids[n++] = start(come_and_go, 3);
	pids[n++] = start(read_lists, 4);
	pids[n++] = start(write_control, 5);
	pids[n++] = start(press, 6);
	tsem_sleep_ms(self->seconds * 1000L);
	__atomic_store_n(&shared->stop, true, __ATOMIC_RELAXED);
	while (n)
		EXPECT_EQ(0, tsem_wait(pids[--n]));

	ksft_print_msg("%d seconds\n", self->seconds);
	EXPECT_LT(0, told(shared->acts, "acts"));
	EXPECT_LT(0, told(shared->attempts, "attempts"));
	EXPECT_LT(0, told(shared->quiet, "quiet"));
	EXPECT_LT(0, told(shared->came, "came"));
	EXPECT_LT(0, told(shared->reads, "reads"));
	EXPECT_LT(0, told(shared->writes, "writes"));
	EXPECT_LT(0, told(shared->killed, "killed"));
	EXPECT_LT(0, told(shared->pressed, "pressed"));

	/* What must not happen has not, and what is allowed has. */
	EXPECT_EQ(0, shared->happened);
	EXPECT_EQ(0, entries(at("forbidden")));
	EXPECT_EQ(0, access(at("secret"), F_OK));
	EXPECT_EQ(0, shared->refused);
	EXPECT_EQ(0, shared->escaped);
	EXPECT_EQ(0, shared->other_state);
	EXPECT_EQ(0, shared->bad_reads);

	/* Numbers add up: each call is an event, but for those of the killed. */
	for (i = 0; i < KINDS; i++) {
		seen = tsem_stat(shared->ns[i], "event path_symlink");
		EXPECT_LE(seen, shared->links[i]);
		EXPECT_GE(seen, shared->links[i] - shared->killed)
		{
			TH_LOG("%s", kind_names[i]);
		}
	}
	EXPECT_EQ(0, tsem_stat(shared->ns[LEARNING], "incomplete"));
	EXPECT_EQ(tsem_stat(shared->ns[LEARNING], "points"),
		  count_lines(shared->ns[LEARNING], "trajectory"));
	EXPECT_EQ(tsem_stat(shared->ns[SEALED], "forensics"),
		  count_lines(shared->ns[SEALED], "forensics"));
	EXPECT_LT(0, tsem_stat(shared->ns[SEALED], "forensics"));
	EXPECT_EQ(points, tsem_stat(shared->ns[ENFORCING], "points"));
	EXPECT_EQ(points, count_lines(shared->ns[ENFORCING], "trajectory"));
	EXPECT_EQ(tsem_stat(shared->ns[ENFORCING], "forensics"),
		  count_lines(shared->ns[ENFORCING], "forensics"));
	EXPECT_EQ(60, tsem_stat(shared->ns[SMALL], "points"));
	EXPECT_EQ(1, tsem_stat(shared->ns[SMALL], "incomplete"));

	for (i = 0; i < KINDS; i++)
		close(shared->ns[i]);
	EXPECT_EQ(self->before, settled(self->before));
}

TEST_HARNESS_MAIN
