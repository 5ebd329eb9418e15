// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of TSEM: what members wrote
 *
 * What one member writes is output of the workload for all of them, whatever
 * becomes of the name. What others write there is not.
 */

#include "written.h"

#include <pthread.h>
#include <sys/mman.h>

/* Who writes */

static int do_write_in_child(void *path)
{
	CHECK(!tsem_run(do_write, path));
	CHECK(!do_read(path));
	CHECK(!tsem_run(do_read, path));
	return 0;
}

TEST_F(written, by_a_child)
{
	EXPECT_CONTENT(DIGEST, self->ns, self->path);
	ASSERT_EQ(0, tsem_run(do_write_in_child, self->path));
	/* Parent and sibling gave one record, and it is not that of a reader before. */
	EXPECT_EQ(1, count(self->ns, DIGEST));
	EXPECT_CONTENT(EMPTY, self->ns, self->path);
	EXPECT_EQ(1, tsem_stat(self->ns, "files"));
}

static void *write_in_thread(void *path)
{
	return (void *)(long)do_write(path);
}

static void *read_in_thread(void *path)
{
	return (void *)(long)do_read(path);
}

static int do_write_in_thread(void *path)
{
	pthread_t thread;
	void *ret;

	CHECK(!pthread_create(&thread, NULL, write_in_thread, path));
	CHECK(!pthread_join(thread, &ret) && !ret);
	CHECK(!do_read(path));
	CHECK(!pthread_create(&thread, NULL, read_in_thread, path));
	CHECK(!pthread_join(thread, &ret) && !ret);
	return 0;
}

TEST_F(written, by_a_thread)
{
	ASSERT_EQ(0, tsem_run(do_write_in_thread, self->path));
	EXPECT_EQ(0, count(self->ns, DIGEST));
	EXPECT_CONTENT(EMPTY, self->ns, self->path);
	EXPECT_EQ(1, tsem_stat(self->ns, "files"));
}

TEST_F(written, by_a_member_of_another_namespace)
{
	int second;

	ASSERT_EQ(0, tsem_run(do_write, self->path));
	EXPECT_CONTENT(EMPTY, self->ns, self->path);
	second = tsem_unshare();
	ASSERT_LE(0, second);
	EXPECT_CONTENT(OTHER_DIGEST, second, self->path);
	EXPECT_EQ(0, tsem_stat(second, "files"));
}

/* What becomes of the name */

static int do_rename(void *dir)
{
	char from[128], to[128];

	snprintf(from, sizeof(from), "%s/file", (char *)dir);
	snprintf(to, sizeof(to), "%s/other", (char *)dir);
	CHECK(!do_write(from));
	CHECK(!rename(from, to));
	return 0;
}

TEST_F(written, renamed)
{
	char third[128];

	ASSERT_EQ(0, tsem_run(do_rename, self->dir));
	EXPECT_CONTENT(EMPTY, self->ns, self->other);
	/* By an outsider, too: it is the file that was written. */
	snprintf(third, sizeof(third), "%s/third", self->dir);
	ASSERT_EQ(0, rename(self->other, third));
	EXPECT_CONTENT(EMPTY, self->ns, third);
	EXPECT_EQ(1, tsem_stat(self->ns, "files"));
}

static int do_exchange(void *dir)
{
	char from[128], to[128];

	snprintf(from, sizeof(from), "%s/file", (char *)dir);
	snprintf(to, sizeof(to), "%s/other", (char *)dir);
	CHECK(!do_write(from));
	CHECK(!renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_EXCHANGE));
	return 0;
}

TEST_F(written, exchanged)
{
	ASSERT_EQ(0, make(self->other, TEXT));
	ASSERT_EQ(0, tsem_run(do_exchange, self->dir));
	EXPECT_CONTENT(EMPTY, self->ns, self->other);
	EXPECT_CONTENT(DIGEST, self->ns, self->path);
}

static int do_link(void *dir)
{
	char from[128], to[128];

	snprintf(from, sizeof(from), "%s/file", (char *)dir);
	snprintf(to, sizeof(to), "%s/other", (char *)dir);
	CHECK(!do_write(from));
	CHECK(!link(from, to));
	return 0;
}

TEST_F(written, linked)
{
	ASSERT_EQ(0, tsem_run(do_link, self->dir));
	EXPECT_CONTENT(EMPTY, self->ns, self->path);
	EXPECT_CONTENT(EMPTY, self->ns, self->other);
	/* It is forgotten with its last name only. */
	ASSERT_EQ(0, tsem_run(do_unlink, self->path));
	EXPECT_CONTENT(EMPTY, self->ns, self->other);
	EXPECT_EQ(1, tsem_stat(self->ns, "files"));
	ASSERT_EQ(0, tsem_run(do_unlink, self->other));
	EXPECT_EQ(0, tsem_stat(self->ns, "files"));
}

