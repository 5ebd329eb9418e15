// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of TSEM: names of files and their content
 */

#include "names.h"

#include <pty.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/socket.h>

#include "kselftest_harness.h"

FIXTURE(name)
{
	char dir[64];
	char path[128];		/* dir/file */
	int ns;
};

FIXTURE_SETUP(name)
{
	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	ASSERT_EQ(0, make_own_place(self->dir, sizeof(self->dir)));
	snprintf(self->path, sizeof(self->path), "%s/file", self->dir);
	ASSERT_EQ(0, make(self->path, contents[0].text, 0644));
	self->ns = tsem_unshare();
	ASSERT_LE(0, self->ns);
}

FIXTURE_TEARDOWN(name)
{
	if (!self->dir[0])
		return;
	tsem_cancel();
	remove_place(self->dir);
}

static int do_open_link(void *path)
{
	CHECK(open(path, O_RDONLY | O_NONBLOCK) >= 0 || errno == ENXIO);
	return 0;
}

/* Numbers */

static const struct {
	char *path;
	const char *name;
} numbers[] = {
	{ "/proc/self/status", "/proc/<n>/status" },
	{ "/proc/1/limits", "/proc/<n>/limits" },
	{ "/proc/self", "/proc/<n>" },
	{ "/proc/thread-self/stat", "/proc/<n>/task/<n>/stat" },
	{ "/proc/self/task", "/proc/<n>/task" },
	{ "/proc/self/fd", "/proc/<n>/fd" },
	{ "/proc/self/fdinfo/0", "/proc/<n>/fdinfo/<n>" },
	{ "/proc/self/net/dev", "/proc/<n>/net/dev" },
	{ "/proc/sys/kernel/ostype", "/proc/sys/kernel/ostype" },
	{ "/proc/uptime", "/proc/uptime" },
};

TEST_F(name, numbers_in_proc)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(numbers); i++) {
		EXPECT_EQ(0, tsem_run(do_open, numbers[i].path));
		EXPECT_TRUE(last_is(self->ns, "path", "own", numbers[i].name))
			TH_LOG("%s: %s", numbers[i].path,
			       last(self->ns, "trajectory"));
		EXPECT_TRUE(last_has(self->ns, "uid", "4294967295"));
		EXPECT_EQ(NULL, strstr(last(self->ns, "trajectory"),
				       "\"digest\": \"0"));
	}
}

/* Every process is a number, each time another. */
TEST_F(name, numbers_are_no_points)
{
	ASSERT_EQ(0, tsem_run(do_open, "/proc/self/status"));
	ASSERT_EQ(1, tsem_stat(self->ns, "points"));
	ASSERT_EQ(0, tsem_run(do_open, "/proc/self/status"));
	ASSERT_EQ(0, tsem_run(do_open, "/proc/1/status"));
	EXPECT_EQ(1, tsem_stat(self->ns, "points"));
}

/* As a shell does that writes to a file. */
static int do_create(void *path)
{
	CHECK(open(path, O_WRONLY | O_CREAT, 0600) >= 0);
	return 0;
}

/* Twice, since the second time names are compared with those that were there. */
TEST_F(name, numbers_of_entries)
{
	ASSERT_EQ(0, tsem_run(do_create, "/proc/self/comm"));
	EXPECT_EQ(2, tsem_stat(self->ns, "points"));
	EXPECT_NE(NULL, strstr(tsem_read(self->ns, "trajectory"),
			       "\"/proc/<n>/comm\""));
	ASSERT_EQ(0, tsem_run(do_create, "/proc/self/comm"));
	EXPECT_EQ(2, tsem_stat(self->ns, "points"));
	ASSERT_EQ(0, tsem_run(do_create, "/proc/self/task/../comm"));
	EXPECT_EQ(2, tsem_stat(self->ns, "points"));
}

static int do_pty(void *unused)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY);
	char *slave;

	CHECK(master >= 0);
	CHECK(!unlockpt(master));
	slave = ptsname(master);
	CHECK(slave && open(slave, O_RDWR | O_NOCTTY) >= 0);
	CHECK(open(slave, O_RDWR | O_NOCTTY | O_CREAT, 0600) >= 0);
	return 0;
}

TEST_F(name, numbers_of_terminals)
{
	int points;

	if (access("/dev/ptmx", R_OK) || access("/dev/pts/ptmx", F_OK))
		SKIP(return, "no devpts");
	ASSERT_EQ(0, tsem_run(do_pty, NULL));
	EXPECT_TRUE(last_is(self->ns, "path", "own", "/dev/pts/<n>"));
	points = tsem_stat(self->ns, "points");
	/* Another one while the first is there. */
	ASSERT_LE(0, posix_openpt(O_RDWR | O_NOCTTY));
	ASSERT_EQ(0, tsem_run(do_pty, NULL));
	EXPECT_EQ(points, tsem_stat(self->ns, "points"));
}

