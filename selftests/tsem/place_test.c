// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of TSEM: names that depend on processes, mounts and roots
 *
 * The rules that are tested are in Documentation/security/tsem.rst.
 */

#include "place_fixture.h"

#include <pthread.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/sendfile.h>

#ifndef __NR_move_mount
#define __NR_move_mount 429
#endif
#ifndef __NR_mount_setattr
#define __NR_mount_setattr 442
#endif

#define OPEN_TREE_COPY 1	/* OPEN_TREE_CLONE */
#define MOVE_FROM_FD 4		/* MOVE_MOUNT_F_EMPTY_PATH */
#define ATTR_IDMAP 0x00100000	/* MOUNT_ATTR_IDMAP */

/* Numbers */

static int do_stat_link(void *path)
{
	struct stat st;

	CHECK(!lstat(path, &st));
	return 0;
}

static int do_read_link(void *path)
{
	char text[128];

	CHECK(readlink(path, text, sizeof(text)) > 0);
	return 0;
}

TEST_F_TIMEOUT(place, descriptors_in_proc, 120)
{
	ASSERT_EQ(0, tsem_run(do_stat_link, "/proc/self/fd/0"));
	EXPECT_TRUE(last_is(self->ns, "path", "own", "/proc/<n>/fd/<n>"))
		TH_LOG("%s", last(self->ns, "trajectory"));
	ASSERT_EQ(0, tsem_run(do_read_link, "/proc/self/fd/0"));
	EXPECT_TRUE(last_is(self->ns, "dentry", "none", "/<n>/fd/<n>"))
		TH_LOG("%s", last(self->ns, "trajectory"));
	ASSERT_EQ(0, tsem_run(do_stat_link, "/proc/thread-self/fd/1"));
	EXPECT_TRUE(last_is(self->ns, "path", "own",
			    "/proc/<n>/task/<n>/fd/<n>"))
		TH_LOG("%s", last(self->ns, "trajectory"));
}

static int do_map_files(void *unused)
{
	char path[128] = "/proc/self/map_files/";
	unsigned long from, to;
	struct stat st;
	FILE *maps = fopen("/proc/self/maps", "r");

	CHECK(maps && fscanf(maps, "%lx-%lx", &from, &to) == 2);
	snprintf(path + strlen(path), 64, "%lx-%lx", from, to);
	CHECK(!lstat(path, &st));
	return 0;
}

TEST_F_TIMEOUT(place, mapped_files_in_proc, 120)
{
	ASSERT_EQ(0, tsem_run(do_map_files, NULL));
	EXPECT_TRUE(last_is(self->ns, "path", "own", "/proc/<n>/map_files/<n>"))
		TH_LOG("%s", last(self->ns, "trajectory"));
}

static int do_open_pidfd(void *unused)
{
	char link[64];
	int fd = syscall(__NR_pidfd_open, getpid(), 0);
	struct stat st;

	CHECK(fd >= 0);
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	CHECK(!stat(link, &st));
	return 0;
}

/* A link whose text has the number of this boot's namespace, or of a process. */
TEST_F_TIMEOUT(place, namespace_and_process, 120)
{
	ASSERT_EQ(0, tsem_run(do_open_pidfd, NULL));
	EXPECT_TRUE(last_is(self->ns, "anon", "none", "pidfs"))
		TH_LOG("%s", last(self->ns, "trajectory"));
	ASSERT_EQ(0, tsem_run(do_open, "/proc/self/ns/mnt"));
	EXPECT_TRUE(last_is(self->ns, "anon", "none", "nsfs"))
		TH_LOG("%s", last(self->ns, "trajectory"));
	EXPECT_TRUE(last_has(self->ns, "uid", "4294967295"));
}

static void *say_who(void *tid)
{
	*(pid_t *)tid = syscall(__NR_gettid);
	while (*(volatile pid_t *)tid)
		sched_yield();
	return NULL;
}

