/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tests of TSEM: what is done in a directory with a file
 */

#ifndef _SELFTESTS_TSEM_PLACE_H
#define _SELFTESTS_TSEM_PLACE_H

#include "names.h"

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