static int do_move_tree(void *dir)
{
	char from[128], to[128];

	snprintf(from, sizeof(from), "%s/a/b/written", (char *)dir);
	CHECK(!do_write(from));
	snprintf(from, sizeof(from), "%s/a/b/made", (char *)dir);
	CHECK(!make(from, TEXT));
	snprintf(from, sizeof(from), "%s/a", (char *)dir);
	snprintf(to, sizeof(to), "%s/z", (char *)dir);
	CHECK(!rename(from, to));
	return 0;
}

TEST_F(written, in_a_tree_that_moves)
{
	static const char *const dirs[] = { "a", "a/b" };
	char path[128];
	size_t i;

	for (i = 0; i < 2; i++) {
		snprintf(path, sizeof(path), "%s/%s", self->dir, dirs[i]);
		ASSERT_EQ(0, mkdir(path, 0755));
	}
	snprintf(path, sizeof(path), "%s/a/b/written", self->dir);
	ASSERT_EQ(0, make(path, TEXT));
	snprintf(path, sizeof(path), "%s/a/b/not", self->dir);
	ASSERT_EQ(0, make(path, TEXT));
	ASSERT_EQ(0, tsem_run(do_move_tree, self->dir));
	snprintf(path, sizeof(path), "%s/z/b/written", self->dir);
	EXPECT_CONTENT(EMPTY, self->ns, path);
	EXPECT_STREQ(path, look(self->ns, path)->name);
	snprintf(path, sizeof(path), "%s/z/b/made", self->dir);
	EXPECT_CONTENT(EMPTY, self->ns, path);
	snprintf(path, sizeof(path), "%s/z/b/not", self->dir);
	EXPECT_CONTENT(DIGEST, self->ns, path);
}

/* An exchange is about two files, each of which gets the name of the other. */
static int do_only_exchange(void *dir)
{
	char from[128], to[128];

	snprintf(from, sizeof(from), "%s/file", (char *)dir);
	snprintf(to, sizeof(to), "%s/other", (char *)dir);
	CHECK(!renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_EXCHANGE));
	return 0;
}

TEST_F(written, both_files_of_an_exchange)
{
	long long points;

	ASSERT_EQ(0, make(self->other, TEXT));
	ASSERT_EQ(0, tsem_run(do_only_exchange, self->dir));
	points = tsem_stat(self->ns, "points");
	ASSERT_EQ(0, tsem_run(do_only_exchange, self->dir));
	EXPECT_EQ(points, tsem_stat(self->ns, "points"));
	ASSERT_EQ(0, chmod(self->other, 04711));
	ASSERT_EQ(0, tsem_run(do_only_exchange, self->dir));
	EXPECT_EQ(points + 1, tsem_stat(self->ns, "points"));
	/* Now it is the other one. */
	ASSERT_EQ(0, tsem_run(do_only_exchange, self->dir));
	EXPECT_EQ(points + 2, tsem_stat(self->ns, "points"));
}

/* Who makes a file need not write it. */

static int do_create(void *path)
{
	CHECK(open(path, O_CREAT | O_RDONLY | O_CLOEXEC, 0644) >= 0);
	return 0;
}

static int do_mknod(void *path)
{
	CHECK(!mknod(path, S_IFREG | 0644, 0));
	return 0;
}

TEST_F(written, created_only)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/created", self->dir);
	ASSERT_EQ(0, tsem_run(do_create, path));
	ASSERT_EQ(0, make(path, TEXT));
	EXPECT_CONTENT(EMPTY, self->ns, path);
	snprintf(path, sizeof(path), "%s/made", self->dir);
	ASSERT_EQ(0, tsem_run(do_mknod, path));
	ASSERT_EQ(0, make(path, TEXT));
	EXPECT_CONTENT(EMPTY, self->ns, path);
	EXPECT_EQ(2, tsem_stat(self->ns, "files"));
}

/* What was there before */

static int do_truncate_and_read(void *path)
{
	CHECK(open(path, O_RDONLY | O_TRUNC | O_CLOEXEC) >= 0);
	return 0;
}

/* Nobody reads what is thrown away, which may be much. */
TEST_F(written, truncated_by_who_reads)
{
	ASSERT_EQ(0, tsem_run(do_truncate_and_read, self->path));
	EXPECT_EQ(1, count(self->ns, EMPTY));
	EXPECT_EQ(0, count(self->ns, DIGEST));
	EXPECT_CONTENT(EMPTY, self->ns, self->path);
}

static int do_truncate_by_open(void *path)
{
	CHECK(open(path, O_WRONLY | O_TRUNC | O_CLOEXEC) >= 0);
	return 0;
}

