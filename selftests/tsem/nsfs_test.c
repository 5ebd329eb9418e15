// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of TSEM: what user space sees of a namespace
 */

#include "common.h"

#include <stddef.h>

#include "kselftest_harness.h"

#define INIT_INO 0xEFFFFFF6U

FIXTURE(nsfs)
{
	int fd;
	__u64 id;
	pid_t member;
	char who[16];
};

FIXTURE_SETUP(nsfs)
{
	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	self->fd = tsem_unshare();
	ASSERT_LE(0, self->fd);
	self->id = tsem_fd_id(self->fd);
	self->member = fork();
	ASSERT_LE(0, self->member);
	if (!self->member) {
		pause();
		_exit(0);
	}
	snprintf(self->who, sizeof(self->who), "%d", self->member);
	ASSERT_EQ(0, tsem_cancel());
}

FIXTURE_TEARDOWN(nsfs)
{
	if (self->member > 0) {
		kill(self->member, SIGKILL);
		tsem_wait(self->member);
	}
	close(self->fd);
}

static bool link_is(const char *who, const char *name, unsigned int ino)
{
	char path[128], text[64] = "", want[64];

	snprintf(path, sizeof(path), "/proc/%s/ns/%s", who, name);
	snprintf(want, sizeof(want), "tsem:[%u]", ino);
	return readlink(path, text, sizeof(text) - 1) > 0 &&
	       !strcmp(text, want);
}

TEST_F(nsfs, links)
{
	struct stat st;

	ASSERT_EQ(0, fstat(self->fd, &st));
	EXPECT_TRUE(link_is("self", "tsem", INIT_INO));
	EXPECT_TRUE(link_is("self", "tsem_for_children", INIT_INO));
	EXPECT_TRUE(link_is(self->who, "tsem", st.st_ino));
	EXPECT_TRUE(link_is(self->who, "tsem_for_children", st.st_ino));
	EXPECT_NE(INIT_INO, st.st_ino);
}

static int foreign_link(void *who)
{
	CHECK(!tsem_become_nobody());
	CHECK(tsem_open_link(who, "tsem") == -EACCES);
	return 0;
}

TEST_F(nsfs, link_needs_ptrace_access)
{
	EXPECT_EQ(0, tsem_run(foreign_link, self->who));
}

TEST_F(nsfs, ioctls)
{
	int user, owner;
	__u64 id;
	uid_t uid;

	EXPECT_EQ(CLONE_NEWTSEM, ioctl(self->fd, NS_GET_NSTYPE));
	ASSERT_EQ(0, ioctl(self->fd, NS_GET_ID, &id));
	EXPECT_LT(TSEM_INIT_ID, id);
	EXPECT_EQ(id, tsem_link_id(self->who, "tsem"));
	EXPECT_EQ(TSEM_INIT_ID, tsem_here());

	owner = ioctl(self->fd, NS_GET_USERNS);
	ASSERT_LE(0, owner);
	user = tsem_open_link("self", "user");
	ASSERT_LE(0, user);
	EXPECT_EQ(tsem_fd_id(user), tsem_fd_id(owner));
	close(owner);
	close(user);

	EXPECT_EQ(-1, ioctl(self->fd, NS_GET_PARENT));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(-1, ioctl(self->fd, NS_GET_OWNER_UID, &uid));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(-1, ioctl(self->fd, NS_GET_MNTNS_ID, &id));
	EXPECT_EQ(EINVAL, errno);
}

/* Ids are never used again, numbers are. */
TEST_F(nsfs, ids_grow)
{
	__u64 last = self->id;
	int i, fd;

	for (i = 0; i < 20; i++) {
		fd = tsem_unshare();
		ASSERT_LE(0, fd);
		EXPECT_LT(last, tsem_fd_id(fd));
		last = tsem_fd_id(fd);
		close(fd);
	}
}

TEST_F(nsfs, pidfd)
{
	int pidfd = sys_pidfd_open(self->member, 0);
	int own = sys_pidfd_open(getpid(), 0);
	int fd;

	ASSERT_LE(0, pidfd);
	fd = ioctl(pidfd, PIDFD_GET_TSEM_NAMESPACE, 0);
	ASSERT_LE(0, fd);
	EXPECT_EQ(self->id, tsem_fd_id(fd));
	close(fd);
	fd = ioctl(pidfd, PIDFD_GET_TSEM_FOR_CHILDREN_NAMESPACE, 0);
	ASSERT_LE(0, fd);
	EXPECT_EQ(self->id, tsem_fd_id(fd));
	close(fd);
	EXPECT_EQ(-1, ioctl(pidfd, PIDFD_GET_TSEM_NAMESPACE, 1));
	EXPECT_EQ(EINVAL, errno);

	ASSERT_EQ(0, unshare(CLONE_NEWTSEM));
	fd = ioctl(own, PIDFD_GET_TSEM_NAMESPACE, 0);
	EXPECT_EQ(TSEM_INIT_ID, tsem_fd_id(fd));
	close(fd);
	fd = ioctl(own, PIDFD_GET_TSEM_FOR_CHILDREN_NAMESPACE, 0);
	EXPECT_EQ(tsem_waiting(), tsem_fd_id(fd));
	close(fd);

	kill(self->member, SIGKILL);
	tsem_wait(self->member);
	self->member = 0;
	EXPECT_EQ(-1, ioctl(pidfd, PIDFD_GET_TSEM_NAMESPACE, 0));
	EXPECT_EQ(ESRCH, errno);
	close(pidfd);
	close(own);
}

/* File handles */

