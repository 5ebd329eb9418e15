// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of TSEM: when somebody is killed
 *
 * Whoever set a workload up, or a part of it, in the middle of something: what
 * is enforced stays enforced, and what the lists say stays true.
 */

#include "trouble.h"

#include <sys/prctl.h>

/* The orchestrator is killed */

FIXTURE(orphan)
{
	struct place place;
	char *model;
	int to[2], from[2];
};

FIXTURE_SETUP(orphan)
{
	int ns;

	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	ASSERT_EQ(0, make_place(&self->place));
	ns = tsem_unshare();
	ASSERT_LE(0, ns);
	ASSERT_EQ(0, tsem_run(open_it, self->place.known));
	self->model = tsem_read(ns, "model");
	ASSERT_NE(NULL, self->model);
	ASSERT_EQ(0, tsem_cancel());
	close(ns);
	ASSERT_EQ(0, pipe2(self->to, O_CLOEXEC));
	ASSERT_EQ(0, pipe2(self->from, O_CLOEXEC));
	/* Orphans come here, so that they can be waited for. */
	ASSERT_EQ(0, prctl(PR_SET_CHILD_SUBREAPER, 1));
}

FIXTURE_TEARDOWN(orphan)
{
	remove_place(&self->place);
}

static int load(int ns, const char *model)
{
	const char *at = model;
	int err = 0;

	while (!err && (at = strstr(at, "\nstate "))) {
		err = tsem_control(ns, "state %.64s\n", at + 7);
		at++;
	}
	return err;
}

/* Opens what it is told to: 'k'nown or 'u'nknown. */
static int serve(const struct place *p, int to, int from)
{
	pid_t pid = getpid();
	char byte;

	CHECK(write(from, &pid, sizeof(pid)) == sizeof(pid));
	while (read(to, &byte, 1) == 1) {
		byte = -do_open(byte == 'k' ? p->known : p->unknown);
		CHECK(write(from, &byte, 1) == 1);
	}
	return 0;
}

static int orchestrate(const struct place *p, const char *model, int to,
		       int from)
{
	int ns = tsem_unshare();
	pid_t pid;

	CHECK(ns >= 0);
	CHECK(!tsem_control(ns, "set points=100\nvolatile /var/nowhere\n"));
	CHECK(!load(ns, model));
	CHECK(!tsem_control(ns, "seal\nenforce\n"));
	pid = fork();
	CHECK(pid >= 0);
	if (!pid)
		_exit(serve(p, to, from) ? 1 : 0);
	pause();
	return 0;
}

static int ask(const int to[2], const int from[2], char what)
{
	char byte = what;

	if (write(to[1], &byte, 1) != 1 || hear(from[0], &byte, 1))
		return -EIO;
	return -byte;
}

TEST_F_TIMEOUT(orphan, is_still_enforced, 120)
{
	pid_t orchestrator, member;
	char who[16];
	__u64 id;
	int ns;

	orchestrator = fork();
	ASSERT_LE(0, orchestrator);
	if (!orchestrator) {
		close(self->to[1]);
		_exit(orchestrate(&self->place, self->model, self->to[0],
				  self->from[1]) ? 1 : 0);
	}
	close(self->from[1]);
	ASSERT_EQ(0, hear(self->from[0], &member, sizeof(member)));
	snprintf(who, sizeof(who), "%d", member);
	id = tsem_link_id(who, "tsem");
	ASSERT_NE(0, id);
	ASSERT_NE(TSEM_INIT_ID, id);
	EXPECT_EQ(0, ask(self->to, self->from, 'k'));
	EXPECT_EQ(128 + SIGKILL, end(orchestrator));

	EXPECT_EQ(0, ask(self->to, self->from, 'k'));
	ns = tsem_open_link(who, "tsem");
	ASSERT_LE(0, ns);
	EXPECT_STREQ("enforcing", tsem_value(ns, "mode"));
	EXPECT_STREQ("trusted", tsem_value(ns, "trust"));
	EXPECT_EQ(0, tsem_stat(ns, "forensics"));
	EXPECT_EQ(-EPERM, ask(self->to, self->from, 'u'));
	EXPECT_EQ(-EPERM, ask(self->to, self->from, 'k'));
	EXPECT_EQ(1, tsem_stat(ns, "forensics"));
	EXPECT_EQ(1, tsem_stat(ns, "untrusted_denials"));
	EXPECT_STREQ("untrusted", tsem_value(ns, "trust"));
	close(ns);

	/* The member alone keeps it. */
	tsem_sleep_ms(200);
	EXPECT_TRUE(tsem_listed(id));
	close(self->to[1]);
	EXPECT_EQ(0, wait_for(member));
	EXPECT_TRUE(vanishes(id));
}

#define LINES 32

