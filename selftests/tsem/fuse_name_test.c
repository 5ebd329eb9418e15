// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of TSEM: names that go after the kernel has found the file by them
 *
 * A server of a file system makes the kernel wait between the look-up and the hook.
 */

#include "names.h"
#include "tiny_fuse.h"
#include "uring.h"

#include "kselftest_harness.h"

FIXTURE(gone)
{
	char dir[64];
	char mnt[96];		/* dir/mnt */
	char path[128];		/* dir/mnt/file, which is served */
	int ns;
	struct tiny_fuse fuse;
};

FIXTURE_SETUP(gone)
{
	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	ASSERT_EQ(0, make_own_place(self->dir, sizeof(self->dir)));
	snprintf(self->mnt, sizeof(self->mnt), "%s/mnt", self->dir);
	snprintf(self->path, sizeof(self->path), "%s/file", self->mnt);
	ASSERT_EQ(0, mkdir(self->mnt, 0755));
	if (serve(&self->fuse, self->mnt, &self->ns, false))
		SKIP(return, "no fuse");
}

FIXTURE_TEARDOWN(gone)
{
	if (!self->dir[0])
		return;
	tiny_stop(&self->fuse);
	tsem_cancel();
	remove_place(self->dir);
}

/* Opens the file in a child, which has found the name when this returns. */
static pid_t begin_open(struct tiny_fuse *fuse, int (*fn)(void *arg),
			char *arg)
{
	const int before = fuse->shared->held;
	pid_t pid;

	fuse->shared->hold = FUSE_GETATTR;
	pid = fork();
	if (!pid)
		_exit(fn(arg) != 0);
	return tiny_holds(fuse, before) ? pid : -1;
}

/* Once, by its name. */
static bool was_opened(int ns, const char *path)
{
	return count_lines(ns, "trajectory", "\"file_open\"") == 1 &&
	       last_is(ns, "path", "own", path);
}

/* Looked for again, it has its name. */
TEST_F_TIMEOUT(gone, and_back, 120)
{
	pid_t pid = begin_open(&self->fuse, do_open, self->path);

	ASSERT_LT(0, pid);
	ASSERT_EQ(0, tiny_forget(&self->fuse));
	self->fuse.shared->hold = 0;
	EXPECT_EQ(0, tsem_wait(pid));
	EXPECT_TRUE(was_opened(self->ns, self->path))
		TH_LOG("%s", last(self->ns, "trajectory"));
}

/*
 * The second time it finds another file, which it can only have found by its name: that
 * this one is gone again does not matter. The first stays in use, so that they differ.
 */
TEST_F_TIMEOUT(gone, twice, 120)
{
	int fd = open(self->path, O_PATH | O_CLOEXEC);
	pid_t pid;

	ASSERT_LE(0, fd);
	pid = begin_open(&self->fuse, do_open, self->path);
	ASSERT_LT(0, pid);
	ASSERT_EQ(0, tiny_forget(&self->fuse));
	self->fuse.shared->passed = 1;
	ASSERT_TRUE(tiny_holds(&self->fuse, 1));
	ASSERT_EQ(0, tiny_forget(&self->fuse));
	self->fuse.shared->hold = 0;
	EXPECT_EQ(0, tsem_wait(pid));
	EXPECT_TRUE(was_opened(self->ns, self->path))
		TH_LOG("%s", last(self->ns, "trajectory"));
	close(fd);
}

/* An opened file without a name, made in a directory. */
static int open_nameless(const char *dir)
{
	char path[128];
	int fd;

	snprintf(path, sizeof(path), "%s/own", dir);
	fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	return fd < 0 || unlink(path) ? -1 : fd;
}

/* Opening the file fails; the next one that is opened has no name, and is found by a link. */
static int open_in_vain(const char *dir, int error)
{
	char path[128], link[64];
	int fd = open_nameless(dir);

	CHECK(fd >= 0);
	snprintf(path, sizeof(path), "%s/mnt/file", dir);
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	CHECK(open(path, O_RDONLY) < 0 && errno == error);
	CHECK(open(link, O_RDONLY) >= 0);
	return 0;
}

static int do_miss(void *dir)
{
	return open_in_vain(dir, ENOENT);
}

/* The same by one worker, in one go. */
static int do_miss_by_worker(void *dir)
{
	struct io_uring_sqe sqe = {
		.opcode = IORING_OP_OPENAT,
		.flags = IOSQE_ASYNC | IOSQE_IO_HARDLINK,
		.fd = AT_FDCWD,
	};
	char path[128], link[64];
	struct uring ring;
	int fd = open_nameless(dir);

	CHECK(fd >= 0);
	CHECK(!uring_open(&ring, 0, -1));
	snprintf(path, sizeof(path), "%s/mnt/file", (char *)dir);
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	sqe.addr = (__u64)path;
	uring_add(&ring, &sqe);
	sqe.flags = IOSQE_ASYNC;
	sqe.addr = (__u64)link;
	uring_add(&ring, &sqe);
	CHECK(!uring_enter(&ring, 2, 2));
	CHECK(uring_result(&ring) == -ENOENT);
	CHECK(!uring_result(&ring));
	return 0;
}