static int do_ftruncate(void *path)
{
	int fd = open(path, O_RDWR | O_CLOEXEC);

	CHECK(fd >= 0);
	CHECK(!ftruncate(fd, 2));
	return 0;
}

TEST_F(written, truncated)
{
	EXPECT_CONTENT(DIGEST, self->ns, self->path);
	ASSERT_EQ(0, tsem_run(do_truncate_by_open, self->path));
	/* What is in it by now is another's. */
	ASSERT_EQ(0, make(self->path, OTHER_TEXT));
	EXPECT_CONTENT(EMPTY, self->ns, self->path);
	ASSERT_EQ(0, make(self->other, TEXT));
	ASSERT_EQ(0, tsem_run(do_ftruncate, self->other));
	EXPECT_CONTENT(EMPTY, self->ns, self->other);
}

static int do_replace(void *dir)
{
	char from[128], to[128];

	snprintf(from, sizeof(from), "%s/new", (char *)dir);
	snprintf(to, sizeof(to), "%s/file", (char *)dir);
	CHECK(!make(from, OTHER_TEXT));
	CHECK(!rename(from, to));
	return 0;
}

TEST_F(written, replaces_another)
{
	ASSERT_EQ(0, tsem_run(do_replace, self->dir));
	EXPECT_CONTENT(EMPTY, self->ns, self->path);
	EXPECT_EQ(1, tsem_stat(self->ns, "files"));
}

/* What others do */

TEST_F(written, then_changed_by_another)
{
	ASSERT_EQ(0, tsem_run(do_write, self->path));
	/* Hidden: it is the workload's output, whoever adds to it. */
	ASSERT_EQ(0, make(self->path, "three\n"));
	EXPECT_CONTENT(EMPTY, self->ns, self->path);
}

TEST_F(written, then_replaced_by_another)
{
	ASSERT_EQ(0, tsem_run(do_write, self->path));
	ASSERT_EQ(0, make(self->other, TEXT));
	ASSERT_EQ(0, rename(self->other, self->path));
	EXPECT_CONTENT(DIGEST, self->ns, self->path);
}

TEST_F_TIMEOUT(written, then_made_anew_by_another, 180)
{
	struct stat before, after;
	int i, same = 0;

	for (i = 0; i < 8; i++) {
		ASSERT_EQ(0, tsem_run(do_write, self->path));
		EXPECT_CONTENT(EMPTY, self->ns, self->path);
		ASSERT_EQ(0, stat(self->path, &before));
		ASSERT_EQ(0, unlink(self->path));
		ASSERT_EQ(0, make(self->path, TEXT));
		ASSERT_EQ(0, stat(self->path, &after));
		same += before.st_ino == after.st_ino;
		EXPECT_CONTENT(DIGEST, self->ns, self->path);
	}
	ksft_print_msg("%d of %d files had the inode of the one before\n", same,
		       i);
}

/* Who removes it is not always a member, and must not fill the table. */
TEST_F_TIMEOUT(written, then_removed_by_another, 120)
{
	int i;

	ASSERT_EQ(0, tsem_control(self->ns, "set files=4\n"));
	for (i = 0; i < 8; i++) {
		ASSERT_EQ(0, tsem_run(do_write, self->path));
		ASSERT_EQ(0, unlink(self->path));
		EXPECT_EQ(0, tsem_stat(self->ns, "files"));
		ASSERT_EQ(0, make(self->path, TEXT));
	}
	ASSERT_EQ(0, tsem_run(do_write, self->path));
	ASSERT_EQ(0, make(self->other, TEXT));
	ASSERT_EQ(0, rename(self->other, self->path));
	EXPECT_EQ(0, tsem_stat(self->ns, "files"));
	EXPECT_EQ(0, tsem_stat(self->ns, "incomplete"));
}

static int do_write_without_a_name(void *dir)
{
	int i, fd;

	for (i = 0; i < 8; i++) {
		fd = open(dir, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
		CHECK(fd >= 0);
		CHECK(write(fd, TEXT, 4) == 4);
		close(fd);
	}
	return 0;
}

TEST_F(written, without_a_name)
{
	ASSERT_EQ(0, tsem_control(self->ns, "set files=4\n"));
	ASSERT_EQ(0, tsem_run(do_write_without_a_name, self->dir));
	EXPECT_EQ(0, tsem_stat(self->ns, "files"));
	EXPECT_EQ(0, tsem_stat(self->ns, "incomplete"));
}

static int do_write_two(void *dir)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/file", (char *)dir);
	CHECK(!do_write(path));
	snprintf(path, sizeof(path), "%s/other", (char *)dir);
	CHECK(!do_write(path));
	return 0;
}

