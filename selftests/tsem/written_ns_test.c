// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of TSEM: files that members of several namespaces wrote
 */

#include "written.h"

static int do_join_and_write(void *path)
{
	CHECK(!setns(look_in, CLONE_NEWTSEM));
	return do_write(path);
}

/* The first of them forgets it as well as the last. */
TEST_F(written, by_members_of_several_namespaces)
{
	int ns[3], i, round;

	tsem_cancel();
	for (i = 0; i < 3; i++) {
		ns[i] = tsem_unshare();
		ASSERT_LE(0, ns[i]);
		tsem_cancel();
	}
	for (round = 0; round < 2; round++) {
		/* The last one is the first again in the second round. */
		for (i = 0; i < 3 + round; i++) {
			look_in = ns[i % 3];
			ASSERT_EQ(0, tsem_run(do_join_and_write, self->path));
			EXPECT_EQ(1, tsem_stat(look_in, "files"));
		}
		ASSERT_EQ(0, unlink(self->path));
		for (i = 0; i < 3; i++)
			EXPECT_EQ(0, tsem_stat(ns[i], "files"));
		ASSERT_EQ(0, make(self->path, TEXT));
	}
}

/* One writes, a member of another removes. */
static int do_join_and_unlink(void *path)
{
	CHECK(!setns(look_in, CLONE_NEWTSEM));
	return do_unlink(path);
}

TEST_F(written, then_removed_in_another_namespace)
{
	int second;

	ASSERT_EQ(0, tsem_run(do_write, self->path));
	second = tsem_unshare();
	ASSERT_LE(0, second);
	look_in = second;
	tsem_cancel();
	ASSERT_EQ(0, tsem_run(do_join_and_unlink, self->path));
	EXPECT_EQ(0, tsem_stat(self->ns, "files"));
	EXPECT_EQ(0, tsem_stat(second, "files"));
}

TEST_HARNESS_MAIN
