/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tests of TSEM: a directory with a file and a namespace that waits for members
 */

#ifndef _SELFTESTS_TSEM_PLACE_H
#define _SELFTESTS_TSEM_PLACE_H

#include "names.h"

#include "kselftest_harness.h"

FIXTURE(place)
{
	char dir[64];
	char path[128];		/* dir/file */
	char other[128];	/* dir/other */
	int ns;
};

FIXTURE_SETUP(place)
{
	if (tsem_unusable())
		SKIP(return, "TSEM is not usable");
	umask(0);
	ASSERT_EQ(0, unshare(CLONE_NEWNS));
	ASSERT_EQ(0, mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL));
	ASSERT_EQ(0, make_place(self->dir, sizeof(self->dir)));
	snprintf(self->path, sizeof(self->path), "%s/file", self->dir);
	snprintf(self->other, sizeof(self->other), "%s/other", self->dir);
	ASSERT_EQ(0, make(self->path, contents[0].text, 0644));
	self->ns = tsem_unshare();
	ASSERT_LE(0, self->ns);
}

FIXTURE_TEARDOWN(place)
{
	if (!self->dir[0])
		return;
	tsem_cancel();
	remove_place(self->dir);
}

/* From here on what is not known is refused. */
static __maybe_unused int enforce(int ns)
{
	return tsem_control(ns, "seal\nenforce\n");
}

static __maybe_unused int do_not_open(void *path)
{
	CHECK(open(path, O_RDONLY) < 0 && errno == EPERM);
	return 0;
}

/* Of the next but seven the room is used again. */
static __maybe_unused const char *in(const char *dir, const char *name)
{
	static char path[8][192];
	static int at;

	at = (at + 1) % 8;
	snprintf(path[at], sizeof(path[at]), "%s/%s", dir, name);
	return path[at];
}

#endif /* _SELFTESTS_TSEM_PLACE_H */