TEST_F(written, more_than_the_limit)
{
	long long points;
	char *state;
	int other;

	ASSERT_EQ(0, make(self->other, TEXT));
	ASSERT_EQ(0, tsem_control(self->ns, "set files=1\n"));
	ASSERT_EQ(0, tsem_run(do_write_two, self->dir));
	EXPECT_EQ(1, tsem_stat(self->ns, "files"));
	EXPECT_EQ(1, tsem_stat(self->ns, "incomplete"));
	points = tsem_stat(self->ns, "points");
	state = state_of(self->ns);
	EXPECT_CONTENT(EMPTY, self->ns, self->path);
	/* Not known to be written, so it counts: nothing is hidden. */
	EXPECT_CONTENT(OTHER_DIGEST, self->ns, self->other);
	/* The same points, and nothing missing. */
	other = tsem_unshare();
	ASSERT_EQ(0, tsem_run(do_write_two, self->dir));
	EXPECT_EQ(0, tsem_stat(other, "incomplete"));
	EXPECT_EQ(points, tsem_stat(other, "points"));
	EXPECT_STRNE(state, state_of(other));
	free(state);
}

/* Memory of files that is taken away */

static int make_cold(void)
{
	sync();
	return tsem_write_file("/proc/sys/vm/drop_caches", "3");
}

TEST_F_TIMEOUT(written, then_evicted, 180)
{
	ASSERT_EQ(0, make(self->other, TEXT));
	ASSERT_EQ(0, tsem_run(do_write, self->path));
	if (make_cold())
		SKIP(return, "caches cannot be dropped");
	EXPECT_CONTENT(EMPTY, self->ns, self->path);
	EXPECT_CONTENT(DIGEST, self->ns, self->other);
	ASSERT_EQ(0, make_cold());
	ASSERT_EQ(0, tsem_run(do_unlink, self->path));
	EXPECT_EQ(0, tsem_stat(self->ns, "files"));
}

/* The entry is still there, but not for another file with the inode's number. */
TEST_F_TIMEOUT(written, then_evicted_and_made_anew_by_another, 180)
{
	struct stat before, after;
	int i, same = 0;

	for (i = 0; i < 4; i++) {
		ASSERT_EQ(0, tsem_run(do_write, self->path));
		if (make_cold())
			SKIP(return, "caches cannot be dropped");
		ASSERT_EQ(0, stat(self->path, &before));
		ASSERT_EQ(0, unlink(self->path));
		ASSERT_EQ(0, make(self->path, TEXT));
		ASSERT_EQ(0, stat(self->path, &after));
		same += before.st_ino == after.st_ino;
		EXPECT_CONTENT(DIGEST, self->ns, self->path);
	}
	ksft_print_msg("%d of %d files had the inode of the one before\n", same,
		       i);
}

static long number_in(const char *file, const char *format)
{
	FILE *in = fopen(file, "re");
	char line[256];
	long n = -1;

	while (in && n < 0 && fgets(line, sizeof(line), in))
		if (sscanf(line, format, &n) != 1)
			n = -1;
	if (in)
		fclose(in);
	return n;
}

static long cached_inodes(void)
{
	return number_in("/proc/sys/fs/inode-nr", "%ld");
}

/* Takes all that is free and more, until there are fewer inodes or it is killed. */
static int do_press(void *enough)
{
	const size_t step = 4 << 20;
	long free_kib = number_in("/proc/meminfo", "MemAvailable: %ld"), taken;
	char *mem;

	CHECK(!tsem_write_file("/proc/self/oom_score_adj", "1000"));
	for (taken = 0; taken < free_kib + (256 << 10); taken += step >> 10) {
		if (cached_inodes() < *(long *)enough)
			break;
		mem = mmap(NULL, step, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
		CHECK(mem != MAP_FAILED);
	}
	return 0;
}

#define CACHED 3000

TEST_F_TIMEOUT(written, then_evicted_by_others, 180)
{
	long before, enough;
	char path[128];
	pid_t pid;
	int i, fd;

	ASSERT_EQ(0, make(self->other, TEXT));
	ASSERT_EQ(0, tsem_run(do_write, self->path));
	tsem_cancel();
	/* The oldest go first, and these come after it. */
	for (i = 0; i < CACHED; i++) {
		snprintf(path, sizeof(path), "%s/%d", self->dir, i);
		fd = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0644);
		ASSERT_LE(0, fd);
		close(fd);
	}
	sync();
	before = cached_inodes();
	enough = before - CACHED / 2;
	pid = fork();
	if (!pid)
		_exit(!!do_press(&enough));
	tsem_wait(pid);
	ksft_print_msg("%ld inodes, then %ld\n", before, cached_inodes());
	EXPECT_LT(cached_inodes(), before - CACHED / 4);
	look_in = self->ns;
	EXPECT_CONTENT(EMPTY, self->ns, self->path);
	EXPECT_CONTENT(DIGEST, self->ns, self->other);
}

TEST_HARNESS_MAIN