/* Its directory goes with the thread, but that is in one with a number. */
static int do_stat_gone_thread(void *unused)
{
	volatile pid_t tid = 0;
	char path[64];
	struct stat st;
	pthread_t thread;
	int fd, i;

	CHECK(!pthread_create(&thread, NULL, say_who, (void *)&tid));
	while (!tid)
		sched_yield();
	snprintf(path, sizeof(path), "/proc/self/task/%d", tid);
	fd = open(path, O_RDONLY | O_DIRECTORY);
	CHECK(fd >= 0);
	tid = 0;
	CHECK(!pthread_join(thread, NULL));
	for (i = 0; i < 1000 && !access(path, F_OK); i++)
		tsem_sleep_ms(1);
	fstat(fd, &st);
	return 0;
}

TEST_F_TIMEOUT(place, deleted_in_proc, 120)
{
	ASSERT_EQ(0, tsem_run(do_stat_gone_thread, NULL));
	EXPECT_TRUE(last_is(self->ns, "deleted", "own", "/proc/<n>/task"))
		TH_LOG("%s", last(self->ns, "trajectory"));
}

static int do_detached_proc(void *unused)
{
	int fd = syscall(__NR_open_tree, AT_FDCWD, "/proc/self",
			 OPEN_TREE_COPY);

	CHECK(fd >= 0);
	CHECK(openat(fd, "status", O_RDONLY) >= 0);
	return 0;
}

TEST_F_TIMEOUT(place, detached_proc, 120)
{
	ASSERT_EQ(0, tsem_run(do_detached_proc, NULL));
	EXPECT_TRUE(last_is(self->ns, "detached", "none", "/<n>/status"))
		TH_LOG("%s", last(self->ns, "trajectory"));
}

/* What has no name any more */

static int do_deleted_below(void *dir)
{
	char path[160];
	struct stat st;
	int fd;

	CHECK(!mkdir(dir, 0700));
	snprintf(path, sizeof(path), "%s/file", (char *)dir);
	CHECK(!make(path, "", 0600));
	fd = open(path, O_RDONLY);
	CHECK(fd >= 0);
	CHECK(!unlink(path));
	CHECK(!fstat(fd, &st));
	CHECK(!fchmod(fd, 0640));
	CHECK(!rmdir(dir));
	return 0;
}

TEST_F_TIMEOUT(place, deleted_below_volatile_directory, 120)
{
	char path[192], *text;
	int points;

	ASSERT_EQ(0, tsem_control(self->ns, "volatile %s\n", self->dir));
	snprintf(path, sizeof(path), "%s/a1b2", self->dir);
	ASSERT_EQ(0, tsem_run(do_deleted_below, path));
	text = tsem_read(self->ns, "trajectory");
	ASSERT_NE(NULL, text);
	EXPECT_EQ(NULL, strstr(text, "a1b2"))
		TH_LOG("%s", text);
	snprintf(path, sizeof(path),
		 "{\"kind\": \"deleted\", \"mount\": \"own\", \"pathname\": \"%s\"",
		 self->dir);
	EXPECT_NE(NULL, strstr(text, path));
	points = tsem_stat(self->ns, "points");
	snprintf(path, sizeof(path), "%s/c3d4", self->dir);
	ASSERT_EQ(0, tsem_run(do_deleted_below, path));
	EXPECT_EQ(points, tsem_stat(self->ns, "points"));
	free(text);
}

struct two_names {
	const char *from, *to;
};

static int do_name_tmpfile(void *arg)
{
	const struct two_names *names = arg;
	char link[64];
	int fd = open(names->from, O_TMPFILE | O_RDWR, 0600);

	CHECK(fd >= 0);
	CHECK(write(fd, "output", 6) == 6);
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	CHECK(!linkat(AT_FDCWD, link, AT_FDCWD, names->to, AT_SYMLINK_FOLLOW));
	CHECK(open(names->to, O_RDONLY) >= 0);
	return 0;
}