TEST_F(name, numbers_elsewhere_stay)
{
	snprintf(self->path, sizeof(self->path), "%s/4711", self->dir);
	ASSERT_EQ(0, make(self->path, "", 0644));
	ASSERT_EQ(0, tsem_run(do_open, self->path));
	EXPECT_TRUE(last_is(self->ns, "path", "own", self->path));
}

/* What has no name */

static int do_open_deleted(void *path)
{
	char link[64];
	int fd = open(path, O_RDONLY);

	CHECK(fd >= 0);
	CHECK(!unlink(path));
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	CHECK(open(link, O_RDONLY) >= 0);
	return 0;
}

TEST_F(name, deleted)
{
	ASSERT_EQ(0, tsem_run(do_open_deleted, self->path));
	EXPECT_TRUE(last_is(self->ns, "deleted", "own", self->dir))
		TH_LOG("%s", last(self->ns, "trajectory"));
	EXPECT_TRUE(last_has(self->ns, "digest", EMPTY));
}

static int open_again(int fd)
{
	char link[64];

	CHECK(fd >= 0);
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	return do_open_link(link);
}

static int do_memfd(void *name)
{
	int fd = memfd_create(name, 0);

	CHECK(mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, fd, 0) != MAP_FAILED);
	return open_again(fd);
}

TEST_F(name, memfd)
{
	int points;

	ASSERT_EQ(0, tsem_run(do_memfd, "some"));
	EXPECT_TRUE(last_is(self->ns, "memfd", "none", ""))
		TH_LOG("%s", last(self->ns, "trajectory"));
	points = tsem_stat(self->ns, "points");
	/* Whatever it is called. */
	ASSERT_EQ(0, tsem_run(do_memfd, "other"));
	EXPECT_EQ(points, tsem_stat(self->ns, "points"));
}

static int do_tmpfile(void *dir)
{
	CHECK(open(dir, O_TMPFILE | O_RDWR, 0600) >= 0);
	return 0;
}

TEST_F(name, tmpfile)
{
	ASSERT_EQ(0, tsem_run(do_tmpfile, self->dir));
	EXPECT_TRUE(last_is(self->ns, "deleted", "own", self->dir))
		TH_LOG("%s", last(self->ns, "trajectory"));
	ASSERT_EQ(0, tsem_run(do_tmpfile, self->dir));
	EXPECT_EQ(1, count_lines(self->ns, "trajectory", "file_open"));
}

static int do_pipe(void *unused)
{
	int fds[2];

	CHECK(!pipe(fds));
	return open_again(fds[0]);
}

static int do_socket(void *unused)
{
	return open_again(socket(AF_UNIX, SOCK_STREAM, 0));
}

static int do_eventfd(void *unused)
{
	return open_again(eventfd(0, 0));
}

TEST_F(name, objects)
{
	ASSERT_EQ(0, tsem_run(do_pipe, NULL));
	EXPECT_TRUE(last_is(self->ns, "pipe", "none", ""));
	ASSERT_EQ(0, tsem_run(do_socket, NULL));
	EXPECT_TRUE(last_is(self->ns, "socket", "none", ""))
		TH_LOG("%s", last(self->ns, "trajectory"));
	ASSERT_EQ(0, tsem_run(do_eventfd, NULL));
	EXPECT_TRUE(last_is(self->ns, "anon", "none", "[eventfd]"))
		TH_LOG("%s", last(self->ns, "trajectory"));
}

TEST_F(name, device)
{
	ASSERT_EQ(0, tsem_run(do_open, "/dev/null"));
	EXPECT_NE(NULL, strstr(last(self->ns, "trajectory"),
			       "\"major\": \"1\", \"minor\": \"3\"}"));
}

/* Names that try to be something else, and what a line has for them. */
static const char *const odd_names[][2] = {
	{ "\xff\"\n\xc3\xa9", "\\udcff\\\"\\u000a\xc3\xa9" },
	{ "\"}}, {\"event\": {}", "\\\"}}, {\\\"event\\\": {}" },
	{ "\\u0041\\\\\\", "\\\\u0041\\\\\\\\\\\\" },
	{ "\001\t\r\037", "\\u0001\\u0009\\u000d\\u001f" },
	{ "\xc0\xaf\xed\xa0\x80", "\\udcc0\\udcaf\\udced\\udca0\\udc80" },
	{ "\xf4\x90\x80\x80\xe2\x82",
	  "\\udcf4\\udc90\\udc80\\udc80\\udce2\\udc82" },
	{ "<n> \xf0\x9f\x98\x80{[:,]}%s", "<n> \xf0\x9f\x98\x80{[:,]}%s" },
};

struct odd {
	const char *path;
	const char *target;
	const char *link;
};

static int do_odd(void *arg)
{
	const struct odd *odd = arg;

	CHECK(open(odd->path, O_RDONLY) >= 0);
	CHECK(!symlink(odd->target, odd->link));
	return 0;
}

