// SPDX-License-Identifier: GPL-2.0-only
/* tsem events: what happens in a namespace, as it happens. */
#include <errno.h>
#include <getopt.h>
#include <poll.h>
#include <stdio.h>
#include <unistd.h>

#include "cli.h"

const char events_usage[] =
	"Usage: tsem events [OPTIONS]\n"
	"\n"
	"Wait for events of a namespace and print them, one JSON object a line. What was\n"
	"before is in `tsem show trajectory` and `tsem show forensics`.\n"
	"\n"
	"Options:\n"
	"  -f, --follow      go on until the namespace is gone; without it the first that\n"
	"                    come are all\n"
	"  -J, --json        print JSON, as without it\n"
	"  -a, --all         every event; without it the first of those that are alike\n"
	"      --ns PATH|ID  the namespace at PATH (as /proc/PID/ns/tsem), or with the 64-bit\n"
	"                    ID; default: the own one\n"
	"  -h, --help        show this text\n"
	"\n"
	"A line that begins with {\"lost\": tells how many events were lost at that place,\n"
	"because they came faster than they were read.\n";

struct events_opts {
	const char *ns;
	bool follow;
	bool all;
};

static int parse(struct events_opts *o, int argc, char **argv, int *ret_status)
{
	static const struct option options[] = {
		{ "follow", no_argument, NULL, 'f' },
		{ "all", no_argument, NULL, 'a' },
		{ "json", no_argument, NULL, 'J' },
		{ "ns", required_argument, NULL, 'N' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	char name[] = "tsem events";
	int c;

	argv[0] = name;
	optind = 0;
	while ((c = getopt_long(argc, argv, "fahJ", options, NULL)) != -1) {
		switch (c) {
		case 'f':
			o->follow = true;
			break;
		case 'a':
			o->all = true;
			break;
		case 'J':
			break;
		case 'N':
			o->ns = optarg;
			break;
		case 'h':
			fputs(events_usage, stdout);
			*ret_status = close_stdout(0);
			return 1;
		default:
			*ret_status = usage_error("see tsem events --help");
			return 1;
		}
	}
	if (argc == optind)
		return 0;
	*ret_status = usage_error("events takes no name; see tsem events --help");
	return 1;
}

enum found {
	FOUND_NOTHING,
	FOUND_SOME,
	FOUND_END,		/* nothing can come any more */
};

/* Print the lines that are there: an enum found, or an error. */
static int print_lines(struct lsm_tsem_list *list)
{
	const char *line;
	int found = FOUND_NOTHING, ret;

	while ((ret = lsm_tsem_list_next(list, &line, NULL)) > 0) {
		found = FOUND_SOME;
		if (puts(line) < 0)
			return -errno;
	}
	/* Who reads a pipe wants them now. */
	if (fflush(stdout))
		return -errno;
	if (!ret)
		return FOUND_END;
	return ret == -EAGAIN ? found : ret;
}

static int wait_for(const struct lsm_tsem_list *list)
{
	struct pollfd fd = { .fd = lsm_tsem_list_fd(list), .events = POLLIN };

	return poll(&fd, 1, -1) < 0 && errno != EINTR ? -errno : 0;
}

static int print_events(struct lsm_tsem_list *list, bool follow)
{
	int ret;

	for (;;) {
		ret = print_lines(list);
		if (ferror(stdout) || ret == FOUND_END)
			return 0;
		if (ret < 0 || (ret == FOUND_SOME && !follow))
			return ret;
		ret = wait_for(list);
		if (ret < 0)
			return ret;
	}
}

static int open_events(struct lsm_tsem_ctx *ctx, const struct events_opts *o,
		       struct lsm_tsem_list **ret_list)
{
	int ns_fd, ret, status = open_ns_or_id(ctx, o->ns, &ns_fd);

	if (status)
		return status;
	ret = lsm_tsem_events_open(ctx, ns_fd, LSM_TSEM_EVENTS_NONBLOCK |
				   (o->all ? LSM_TSEM_EVENTS_ALL : 0), ret_list);
	/* Or the namespace would not come to its end while it is observed. */
	if (ns_fd >= 0)
		close(ns_fd);
	if (ret == -ENOSPC)
		return fail("events", "too many observers of this namespace; end another one");
	return ret < 0 ? fail_read_ns("events", ret, o->ns) : 0;
}

static int observe(struct lsm_tsem_ctx *ctx, const struct events_opts *o)
{
	struct lsm_tsem_list *list;
	int ret, status = open_events(ctx, o, &list);

	if (status)
		return status;
	ret = print_events(list, o->follow);
	lsm_tsem_list_free(list);
	if (ret < 0)
		return fail_read_ns("events", ret, o->ns);
	return close_stdout(0);
}

int cmd_events(const struct globals *g, int argc, char **argv)
{
	struct events_opts o = { .ns = NULL };
	struct lsm_tsem_ctx *ctx;
	int status;

	if (parse(&o, argc, argv, &status))
		return status;
	status = open_ctx(g, &ctx);
	if (status)
		return status;
	status = observe(ctx, &o);
	lsm_tsem_ctx_free(ctx);
	return status;
}