struct handle {
	struct file_handle h;
	char room[MAX_HANDLE_SZ];
};

static int get_handle(int fd, struct handle *handle)
{
	int mount_id;

	handle->h.handle_bytes = MAX_HANDLE_SZ;
	return name_to_handle_at(fd, "", &handle->h, &mount_id, AT_EMPTY_PATH);
}

static int open_handle(struct handle *handle)
{
	return open_by_handle_at(FD_NSFS_ROOT, &handle->h,
				 O_RDONLY | O_CLOEXEC);
}

static int foreign_handle(void *handle)
{
	CHECK(!tsem_become_nobody());
	CHECK(open_handle(handle) == -1 && errno == ESTALE);
	return 0;
}

static int own_handle(void *handle)
{
	int fd;

	CHECK(!tsem_become_nobody());
	fd = open_handle(handle);
	CHECK(fd >= 0);
	CHECK(tsem_fd_id(fd) == tsem_here());
	return 0;
}

TEST_F(nsfs, file_handle)
{
	struct handle handle;
	int fd;

	ASSERT_EQ(0, get_handle(self->fd, &handle));
	fd = open_handle(&handle);
	ASSERT_LE(0, fd);
	EXPECT_EQ(self->id, tsem_fd_id(fd));
	close(fd);
	EXPECT_EQ(0, tsem_run(foreign_handle, &handle));
	EXPECT_EQ(-1, open_by_handle_at(FD_NSFS_ROOT, &handle.h, O_RDWR));
	EXPECT_EQ(EPERM, errno);
}

TEST_F(nsfs, file_handle_of_own)
{
	struct handle handle;
	int fd = tsem_open_link("self", "tsem");

	ASSERT_EQ(0, get_handle(fd, &handle));
	EXPECT_EQ(0, tsem_run(own_handle, &handle));
	close(fd);
	fd = tsem_unshare();
	ASSERT_EQ(0, get_handle(fd, &handle));
	EXPECT_EQ(0, tsem_run(own_handle, &handle));
	close(fd);
}

TEST_F(nsfs, file_handle_of_a_dead_one)
{
	struct handle handle;

	ASSERT_EQ(0, get_handle(self->fd, &handle));
	kill(self->member, SIGKILL);
	tsem_wait(self->member);
	self->member = 0;
	/* The descriptor still keeps it. */
	EXPECT_LE(0, open_handle(&handle));
}

TEST(file_handle_gone)
{
	struct handle handle;
	int fd, tries = 500;

	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	fd = tsem_unshare();
	ASSERT_LE(0, fd);
	ASSERT_EQ(0, get_handle(fd, &handle));
	close(fd);
	/* What waits for children is alive. */
	fd = open_handle(&handle);
	ASSERT_LE(0, fd);
	close(fd);
	ASSERT_EQ(0, tsem_cancel());
	do {
		fd = open_handle(&handle);
		if (fd < 0)
			break;
		close(fd);
		tsem_sleep_ms(20);
	} while (--tries);
	EXPECT_EQ(-1, fd);
	EXPECT_EQ(ESTALE, errno);
}

/* listns */

TEST_F(nsfs, listns)
{
	struct ns_id_req req = {
		.size = sizeof(req),
		.ns_type = CLONE_NEWTSEM,
		.user_ns_id = tsem_link_id("self", "user"),
	};
	__u64 ids[64];
	ssize_t n;
	bool found = false;

	EXPECT_TRUE(tsem_listed(TSEM_INIT_ID));
	EXPECT_TRUE(tsem_listed(self->id));
	n = sys_listns(&req, ids, 64, 0);
	ASSERT_LT(0, n);
	while (n)
		found |= ids[--n] == self->id;
	EXPECT_TRUE(found);

	req.user_ns_id = 0;
	req.ns_type = CLONE_NEWUTS;
	n = sys_listns(&req, ids, 64, 0);
	while (n > 0)
		EXPECT_NE(self->id, ids[--n]);

	req.ns_type = 1 << 5;
	EXPECT_EQ(-1, sys_listns(&req, ids, 64, 0));
	EXPECT_EQ(EOPNOTSUPP, errno);
}

static int list_as_nobody(void *id)
{
	CHECK(!tsem_become_nobody());
	CHECK(!tsem_listed(*(__u64 *)id));
	return 0;
}

TEST_F(nsfs, listns_of_a_stranger)
{
	EXPECT_EQ(0, tsem_run(list_as_nobody, &self->id));
}

static bool listed_soon(__u64 id, bool want)
{
	int tries = 500;

	while (tsem_listed(id) != want && --tries)
		tsem_sleep_ms(20);
	return tries;
}

TEST_F(nsfs, fd_outlives_tasks)
{
	kill(self->member, SIGKILL);
	ASSERT_EQ(128 + SIGKILL, tsem_wait(self->member));
	self->member = 0;
	EXPECT_EQ(self->id, tsem_fd_id(self->fd));
	EXPECT_TRUE(tsem_listed(self->id));
	/* An empty one can be joined again. */
	EXPECT_EQ(0, setns(self->fd, CLONE_NEWTSEM));
	EXPECT_EQ(0, tsem_check_here(&self->id));
}

TEST_F(nsfs, gone_with_the_last)
{
	kill(self->member, SIGKILL);
	ASSERT_EQ(128 + SIGKILL, tsem_wait(self->member));
	self->member = 0;
	EXPECT_TRUE(listed_soon(self->id, true));
	close(self->fd);
	EXPECT_TRUE(listed_soon(self->id, false));
	self->fd = open("/dev/null", O_RDONLY);
}

TEST_HARNESS_MAIN