/* Loads all numbers, in order, until it is killed. */
static int load_numbers(int from)
{
	char lines[LINES * 80];
	int ns = tsem_unshare(), control, number = 0, len, i;

	CHECK(ns >= 0);
	CHECK(!tsem_control(ns, "set points=1048576\n"));
	control = tsem_open("control", O_WRONLY, ns);
	CHECK(control >= 0);
	CHECK(write(from, "", 1) == 1);
	for (;;) {
		for (len = 0, i = 0; i < LINES; i++)
			len += sprintf(lines + len, "state %064x\n", number++);
		CHECK(write(control, lines, len) == len);
	}
}

static int check_numbers(int ns)
{
	char *model = tsem_read(ns, "model"), *line, *save, want[80];
	int next = 0;

	CHECK(model);
	for (line = strtok_r(model, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save)) {
		if (strncmp(line, "state ", 6))
			continue;
		snprintf(want, sizeof(want), "state %064x", next++);
		CHECK(!strcmp(want, line));
	}
	free(model);
	CHECK(next == tsem_stat(ns, "points"));
	CHECK(next == tsem_stat(ns, "loaded"));
	return 0;
}

/* What it had written is there, in whole lines, and nothing else is done. */
TEST_F_TIMEOUT(orphan, half_loaded, 120)
{
	pid_t loader;
	char who[16], byte;
	__u64 id;
	int ns;

	loader = fork();
	ASSERT_LE(0, loader);
	if (!loader)
		_exit(load_numbers(self->from[1]) ? 1 : 0);
	ASSERT_EQ(0, hear(self->from[0], &byte, 1));
	snprintf(who, sizeof(who), "%d", loader);
	ns = tsem_open_link(who, "tsem_for_children");
	ASSERT_LE(0, ns);
	id = tsem_fd_id(ns);
	ASSERT_NE(TSEM_INIT_ID, id);
	tsem_sleep_ms(100);
	ASSERT_EQ(128 + SIGKILL, end(loader));

	EXPECT_STREQ("learning", tsem_value(ns, "mode"));
	EXPECT_LT(0, tsem_stat(ns, "points"));
	EXPECT_EQ(0, check_numbers(ns));
	EXPECT_EQ(0, tsem_stat(ns, "incomplete"));
	EXPECT_EQ(64, strlen(tsem_value(ns, "state")));
	EXPECT_TRUE(tsem_listed(id));
	close(ns);
	EXPECT_TRUE(vanishes(id));
}

/* The workload is killed */

#define BIG (64 << 20)

FIXTURE(killed)
{
	struct place place;
	char big[80];
	int ns;
	int from[2];
};

FIXTURE_SETUP(killed)
{
	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	ASSERT_EQ(0, make_place(&self->place));
	snprintf(self->big, sizeof(self->big), "%s/big", self->place.dir);
	ASSERT_EQ(0, pipe2(self->from, O_CLOEXEC));
	self->ns = tsem_unshare();
	ASSERT_LE(0, self->ns);
}

FIXTURE_TEARDOWN(killed)
{
	remove_place(&self->place);
}

static int make_big(const char *path)
{
	static char chunk[1 << 20];
	int fd = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0644);
	int i;

	if (fd < 0)
		return -errno;
	for (i = 0; i < BIG >> 20; i++) {
		memset(chunk, i, sizeof(chunk));
		if (write(fd, chunk, sizeof(chunk)) != sizeof(chunk))
			break;
	}
	close(fd);
	return i == BIG >> 20 ? 0 : -ENOSPC;
}

/* A member that opens a file, once it has told that it is about to. */
static pid_t start_open(const char *path, const int from[2])
{
	pid_t pid = fork();
	char byte;

	if (!pid) {
		if (write(from[1], "", 1) != 1)
			_exit(99);
		_exit(-do_open(path));
	}
	if (pid > 0 && hear(from[0], &byte, 1))
		return -ETIME;
	return pid;
}

/* What sha256sum says. */
static char *sha256_of(const char *path)
{
	static char digest[80];
	char command[128];
	FILE *pipe;

	snprintf(command, sizeof(command), "sha256sum <'%s'", path);
	pipe = popen(command, "r");
	if (!pipe || fscanf(pipe, "%64s", digest) != 1)
		digest[0] = '\0';
	if (pipe)
		pclose(pipe);
	return digest;
}

static int count_text(int ns, const char *list, const char *with)
{
	char *text = tsem_read(ns, list), *at = text;
	int n = 0;

	while (at && (at = strstr(at, with))) {
		n++;
		at++;
	}
	free(text);
	return n;
}

