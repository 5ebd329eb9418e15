// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of TSEM: joining a namespace, and never leaving it
 */

#include "common.h"

#include <pthread.h>
#include <sys/stat.h>

#include "kselftest_harness.h"

/* setns: a namespace, a task in it and one that could join */

FIXTURE(join)
{
	int fd;
	__u64 id;
	pid_t member;
	int pidfd;
	int init_fd;
};

FIXTURE_SETUP(join)
{
	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	self->init_fd = tsem_open_link("self", "tsem");
	ASSERT_LE(0, self->init_fd);
	self->fd = tsem_unshare();
	ASSERT_LE(0, self->fd);
	self->id = tsem_fd_id(self->fd);
	self->member = fork();
	ASSERT_LE(0, self->member);
	if (!self->member) {
		pause();
		_exit(0);
	}
	self->pidfd = sys_pidfd_open(self->member, 0);
	ASSERT_LE(0, self->pidfd);
	ASSERT_EQ(0, tsem_cancel());
}

FIXTURE_TEARDOWN_PARENT(join)
{
	if (self->member > 0)
		kill(self->member, SIGKILL);
}

static int try_join(void *fd)
{
	__u64 id = tsem_fd_id(*(int *)fd);

	CHECK(!setns(*(int *)fd, CLONE_NEWTSEM));
	CHECK(!tsem_check_here(&id));
	CHECK(!tsem_run(tsem_check_here, &id));
	return 0;
}

TEST_F(join, fd)
{
	EXPECT_EQ(0, tsem_run(try_join, &self->fd));
	EXPECT_EQ(TSEM_INIT_ID, tsem_here());
}

TEST_F(join, fd_without_type)
{
	ASSERT_EQ(0, setns(self->fd, 0));
	EXPECT_EQ(0, tsem_check_here(&self->id));
}

TEST_F(join, wrong_type)
{
	EXPECT_EQ(-1, setns(self->fd, CLONE_NEWTIME));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(TSEM_INIT_ID, tsem_here());
}

TEST_F(join, pidfd)
{
	ASSERT_EQ(0, setns(self->pidfd, CLONE_NEWTSEM | CLONE_NEWUTS));
	EXPECT_EQ(0, tsem_check_here(&self->id));
}

TEST_F(join, replaces_what_waits)
{
	int fd = tsem_unshare();

	ASSERT_LE(0, fd);
	close(fd);
	ASSERT_EQ(0, setns(self->fd, CLONE_NEWTSEM));
	EXPECT_EQ(0, tsem_check_here(&self->id));
	EXPECT_EQ(0, tsem_run(tsem_check_here, &self->id));
}

static int unprivileged_cannot(void *fd)
{
	CHECK(!tsem_become_nobody());
	CHECK(setns(*(int *)fd, CLONE_NEWTSEM) == -1 && errno == EPERM);
	CHECK(tsem_here() == TSEM_INIT_ID);
	return 0;
}

TEST_F(join, needs_capability)
{
	EXPECT_EQ(0, tsem_run(unprivileged_cannot, &self->fd));
}

/* Root in a child user namespace has no power over a namespace of its parent. */
static int userns_cannot(void *fd)
{
	CHECK(!tsem_enter_userns(0));
	CHECK(setns(*(int *)fd, CLONE_NEWTSEM) == -1 && errno == EPERM);
	return 0;
}

TEST_F(join, needs_capability_in_the_owner)
{
	EXPECT_EQ(0, tsem_run(userns_cannot, &self->fd));
}

static void *wait_for_byte(void *fd)
{
	char byte;

	return (void *)read(*(int *)fd, &byte, 1);
}

TEST_F(join, refuses_threads)
{
	pthread_t thread;
	int pipe_fd[2];

	ASSERT_EQ(0, pipe(pipe_fd));
	ASSERT_EQ(0, pthread_create(&thread, NULL, wait_for_byte, &pipe_fd[0]));
	EXPECT_EQ(-1, setns(self->fd, CLONE_NEWTSEM));
	EXPECT_EQ(EUSERS, errno);
	ASSERT_EQ(1, write(pipe_fd[1], "", 1));
	ASSERT_EQ(0, pthread_join(thread, NULL));
	EXPECT_EQ(TSEM_INIT_ID, tsem_here());
}

