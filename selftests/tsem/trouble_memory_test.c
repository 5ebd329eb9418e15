// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of TSEM: when memory or a disk is full
 *
 * The kernel charges to a workload what it keeps of it. If that cannot be had,
 * something is lost, which must be told, or the workload is killed.
 */

#include "trouble.h"

#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>

/* There is no memory for the workload */

#define EVENTS 8
#define SIGNAL -1

/* Points before the test: prctl, and event 0. */
#define FIRST 2
#define FILES 3000

/*
 * A member without memory can tell nobody: it writes here.  It has touched all
 * that it uses before, since even a page fault would need memory.
 */
struct shared {
	int phase;		/* what it may do */
	int done;		/* what it has done */
	int results[EVENTS];
};

FIXTURE(memory)
{
	struct place place;
	char root[80], group[96];
	struct shared *shared;
	int ns;
};

static int group_write(const char *group, const char *name, const char *text)
{
	char path[160];

	snprintf(path, sizeof(path), "%s/%s", group, name);
	return tsem_write_file(path, text);
}

/* A number, alone in its file or after a key. */
static long group_read(const char *group, const char *name, const char *key)
{
	char path[160], line[128], word[64];
	long number, found = -1;
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", group, name);
	file = fopen(path, "r");
	while (file && found < 0 && fgets(line, sizeof(line), file)) {
		if (!key)
			found = atol(line);
		else if (sscanf(line, "%63s %ld", word, &number) == 2 &&
			 !strcmp(word, key))
			found = number;
	}
	if (file)
		fclose(file);
	return found;
}

/* Returns whether there is a group whose memory can be limited. */
static bool make_group(const char *root, char *group, size_t size)
{
	if (mkdir(root, 0755) || mount("none", root, "cgroup2", 0, NULL))
		return false;
	/* Stays as it is for others, who may want it too. */
	group_write(root, "cgroup.subtree_control", "+memory");
	snprintf(group, size, "%s/tsem.%d", root, getpid());
	return !mkdir(group, 0755) &&
	       group_read(group, "memory.current", NULL) >= 0;
}

static void remove_group(const char *root, const char *group)
{
	rmdir(group);
	umount2(root, MNT_DETACH);
}

FIXTURE_SETUP(memory)
{
	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	ASSERT_EQ(0, make_place(&self->place));
	snprintf(self->root, sizeof(self->root), "%s/cgroup", self->place.dir);
	if (!make_group(self->root, self->group, sizeof(self->group))) {
		remove_group(self->root, self->group);
		remove_place(&self->place);
		SKIP(return, "memory cannot be limited: CONFIG_MEMCG, cgroup2");
	}
	self->shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, self->shared);
	self->ns = tsem_unshare();
	ASSERT_LE(0, self->ns);
}

FIXTURE_TEARDOWN(memory)
{
	remove_group(self->root, self->group);
	remove_place(&self->place);
}

/*
 * Events without end: a protocol that does not exist is asked for first.  None
 * of them is atomic, but a signal is.
 */
static int make_event(int number)
{
	int ret;

	if (number == SIGNAL)
		return kill(getppid(), 0) ? -errno : 0;
	ret = socket(AF_UNIX, SOCK_STREAM, 1000 + number) < 0 ? errno : 0;
	return ret == EPROTONOSUPPORT ? 0 : -ret;
}

/* An event too. */
static void end_with_parent(void)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
}

static void await_phase(const struct shared *shared, int phase)
{
	while (__atomic_load_n(&shared->phase, __ATOMIC_ACQUIRE) < phase)
		tsem_sleep_ms(1);
}

/* Event 0, and then in each phase those that are asked for. */
static void be_poor(struct shared *shared, const int *numbers)
{
	int phase, i;

	end_with_parent();
	for (phase = 0;; phase++) {
		await_phase(shared, phase);
		for (i = 0; i < EVENTS; i++)
			shared->results[i] = make_event(phase ? numbers[i] : 0);
		__atomic_store_n(&shared->done, phase + 1, __ATOMIC_RELEASE);
	}
}

static int await_done(const struct shared *shared, int phase)
{
	int ms;

	for (ms = 0; ms < LIMIT_MS; ms += 5) {
		if (__atomic_load_n(&shared->done, __ATOMIC_ACQUIRE) > phase)
			return 0;
		tsem_sleep_ms(5);
	}
	return -ETIME;
}

static int next_phase(struct shared *shared, int phase)
{
	__atomic_store_n(&shared->phase, phase, __ATOMIC_RELEASE);
	return await_done(shared, phase);
}

/*
 * A member that has no memory from now on, and is not killed for it: all that
 * the kernel would charge to it fails.
 */