TEST_F_TIMEOUT(place, tmpfile_that_gets_a_name, 120)
{
	struct two_names names = { self->dir, self->other };
	char pattern[256];

	ASSERT_EQ(0, tsem_run(do_name_tmpfile, &names));
	EXPECT_TRUE(last_is(self->ns, "path", "own", self->other))
		TH_LOG("%s", last(self->ns, "trajectory"));
	EXPECT_TRUE(last_has(self->ns, "digest", EMPTY));
	snprintf(pattern, sizeof(pattern),
		 "\"new\": {\"kind\": \"path\", \"mount\": \"own\", \"pathname\": \"%s\"",
		 self->other);
	EXPECT_EQ(1, count_lines(self->ns, "trajectory", pattern));
	EXPECT_EQ(2, count_lines(self->ns, "trajectory",
				 "\"kind\": \"deleted\""));
}

/* Another name is left, but not the one by which it was opened. */
static int do_open_unlinked(void *arg)
{
	const struct two_names *names = arg;
	char link[64];
	int fd;

	CHECK(!symlink("x", names->to) && !unlink(names->to));
	CHECK(!linkat(AT_FDCWD, names->from, AT_FDCWD, names->to, 0));
	fd = open(names->to, O_RDONLY);
	CHECK(fd >= 0);
	CHECK(!unlink(names->to));
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	CHECK(open(link, O_RDONLY) >= 0);
	return 0;
}

TEST_F_TIMEOUT(place, one_of_two_links_deleted, 120)
{
	struct two_names names = { self->path, self->other };

	ASSERT_EQ(0, tsem_run(do_open_unlinked, &names));
	EXPECT_TRUE(last_is(self->ns, "deleted", "own", self->dir))
		TH_LOG("%s", last(self->ns, "trajectory"));
	EXPECT_TRUE(last_has(self->ns, "digest", EMPTY));
	/* The other name is known by its content as before. */
	ASSERT_EQ(0, tsem_run(do_open, self->path));
	EXPECT_TRUE(last_has(self->ns, "digest", contents[0].digest));
}

/* A program in memory: what it is called does not count, its bytes do. */
struct program {
	const char *name;
	const char *extra;
	int status;
};

static int do_run_memfd(void *arg)
{
	const struct program *program = arg;
	char *const argv[] = { "memory", NULL };
	int from = open(tsem_helper("exit-42"), O_RDONLY);
	int to = memfd_create(program->name, MFD_CLOEXEC);
	pid_t pid;

	CHECK(from >= 0 && to >= 0);
	while (sendfile(to, from, NULL, 1 << 20) > 0)
		;
	CHECK(write(to, program->extra, strlen(program->extra)) >= 0);
	pid = fork();
	if (!pid) {
		fexecve(to, argv, argv + 1);
		_exit(errno);
	}
	CHECK(tsem_wait(pid) == program->status);
	return 0;
}

TEST_F_TIMEOUT(place, program_in_memory, 120)
{
	struct program known = { "some", "", 42 };
	struct program other = { "some", "x", EPERM };
	char *text;

	ASSERT_EQ(0, tsem_run(do_run_memfd, &known));
	text = tsem_read(self->ns, "trajectory");
	ASSERT_NE(NULL, text);
	EXPECT_NE(NULL, strstr(text, "\"programs\": [{\"kind\": \"memfd\", "))
		TH_LOG("%s", text);
	EXPECT_EQ(64, strlen(program_digest(self->ns)));
	EXPECT_STRNE(EMPTY, program_digest(self->ns));
	ASSERT_EQ(0, enforce(self->ns));
	known.name = "else";
	EXPECT_EQ(0, tsem_run(do_run_memfd, &known));
	EXPECT_EQ(0, tsem_run(do_run_memfd, &other));
	free(text);
}

/* Roots and mounts */

