// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of TSEM: names that were an outsider's before a member made them
 *
 * In a sticky directory what a member makes has no name. When the outsider's thing was
 * seen there before, the kernel has its name at hand and compares: the same name must
 * not do then.
 */

#include "place_fixture.h"

static const char *sticky;

static int do_open_dir(void *path)
{
	CHECK(open(path, O_RDONLY | O_DIRECTORY) >= 0);
	return 0;
}

static int do_stat(void *path)
{
	struct stat st;

	CHECK(!stat(path, &st));
	return 0;
}

static int do_mkdir(void *path)
{
	CHECK(!mkdir(path, 0755));
	return 0;
}

static int do_rmdir(void *path)
{
	CHECK(!rmdir(path));
	return 0;
}

/* The last point, with a name. */
static bool last_names(int ns, const char *type, const char *path)
{
	return last_has(ns, "type", type) && last_is(ns, "path", "own", path);
}

/* And without. */
static bool last_hides(int ns, const char *type)
{
	return last_has(ns, "type", type) &&
	       last_is(ns, "volatile", "own", sticky);
}

static int make_sticky(const char *path)
{
	sticky = path;
	return mkdir(path, 01777) || chmod(path, 01777) ? -errno : 0;
}

/* Often enough for all that is remembered to be in place. */
#define WARM 4

#define RUN_NAMED(fn, type, path)                                            \
	do {                                                                 \
		char *at = path;                                             \
									     \
		ASSERT_EQ(0, tsem_run(fn, at));                              \
		EXPECT_TRUE(last_names(self->ns, type, at))                  \
			TH_LOG("%s", last(self->ns, "trajectory"));          \
	} while (0)

#define RUN_HIDDEN(fn, type, path)                                           \
	do {                                                                 \
		ASSERT_EQ(0, tsem_run(fn, path));                            \
		EXPECT_TRUE(last_hides(self->ns, type))                      \
			TH_LOG("%s", last(self->ns, "trajectory"));          \
	} while (0)

/* What is the same but for who made it. */
TEST_F(place, thing_made_anew)
{
	char path[192];
	int i;

	ASSERT_EQ(0, make_sticky(self->other));
	strcpy(path, in(sticky, "thing"));
	ASSERT_EQ(0, mkdir(path, 0755));
	RUN_NAMED(do_open_dir, "file_open", path);
	RUN_NAMED(do_stat, "inode_getattr", path);
	for (i = 0; i < WARM; i++) {
		ASSERT_EQ(0, tsem_run(do_open_dir, path));
		ASSERT_EQ(0, tsem_run(do_stat, path));
	}
	ASSERT_EQ(0, rmdir(path));
	ASSERT_EQ(0, tsem_run(do_mkdir, path));
	RUN_HIDDEN(do_open_dir, "file_open", path);
	RUN_HIDDEN(do_stat, "inode_getattr", path);
}

/* The entry itself, when it comes and when it goes. */
TEST_F(place, entry_made_anew)
{
	char path[192];
	int i;

	ASSERT_EQ(0, make_sticky(self->other));
	strcpy(path, in(sticky, "thing"));
	for (i = 0; i < WARM; i++) {
		ASSERT_EQ(0, mkdir(path, 0755));
		RUN_NAMED(do_rmdir, "path_rmdir", path);
	}
	RUN_HIDDEN(do_mkdir, "path_mkdir", path);
	RUN_HIDDEN(do_rmdir, "path_rmdir", path);
}

static int do_move_and_back(void *dir)
{
	char away[192];

	snprintf(away, sizeof(away), "%s.away", (char *)dir);
	CHECK(!rename(dir, away));
	CHECK(!rename(away, dir));
	return 0;
}

/* All below a directory, which keeps its inode. */
TEST_F(place, directory_named_anew)
{
	char dir[192], file[192], entry[192];
	int i;

	ASSERT_EQ(0, make_sticky(self->other));
	strcpy(dir, in(sticky, "dir"));
	strcpy(file, in(sticky, "dir/file"));
	strcpy(entry, in(sticky, "dir/entry"));
	ASSERT_EQ(0, mkdir(dir, 0755));
	ASSERT_EQ(0, make(file, contents[0].text, 0644));
	ASSERT_EQ(0, mkdir(entry, 0755));
	RUN_NAMED(do_open, "file_open", file);
	RUN_NAMED(do_rmdir, "path_rmdir", entry);
	RUN_NAMED(do_mkdir, "path_mkdir", entry);
	for (i = 0; i < WARM; i++) {
		ASSERT_EQ(0, tsem_run(do_open, file));
		ASSERT_EQ(0, tsem_run(do_rmdir, entry));
		ASSERT_EQ(0, tsem_run(do_mkdir, entry));
	}
	ASSERT_EQ(0, tsem_run(do_move_and_back, dir));
	RUN_HIDDEN(do_open, "file_open", file);
	EXPECT_TRUE(last_has(self->ns, "digest", contents[0].digest));
	RUN_HIDDEN(do_rmdir, "path_rmdir", entry);
	RUN_HIDDEN(do_mkdir, "path_mkdir", entry);
}

TEST_HARNESS_MAIN
