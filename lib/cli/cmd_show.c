// SPDX-License-Identifier: GPL-2.0-only
/* tsem show: a value or a list of a namespace. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"

const char show_usage[] =
	"Usage: tsem show [OPTIONS] WHAT\n"
	"\n"
	"WHAT is one of\n"
	"  state        value over the set of all points\n"
	"  measurement  head of the hash chain in order of first occurrence\n"
	"  mode         learning, sealed or enforcing\n"
	"  trust        trusted or untrusted\n"
	"  id           64-bit id of the namespace\n"
	"  stats        numbers and limits, as the kernel prints them\n"
	"  counters     table of occurrences per event\n"
	"  model        the model, as a file that can be loaded\n"
	"  trajectory   records first seen while learning, one JSON object a line\n"
	"  forensics    records that are not in the sealed model, likewise\n"
	"  abi_version  version of the kernel's interface\n"
	"\n"
	"Options:\n"
	"      --ns PATH|ID  the namespace at PATH (as /proc/PID/ns/tsem), or with the 64-bit\n"
	"                    ID; default: the own one\n"
	"  -a, --all         counters: events that were never seen, too\n"
	"  -J, --json        counters: as JSON\n"
	"  -n, --noheadings  counters: without the heading\n"
	"  -o, --output LIST counters: these columns, separated by commas\n"
	"  -h, --help        show this text\n"
	"\n"
	"Columns of counters:\n";

struct show_opts {
	const char *ns;
	bool all;
	bool for_table;		/* an option was given that only tables have */
	struct table table;
};

static const char *const plain[] = {
	"state", "measurement", "mode", "trust", "id", "stats", "model",
	"trajectory", "forensics", "abi_version",
};

static int print_help(void)
{
	fputs(show_usage, stdout);
	table_help(counter_columns, nr_counter_columns);
	return close_stdout(0);
}

static int parse(struct show_opts *o, int argc, char **argv, int *ret_status)
{
	static const struct option options[] = {
		{ "ns", required_argument, NULL, 'N' },
		{ "all", no_argument, NULL, 'a' },
		{ "json", no_argument, NULL, 'J' },
		{ "noheadings", no_argument, NULL, 'n' },
		{ "output", required_argument, NULL, 'o' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	char name[] = "tsem show";
	const char *unknown;
	int c;

	/* getopt begins its messages with this. */
	argv[0] = name;
	/* 0 and not 1: main() went through the arguments before. */
	optind = 0;
	while ((c = getopt_long(argc, argv, "aJno:h", options, NULL)) != -1) {
		o->for_table |= c == 'a' || c == 'J' || c == 'n' || c == 'o';
		switch (c) {
		case 'N':
			o->ns = optarg;
			break;
		case 'a':
			o->all = true;
			break;
		case 'J':
			o->table.json = true;
			break;
		case 'n':
			o->table.no_headings = true;
			break;
		case 'o':
			unknown = table_select(&o->table, optarg);
			if (unknown) {
				*ret_status = fail(unknown, "no such column; see tsem show --help");
				return 1;
			}
			break;
		case 'h':
			*ret_status = print_help();
			return 1;
		default:
			*ret_status = usage_error("see tsem show --help");
			return 1;
		}
	}
	return 0;
}

static int write_out(const char *data, ssize_t len)
{
	return fwrite(data, 1, (size_t)len, stdout) == (size_t)len ? 0 : -1;
}

/* Lists may be long, so they pass through and are never held whole. */
static int show_plain(struct lsm_tsem_ctx *ctx, int ns_fd, const char *what)
{
	int fd = lsm_tsem_open(ctx, ns_fd, what);
	char buf[16384];
	ssize_t n;

	if (fd < 0)
		return fd;
	do {
		n = read(fd, buf, sizeof(buf));
		if (n > 0 && write_out(buf, n) < 0)
			break;
	} while (n > 0 || (n < 0 && errno == EINTR));
	n = n < 0 ? -errno : 0;
	close(fd);
	return (int)n;
}

static bool is_plain(const char *what)
{
	for (size_t i = 0; i < ARRAY_SIZE(plain); i++)
		if (!strcmp(plain[i], what))
			return true;
	return false;
}

static int show(struct lsm_tsem_ctx *ctx, int ns_fd, struct show_opts *o,
		const char *what)
{
	int ret;

	if (is_plain(what))
		ret = show_plain(ctx, ns_fd, what);
	else
		ret = show_counters(ctx, ns_fd, &o->table, o->all);
	if (ret < 0)
		return fail_read_ns(what, ret, o->ns);
	return close_stdout(0);
}

static int show_in(const struct globals *g, struct show_opts *o,
		   const char *what)
{
	struct lsm_tsem_ctx *ctx;
	int status = open_ctx(g, &ctx);
	int ns_fd;

	if (status)
		return status;
	status = open_ns_or_id(ctx, o->ns, &ns_fd);
	if (!status)
		status = show(ctx, ns_fd, o, what);
	if (ns_fd >= 0)
		close(ns_fd);
	lsm_tsem_ctx_free(ctx);
	return status;
}

int cmd_show(const struct globals *g, int argc, char **argv)
{
	struct show_opts o = { .ns = NULL };
	const char *what;
	int status;

	table_init(&o.table, "counters", counter_columns, nr_counter_columns);
	if (parse(&o, argc, argv, &status))
		return status;
	if (argc - optind != 1)
		return usage_error("show takes one name; see tsem show --help");
	what = argv[optind];
	if (strcmp(what, "counters")) {
		if (!is_plain(what))
			return fail(what, "there is nothing of this name to show; see tsem show --help");
		if (o.for_table)
			return fail(what, "-a, -J, -n and -o are for counters only");
	}
	status = show_in(g, &o, what);
	table_free(&o.table);
	return status;
}
