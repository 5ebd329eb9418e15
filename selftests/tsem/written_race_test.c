// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of TSEM: processes with one identity that write at the same time, and
 * directories in which names count for nothing
 */

#include "written.h"

#include <pthread.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <time.h>

#define RACERS 4

/* Many processes with one identity */

struct racers {
	const char *dir;
	int (*fn)(const char *dir, int number);
};

static int race(void *arg)
{
	const struct racers *racers = arg;
	pid_t pids[RACERS];
	int i, failed = 0;

	for (i = 0; i < RACERS; i++) {
		pids[i] = fork();
		CHECK(pids[i] >= 0);
		if (!pids[i])
			_exit(!!racers->fn(racers->dir, i));
	}
	for (i = 0; i < RACERS; i++)
		failed |= tsem_wait(pids[i]);
	CHECK(!failed);
	return 0;
}

static int race_once(struct racers *racers, char **state, int *files)
{
	int ns = tsem_unshare(), err;

	if (ns < 0)
		return ns;
	err = tsem_run(race, racers);
	*state = state_of(ns);
	*files = tsem_stat(ns, "files");
	if (tsem_stat(ns, "incomplete"))
		err = -EOVERFLOW;
	close(ns);
	return err;
}

#define EXPECT_ONE_STATE(dir, fn, rest, before)                              \
	do {                                                                 \
		struct racers racers = { dir, fn };                          \
		const int rounds = tsem_rounds(60);                          \
		char *first = NULL, *state;                                  \
		int i, files;                                                \
									     \
		for (i = 0; i < rounds; i++) {                               \
			ASSERT_EQ(0, before);                                \
			ASSERT_EQ(0, race_once(&racers, &state, &files));    \
			EXPECT_EQ(rest, files);                              \
			if (!first)                                          \
				first = state;                               \
			ASSERT_STREQ(first, state)                           \
			{                                                    \
				TH_LOG("round %d of %d", i, rounds);         \
			}                                                    \
		}                                                            \
		ksft_print_msg("%d rounds of %d processes\n", rounds, RACERS); \
	} while (0)

/* Whoever comes first, each has written before it reads. */
static int write_and_read(const char *path, int number)
{
	int i;

	for (i = 0; i < 5; i++) {
		CHECK(!do_write((void *)path));
		CHECK(!do_read((void *)path));
	}
	return 0;
}

TEST_F_TIMEOUT(written, racing_writers, 120)
{
	EXPECT_ONE_STATE(self->path, write_and_read, 1, make(self->path, TEXT));
}

/* The file comes and goes under them. */
static int create_and_read(const char *dir, int number)
{
	char path[128];
	int i, fd;

	snprintf(path, sizeof(path), "%s/made", dir);
	for (i = 0; i < 5; i++) {
		fd = open(path, O_CREAT | O_TRUNC | O_RDWR | O_CLOEXEC, 0644);
		CHECK(fd >= 0);
		CHECK(write(fd, TEXT, 4) == 4);
		CHECK(!close(fd));
		CHECK(open(path, O_RDONLY | O_CLOEXEC) >= 0);
	}
	return 0;
}

TEST_F_TIMEOUT(written, racing_creators, 120)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/made", self->dir);
	EXPECT_ONE_STATE(self->dir, create_and_read, 1,
			 unlink(path) && errno != ENOENT);
}

/* As one writes a file that others read whole: beside it, then renamed. */
static int replace_and_read(const char *dir, int number)
{
	char path[128], mine[128];
	int i;

	snprintf(path, sizeof(path), "%s/target", dir);
	snprintf(mine, sizeof(mine), "%s/new.%d", dir, number);
	for (i = 0; i < 5; i++) {
		CHECK(!make(mine, TEXT));
		CHECK(!do_read(mine));
		CHECK(!rename(mine, path));
	}
	return 0;
}

TEST_F_TIMEOUT(written, racing_renamers, 120)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/target", self->dir);
	EXPECT_ONE_STATE(self->dir, replace_and_read, 1, make(path, TEXT));
}

/* Half of them replace the file, and half read it. */
static int replace_or_read(const char *dir, int number)
{
	char path[128], mine[128];
	int i;

	snprintf(path, sizeof(path), "%s/target", dir);
	snprintf(mine, sizeof(mine), "%s/new.%d", dir, number);
	for (i = 0; i < 500; i++) {
		if (number % 2) {
			CHECK(!do_read(path));
		} else {
			CHECK(!make(mine, TEXT));
			CHECK(!rename(mine, path));
		}
	}
	return 0;
}

/* The file that a reader gets always has the name by which it was opened. */
TEST_F_TIMEOUT(written, readers_among_renamers, 300)
{
	struct racers racers = { self->dir, replace_or_read };
	const int rounds = tsem_rounds(20);
	char path[128];
	int i;

	snprintf(path, sizeof(path), "%s/target", self->dir);
	ASSERT_EQ(0, make(path, TEXT));
	for (i = 0; i < rounds; i++)
		ASSERT_EQ(0, tsem_run(race, &racers));
	EXPECT_EQ(0, count(self->ns, "\"deleted\""))
		TH_LOG("%s", tsem_read(self->ns, "trajectory"));
	ksft_print_msg("%d rounds of %d processes\n", rounds, RACERS);
}

