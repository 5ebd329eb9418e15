// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of TSEM: content on 9p, whose server may change it without telling
 */

#include "place.h"

#include <sys/mount.h>

#include "kselftest_harness.h"

/* The tag of a directory that the host shares. */
#define TAG "share"

FIXTURE(p9)
{
	char dir[64];
	char path[192];
	int ns;
};

FIXTURE_SETUP(p9)
{
	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	ASSERT_EQ(0, make_own_place(self->dir, sizeof(self->dir)));
	if (mount(TAG, self->dir, "9p", 0, "trans=virtio,version=9p2000.L")) {
		ASSERT_TRUE(errno == ENODEV || errno == ENOENT);
		SKIP(return, "no 9p that is called " TAG ": %s",
		     strerror(errno));
	}
	snprintf(self->path, sizeof(self->path), "%s/file", self->dir);
	ASSERT_EQ(0, make(self->path, contents[0].text, 0644));
	self->ns = tsem_unshare();
	ASSERT_LE(0, self->ns);
}

FIXTURE_TEARDOWN(p9)
{
	if (!self->dir[0])
		return;
	tsem_cancel();
	unlink(self->path);
	umount2(self->dir, MNT_DETACH);
	remove_place(self->dir);
}

/* Nothing is kept, as nobody would say when it is not good any more. */
TEST_F(p9, digested_at_each_opening)
{
	int i;

	for (i = 0; i < 3; i++)
		ASSERT_EQ(0, tsem_run(do_open, self->path));
	EXPECT_EQ(3, tsem_stat(self->ns, "digests_computed"));
	EXPECT_NE(NULL, strstr(last(self->ns, "trajectory"),
			       contents[0].digest));
}

TEST_F(p9, changed_content_is_refused)
{
	ASSERT_EQ(0, tsem_run(do_open, self->path));
	ASSERT_EQ(0, enforce(self->ns));
	EXPECT_EQ(0, tsem_run(do_open, self->path));
	ASSERT_EQ(0, tsem_write_file(self->path, contents[1].text));
	EXPECT_EQ(0, tsem_run(do_not_open, self->path));
	EXPECT_NE(NULL, strstr(last(self->ns, "forensics"),
			       contents[1].digest));
}

TEST_HARNESS_MAIN
