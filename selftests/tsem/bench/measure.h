/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reading the clock and sorting what it says
 *
 * QEMU with "-icount shift=0,sleep=off" lets the clock of the guest advance by
 * one nanosecond for each instruction: there, times are numbers of instructions.
 */

#ifndef _SELFTESTS_TSEM_BENCH_MEASURE_H
#define _SELFTESTS_TSEM_BENCH_MEASURE_H

#include <stdlib.h>
#include <time.h>

static inline double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1e9 + ts.tv_nsec;
}

static inline int compare_values(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Sorts the values. */
static inline double median(double *values, unsigned int count)
{
	qsort(values, count, sizeof(*values), compare_values);
	if (count % 2)
		return values[count / 2];
	return (values[count / 2 - 1] + values[count / 2]) / 2;
}

#endif /* _SELFTESTS_TSEM_BENCH_MEASURE_H */
