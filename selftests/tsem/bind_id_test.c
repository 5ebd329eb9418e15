// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of TSEM: looking at a namespace by its id
 */

#include "observer.h"

#include <sys/mman.h>

#include "kselftest_harness.h"

FIXTURE(bind_id)
{
	int ns;
	__u64 id;
	int go[2];
	pid_t member;
};

/* In it is one member, which ends when the pipe is closed. */
FIXTURE_SETUP(bind_id)
{
	char byte;

	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	self->ns = tsem_unshare();
	ASSERT_LE(0, self->ns);
	self->id = tsem_fd_id(self->ns);
	ASSERT_EQ(0, pipe2(self->go, O_CLOEXEC));
	self->member = fork();
	ASSERT_LE(0, self->member);
	if (!self->member) {
		close(self->go[1]);
		_exit(read(self->go[0], &byte, 1) || make_event(0) ? 1 : 0);
	}
	ASSERT_EQ(0, tsem_cancel());
}

FIXTURE_TEARDOWN(bind_id)
{
	kill(self->member, SIGKILL);
	tsem_wait(self->member);
}

/* Binds an open file; returns 0 or -errno. */
static int bind_to(int fd, __u64 id)
{
	char line[64];

	snprintf(line, sizeof(line), "bind id=%llu\n", id);
	return write(fd, line, strlen(line)) < 0 ? -errno : 0;
}

/* As tsem_open(). */
static int open_by_id(const char *name, __u64 id)
{
	int fd = tsem_open(name, O_RDWR | O_NONBLOCK, -1), err;

	if (fd < 0)
		return fd;
	err = bind_to(fd, id);
	if (!err)
		return fd;
	close(fd);
	return err;
}

TEST_F(bind_id, every_file)
{
	static const char *const names[] = {
		"id", "mode", "trust", "state", "measurement", "stats", "model",
		"trajectory", "forensics",
	};
	char *right, *text;
	size_t i;
	int fd;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		fd = open_by_id(names[i], self->id);
		ASSERT_LE(0, fd)
			TH_LOG("%s", names[i]);
		text = tsem_read_all(fd);
		right = tsem_read(self->ns, names[i]);
		ASSERT_NE(NULL, text);
		EXPECT_STREQ(right, text);
		/* Once only, also to what is not there. */
		EXPECT_EQ(-EBUSY, bind_to(fd, self->id));
		EXPECT_EQ(-EBUSY, bind_to(fd, self->id + 100000));
		close(fd);
		free(text);
		free(right);
	}
}

TEST_F(bind_id, events)
{
	int fd = open_by_id("events", self->id);
	struct account a = {};

	ASSERT_LE(0, fd);
	EXPECT_EQ(0, polled(fd, 0));
	/* What it is bound to does not go on because of that. */
	close(self->ns);
	close(self->go[1]);
	EXPECT_EQ(0, tsem_wait(self->member));
	EXPECT_EQ(1, account_all(fd, &a));
	EXPECT_EQ(1, a.sockets);
	EXPECT_EQ(POLLHUP, polled(fd, 0));
	close(fd);
}

TEST_F(bind_id, control_and_agent)
{
	int control = open_by_id("control", self->id);
	int agent = open_by_id("agent", self->id);
	char line[65536];

	ASSERT_LE(0, control);
	ASSERT_LE(0, agent);
	EXPECT_EQ(-EBUSY, open_by_id("agent", self->id));
	EXPECT_EQ(5, write(control, "seal\n", 5));
	EXPECT_STREQ("sealed", tsem_value(self->ns, "mode"));
	close(self->go[1]);
	EXPECT_EQ(POLLIN, polled(agent, 10000));
	EXPECT_LT(0, read(agent, line, sizeof(line)));
	EXPECT_NE(NULL, strstr(line, "socket_create"));
	close(agent);
	EXPECT_EQ(0, tsem_wait(self->member));
	EXPECT_EQ(1, tsem_stat(self->ns, "forensics"));
}

/* The file stays bound to none. */
TEST_F(bind_id, wrong)
{
	static const char *const bad[] = {
		"bind id=\n", "bind id=0\n", "bind id=-1\n", "bind id=+1\n",
		"bind id=x\n", "bind id=18446744073709551616\n", "bind id=1 \n",
	};
	static const char *const links[] = { "uts", "user", "net", "mnt", "pid" };
	int fd = tsem_open("events", O_RDWR | O_NONBLOCK, -1);
	char byte;
	size_t i;

	ASSERT_LE(0, fd);
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		EXPECT_EQ(-1, write(fd, bad[i], strlen(bad[i])));
		EXPECT_EQ(EINVAL, errno)
			TH_LOG("%s", bad[i]);
	}
	EXPECT_EQ(-ENOENT, bind_to(fd, self->id + 100000));
	EXPECT_EQ(-ENOENT, bind_to(fd, ~0ULL));
	/* Of all types no two have the same. */
	for (i = 0; i < ARRAY_SIZE(links); i++) {
		ASSERT_NE(0, tsem_link_id("self", links[i]));
		EXPECT_EQ(-ENOENT, bind_to(fd, tsem_link_id("self", links[i])))
			TH_LOG("%s", links[i]);
	}
	EXPECT_EQ(-EINVAL, bind_to(fd, TSEM_INIT_ID));
	EXPECT_EQ(-1, read(fd, &byte, 1));
	EXPECT_EQ(ENODATA, errno);
	EXPECT_EQ(0, bind_to(fd, self->id));
	close(fd);
}