static int do_pivot(void *dir)
{
	CHECK(!unshare(CLONE_NEWNS));
	CHECK(!mount(dir, dir, NULL, MS_BIND, NULL));
	CHECK(!chdir(dir));
	CHECK(!syscall(__NR_pivot_root, ".", "."));
	CHECK(!umount2(".", MNT_DETACH));
	CHECK(open("/file", O_RDONLY) >= 0);
	return 0;
}

TEST_F_TIMEOUT(place, pivot_root_renames, 120)
{
	ASSERT_EQ(0, tsem_run(do_pivot, self->dir));
	EXPECT_TRUE(last_is(self->ns, "path", "own", "/file"))
		TH_LOG("%s", last(self->ns, "trajectory"));
	EXPECT_TRUE(last_has(self->ns, "digest", contents[0].digest));
}

struct root {
	const char *dir, *path;
	int denied;
};

static int do_open_in_root(void *arg)
{
	const struct root *root = arg;

	CHECK(!chroot(root->dir));
	if (root->denied)
		return do_not_open("/file");
	return do_open("/file");
}

/* A path that looks the same below another root is another name. */
TEST_F_TIMEOUT(place, chroot_to_other_directory, 120)
{
	struct root root = { self->dir, "/file", 0 };
	char copy[160];

	ASSERT_EQ(0, mkdir(self->other, 0755));
	snprintf(copy, sizeof(copy), "%s/file", self->other);
	ASSERT_EQ(0, make(copy, contents[0].text, 0644));
	ASSERT_EQ(0, tsem_run(do_open_in_root, &root));
	/* Known, so that only the opening can be refused. */
	EXPECT_TRUE(last_is(self->ns, "path", "own", self->path));
	root.dir = self->other;
	ASSERT_EQ(0, tsem_run(do_open_in_root, &root));
	EXPECT_TRUE(last_is(self->ns, "path", "own", copy));
	ASSERT_EQ(0, enforce(self->ns));
	EXPECT_EQ(0, tsem_run(do_open_in_root, &root));
	ASSERT_EQ(0, make(copy, contents[1].text, 0644));
	root.denied = 1;
	EXPECT_EQ(0, tsem_run(do_open_in_root, &root));
}

TEST_F_TIMEOUT(place, bind_mount_over_file, 120)
{
	ASSERT_EQ(0, make(self->other, contents[0].text, 0644));
	ASSERT_EQ(0, tsem_run(do_open, self->path));
	ASSERT_EQ(0, enforce(self->ns));
	/* The name is that of the place, and the content the same. */
	ASSERT_EQ(0, mount(self->other, self->path, NULL, MS_BIND, NULL));
	EXPECT_EQ(0, tsem_run(do_open, self->path));
	ASSERT_EQ(0, make(self->other, contents[1].text, 0644));
	EXPECT_EQ(0, tsem_run(do_not_open, self->path));
	EXPECT_NE(NULL, strstr(last(self->ns, "forensics"),
			       contents[1].digest));
	ASSERT_EQ(0, umount(self->path));
	EXPECT_EQ(0, tsem_run(do_open, self->path));
}

static int do_detached_file(void *arg)
{
	const struct root *root = arg;
	int fd = syscall(__NR_open_tree, AT_FDCWD, root->dir, OPEN_TREE_COPY);

	CHECK(fd >= 0);
	fd = openat(fd, root->path, O_RDONLY);
	CHECK(root->denied ? fd < 0 && errno == EPERM : fd >= 0);
	return 0;
}