/*
 * The lines are shown, so that an independent program can turn them back into
 * records, whose digests are the coefficients.
 */
TEST_F(name, bytes_that_are_no_text)
{
	char link[128], expected[256], *text, *line, *save;
	struct odd odd = { self->path, NULL, link };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(odd_names); i++) {
		odd.target = odd_names[i][0];
		snprintf(self->path, sizeof(self->path), "%s/%s", self->dir,
			 odd_names[i][0]);
		snprintf(link, sizeof(link), "%s/link%zu", self->dir, i);
		ASSERT_EQ(0, make(self->path, "", 0644));
		ASSERT_EQ(0, tsem_run(do_odd, &odd));
		snprintf(expected, sizeof(expected), "\"target\": \"%s\"}}",
			 odd_names[i][1]);
		EXPECT_NE(NULL, strstr(last(self->ns, "trajectory"), expected))
			TH_LOG("%s", last(self->ns, "trajectory"));
		snprintf(expected, sizeof(expected), "/%s\"", odd_names[i][1]);
		EXPECT_EQ(1, count_lines(self->ns, "trajectory", expected))
			TH_LOG("%s", expected);
	}
	text = tsem_read(self->ns, "trajectory");
	ASSERT_NE(NULL, text);
	for (line = strtok_r(text, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save))
		tsem_show_line(line);
	free(text);
}

TEST_F(name, superblock)
{
	ASSERT_EQ(0, tsem_control(self->ns, "set fsref=superblock\n"));
	ASSERT_EQ(0, tsem_run(do_open, "/proc/uptime"));
	EXPECT_TRUE(last_has(self->ns, "fstype", "proc"));
	EXPECT_TRUE(last_has(self->ns, "s_uuid",
			     "00000000000000000000000000000000"));
}

/* Mounts and roots */

TEST_F(name, bind_mount)
{
	char other[128], path[160];

	snprintf(other, sizeof(other), "%s/other", self->dir);
	ASSERT_EQ(0, mkdir(other, 0755));
	ASSERT_EQ(0, mount(self->dir, other, NULL, MS_BIND, NULL));
	snprintf(path, sizeof(path), "%s/file", other);
	ASSERT_EQ(0, tsem_run(do_open, path));
	EXPECT_TRUE(last_is(self->ns, "path", "own", path));
	umount2(other, MNT_DETACH);
}

static int do_chroot(void *dir)
{
	CHECK(!chroot(dir));
	CHECK(open("/file", O_RDONLY) >= 0);
	return 0;
}

TEST_F(name, chroot_does_not_rename)
{
	ASSERT_EQ(0, tsem_run(do_chroot, self->dir));
	EXPECT_TRUE(last_is(self->ns, "path", "own", self->path));
}

static int do_other_mount(void *path)
{
	int fd = open(dirname(path), O_RDONLY | O_DIRECTORY);

	CHECK(fd >= 0);
	CHECK(!unshare(CLONE_NEWNS));
	CHECK(openat(fd, "file", O_RDONLY) >= 0);
	return 0;
}

TEST_F(name, other_mount_namespace)
{
	char path[128];

	snprintf(path, sizeof(path), "%s", self->path);
	ASSERT_EQ(0, tsem_run(do_other_mount, path));
	EXPECT_TRUE(last_is(self->ns, "path", "other", self->path))
		TH_LOG("%s", last(self->ns, "trajectory"));
}

static int do_detached(void *dir)
{
	int fd = syscall(__NR_open_tree, AT_FDCWD, dir, 1);

	CHECK(fd >= 0);
	CHECK(openat(fd, "file", O_RDONLY) >= 0);
	return 0;
}

TEST_F(name, detached)
{
	ASSERT_EQ(0, tsem_run(do_detached, self->dir));
	EXPECT_NE(NULL, strstr(last(self->ns, "trajectory"),
			       "\"kind\": \"detached\", \"mount\": \"none\""))
		TH_LOG("%s", last(self->ns, "trajectory"));
}

/* Stacked file systems open files for themselves: that is nobody's doing. */

static int do_use_overlay(void *merged)
{
	char path[160];
	int fd, n;

	/* Copies a file up, reads a directory that is in both layers. */
	snprintf(path, sizeof(path), "%s/both/lower", (char *)merged);
	fd = open(path, O_RDWR);
	CHECK(fd >= 0);
	CHECK(pwrite(fd, "x", 1, 0) == 1);
	CHECK(mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, fd, 0) != MAP_FAILED);
	snprintf(path, sizeof(path), "%s/both", (char *)merged);
	fd = open(path, O_RDONLY | O_DIRECTORY);
	CHECK(fd >= 0);
	n = syscall(__NR_getdents64, fd, path, sizeof(path));
	CHECK(n > 0);
	return 0;
}