TEST_F_TIMEOUT(killed, while_a_file_is_read, 240)
{
	char *digest, *before, with[100];
	int i, status, done = 0;
	pid_t pid;

	ASSERT_EQ(0, make_big(self->big));
	ASSERT_EQ(0, tsem_run(open_it, self->place.known));
	before = strdup(tsem_value(self->ns, "state"));
	for (i = 0; i < 6; i++) {
		pid = start_open(self->big, self->from);
		ASSERT_LT(0, pid);
		tsem_sleep_ms(1 + 5 * i);
		status = end(pid);
		ASSERT_TRUE(!status || status == 128 + SIGKILL)
			TH_LOG("status %d", status);
		done += !status;
	}
	/* It takes longer to read than that, at least sometimes. */
	EXPECT_GT(6, done);
	EXPECT_EQ(0, tsem_stat(self->ns, "errors"));
	EXPECT_EQ(0, tsem_stat(self->ns, "incomplete"));
	EXPECT_EQ(0, check_sums(self->ns, 6));
	if (!done && tsem_stat(self->ns, "points") == 1)
		EXPECT_STREQ(before, tsem_value(self->ns, "state"));

	/* Nothing is left that the next one would stumble over. */
	pid = start_open(self->big, self->from);
	EXPECT_EQ(0, wait_for(pid));
	EXPECT_EQ(2, tsem_stat(self->ns, "points"));
	EXPECT_STRNE(before, tsem_value(self->ns, "state"));
	/* Outside, or it would be learned. */
	ASSERT_EQ(0, tsem_cancel());
	digest = sha256_of(self->big);
	ASSERT_EQ(64, strlen(digest));
	snprintf(with, sizeof(with), "\"digest\": \"%s\"", digest);
	EXPECT_EQ(1, count_text(self->ns, "trajectory", with));
}

/* Those who wait for the digest go on, and can be killed too. */
TEST_F_TIMEOUT(killed, while_others_wait, 240)
{
	pid_t reader, waiter, last;
	int status;

	ASSERT_EQ(0, make_big(self->big));
	reader = start_open(self->big, self->from);
	tsem_sleep_ms(5);
	waiter = start_open(self->big, self->from);
	last = start_open(self->big, self->from);
	ASSERT_TRUE(reader > 0 && waiter > 0 && last > 0);
	tsem_sleep_ms(5);
	status = end(waiter);
	EXPECT_TRUE(!status || status == 128 + SIGKILL);
	status = end(reader);
	EXPECT_TRUE(!status || status == 128 + SIGKILL);
	EXPECT_EQ(0, wait_for(last));
	EXPECT_EQ(1, tsem_stat(self->ns, "points"));
	EXPECT_EQ(0, tsem_stat(self->ns, "errors"));
	EXPECT_EQ(0, tsem_stat(self->ns, "incomplete"));
	EXPECT_EQ(0, check_sums(self->ns, 2));
}

static pid_t start_act(const char *times)
{
	pid_t pid = fork();

	if (!pid) {
		execl(tsem_helper("act"), "act", "exec", times, NULL);
		_exit(99);
	}
	return pid;
}

static long mem_available(void)
{
	FILE *file = fopen("/proc/meminfo", "r");
	char line[128];
	long kb = -1;

	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "MemAvailable: %ld", &kb) == 1)
			break;
	if (file)
		fclose(file);
	return kb;
}

#define KILLS 100
/* What one exec keeps until it is done or given up, in kB. */
#define EXEC_KB 27

/* Each a little later than the one before. */
static int kill_execs(void)
{
	struct timespec ts = {};
	pid_t pid;
	int i;

	for (i = 0; i < KILLS; i++) {
		ts.tv_nsec = i * 100000;
		pid = start_act("1000000");
		CHECK(pid > 0);
		nanosleep(&ts, NULL);
		CHECK(end(pid) == 128 + SIGKILL);
	}
	return 0;
}

TEST_F_TIMEOUT(killed, while_it_executes, 240)
{
	bool returned = false;
	char *state;
	__u64 id;
	long mem;
	int i;

	/* All that there is to learn. */
	ASSERT_EQ(0, wait_for(start_act("9")));
	state = strdup(tsem_value(self->ns, "state"));
	/* Memory goes up and down by itself, but a leak would only go up. */
	for (i = 0; i < 5 && !returned; i++) {
		mem = mem_available();
		ASSERT_EQ(0, kill_execs());
		returned = mem - mem_available() < KILLS * EXEC_KB / 2;
	}
	EXPECT_TRUE(returned);
	EXPECT_STREQ(state, tsem_value(self->ns, "state"));
	EXPECT_EQ(0, tsem_stat(self->ns, "errors"));
	EXPECT_EQ(0, tsem_stat(self->ns, "incomplete"));
	EXPECT_EQ(0, check_sums(self->ns, i * KILLS));
	EXPECT_EQ(0, wait_for(start_act("9")));
	EXPECT_STREQ(state, tsem_value(self->ns, "state"));

	id = tsem_fd_id(self->ns);
	ASSERT_EQ(0, tsem_cancel());
	close(self->ns);
	EXPECT_TRUE(vanishes(id));
}

TEST_HARNESS_MAIN