TEST_F(join, refuses_shared_memory)
{
	pid_t pid = vfork();

	if (!pid)
		_exit(setns(self->fd, CLONE_NEWTSEM) ? errno : 0);
	EXPECT_EQ(EUSERS, tsem_wait(pid));
}

/* A namespace owned by a child user namespace; what happens to its superiors */

struct owned {
	int fd;
	int userns;
	int pidfd;
};

static int owned_below(void *arg)
{
	struct owned *o = arg;

	/* Capable, but its owner must not get power over this task. */
	CHECK(setns(o->fd, CLONE_NEWTSEM) == -1 && errno == EPERM);
	CHECK(setns(o->pidfd, CLONE_NEWTSEM) == -1 && errno == EPERM);
	CHECK(tsem_here() == TSEM_INIT_ID);
	return 0;
}

static int owned_joined(void *arg)
{
	struct owned *o = arg;
	__u64 id = tsem_fd_id(o->fd);

	CHECK(!setns(o->userns, CLONE_NEWUSER));
	CHECK(!setns(o->fd, CLONE_NEWTSEM));
	CHECK(!tsem_check_here(&id));
	return 0;
}

static int owned_joined_at_once(void *arg)
{
	struct owned *o = arg;
	__u64 id = tsem_fd_id(o->fd);

	CHECK(!setns(o->pidfd, CLONE_NEWUSER | CLONE_NEWTSEM));
	CHECK(!tsem_check_here(&id));
	return 0;
}

TEST(join_below_the_owner_only)
{
	int ready[2], stop[2];
	char who[16], byte;
	struct owned o;
	pid_t pid;

	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	ASSERT_EQ(0, pipe(ready));
	ASSERT_EQ(0, pipe(stop));
	pid = fork();
	ASSERT_LE(0, pid);
	if (!pid) {
		int fd;

		if (tsem_enter_userns(CLONE_NEWTSEM))
			_exit(1);
		fd = tsem_open_link("self", "tsem_for_children");
		if (setns(fd, CLONE_NEWTSEM))
			_exit(2);
		close(stop[1]);
		if (write(ready[1], "", 1) != 1 || read(stop[0], &byte, 1))
			_exit(3);
		_exit(0);
	}
	close(ready[1]);
	close(stop[0]);
	ASSERT_EQ(1, read(ready[0], &byte, 1));
	snprintf(who, sizeof(who), "%d", pid);
	o.fd = tsem_open_link(who, "tsem");
	o.userns = tsem_open_link(who, "user");
	o.pidfd = sys_pidfd_open(pid, 0);
	ASSERT_LE(0, o.fd);
	ASSERT_LE(0, o.userns);
	ASSERT_LE(0, o.pidfd);
	EXPECT_EQ(0, tsem_run(owned_below, &o));
	EXPECT_EQ(0, tsem_run(owned_joined, &o));
	EXPECT_EQ(0, tsem_run(owned_joined_at_once, &o));
	close(stop[1]);
	EXPECT_EQ(0, tsem_wait(pid));
}

static bool has_control(int fd)
{
	return access(TSEM_DIR "/control", F_OK) == 0;
}

TEST_F(join, sealed)
{
	if (!has_control(self->fd))
		SKIP(return, "no control file");
	ASSERT_EQ(0, tsem_control(self->fd, "seal\n"));
	EXPECT_EQ(-1, setns(self->fd, CLONE_NEWTSEM));
	EXPECT_EQ(EPERM, errno);
	EXPECT_EQ(-1, setns(self->pidfd, CLONE_NEWTSEM));
	EXPECT_EQ(EPERM, errno);
	EXPECT_EQ(TSEM_INIT_ID, tsem_here());
}

TEST(join_sealed_but_allowed)
{
	int fd;

	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	fd = tsem_unshare();
	ASSERT_LE(0, fd);
	if (!has_control(fd))
		SKIP(return, "no control file");
	ASSERT_EQ(0, tsem_control(fd, "set join=allowed\nseal\n"));
	EXPECT_EQ(0, tsem_run(try_join, &fd));
}