/* The path is that of the file system, wherever the mount is taken from. */
TEST_F_TIMEOUT(place, detached_mount, 120)
{
	struct root root = { self->other, "file", 0 };
	char path[160];

	ASSERT_EQ(0, mkdir(self->other, 0755));
	ASSERT_EQ(0, mount("none", self->other, "tmpfs", 0, "mode=0755"));
	snprintf(path, sizeof(path), "%s/sub", self->other);
	ASSERT_EQ(0, mkdir(path, 0755));
	snprintf(path, sizeof(path), "%s/sub/file", self->other);
	ASSERT_EQ(0, make(path, contents[0].text, 0644));
	root.path = "sub/file";
	ASSERT_EQ(0, tsem_run(do_detached_file, &root));
	EXPECT_TRUE(last_is(self->ns, "detached", "none", "/sub/file"))
		TH_LOG("%s", last(self->ns, "trajectory"));
	EXPECT_TRUE(last_has(self->ns, "digest", contents[0].digest));
	ASSERT_EQ(0, enforce(self->ns));
	EXPECT_EQ(0, tsem_run(do_detached_file, &root));
	ASSERT_EQ(0, make(path, contents[1].text, 0644));
	root.denied = 1;
	EXPECT_EQ(0, tsem_run(do_detached_file, &root));
	ASSERT_EQ(0, umount2(self->other, MNT_DETACH));
}

/* Ids below 1000 are shown 1000 higher. Returns a descriptor of the mount. */
static int idmapped(const char *dir)
{
	struct {
		__u64 set, clear, propagation, userns;
	} attr = { .set = ATTR_IDMAP };
	int fd = syscall(__NR_open_tree, AT_FDCWD, dir, OPEN_TREE_COPY);
	int go[2], ready[2], ns;
	char path[64], byte = 0;
	pid_t pid;

	if (fd < 0 || pipe(go) || pipe(ready))
		return -1;
	pid = fork();
	if (!pid) {
		/* Not a member: it ends before anything is decided. */
		if (unshare(CLONE_NEWUSER) || write(ready[1], &byte, 1) != 1)
			_exit(1);
		_exit(read(go[0], &byte, 1) != 1);
	}
	close(ready[1]);
	if (pid < 0 || read(ready[0], &byte, 1) != 1)
		return -1;
	snprintf(path, sizeof(path), "/proc/%d/uid_map", pid);
	if (tsem_write_file(path, "0 1000 1000"))
		return -1;
	snprintf(path, sizeof(path), "/proc/%d/gid_map", pid);
	if (tsem_write_file(path, "0 1000 1000"))
		return -1;
	snprintf(path, sizeof(path), "%d", pid);
	ns = tsem_open_link(path, "user");
	attr.userns = ns;
	if (syscall(__NR_mount_setattr, fd, "", AT_EMPTY_PATH, &attr,
		    sizeof(attr))) {
		close(fd);
		fd = -1;
	}
	close(ns);
	if (write(go[1], &byte, 1) != 1)
		fd = -1;
	tsem_wait(pid);
	return fd;
}

TEST_F_TIMEOUT(place, idmapped_mount, 120)
{
	char path[160];
	int fd;

	ASSERT_EQ(0, chown(self->path, 5, 6));
	ASSERT_EQ(0, mkdir(self->other, 0755));
	/* Whoever is forked for it must not enter the namespace. */
	ASSERT_EQ(0, tsem_cancel());
	fd = idmapped(self->dir);
	if (fd < 0)
		SKIP(return, "no idmapped mounts here: %s", strerror(errno));
	ASSERT_EQ(0, syscall(__NR_move_mount, fd, "", AT_FDCWD, self->other,
			     MOVE_FROM_FD));
	self->ns = tsem_unshare();
	ASSERT_LE(0, self->ns);
	snprintf(path, sizeof(path), "%s/file", self->other);
	ASSERT_EQ(0, tsem_run(do_open, path));
	EXPECT_TRUE(last_is(self->ns, "path", "own", path));
	/* As the member sees it, not as it is stored. */
	EXPECT_NE(NULL, strstr(last(self->ns, "trajectory"),
			       "\"mode\": \"0100644\", \"uid\": \"1005\", \"gid\": \"1006\""))
		TH_LOG("%s", last(self->ns, "trajectory"));
	ASSERT_EQ(0, enforce(self->ns));
	EXPECT_EQ(0, tsem_run(do_open, path));
	ASSERT_EQ(0, chown(self->path, 7, 6));
	EXPECT_EQ(0, tsem_run(do_not_open, path));
	ASSERT_EQ(0, umount2(self->other, MNT_DETACH));
}