/* Nobody learns by guessing which ids there are. */
static int outsider_binds(void *id)
{
	CHECK(open_by_id("stats", *(__u64 *)id) == -ENOENT);
	CHECK(open_by_id("events", *(__u64 *)id) == -ENOENT);
	CHECK(open_by_id("agent", *(__u64 *)id) == -ENOENT);
	CHECK(open_by_id("control", *(__u64 *)id) == -ENOENT);
	CHECK(open_by_id("control", *(__u64 *)id + 100000) == -ENOENT);
	CHECK(open_by_id("control", TSEM_INIT_ID) == -ENOENT);
	return 0;
}

static int nobody_binds(void *id)
{
	CHECK(!tsem_become_nobody());
	return outsider_binds(id);
}

/* Root of a user namespace sees what that one owns. */
static int subject_binds(void *id)
{
	char *text;
	int ns, fd;

	CHECK(!tsem_enter_userns(0));
	CHECK(!outsider_binds(id));
	ns = tsem_unshare();
	CHECK(ns >= 0);
	fd = open_by_id("mode", tsem_fd_id(ns));
	CHECK(fd >= 0);
	text = tsem_read_all(fd);
	CHECK(text && !strcmp(text, "learning\n"));
	return 0;
}

TEST_F(bind_id, authority)
{
	int fd;

	EXPECT_EQ(0, tsem_run(nobody_binds, &self->id));
	EXPECT_EQ(0, tsem_run(subject_binds, &self->id));
	/* The rights of the opener count. */
	ASSERT_EQ(0, seteuid(65534));
	fd = tsem_open("events", O_RDWR, -1);
	ASSERT_EQ(0, seteuid(0));
	ASSERT_LE(0, fd);
	EXPECT_EQ(-ENOENT, bind_to(fd, self->id));
	close(fd);
	EXPECT_EQ(0, tsem_stat(self->ns, "observers"));
}

struct keys {
	int unbound;
	__u64 own, other;
};

/* A member may look at its own namespace, but not choose one. */
static int member_binds(void *arg)
{
	const struct keys *keys = arg;

	CHECK(bind_to(keys->unbound, keys->other) == -EPERM);
	CHECK(bind_to(keys->unbound, keys->own) == -EPERM);
	CHECK(bind_to(keys->unbound, keys->other + 100000) == -EPERM);
	CHECK(open_by_id("stats", keys->own) == -EBUSY);
	CHECK(open_by_id("agent", keys->other) == -EPERM);
	return 0;
}

TEST_F(bind_id, members)
{
	struct keys keys = {
		.unbound = tsem_open("events", O_RDWR, -1),
		.other = self->id,
	};
	int ns = tsem_unshare();

	ASSERT_LE(0, ns);
	ASSERT_LE(0, keys.unbound);
	keys.own = tsem_fd_id(ns);
	EXPECT_EQ(0, tsem_run(member_binds, &keys));
	close(ns);
}

/* What is only kept by those who look at it is gone for all others. */
TEST_F(bind_id, that_has_ended)
{
	int fd = open_by_id("stats", self->id);
	char *text;

	ASSERT_LE(0, fd);
	close(self->ns);
	/* One is enough to keep it. */
	EXPECT_LE(0, open_by_id("stats", self->id));
	close(self->go[1]);
	EXPECT_EQ(0, tsem_wait(self->member));
	EXPECT_EQ(-ENOENT, open_by_id("stats", self->id));
	EXPECT_EQ(-ENOENT, open_by_id("events", self->id));
	text = tsem_read_all(fd);
	EXPECT_NE(NULL, strstr(text, "points 1\n"));
	free(text);
	close(fd);
	EXPECT_EQ(-ENOENT, open_by_id("stats", self->id));
}

struct race {
	__u64 id;
	int stop;
	long bound, gone, wrong;
};

static int bind_often(struct race *race)
{
	int fd;

	while (!__atomic_load_n(&race->stop, __ATOMIC_ACQUIRE)) {
		fd = open_by_id("events",
				__atomic_load_n(&race->id, __ATOMIC_ACQUIRE));
		race->bound += fd >= 0;
		race->gone += fd == -ENOENT;
		race->wrong += fd < 0 && fd != -ENOENT;
		if (fd >= 0)
			close(fd);
	}
	return 0;
}

/* Namespaces that end at any moment, also in the middle of being found. */
TEST_F_TIMEOUT(bind_id, while_they_end, 120)
{
	const int rounds = tsem_rounds(500);
	struct race *race;
	pid_t pid;
	int i, ns;

	race = mmap(NULL, sizeof(*race), PROT_READ | PROT_WRITE,
		    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, race);
	race->id = self->id;
	pid = fork();
	ASSERT_LE(0, pid);
	if (!pid)
		_exit(bind_often(race));
	for (i = 0; i < rounds; i++) {
		ns = tsem_unshare();
		ASSERT_LE(0, ns);
		__atomic_store_n(&race->id, tsem_fd_id(ns), __ATOMIC_RELEASE);
		sched_yield();
		ASSERT_EQ(0, tsem_cancel());
		close(ns);
	}
	__atomic_store_n(&race->stop, 1, __ATOMIC_RELEASE);
	ASSERT_EQ(0, tsem_wait(pid));
	TH_LOG("%d rounds, %ld found, %ld gone", rounds, race->bound, race->gone);
	EXPECT_EQ(0, race->wrong);
	EXPECT_LT(0, race->bound);
	EXPECT_LT(0, race->gone);
}

TEST_HARNESS_MAIN
