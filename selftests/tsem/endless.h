/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tests of TSEM: as many different events as are wanted
 */

#ifndef _SELFTESTS_TSEM_ENDLESS_H
#define _SELFTESTS_TSEM_ENDLESS_H

#include "common.h"

#include <sys/socket.h>

/* The event of a number: a protocol that does not exist is asked for first. */
static int make_event(int number)
{
	if (socket(AF_UNIX, SOCK_STREAM, 1000 + number) >= 0)
		return 0;
	return errno == EPROTONOSUPPORT ? 0 : -errno;
}

struct range {
	int from, to;
};

static int make_events(void *arg)
{
	struct range *range = arg;
	int i;

	for (i = range->from; i < range->to; i++)
		CHECK(!make_event(i));
	return 0;
}

/* In a process of its own, which enters what waits. */
static __maybe_unused int run_events(int from, int to)
{
	struct range range = { from, to };

	return tsem_run(make_events, &range);
}

#endif /* _SELFTESTS_TSEM_ENDLESS_H */