/* Sticky and volatile directories */

static int make_sticky(const char *dir, char *sticky, size_t size)
{
	snprintf(sticky, size, "%s/sticky", dir);
	return mkdir(sticky, 01777) || chmod(sticky, 01777) ? -errno : 0;
}

static int use_temporary(const char *dir, int number)
{
	char path[160], final[176];
	int i, fd;

	for (i = 0; i < 5; i++) {
		snprintf(path, sizeof(path), "%s/tmp.XXXXXX", dir);
		fd = mkstemp(path);
		CHECK(fd >= 0);
		CHECK(write(fd, TEXT, 4) == 4);
		CHECK(!close(fd));
		CHECK(open(path, O_RDONLY | O_CLOEXEC) >= 0);
		snprintf(final, sizeof(final), "%s.final", path);
		CHECK(!rename(path, final));
		CHECK(open(final, O_RDONLY | O_CLOEXEC) >= 0);
		CHECK(!unlink(final));
		snprintf(path, sizeof(path), "%s/tmp.XXXXXX", dir);
		CHECK(mkdtemp(path));
		snprintf(final, sizeof(final), "%s/below", path);
		CHECK(!make(final, TEXT));
		CHECK(!do_read(final));
		CHECK(!unlink(final));
		CHECK(!rmdir(path));
	}
	return 0;
}

TEST_F_TIMEOUT(written, racing_in_a_sticky_directory, 180)
{
	char sticky[96];

	ASSERT_EQ(0, make_sticky(self->dir, sticky, sizeof(sticky)));
	EXPECT_ONE_STATE(sticky, use_temporary, 0, 0);
}

static int race_below_rule(struct racers *racers, char **state)
{
	int ns = tsem_unshare(), err;

	if (ns < 0)
		return ns;
	err = tsem_control(ns, "volatile %s\n", racers->dir) ?:
	      tsem_run(race, racers);
	*state = state_of(ns);
	if (!err && count(ns, "tmp."))
		err = -EEXIST;
	if (!err)
		err = tsem_stat(ns, "files");
	close(ns);
	return err;
}

TEST_F_TIMEOUT(written, racing_in_a_volatile_directory, 180)
{
	struct racers racers = { self->dir, use_temporary };
	const int rounds = tsem_rounds(60);
	char *first = NULL, *state;
	int i;

	for (i = 0; i < rounds; i++) {
		ASSERT_EQ(0, race_below_rule(&racers, &state));
		if (!first)
			first = state;
		ASSERT_STREQ(first, state);
	}
	ksft_print_msg("%d rounds of %d processes\n", rounds, RACERS);
}

static int do_make(void *path)
{
	CHECK(!make(path, OTHER_TEXT));
	return 0;
}

TEST_F(written, in_a_volatile_directory)
{
	char path[128], var[96];

	snprintf(var, sizeof(var), "%s/var", self->dir);
	ASSERT_EQ(0, mkdir(var, 0755));
	ASSERT_EQ(0, tsem_control(self->ns, "volatile %s\n", var));
	snprintf(path, sizeof(path), "%s/mine", var);
	ASSERT_EQ(0, tsem_run(do_make, path));
	EXPECT_CONTENT(EMPTY, self->ns, path);
	EXPECT_STREQ("volatile", look(self->ns, path)->kind);
	EXPECT_STREQ(var, look(self->ns, path)->name);
	snprintf(path, sizeof(path), "%s/yours", var);
	ASSERT_EQ(0, make(path, TEXT));
	EXPECT_CONTENT(DIGEST, self->ns, path);
	EXPECT_STREQ("volatile", look(self->ns, path)->kind);
}

TEST_F(written, name_that_another_makes_later)
{
	char sticky[96], path[128];

	ASSERT_EQ(0, make_sticky(self->dir, sticky, sizeof(sticky)));
	snprintf(path, sizeof(path), "%s/name", sticky);
	ASSERT_EQ(0, tsem_run(do_make, path));
	EXPECT_STREQ("volatile", look(self->ns, path)->kind);
	EXPECT_CONTENT(EMPTY, self->ns, path);
	/* The name still counts as the member's, but content is another's. */
	ASSERT_EQ(0, unlink(path));
	ASSERT_EQ(0, make(path, TEXT));
	EXPECT_STREQ("volatile", look(self->ns, path)->kind);
	EXPECT_CONTENT(DIGEST, self->ns, path);
	/* Once the member has removed it, the name is whoever's makes it. */
	ASSERT_EQ(0, tsem_run(do_unlink, path));
	ASSERT_EQ(0, make(path, TEXT));
	EXPECT_STREQ("path", look(self->ns, path)->kind);
	EXPECT_STREQ(path, look(self->ns, path)->name);
	EXPECT_CONTENT(DIGEST, self->ns, path);
	EXPECT_EQ(0, tsem_stat(self->ns, "files"));
}