TEST_F(name, overlay_has_no_events_of_its_own)
{
	char merged[128];

	if (make_layers(self->dir))
		SKIP(return, "no overlayfs");
	snprintf(merged, sizeof(merged), "%s/merged", self->dir);
	ASSERT_EQ(0, tsem_run(do_use_overlay, merged));
	EXPECT_EQ(3, tsem_stat(self->ns, "points")) {
		char *text = tsem_read(self->ns, "trajectory");

		TH_LOG("%s", text);
	}
	EXPECT_EQ(2, count_lines(self->ns, "trajectory", "file_open"));
	EXPECT_EQ(1, count_lines(self->ns, "trajectory", "mmap_file"));
	EXPECT_EQ(0, count_lines(self->ns, "trajectory", "detached"));
	umount2(merged, MNT_DETACH);
}

/* Longer than any path can be told. */
static int do_deep(void *fd)
{
	CHECK(openat(*(int *)fd, "x", O_CREAT | O_RDONLY, 0600) >= 0);
	return 0;
}

TEST_F(name, too_long)
{
	char component[201];
	int fd = open(self->dir, O_RDONLY | O_DIRECTORY), next, i;

	memset(component, 'd', 200);
	component[200] = '\0';
	for (i = 0; i < 25; i++) {
		ASSERT_EQ(0, mkdirat(fd, component, 0755));
		next = openat(fd, component, O_RDONLY | O_DIRECTORY);
		ASSERT_LE(0, next);
		close(fd);
		fd = next;
	}
	/* Allowed, and it is told that something is missing. */
	ASSERT_EQ(0, tsem_run(do_deep, &fd));
	EXPECT_LE(1, tsem_stat(self->ns, "errors"));
	EXPECT_EQ(1, tsem_stat(self->ns, "incomplete"));
	ASSERT_EQ(0, unlinkat(fd, "x", 0));
	ASSERT_EQ(0, tsem_control(self->ns, "seal force\nenforce\n"));
	EXPECT_NE(0, tsem_run(do_deep, &fd));
	EXPECT_EQ(-1, faccessat(fd, "x", F_OK, 0));
}

/*
 * Some file systems leave the umask to the kernel, others take it into account
 * themselves: that is no business of a model.
 */
static int do_mkdir(void *path)
{
	umask(022);
	CHECK(!mkdir(path, 0777));
	return 0;
}

static int do_mkfifo(void *path)
{
	umask(022);
	CHECK(!mkfifo(path, 0666));
	return 0;
}

TEST_F(name, mode_is_the_same_everywhere)
{
	char path[128];
	int i;

	snprintf(path, sizeof(path), "%s/new", self->dir);
	for (i = 0; i < 2; i++) {
		ASSERT_EQ(0, tsem_run(do_mkdir, path));
		ASSERT_EQ(0, rmdir(path));
		ASSERT_EQ(0, tsem_run(do_mkfifo, path));
		ASSERT_EQ(0, unlink(path));
		EXPECT_EQ(2, tsem_stat(self->ns, "points")) {
			char *text = tsem_read(self->ns, "trajectory");

			TH_LOG("%s", text);
		}
		/* The same place once more, without access control lists. */
		if (!i && mount("none", self->dir, "ramfs", 0, "mode=0755"))
			SKIP(return, "no ramfs");
	}
	umount2(self->dir, MNT_DETACH);
}

/* Names that count for nothing */

static int do_make_in(void *path)
{
	int fd = open(path, O_CREAT | O_EXCL | O_WRONLY, 0600);

	CHECK(fd >= 0);
	CHECK(write(fd, "x", 1) == 1);
	close(fd);
	CHECK(open(path, O_RDONLY) >= 0);
	CHECK(!chmod(path, 0640));
	CHECK(!unlink(path));
	return 0;
}

static int do_make_dir_in(void *path)
{
	char below[160];

	CHECK(!mkdir(path, 0700));
	snprintf(below, sizeof(below), "%s/below", (char *)path);
	CHECK(!do_make_in(below));
	CHECK(!rmdir(path));
	return 0;
}

