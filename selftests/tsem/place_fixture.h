/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tests of TSEM: a directory with a file and a namespace that waits for members
 */

#ifndef _SELFTESTS_TSEM_PLACE_FIXTURE_H
#define _SELFTESTS_TSEM_PLACE_FIXTURE_H

#include "place.h"

#include <sys/mount.h>

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
	ASSERT_EQ(0, make_own_place(self->dir, sizeof(self->dir)));
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

#endif /* _SELFTESTS_TSEM_PLACE_FIXTURE_H */