static pid_t start_poor(const char *group, struct shared *shared,
			const int *numbers)
{
	char text[48];
	pid_t pid = fork();

	if (!pid)
		be_poor(shared, numbers);
	if (pid < 0 || await_done(shared, 0))
		return -ETIME;
	snprintf(text, sizeof(text), "/proc/%d/oom_score_adj", pid);
	if (tsem_write_file(text, "-1000") ||
	    group_write(group, "memory.max", "0"))
		return -EACCES;
	snprintf(text, sizeof(text), "%d", pid);
	return group_write(group, "cgroup.procs", text) ? -EPERM : pid;
}

/* What is not recorded is told, and later events are recorded again. */
TEST_F_TIMEOUT(memory, none_while_learning, 240)
{
	static const int numbers[] = { 1, 2, 3, 4, 5, 6, 7, 8 };
	long lost, points;
	pid_t pid;
	int i;

	pid = start_poor(self->group, self->shared, numbers);
	ASSERT_LT(0, pid);
	EXPECT_EQ(FIRST, tsem_stat(self->ns, "points"));
	EXPECT_EQ(0, tsem_stat(self->ns, "incomplete"));
	EXPECT_EQ(0, next_phase(self->shared, 1));
	lost = tsem_stat(self->ns, "unrecorded");
	points = tsem_stat(self->ns, "points");
	EXPECT_LT(0, lost);
	EXPECT_EQ(FIRST + EVENTS, points + lost);
	EXPECT_EQ(1, tsem_stat(self->ns, "incomplete"));
	EXPECT_EQ(0, check_sums(self->ns, 0));
	EXPECT_EQ(-EOVERFLOW, tsem_control(self->ns, "seal\n"));
	/* Nothing is refused; the socket itself may lack memory. */
	for (i = 0; i < EVENTS; i++)
		EXPECT_NE(-EPERM, self->shared->results[i]);

	ASSERT_EQ(0, group_write(self->group, "memory.max", "max"));
	EXPECT_EQ(0, next_phase(self->shared, 2));
	EXPECT_EQ(FIRST + EVENTS, tsem_stat(self->ns, "points"));
	EXPECT_EQ(lost, tsem_stat(self->ns, "unrecorded"));
	EXPECT_EQ(1, tsem_stat(self->ns, "incomplete"));
	EXPECT_EQ(0, check_sums(self->ns, 0));
	EXPECT_EQ(128 + SIGKILL, end(pid));
}

/* For events that cannot wait for memory something is set aside. */
TEST_F_TIMEOUT(memory, none_for_signals, 240)
{
	static const int numbers[] = {
		SIGNAL, SIGNAL, SIGNAL, SIGNAL, SIGNAL, SIGNAL, SIGNAL, SIGNAL,
	};
	pid_t pid;
	int i;

	pid = start_poor(self->group, self->shared, numbers);
	ASSERT_LT(0, pid);
	EXPECT_EQ(0, next_phase(self->shared, 1));
	for (i = 0; i < EVENTS; i++)
		EXPECT_EQ(0, self->shared->results[i]);
	EXPECT_EQ(FIRST + 1, tsem_stat(self->ns, "points"));
	EXPECT_EQ(0, tsem_stat(self->ns, "incomplete"));
	EXPECT_LT(0, group_read(self->group, "memory.events", "max"));
	EXPECT_EQ(0, check_sums(self->ns, 0));
	EXPECT_EQ(128 + SIGKILL, end(pid));
}

/* What is known needs none; what is not known is refused, recorded or not. */
TEST_F_TIMEOUT(memory, none_while_enforcing, 240)
{
	static const int numbers[] = { 0, 0, 1, 0, 1, 2, 3, 0 };
	long recorded, lost;
	pid_t pid;
	int i;

	pid = fork();
	ASSERT_LE(0, pid);
	if (!pid) {
		end_with_parent();
		_exit(-make_event(0));
	}
	ASSERT_EQ(0, wait_for(pid));
	ASSERT_EQ(0, tsem_control(self->ns, "seal\nenforce\n"));
	pid = start_poor(self->group, self->shared, numbers);
	ASSERT_LT(0, pid);
	EXPECT_EQ(0, self->shared->results[0]);
	EXPECT_EQ(0, next_phase(self->shared, 1));
	EXPECT_NE(-EPERM, self->shared->results[0]);
	EXPECT_NE(-EPERM, self->shared->results[1]);
	for (i = 2; i < EVENTS; i++)
		EXPECT_EQ(-EPERM, self->shared->results[i]);
	EXPECT_STREQ("untrusted", tsem_value(self->ns, "trust"));
	EXPECT_EQ(EVENTS - 3, tsem_stat(self->ns, "untrusted_denials"));
	recorded = tsem_stat(self->ns, "forensics");
	lost = tsem_stat(self->ns, "unrecorded");
	EXPECT_EQ(1, recorded + lost);
	EXPECT_EQ(lost, tsem_stat(self->ns, "incomplete"));
	EXPECT_EQ(64, strlen(tsem_value(self->ns, "state")));
	EXPECT_EQ(128 + SIGKILL, end(pid));

	/* Another one goes on. */
	pid = fork();
	ASSERT_LE(0, pid);
	if (!pid)
		_exit(make_event(0) || make_event(4) != -EPERM);
	EXPECT_EQ(0, wait_for(pid));
}