/* Files that move while they are open */

struct moving {
	const char *path;
	int told, done;
};

static int do_lock_moved(void *arg)
{
	const struct moving *moving = arg;
	int fd = open(moving->path, O_RDONLY);
	struct stat st;
	char byte = 0;

	CHECK(fd >= 0);
	CHECK(write(moving->told, &byte, 1) == 1);
	CHECK(read(moving->done, &byte, 1) == 1);
	CHECK(!fstat(fd, &st));
	CHECK(!flock(fd, LOCK_SH));
	return 0;
}

/* By path it has its new name; what was kept with the open file stays. */
TEST_F_TIMEOUT(place, renamed_while_open, 120)
{
	int told[2], done[2];
	struct moving moving = { self->path };
	char byte = 0, pattern[256];
	pid_t pid;

	ASSERT_EQ(0, pipe(told));
	ASSERT_EQ(0, pipe(done));
	moving.told = told[1];
	moving.done = done[0];
	pid = fork();
	if (!pid)
		_exit(do_lock_moved(&moving) != 0);
	ASSERT_EQ(1, read(told[0], &byte, 1));
	ASSERT_EQ(0, rename(self->path, self->other));
	ASSERT_EQ(1, write(done[1], &byte, 1));
	ASSERT_EQ(0, tsem_wait(pid));
	EXPECT_TRUE(last_has(self->ns, "type", "file_lock"));
	EXPECT_TRUE(last_is(self->ns, "path", "own", self->path))
		TH_LOG("%s", last(self->ns, "trajectory"));
	snprintf(pattern, sizeof(pattern),
		 "\"inode_getattr\": {\"path\": {\"kind\": \"path\", \"mount\": \"own\", \"pathname\": \"%s\"",
		 self->other);
	EXPECT_EQ(1, count_lines(self->ns, "trajectory", pattern));
}

/* Handles */

struct handle {
	struct file_handle handle;
	char room[128];
	int mount, denied;
};

static int do_open_handle(void *arg)
{
	struct handle *handle = arg;
	int fd = open_by_handle_at(handle->mount, &handle->handle, O_RDONLY);

	CHECK(handle->denied ? fd < 0 && errno == EPERM : fd >= 0);
	return 0;
}

/* The kernel may or may not know the name of what a handle stands for. */
TEST_F_TIMEOUT(place, opened_by_handle, 120)
{
	struct handle handle = { .handle.handle_bytes = 128 };
	int id;

	handle.mount = open(self->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	ASSERT_LE(0, handle.mount);
	if (name_to_handle_at(AT_FDCWD, self->path, &handle.handle, &id, 0) ||
	    access("/proc/sys/vm/drop_caches", W_OK))
		SKIP(return, "no handles: %s", strerror(errno));
	ASSERT_EQ(0, tsem_run(do_open_handle, &handle));
	EXPECT_TRUE(last_is(self->ns, "path", "own", self->path))
		TH_LOG("%s", last(self->ns, "trajectory"));
	EXPECT_TRUE(last_has(self->ns, "digest", contents[0].digest));
	make_cold();
	ASSERT_EQ(0, tsem_run(do_open_handle, &handle));
	EXPECT_TRUE(last_is(self->ns, "detached", "none", "/"))
		TH_LOG("%s", last(self->ns, "trajectory"));
	EXPECT_TRUE(last_has(self->ns, "digest", contents[0].digest));
	ASSERT_EQ(0, enforce(self->ns));
	make_cold();
	EXPECT_EQ(0, tsem_run(do_open_handle, &handle));
	ASSERT_EQ(0, make(self->path, contents[1].text, 0644));
	handle.denied = 1;
	EXPECT_EQ(0, tsem_run(do_open_handle, &handle));
}

TEST_HARNESS_MAIN
