/* SPDX-License-Identifier: GPL-2.0-only */
/* Test Anything Protocol for one test program; tests/run.sh joins them. */
#ifndef TSEM_TAP_H
#define TSEM_TAP_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

struct tap {
	unsigned int run;
	unsigned int failed;
};

__attribute__((format(printf, 3, 4)))
static inline bool ok(struct tap *t, bool good, const char *fmt, ...)
{
	va_list ap;

	t->failed += !good;
	printf("%sok %u - ", good ? "" : "not ", ++t->run);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
	fflush(stdout);
	return good;
}

/* The plan, and what main() returns. */
static inline int tap_done(const struct tap *t)
{
	printf("1..%u\n", t->run);
	return t->failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

#endif /* TSEM_TAP_H */
