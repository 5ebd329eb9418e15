/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What an operation that the benchmark measures is
 */

#ifndef _SELFTESTS_TSEM_BENCH_OPS_H
#define _SELFTESTS_TSEM_BENCH_OPS_H

#include <stdbool.h>

/* Functions return 0, or -1 and errno. All but run can be missing. */
struct op {
	const char *name;
	unsigned int count;	/* operations in a batch */
	int (*run)(void);	/* what is measured */
	int (*setup)(void);	/* once, before the first batch */
	int (*prepare)(void);	/* before each batch */
	void (*teardown)(void);	/* once, whatever happened before */
};

/* Each table ends with an operation that has no name. */
extern const struct op file_ops[];	/* done in each directory given */
extern const struct op process_ops[];
extern const struct op net_ops[];

/* Makes the files that are there before anything is measured. */
int prepare_directory(void);

/* Runs a copy of program.c, with fork and wait. */
int run_program(const char *path);

/* Makes such a copy; the file has at least @size bytes. */
int copy_program(const char *path, long size);

/* A child that waits for its end, for calls that are about a process. */
extern int helper_pid;
int start_helper(void);
void end_helper(void);

/* The descriptors that an operation uses. */
extern int op_fd[3];
void close_op_fds(void);

#endif /* _SELFTESTS_TSEM_BENCH_OPS_H */