TEST_F(name, sticky_directory)
{
	char sticky[96], path[128];
	int points;

	snprintf(sticky, sizeof(sticky), "%s/sticky", self->dir);
	ASSERT_EQ(0, mkdir(sticky, 01777));
	ASSERT_EQ(0, chmod(sticky, 01777));
	snprintf(path, sizeof(path), "%s/a1b2", sticky);
	ASSERT_EQ(0, tsem_run(do_make_in, path));
	EXPECT_EQ(0, count_lines(self->ns, "trajectory", "a1b2"));
	EXPECT_TRUE(last_is(self->ns, "volatile", "own", sticky))
		TH_LOG("%s", last(self->ns, "trajectory"));
	points = tsem_stat(self->ns, "points");
	snprintf(path, sizeof(path), "%s/c3d4", sticky);
	ASSERT_EQ(0, tsem_run(do_make_in, path));
	EXPECT_EQ(points, tsem_stat(self->ns, "points"));
	EXPECT_EQ(0, tsem_stat(self->ns, "files"));

	/* What an outsider puts there has a name, and content. */
	snprintf(path, sizeof(path), "%s/outside", sticky);
	ASSERT_EQ(0, make(path, contents[1].text, 0644));
	ASSERT_EQ(0, tsem_run(do_open, path));
	EXPECT_TRUE(last_is(self->ns, "path", "own", path));
	EXPECT_TRUE(last_has(self->ns, "digest", contents[1].digest));

	/* And all that is below what a member made has none. */
	snprintf(path, sizeof(path), "%s/e5f6", sticky);
	ASSERT_EQ(0, tsem_run(do_make_dir_in, path));
	EXPECT_EQ(0, count_lines(self->ns, "trajectory", "e5f6"));
	EXPECT_EQ(0, count_lines(self->ns, "trajectory", "below"));
	points = tsem_stat(self->ns, "points");
	snprintf(path, sizeof(path), "%s/0708", sticky);
	ASSERT_EQ(0, tsem_run(do_make_dir_in, path));
	EXPECT_EQ(points, tsem_stat(self->ns, "points"));
}

struct names {
	char mine[128], other[128];
	unsigned int flags;
	int result;
};

/* As one who may not take away what others own. */
static int do_rename_in_sticky(void *arg)
{
	struct names *names = arg;

	CHECK(!tsem_become_nobody());
	CHECK(!make(names->mine, "", 0644));
	CHECK(renameat2(AT_FDCWD, names->mine, AT_FDCWD, names->other,
			names->flags) == names->result);
	return 0;
}

TEST_F(name, rename_in_sticky_directory)
{
	struct names names = {};
	char sticky[96];

	snprintf(sticky, sizeof(sticky), "%s/sticky", self->dir);
	ASSERT_EQ(0, mkdir(sticky, 01777));
	ASSERT_EQ(0, chmod(sticky, 01777));
	snprintf(names.mine, sizeof(names.mine), "%s/mine", sticky);
	snprintf(names.other, sizeof(names.other), "%s/other", sticky);

	/* Of another, and stays so. */
	ASSERT_EQ(0, make(names.other, contents[1].text, 0644));
	names.result = -1;
	ASSERT_EQ(0, tsem_run(do_rename_in_sticky, &names));
	ASSERT_EQ(0, tsem_run(do_open, names.other));
	EXPECT_TRUE(last_is(self->ns, "path", "own", names.other))
		TH_LOG("%s", last(self->ns, "trajectory"));
	EXPECT_EQ(0, count_lines(self->ns, "trajectory", "sticky/mine"));

	/* Both names are the member's work. */
	ASSERT_EQ(0, chown(names.other, 65534, 65534));
	names.flags = RENAME_EXCHANGE;
	names.result = 0;
	ASSERT_EQ(0, tsem_run(do_rename_in_sticky, &names));
	EXPECT_EQ(3, tsem_stat(self->ns, "files"));

	/* One name goes, and with it the file that had the other. */
	names.flags = 0;
	ASSERT_EQ(0, tsem_run(do_rename_in_sticky, &names));
	EXPECT_EQ(2, tsem_stat(self->ns, "files"));
	ASSERT_EQ(0, make(names.mine, contents[0].text, 0644));
	ASSERT_EQ(0, tsem_run(do_open, names.mine));
	EXPECT_TRUE(last_is(self->ns, "path", "own", names.mine))
		TH_LOG("%s", last(self->ns, "trajectory"));
}

TEST_F(name, volatile_rule)
{
	char dir[96], path[128];
	int points;

	snprintf(dir, sizeof(dir), "%s/var", self->dir);
	ASSERT_EQ(0, mkdir(dir, 0755));
	ASSERT_EQ(0, tsem_control(self->ns, "volatile %s\n", dir));
	snprintf(path, sizeof(path), "%s/one", dir);
	ASSERT_EQ(0, make(path, contents[0].text, 0644));
	ASSERT_EQ(0, tsem_run(do_open, path));
	EXPECT_TRUE(last_is(self->ns, "volatile", "own", dir));
	/* What it contains still counts. */
	EXPECT_TRUE(last_has(self->ns, "digest", contents[0].digest));
	points = tsem_stat(self->ns, "points");
	snprintf(path, sizeof(path), "%s/two", dir);
	ASSERT_EQ(0, make(path, contents[0].text, 0644));
	ASSERT_EQ(0, tsem_run(do_open, path));
	EXPECT_EQ(points, tsem_stat(self->ns, "points"));
	ASSERT_EQ(0, make(path, contents[1].text, 0644));
	ASSERT_EQ(0, tsem_run(do_open, path));
	EXPECT_EQ(points + 1, tsem_stat(self->ns, "points"));
	/* The directory itself, and what is called alike. */
	ASSERT_EQ(0, tsem_run(do_open, dir));
	EXPECT_TRUE(last_is(self->ns, "path", "own", dir));
	snprintf(path, sizeof(path), "%s/variable", self->dir);
	ASSERT_EQ(0, make(path, "", 0644));
	ASSERT_EQ(0, tsem_run(do_open, path));
	EXPECT_TRUE(last_is(self->ns, "path", "own", path));
}