static int make_links(const struct place *p)
{
	char path[96];
	int i;

	for (i = 0; i < FILES; i++) {
		snprintf(path, sizeof(path), "%s.%d", p->known, i);
		if (link(p->known, path))
			return -errno;
	}
	return 0;
}

static int open_links(const struct place *p, struct shared *shared)
{
	char path[96];
	int i;

	await_phase(shared, 1);
	for (i = 0; i < FILES; i++) {
		snprintf(path, sizeof(path), "%s.%d", p->known, i);
		CHECK(!do_open(path));
	}
	return 0;
}

/*
 * Records are charged to who caused them, who is killed for it; what it did
 * before is there, and goes with the namespace.
 */
TEST_F_TIMEOUT(memory, killed_for_it, 240)
{
	long charged, points;
	char text[16];
	pid_t pid;
	int ms;
	__u64 id;

	ASSERT_EQ(0, make_links(&self->place));
	ASSERT_EQ(0, group_write(self->group, "memory.max", "512K"));
	pid = fork();
	ASSERT_LE(0, pid);
	if (!pid)
		_exit(open_links(&self->place, self->shared) ? 1 : 0);
	snprintf(text, sizeof(text), "%d", pid);
	ASSERT_EQ(0, group_write(self->group, "cgroup.procs", text));
	self->shared->phase = 1;
	EXPECT_EQ(128 + SIGKILL, wait_for(pid));
	EXPECT_EQ(1, group_read(self->group, "memory.events", "oom_kill"));

	points = tsem_stat(self->ns, "points");
	EXPECT_LT(100, points);
	EXPECT_GT(FILES, points);
	EXPECT_EQ(0, check_sums(self->ns, 1));
	charged = group_read(self->group, "memory.current", NULL);
	EXPECT_LT(200000, charged);

	id = tsem_fd_id(self->ns);
	ASSERT_EQ(0, tsem_cancel());
	close(self->ns);
	EXPECT_TRUE(vanishes(id));
	for (ms = 0; ms < LIMIT_MS; ms += 20) {
		if (group_read(self->group, "memory.current", NULL) <
		    charged / 2)
			break;
		tsem_sleep_ms(20);
	}
	EXPECT_GT(LIMIT_MS, ms)
		TH_LOG("%ld bytes, then %ld", charged,
		       group_read(self->group, "memory.current", NULL));
}

/* A full disk is what it is */

static int fill(void *dir)
{
	static char chunk[4096];
	char path[80];
	ssize_t n;
	int fd, i;

	snprintf(path, sizeof(path), "%s/data", (char *)dir);
	fd = open(path, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0644);
	CHECK(fd >= 0);
	for (i = 0; i < 1000; i++) {
		n = write(fd, chunk, sizeof(chunk));
		if (n < 0)
			break;
	}
	CHECK(n < 0 && errno == ENOSPC);
	close(fd);
	/* There is no room for another file either. */
	snprintf(path, sizeof(path), "%s/more", (char *)dir);
	CHECK(open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0644) < 0);
	CHECK(errno == ENOSPC);
	return 0;
}

FIXTURE(full)
{
	struct place place;
	char dir[80];
	int ns;
};

FIXTURE_SETUP(full)
{
	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	ASSERT_EQ(0, make_place(&self->place));
	snprintf(self->dir, sizeof(self->dir), "%s/full", self->place.dir);
	ASSERT_EQ(0, mkdir(self->dir, 0755));
	/* The root of it is one of two. */
	ASSERT_EQ(0, mount("none", self->dir, "tmpfs", 0,
			   "size=64k,nr_inodes=2,mode=755"));
	self->ns = tsem_unshare();
	ASSERT_LE(0, self->ns);
}

FIXTURE_TEARDOWN(full)
{
	umount2(self->dir, MNT_DETACH);
	remove_place(&self->place);
}

TEST_F(full, is_no_denial)
{
	char *state;

	ASSERT_EQ(0, tsem_run(fill, self->dir));
	state = strdup(tsem_value(self->ns, "state"));
	EXPECT_EQ(64, strlen(state));
	EXPECT_EQ(0, tsem_stat(self->ns, "incomplete"));
	EXPECT_EQ(0, check_sums(self->ns, 0));
	ASSERT_EQ(0, tsem_control(self->ns, "seal\nenforce\n"));
	EXPECT_EQ(0, tsem_run(fill, self->dir));
	EXPECT_STREQ(state, tsem_value(self->ns, "state"));
	EXPECT_EQ(0, tsem_stat(self->ns, "forensics"));
	EXPECT_STREQ("trusted", tsem_value(self->ns, "trust"));
	/* And the unknown is refused there all the same. */
	EXPECT_NE(0, tsem_run(open_it, self->place.known));
	EXPECT_EQ(1, tsem_stat(self->ns, "forensics"));
}

TEST_HARNESS_MAIN