static int do_move_out(void *dir)
{
	char from[128], to[128];

	snprintf(from, sizeof(from), "%s/sticky/tree", (char *)dir);
	CHECK(!mkdir(from, 0755));
	snprintf(from, sizeof(from), "%s/sticky/tree/file", (char *)dir);
	CHECK(!make(from, TEXT));
	snprintf(from, sizeof(from), "%s/sticky/tree", (char *)dir);
	snprintf(to, sizeof(to), "%s/tree", (char *)dir);
	CHECK(!rename(from, to));
	return 0;
}

static int do_move_in(void *dir)
{
	char from[128], to[128];

	snprintf(from, sizeof(from), "%s/tree", (char *)dir);
	snprintf(to, sizeof(to), "%s/sticky/again", (char *)dir);
	CHECK(!rename(from, to));
	return 0;
}

TEST_F(written, moved_out_of_a_sticky_directory)
{
	char sticky[96], path[128];

	ASSERT_EQ(0, make_sticky(self->dir, sticky, sizeof(sticky)));
	ASSERT_EQ(0, tsem_run(do_move_out, self->dir));
	/* It has a name now, and its content is still output. */
	snprintf(path, sizeof(path), "%s/tree/file", self->dir);
	EXPECT_STREQ("path", look(self->ns, path)->kind);
	EXPECT_STREQ(path, look(self->ns, path)->name);
	EXPECT_CONTENT(EMPTY, self->ns, path);
	EXPECT_EQ(1, tsem_stat(self->ns, "files"));
	ASSERT_EQ(0, tsem_run(do_move_in, self->dir));
	snprintf(path, sizeof(path), "%s/sticky/again/file", self->dir);
	EXPECT_STREQ("volatile", look(self->ns, path)->kind);
	EXPECT_STREQ(sticky, look(self->ns, path)->name);
	EXPECT_CONTENT(EMPTY, self->ns, path);
	EXPECT_EQ(2, tsem_stat(self->ns, "files"));
}

/* Somebody else renames all the time */

struct renamer {
	pthread_t thread;
	atomic_bool stop;
	char names[2][160];
};

static void *rename_on(void *arg)
{
	struct renamer *renamer = arg;
	int i;

	for (i = 0; !atomic_load(&renamer->stop); i = !i)
		rename(renamer->names[i], renamer->names[!i]);
	return NULL;
}

static int start_renamer(struct renamer *renamer, const char *dir)
{
	snprintf(renamer->names[0], sizeof(renamer->names[0]), "%s/one", dir);
	snprintf(renamer->names[1], sizeof(renamer->names[1]), "%s/two", dir);
	atomic_init(&renamer->stop, false);
	return make(renamer->names[0], "") ?:
	       -pthread_create(&renamer->thread, NULL, rename_on, renamer);
}

static void stop_renamer(struct renamer *renamer)
{
	atomic_store(&renamer->stop, true);
	pthread_join(renamer->thread, NULL);
}

#define DEEP tsem_rounds(10000)

static int go_deep(const char *dir)
{
	int i;

	if (chdir(dir))
		return -errno;
	for (i = 0; i < DEEP; i++)
		if (mkdir("d", 0755) || chdir("d"))
			return -errno;
	return 0;
}

static int come_back(void)
{
	int i;

	for (i = 0; i < DEEP; i++)
		if (chdir("..") || rmdir("d"))
			return -errno;
	return chdir("/") ? -errno : 0;
}

struct looks {
	const char *path;
	int count;
};

/* How often that can be done in a second or two. */
static int do_look_deep(void *arg)
{
	const time_t end = time(NULL) + 2;
	struct looks *looks = arg;
	struct stat st;

	CHECK(!do_write((void *)looks->path));
	for (looks->count = 0; time(NULL) < end; looks->count++)
		CHECK(!stat(".", &st));
	return 0;
}

/*
 * Looking for the directories above does not begin again for each rename, or somebody
 * could make it endless.
 */
TEST_F_TIMEOUT(written, deep_below, 120)
{
	struct looks *looks = mmap(NULL, sizeof(*looks), PROT_READ | PROT_WRITE,
				   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct renamer renamer;
	int alone;

	ASSERT_NE(MAP_FAILED, looks);
	looks->path = self->path;
	ASSERT_EQ(0, go_deep(self->dir));
	ASSERT_EQ(0, tsem_run(do_look_deep, looks));
	alone = looks->count;
	ASSERT_EQ(0, start_renamer(&renamer, self->dir));
	EXPECT_EQ(0, tsem_run(do_look_deep, looks));
	stop_renamer(&renamer);
	EXPECT_LT(alone / 10, looks->count);
	TH_LOG("%d alone, %d while somebody renames", alone, looks->count);
	EXPECT_EQ(0, come_back());
}

TEST_HARNESS_MAIN