/* Content */

static int do_map_exec(void *path)
{
	int fd = open(path, O_RDONLY);

	CHECK(fd >= 0);
	CHECK(mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0) !=
	      MAP_FAILED);
	return 0;
}

TEST_F(name, pseudonym_rule)
{
	ASSERT_EQ(0, tsem_control(self->ns, "pseudonym %s\n", self->path));
	ASSERT_EQ(0, tsem_run(do_open, self->path));
	EXPECT_TRUE(last_is(self->ns, "path", "own", self->path));
	EXPECT_TRUE(last_has(self->ns, "digest", EMPTY));
	ASSERT_EQ(0, make(self->path, contents[1].text, 0644));
	ASSERT_EQ(0, tsem_run(do_open, self->path));
	EXPECT_EQ(1, tsem_stat(self->ns, "points"));
	/* But what is executed has to be known. */
	ASSERT_EQ(0, tsem_run(do_map_exec, self->path));
	EXPECT_TRUE(last_has(self->ns, "digest", contents[1].digest))
		TH_LOG("%s", last(self->ns, "trajectory"));
}

static int do_overwrite(void *path)
{
	int fd = open(path, O_WRONLY);

	CHECK(fd >= 0);
	CHECK(pwrite(fd, contents[1].text, 4, 0) == 4);
	close(fd);
	CHECK(open(path, O_RDONLY) >= 0);
	return 0;
}

TEST_F(name, written_file)
{
	ASSERT_EQ(0, tsem_run(do_open, self->path));
	EXPECT_TRUE(last_has(self->ns, "digest", contents[0].digest));
	ASSERT_EQ(0, tsem_run(do_overwrite, self->path));
	EXPECT_TRUE(last_has(self->ns, "digest", EMPTY));
	EXPECT_TRUE(last_has(self->ns, "flags", "0"));
	EXPECT_EQ(1, tsem_stat(self->ns, "files"));
	/* Output or not, it is mapped to be executed. */
	ASSERT_EQ(0, tsem_run(do_map_exec, self->path));
	EXPECT_TRUE(last_has(self->ns, "digest", contents[1].digest))
		TH_LOG("%s", last(self->ns, "trajectory"));
}

/*
 * An empty file and a written one have the same digest, and so the same record
 * of their opening: only the first can be said to have no content.
 */
static int do_execute_written(void *path)
{
	void *mem;
	int fd;

	CHECK(!do_open(path));
	CHECK(!do_overwrite(path));
	fd = open(path, O_RDONLY);
	CHECK(fd >= 0);
	mem = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, fd, 0);
	CHECK(mem != MAP_FAILED);
	CHECK(!mprotect(mem, 4096, PROT_READ | PROT_EXEC));
	return 0;
}

TEST_F(name, empty_file_that_is_written)
{
	ASSERT_EQ(0, truncate(self->path, 0));
	ASSERT_EQ(0, tsem_run(do_execute_written, self->path));
	EXPECT_TRUE(last_has(self->ns, "type", "file_mprotect"));
	EXPECT_FALSE(last_has(self->ns, "digest", EMPTY))
		TH_LOG("%s", last(self->ns, "trajectory"));
}

/* Refused, after the member's right to do it was found. */
static int do_fail_to_unlink(void *path)
{
	CHECK(!do_overwrite(path));
	CHECK(!unshare(CLONE_NEWNS));
	CHECK(!mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL));
	CHECK(!mount(path, path, NULL, MS_BIND, NULL));
	CHECK(unlink(path) == -1 && errno == EBUSY);
	CHECK(!umount(path));
	CHECK(open(path, O_RDONLY | O_NOATIME) >= 0);
	return 0;
}

TEST_F(name, written_file_that_stays)
{
	ASSERT_EQ(0, tsem_run(do_fail_to_unlink, self->path));
	EXPECT_TRUE(last_has(self->ns, "digest", EMPTY))
		TH_LOG("%s", last(self->ns, "trajectory"));
	EXPECT_EQ(1, tsem_stat(self->ns, "files"));
}

static int do_fail_to_replace(void *path)
{
	char other[160];

	snprintf(other, sizeof(other), "%s.new", (char *)path);
	CHECK(!do_overwrite(path));
	CHECK(!unshare(CLONE_NEWNS));
	CHECK(!mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL));
	CHECK(!mount(path, path, NULL, MS_BIND, NULL));
	CHECK(rename(other, path) == -1 && errno == EBUSY);
	CHECK(!umount(path));
	CHECK(open(path, O_RDONLY | O_NOATIME) >= 0);
	return 0;
}