/* Looked for again, it is not there. */
static int miss(struct tiny_fuse *fuse, int (*fn)(void *dir), char *dir)
{
	pid_t pid = begin_open(fuse, fn, dir);

	if (pid < 0)
		return -1;
	fuse->shared->missing = 1;
	tiny_forget(fuse);
	fuse->shared->hold = 0;
	return tsem_wait(pid);
}

/* What was seen in one opening does not count for the next one. */
TEST_F_TIMEOUT(gone, for_good, 120)
{
	ASSERT_EQ(0, miss(&self->fuse, do_miss, self->dir));
	EXPECT_TRUE(last_is(self->ns, "deleted", "own", self->dir))
		TH_LOG("%s", last(self->ns, "trajectory"));
	EXPECT_EQ(0, count_lines(self->ns, "trajectory", self->path));
}

/* Nor if both are parts of one system call. */
TEST_F_TIMEOUT(gone, for_good_in_a_chain, 120)
{
	ASSERT_EQ(0, miss(&self->fuse, do_miss_by_worker, self->dir));
	EXPECT_TRUE(last_is(self->ns, "deleted", "own", self->dir))
		TH_LOG("%s", last(self->ns, "trajectory"));
}

static int do_find_stale(void *dir)
{
	return open_in_vain(dir, ESTALE);
}

/*
 * The kernel looks no more than twice: if the file system made it look again before,
 * the program is told. That does not count for the next one either.
 */
TEST_F_TIMEOUT(gone, after_it_was_stale, 120)
{
	pid_t pid;

	self->fuse.shared->stale = 1;
	pid = begin_open(&self->fuse, do_find_stale, self->dir);
	ASSERT_LT(0, pid);
	ASSERT_EQ(0, tiny_forget(&self->fuse));
	self->fuse.shared->hold = 0;
	EXPECT_EQ(0, tsem_wait(pid));
	EXPECT_TRUE(last_is(self->ns, "deleted", "own", self->dir))
		TH_LOG("%s", last(self->ns, "trajectory"));
	EXPECT_EQ(0, count_lines(self->ns, "trajectory", self->path));
	EXPECT_EQ(0, tsem_run(do_open, self->path));
	EXPECT_TRUE(last_is(self->ns, "path", "own", self->path));
}

/* Other events */

static int do_look_by_descriptor(void *dir)
{
	int fd = open_nameless(dir);
	struct stat st;

	CHECK(fd >= 0);
	CHECK(!fstat(fd, &st));
	CHECK(!fstatat(fd, "", &st, AT_EMPTY_PATH));
	CHECK(!fchmod(fd, 0600));
	return 0;
}

/* Nobody would look again for a descriptor: these get no error. */
TEST_F(gone, of_a_descriptor)
{
	ASSERT_EQ(0, tsem_run(do_look_by_descriptor, self->dir));
	EXPECT_TRUE(last_is(self->ns, "deleted", "own", self->dir));
	EXPECT_TRUE(last_has(self->ns, "type", "path_chmod"));
	EXPECT_EQ(2, count_lines(self->ns, "trajectory", "\"deleted\""))
		TH_LOG("%s", tsem_read(self->ns, "trajectory"));
}

/* The server cannot do it, which it says after the event. */
static int do_chmod(void *path)
{
	CHECK(chmod(path, 0500));
	return 0;
}

/*
 * The second one has found the name and waits for the first, who holds the lock of
 * the file while the server thinks.
 */
TEST_F_TIMEOUT(gone, before_a_change, 120)
{
	pid_t pids[2];

	self->fuse.shared->valid = 1000;
	self->fuse.shared->hold = FUSE_SETATTR;
	pids[0] = fork();
	if (!pids[0])
		_exit(do_chmod(self->path) != 0);
	ASSERT_TRUE(tiny_holds(&self->fuse, 0));
	EXPECT_TRUE(last_is(self->ns, "path", "own", self->path));
	pids[1] = fork();
	if (!pids[1])
		_exit(do_chmod(self->path) != 0);
	EXPECT_TRUE(tsem_reaches_state(pids[1], 'D'));
	ASSERT_EQ(0, tiny_forget(&self->fuse));
	self->fuse.shared->hold = 0;
	EXPECT_EQ(0, tsem_wait(pids[0]));
	EXPECT_EQ(0, tsem_wait(pids[1]));
	EXPECT_TRUE(last_has(self->ns, "type", "path_chmod"));
	EXPECT_TRUE(last_is(self->ns, "deleted", "own", self->mnt))
		TH_LOG("%s", last(self->ns, "trajectory"));
}

TEST_HARNESS_MAIN
