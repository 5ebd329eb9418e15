// SPDX-License-Identifier: GPL-2.0-only
/*
 * bench [OPTION...] NAME=DIRECTORY...: what system calls cost
 *
 * Prints a line "operation value" for each operation: the median of what one
 * costs, in nanoseconds, which are instructions under QEMU's -icount. An
 * operation that fails has the name of the error as its value. Operations on
 * files are done in each directory, where files are made, and are called
 * "NAME:operation".
 *
 *	--list		print the names of the operations
 *	--only REGEX	those whose whole name matches this extended expression
 *	--batches N	batches of each operation, default 31
 *	--repeat N	measure everything N times; print the median and, as a
 *			third value, the range in percent of it
 *	--warm		do one batch of each and print no values: after that all
 *			security events of the operations have happened
 *	--prepare	make the files that exist before the operations
 *	--forever	do the first operation without end, for a profile from
 *			outside; prints its name when it has warmed up
 */

#define _GNU_SOURCE
#include <errno.h>
#include <getopt.h>
#include <regex.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "measure.h"
#include "ops.h"

#define MAX_BATCHES 1001
#define MAX_REPEAT 101
#define WARM_BATCHES 2

static unsigned int batches = 31, repeat = 1;
static bool list_only, warm_only, prepare_only, forever;
static regex_t only;

/* What reading the clock twice and going once round the loop cost. */
static double clock_cost, loop_cost;

static int do_nothing(void)
{
	return 0;
}

static const struct op nothing = { "nothing", 1000, do_nothing };

static int run_batch(const struct op *op, unsigned int count, double *time)
{
	double start;
	unsigned int i;

	if (op->prepare && op->prepare())
		return -1;
	start = now();
	for (i = 0; i < count; i++)
		if (op->run())
			return -1;
	*time = now() - start;
	return 0;
}

/* What was put off until later is not to be counted with what comes next. */
static void settle(void)
{
	struct timespec ts = { .tv_nsec = 200000000 };

	nanosleep(&ts, NULL);
}

static int measure_count(const struct op *op, unsigned int count, double *time)
{
	static double times[MAX_BATCHES];
	unsigned int i;

	for (i = 0; i < WARM_BATCHES; i++)
		if (run_batch(op, count, &times[0]))
			return -1;
	settle();
	for (i = 0; i < batches; i++)
		if (run_batch(op, count, &times[i]))
			return -1;
	*time = median(times, batches);
	return 0;
}

static void measure_overhead(void)
{
	double time;

	measure_count(&nothing, 0, &clock_cost);
	measure_count(&nothing, nothing.count, &time);
	loop_cost = (time - clock_cost) / nothing.count;
}

/* Comes back if the operation fails. */
static int do_forever(const struct op *op)
{
	double time;

	settle();
	printf("profile %s\n", op->name);
	fflush(stdout);
	while (!run_batch(op, op->count, &time))
		;
	return -1;
}

static int measure(const struct op *op, double *value)
{
	double time = 0;
	int err;

	if (forever && !warm_only) {
		err = run_batch(op, op->count, &time);
		if (!err)
			err = do_forever(op);
	} else if (warm_only) {
		err = run_batch(op, op->count, &time);
	} else {
		err = measure_count(op, op->count, &time);
	}
	*value = (time - clock_cost) / op->count - loop_cost;
	return err;
}

static int measure_once(const struct op *op, double *value)
{
	int err = 0;

	if (op->setup)
		err = op->setup();
	if (!err)
		err = measure(op, value);
	if (err)
		err = errno;
	if (op->teardown)
		op->teardown();
	if (!warm_only)
		settle();
	return err;
}

static void print_values(const char *name, double *values)
{
	double middle = median(values, repeat);

	if (repeat == 1)
		printf("%s %.1f\n", name, middle);
	else
		printf("%s %.1f %.2f\n", name, middle,
		       (values[repeat - 1] - values[0]) * 100 / middle);
}

/* Returns 1 if the operation failed. */
static int do_op(const struct op *op, const char *name)
{
	static double values[MAX_REPEAT];
	unsigned int i;
	int err = 0;

	for (i = 0; i < repeat && !err; i++)
		err = measure_once(op, &values[i]);
	if (err)
		printf("%s %s\n", name, strerrorname_np(err));
	else if (warm_only)
		/* To print is an event, too. */
		printf("# %s\n", name);
	else
		print_values(name, values);
	fflush(stdout);
	return !!err;
}

static bool wanted(const char *name)
{
	regmatch_t match;

	if (regexec(&only, name, 1, &match, 0))
		return false;
	return !match.rm_so && match.rm_eo == (regoff_t)strlen(name);
}

/* Returns the number of operations that failed. */
static int do_ops(const struct op *op, const char *prefix, const char *colon)
{
	char name[128];
	int failed = 0;

	for (; op->name; op++) {
		snprintf(name, sizeof(name), "%s%s%s", prefix, colon, op->name);
		if (!wanted(name))
			continue;
		if (list_only)
			puts(name);
		else
			failed += do_op(op, name);
	}
	return failed;
}

static int do_directory(char *argument)
{
	char *path = strchr(argument, '=');

	if (!path) {
		fprintf(stderr, "bench: %s: NAME=DIRECTORY wanted\n", argument);
		return 1;
	}
	*path++ = '\0';
	if (!list_only && chdir(path)) {
		fprintf(stderr, "bench: %s: %s\n", path, strerror(errno));
		return 1;
	}
	if (prepare_only)
		return prepare_directory() ? 1 : 0;
	return do_ops(file_ops, argument, ":");
}

static unsigned int number(const char *text, unsigned int max)
{
	unsigned long n = strtoul(text, NULL, 10);

	return n < 1 ? 1 : n > max ? max : n;
}

static int parse_options(int argc, char **argv)
{
	static const struct option options[] = {
		{ "list", no_argument, NULL, 'l' },
		{ "only", required_argument, NULL, 'o' },
		{ "batches", required_argument, NULL, 'b' },
		{ "repeat", required_argument, NULL, 'r' },
		{ "warm", no_argument, NULL, 'w' },
		{ "prepare", no_argument, NULL, 'p' },
		{ "forever", no_argument, NULL, 'f' },
		{}
	};
	const char *pattern = ".*";
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (c) {
		case 'l':
			list_only = true;
			break;
		case 'o':
			pattern = optarg;
			break;
		case 'b':
			batches = number(optarg, MAX_BATCHES);
			break;
		case 'r':
			repeat = number(optarg, MAX_REPEAT);
			break;
		case 'w':
			warm_only = true;
			break;
		case 'p':
			prepare_only = true;
			break;
		case 'f':
			forever = true;
			break;
		default:
			return -1;
		}
	}
	return regcomp(&only, pattern, REG_EXTENDED);
}

int main(int argc, char **argv)
{
	int failed = 0;

	if (parse_options(argc, argv)) {
		fprintf(stderr, "usage: bench [OPTION...] NAME=DIRECTORY...\n");
		return 2;
	}
	umask(022);
	measure_overhead();
	if (!prepare_only) {
		failed += do_ops(process_ops, "", "");
		failed += do_ops(net_ops, "", "");
	}
	for (; optind < argc; optind++)
		failed += do_directory(argv[optind]);
	return failed ? 1 : 0;
}