TEST_F(name, written_file_that_is_not_replaced)
{
	char other[160];

	snprintf(other, sizeof(other), "%s.new", self->path);
	ASSERT_EQ(0, make(other, "", 0644));
	ASSERT_EQ(0, tsem_run(do_fail_to_replace, self->path));
	EXPECT_TRUE(last_has(self->ns, "digest", EMPTY))
		TH_LOG("%s", last(self->ns, "trajectory"));
	EXPECT_EQ(1, tsem_stat(self->ns, "files"));
}

static int do_replace_written(void *path)
{
	char other[160];

	snprintf(other, sizeof(other), "%s.new", (char *)path);
	CHECK(!do_overwrite(path));
	CHECK(!rename(other, path));
	return 0;
}

TEST_F(name, written_file_that_is_replaced)
{
	char other[160];

	snprintf(other, sizeof(other), "%s.new", self->path);
	ASSERT_EQ(0, make(other, "", 0644));
	ASSERT_EQ(0, tsem_run(do_replace_written, self->path));
	EXPECT_EQ(0, tsem_stat(self->ns, "files"));
}

static int do_unlink_written(void *path)
{
	CHECK(!do_overwrite(path));
	CHECK(!unlink(path));
	return 0;
}

TEST_F(name, written_file_that_goes)
{
	ASSERT_EQ(0, tsem_run(do_unlink_written, self->path));
	EXPECT_EQ(0, tsem_stat(self->ns, "files"));
}

static int do_truncate(void *path)
{
	CHECK(!truncate(path, 1));
	CHECK(open(path, O_RDONLY) >= 0);
	return 0;
}

TEST_F(name, truncated_file_is_written)
{
	ASSERT_EQ(0, tsem_run(do_truncate, self->path));
	EXPECT_TRUE(last_has(self->ns, "digest", EMPTY));
}

/* A written program: its own digest, not that of nothing. */
static int do_copy_and_run(void *path)
{
	int from = open(tsem_helper("exit-42"), O_RDONLY);
	int to = open(path, O_WRONLY | O_TRUNC), status;
	pid_t pid;

	CHECK(from >= 0 && to >= 0);
	while (sendfile(to, from, NULL, 1 << 20) > 0)
		;
	CHECK(!fchmod(to, 0755));
	close(to);
	pid = fork();
	if (!pid) {
		execl(path, path, NULL);
		_exit(1);
	}
	status = tsem_wait(pid);
	CHECK(status == 42);
	return 0;
}

static int run_exit_42(void *unused)
{
	pid_t pid = fork();

	if (!pid) {
		execl(tsem_helper("exit-42"), "exit-42", NULL);
		_exit(1);
	}
	CHECK(tsem_wait(pid) == 42);
	return 0;
}

TEST_F(name, written_program)
{
	int other;

	ASSERT_EQ(0, tsem_run(do_copy_and_run, self->path));
	other = tsem_unshare();
	ASSERT_EQ(0, tsem_run(run_exit_42, NULL));
	EXPECT_EQ(64, strlen(program_digest(other)));
	EXPECT_STREQ(program_digest(other), program_digest(self->ns));
}

/* The cache of digests */

FIXTURE(content)
{
	char dir[64];
	char path[128];
	char other[128];
	int ns;
};

FIXTURE_VARIANT(content)
{
	const char *dir;	/* NULL: where the tests are */
};

FIXTURE_VARIANT_ADD(content, scratch)
{
	.dir = "/scratch",
};

FIXTURE_VARIANT_ADD(content, tmpfs)
{
	.dir = "/dev/shm",
};

FIXTURE_VARIANT_ADD(content, root)
{
	.dir = "/opt",
};

FIXTURE_SETUP(content)
{
	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	snprintf(self->dir, sizeof(self->dir), "%s/tsem.XXXXXX", variant->dir);
	if (!mkdtemp(self->dir)) {
		self->dir[0] = '\0';
		SKIP(return, "cannot write to %s", variant->dir);
	}
	snprintf(self->path, sizeof(self->path), "%s/file", self->dir);
	snprintf(self->other, sizeof(self->other), "%s/other", self->dir);
	ASSERT_EQ(0, make(self->path, contents[0].text, 0644));
	self->ns = tsem_unshare();
	ASSERT_LE(0, self->ns);
}

FIXTURE_TEARDOWN(content)
{
	if (!self->dir[0])
		return;
	tsem_cancel();
	remove_place(self->dir);
}

/* A member reads it now, and again: the digest is that of the text. */
static bool is_seen(int ns, char *path, const struct content *content)
{
	return !tsem_run(do_open, path) && !tsem_run(do_open, path) &&
	       last_has(ns, "digest", content->digest);
}

TEST_F(content, overwritten)
{
	int i;

	for (i = 0; i < 4; i++) {
		ASSERT_EQ(0, overwrite(self->path, contents[i].text));
		EXPECT_TRUE(is_seen(self->ns, self->path, &contents[i]))
			TH_LOG("%d: %s", i, last(self->ns, "trajectory"));
		EXPECT_EQ(i + 1, tsem_stat(self->ns, "points"));
	}
	EXPECT_EQ(4, count_lines(self->ns, "trajectory", "\"count\": \"2\""));
}

