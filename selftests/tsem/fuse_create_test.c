// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of TSEM: files that are made and opened in one step
 *
 * Some file systems do both with one request (->atomic_open).  The hook of the
 * opening comes while the directory is locked then.
 */

#include "place.h"

#include <sys/mount.h>

#include "tiny_fuse.h"

#include "kselftest_harness.h"

FIXTURE(step)
{
	char dir[64];
	char mnt[96];		/* dir/mnt */
	char made[128];		/* dir/mnt/made, which is not there yet */
	int ns;
	struct tiny_fuse fuse;
};

FIXTURE_SETUP(step)
{
	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	ASSERT_EQ(0, make_own_place(self->dir, sizeof(self->dir)));
	snprintf(self->mnt, sizeof(self->mnt), "%s/mnt", self->dir);
	snprintf(self->made, sizeof(self->made), "%s/made", self->mnt);
	ASSERT_EQ(0, mkdir(self->mnt, 0755));
	if (serve(&self->fuse, self->mnt, &self->ns, false))
		SKIP(return, "no fuse");
}

FIXTURE_TEARDOWN(step)
{
	if (!self->dir[0])
		return;
	tiny_stop(&self->fuse);
	tsem_cancel();
	remove_place(self->dir);
}

static int do_make(void *path)
{
	CHECK(open(path, O_CREAT | O_WRONLY, 0600) >= 0);
	return 0;
}

static int do_not_make(void *path)
{
	CHECK(open(path, O_CREAT | O_WRONLY, 0600) < 0 && errno == EPERM);
	return 0;
}

/* Another way to open what may be made. */
static int do_not_make_otherwise(void *path)
{
	CHECK(open(path, O_CREAT | O_RDWR, 0600) < 0 && errno == EPERM);
	return 0;
}

/* It is closed by a request that nobody waits for. */
static bool is_closed(struct tiny_fuse *fuse)
{
	int i;

	for (i = 0; i < 10000 && fuse->shared->open; i++)
		tsem_sleep_ms(1);
	return !fuse->shared->open;
}

/* The server has it no more, and the kernel asks each time. */
static void lose(struct tiny_fuse *fuse)
{
	fuse->shared->made = 0;
}

TEST_F_TIMEOUT(step, learned, 120)
{
	char pattern[256];

	ASSERT_EQ(0, tsem_run(do_make, self->made));
	/* In one step, or this tests nothing. */
	ASSERT_EQ(1, self->fuse.shared->made);
	EXPECT_TRUE(is_closed(&self->fuse));
	EXPECT_EQ(2, tsem_stat(self->ns, "points"));
	snprintf(pattern, sizeof(pattern),
		 "\"create\": {\"path\": {\"kind\": \"path\", \"mount\": \"own\", \"pathname\": \"%s\"}}}",
		 self->made);
	EXPECT_EQ(1, count_lines(self->ns, "trajectory", pattern))
		TH_LOG("%s", tsem_read(self->ns, "trajectory"));
	EXPECT_TRUE(last_is(self->ns, "path", "own", self->made));
	EXPECT_TRUE(last_has(self->ns, "mode", "0100600"));
	EXPECT_TRUE(last_has(self->ns, "digest", EMPTY));
	/* What is made anew is the same. */
	lose(&self->fuse);
	ASSERT_EQ(0, tsem_run(do_make, self->made));
	ASSERT_EQ(1, self->fuse.shared->made);
	EXPECT_EQ(2, tsem_stat(self->ns, "points"));
	lose(&self->fuse);
	ASSERT_EQ(0, enforce(self->ns));
	EXPECT_EQ(0, tsem_run(do_make, self->made));
	EXPECT_EQ(1, self->fuse.shared->made);
	EXPECT_EQ(0, tsem_stat(self->ns, "forensics"));
}

TEST_F_TIMEOUT(step, not_made, 120)
{
	ASSERT_EQ(0, enforce(self->ns));
	EXPECT_EQ(0, tsem_run(do_not_make, self->made));
	EXPECT_EQ(0, self->fuse.shared->made);
	EXPECT_EQ(-1, access(self->made, F_OK));
	EXPECT_EQ(ENOENT, errno);
	EXPECT_EQ(1, tsem_stat(self->ns, "forensics"));
	EXPECT_EQ(1, count_lines(self->ns, "forensics", "\"create\": {"));
	/* Nothing is left locked. */
	ASSERT_LE(0, open(self->made, O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
	EXPECT_EQ(1, self->fuse.shared->made);
}

/* To make it is known, so that it is there when its opening is refused. */
TEST_F_TIMEOUT(step, not_opened, 120)
{
	ASSERT_EQ(0, tsem_run(do_make, self->made));
	lose(&self->fuse);
	ASSERT_EQ(0, enforce(self->ns));
	EXPECT_EQ(0, tsem_run(do_not_make_otherwise, self->made));
	EXPECT_EQ(1, self->fuse.shared->made);
	EXPECT_TRUE(is_closed(&self->fuse));
	EXPECT_EQ(1, tsem_stat(self->ns, "forensics"));
	EXPECT_EQ(1, count_lines(self->ns, "forensics", "\"file_open\": {"));
	lose(&self->fuse);
	EXPECT_EQ(0, tsem_run(do_make, self->made));
	EXPECT_EQ(1, self->fuse.shared->made);
}

TEST_HARNESS_MAIN
