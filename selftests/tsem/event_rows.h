/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tests of TSEM: what the table of events says of each
 *
 * The table of the kernel itself, and not a copy of it. The tests of an event say by
 * hand what they expect, so that a row that is wrong fails.
 */

#ifndef _SELFTESTS_TSEM_EVENT_ROWS_H
#define _SELFTESTS_TSEM_EVENT_ROWS_H

#include <assert.h>
#include <stdbool.h>
#include <string.h>

#include "kselftest.h"

/* What a denial does to the caller, as enum tsem_denial. */
enum denial {
	DENIAL_ERRNO,
	DENIAL_SILENT,
	DENIAL_PARTIAL,
	DENIAL_KILLS,
	DENIAL_LATE,
};

struct event_row {
	const char *name;
	enum denial denial;
	bool environment;
};

static const struct event_row event_rows[] = {
#define TSEM_EVENT(name_, hook, class, path, actor, denial_, retry, env, ...) \
	{ #name_, DENIAL_##denial_, env },
#include "tsem/event_table.h"
#undef TSEM_EVENT
};

/* What denials do, for the compiler. */
enum {
#define TSEM_EVENT(name, hook, class, path, actor, denial, ...) \
	DENIAL_OF_##name = DENIAL_##denial,
#include "tsem/event_table.h"
#undef TSEM_EVENT
};

/*
 * Stands behind a test that shows what a denial does, where that is more than a
 * call that fails with EPERM. That of SILENT is shown by .denied of an event_test.
 */
#define SHOWS_DENIAL(event, how) \
	static_assert((int)DENIAL_OF_##event == (int)DENIAL_##how, \
		      "the table of events says something else of " #event)

/* NULL if the kernel has no such event. */
static const struct event_row *__maybe_unused event_row(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(event_rows); i++)
		if (!strcmp(event_rows[i].name, name))
			return &event_rows[i];
	return NULL;
}

#endif /* _SELFTESTS_TSEM_EVENT_ROWS_H */