/* While somebody else has it open for writing, and after. */
TEST_F(content, written_through_open_file)
{
	int fd = open(self->path, O_WRONLY), i;

	for (i = 0; i < 4; i++) {
		ASSERT_EQ(4, pwrite(fd, contents[i].text, 4, 0));
		EXPECT_TRUE(is_seen(self->ns, self->path, &contents[i]));
	}
	ASSERT_EQ(4, pwrite(fd, contents[1].text, 4, 0));
	close(fd);
	EXPECT_EQ(0, tsem_run(do_open, self->path));
	EXPECT_EQ(4, tsem_stat(self->ns, "points"));
	EXPECT_EQ(1, count_lines(self->ns, "trajectory", "\"count\": \"3\""));
}

TEST_F(content, written_through_mapping)
{
	int fd = open(self->path, O_RDWR), i;
	char *map = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	ASSERT_NE(MAP_FAILED, (void *)map);
	close(fd);
	for (i = 0; i < 4; i++) {
		memcpy(map, contents[i].text, 4);
		EXPECT_TRUE(is_seen(self->ns, self->path, &contents[i]))
			TH_LOG("%d: %s", i, last(self->ns, "trajectory"));
	}
	/* Written back late. */
	memcpy(map, contents[0].text, 4);
	munmap(map, 4096);
	EXPECT_EQ(0, tsem_run(do_open, self->path));
	EXPECT_EQ(4, tsem_stat(self->ns, "points"));
}

TEST_F(content, replaced)
{
	int i;

	for (i = 0; i < 4; i++) {
		ASSERT_EQ(0, make(self->other, contents[i].text, 0644));
		ASSERT_EQ(0, rename(self->other, self->path));
		EXPECT_TRUE(is_seen(self->ns, self->path, &contents[i]));
	}
}

TEST_F(content, truncated)
{
	static const struct content nothing = { "", EMPTY };

	EXPECT_TRUE(is_seen(self->ns, self->path, &contents[0]));
	ASSERT_EQ(0, truncate(self->path, 0));
	EXPECT_TRUE(is_seen(self->ns, self->path, &nothing));
	ASSERT_EQ(0, overwrite(self->path, contents[1].text));
	EXPECT_TRUE(is_seen(self->ns, self->path, &contents[1]));
}

/* A name is no content: two links, one file. */
TEST_F(content, linked)
{
	EXPECT_TRUE(is_seen(self->ns, self->path, &contents[0]));
	ASSERT_EQ(0, link(self->path, self->other));
	ASSERT_EQ(0, overwrite(self->other, contents[1].text));
	EXPECT_TRUE(is_seen(self->ns, self->path, &contents[1]));
}

/* What must not count: the state of the kernel's caches */

static int use_names(void *dir)
{
	char old[128], new[128];
	int i;

	snprintf(old, sizeof(old), "%s/file", (char *)dir);
	snprintf(new, sizeof(new), "%s/new", (char *)dir);
	CHECK(open(old, O_CREAT | O_RDWR, 0644) >= 0);
	CHECK(open(old, O_CREAT | O_RDONLY, 0644) >= 0);
	for (i = 0; i < 2; i++) {
		CHECK(open(new, O_CREAT | O_WRONLY, 0644) >= 0);
		CHECK(open(new, O_CREAT | O_EXCL, 0644) < 0);
		CHECK(open(new, O_RDONLY) >= 0);
		CHECK(!unlink(new));
		CHECK(open(new, O_RDONLY) < 0);
	}
	CHECK(open("/proc/self/stat", O_RDONLY) >= 0);
	CHECK(open("/etc/passwd", O_RDONLY) >= 0);
	return 0;
}

TEST_F(content, cold_and_warm_caches)
{
	char *cold, *warm;
	int other, third;

	if (access("/proc/sys/vm/drop_caches", W_OK))
		SKIP(return, "caches cannot be dropped");
	make_cold();
	ASSERT_EQ(0, tsem_run(use_names, self->dir));
	cold = state_of(self->ns);
	other = tsem_unshare();
	ASSERT_EQ(0, tsem_run(use_names, self->dir));
	warm = state_of(other);
	EXPECT_STREQ(cold, warm) {
		char *a = tsem_read(self->ns, "trajectory");
		char *b = tsem_read(other, "trajectory");

		TH_LOG("cold:\n%s\nwarm:\n%s", a, b);
	}
	/* In the middle of it, and twice. */
	third = tsem_unshare();
	ASSERT_EQ(0, tsem_run(use_names, self->dir));
	make_cold();
	ASSERT_EQ(0, tsem_run(use_names, self->dir));
	EXPECT_STREQ(cold, state_of(third));
}

TEST_HARNESS_MAIN