/* The one-way door */

static int member_tries_to_create(void *id)
{
	pid_t pid;

	CHECK(unshare(CLONE_NEWTSEM) == -1 && errno == EPERM);
	CHECK(unshare(CLONE_NEWTSEM | CLONE_NEWUTS) == -1 && errno == EPERM);
	pid = tsem_clone3(CLONE_NEWTSEM);
	if (!pid)
		_exit(0);
	CHECK(pid == -1 && errno == EPERM);
	CHECK(!unshare(CLONE_NEWUTS));
	CHECK(!tsem_check_here(id));
	CHECK(unshare(CLONE_NEWUSER | CLONE_NEWTSEM) == -1 && errno == EPERM);
	CHECK(!tsem_enter_userns(0));
	CHECK(unshare(CLONE_NEWTSEM) == -1 && errno == EPERM);
	CHECK(!tsem_check_here(id));
	CHECK(!tsem_run(tsem_check_here, id));
	return 0;
}

TEST(member_cannot_create)
{
	__u64 id;
	int fd;

	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	fd = tsem_unshare();
	ASSERT_LE(0, fd);
	id = tsem_fd_id(fd);
	EXPECT_EQ(0, tsem_run(member_tries_to_create, &id));
}

struct door {
	int init_fd;
	int init_pidfd;
	int other_fd;
	int own_fd;
	__u64 own;
};

static int member_tries_to_leave(void *arg)
{
	struct door *d = arg;
	struct stat before, after;

	CHECK(setns(d->init_fd, CLONE_NEWTSEM) == -1 && errno == EPERM);
	CHECK(setns(d->init_fd, 0) == -1 && errno == EPERM);
	CHECK(setns(d->other_fd, CLONE_NEWTSEM) == -1 && errno == EPERM);
	CHECK(!tsem_check_here(&d->own));
	/* All or nothing. */
	CHECK(!unshare(CLONE_NEWUTS));
	CHECK(!stat("/proc/self/ns/uts", &before));
	CHECK(setns(d->init_pidfd, CLONE_NEWUTS | CLONE_NEWTSEM) == -1 &&
	      errno == EPERM);
	CHECK(!stat("/proc/self/ns/uts", &after));
	CHECK(before.st_ino == after.st_ino);
	CHECK(!setns(d->init_pidfd, CLONE_NEWUTS));
	CHECK(!setns(d->own_fd, CLONE_NEWTSEM));
	CHECK(!tsem_check_here(&d->own));
	return 0;
}

TEST_F(join, member_cannot_leave)
{
	struct door d = {
		.init_fd = self->init_fd,
		.init_pidfd = sys_pidfd_open(getpid(), 0),
		.own_fd = tsem_unshare(),
		.other_fd = self->fd,
	};

	ASSERT_LE(0, d.own_fd);
	ASSERT_LE(0, d.init_pidfd);
	d.own = tsem_fd_id(d.own_fd);
	EXPECT_EQ(0, tsem_run(member_tries_to_leave, &d));
}

/* Users */

static int unprivileged(void *unused)
{
	__u64 id;
	int fd;

	CHECK(!tsem_become_nobody());
	CHECK(unshare(CLONE_NEWTSEM) == -1 && errno == EPERM);
	CHECK(tsem_clone3(CLONE_NEWTSEM) == -1 && errno == EPERM);
	CHECK(!unshare(CLONE_NEWUSER | CLONE_NEWTSEM));
	id = tsem_waiting();
	CHECK(id && id != TSEM_INIT_ID);
	fd = tsem_open_link("self", "tsem_for_children");
	CHECK(fd >= 0);
	/* The new user namespace is the owner. */
	fd = ioctl(fd, NS_GET_USERNS);
	CHECK(fd >= 0);
	CHECK(tsem_fd_id(fd) == tsem_link_id("self", "user"));
	CHECK(!tsem_run(tsem_check_here, &id));
	return 0;
}

TEST(unprivileged_with_user_namespace)
{
	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	EXPECT_EQ(0, tsem_run(unprivileged, NULL));
}

TEST_HARNESS_MAIN
