// SPDX-License-Identifier: GPL-2.0-only
/* tsem: run programs in TSEM namespaces and look at these. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "cli.h"

static const struct command commands[] = {
	{ "run", "run a program in a new namespace: learn, or load and enforce",
	  cmd_run },
	{ "show", "show a value or a list of a namespace", cmd_show },
	{ "events", "show events of a namespace as they happen", cmd_events },
	{ "agent", "decide about events that a model lacks", cmd_agent },
	{ "compare", "compare two learned models and propose rules", cmd_compare },
};

static const char usage_head[] =
	"Usage: tsem [--securityfs DIR] COMMAND [ARGUMENTS]\n"
	"\n"
	"Commands:\n";

static const char usage_tail[] =
	"\n"
	"Options:\n"
	"      --securityfs DIR  use DIR instead of " LSM_TSEM_SECURITYFS "\n"
	"  -h, --help            show this text, or that of a command\n"
	"  -V, --version         show the version\n"
	"\n"
	"Exit status of tsem itself: 0, or 125 when it failed; compare: 1 when the models\n"
	"differ. See tsem(1).\n";

static void print_usage(FILE *out)
{
	fputs(usage_head, out);
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		fprintf(out, "  %-8s %s\n", commands[i].name,
			commands[i].summary);
	fputs(usage_tail, out);
}

static int dispatch(const struct globals *g, int argc, char **argv)
{
	if (!argc) {
		print_usage(stderr);
		return EXIT_TSEM;
	}
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		if (!strcmp(commands[i].name, argv[0]))
			return commands[i].run(g, argc, argv);
	return fail(argv[0], "no such command; see tsem --help");
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "securityfs", required_argument, NULL, 's' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ NULL, 0, NULL, 0 },
	};
	struct globals g = { .securityfs = NULL };
	int c;

	while ((c = getopt_long(argc, argv, "+hV", options, NULL)) != -1) {
		switch (c) {
		case 's':
			g.securityfs = optarg;
			break;
		case 'h':
			print_usage(stdout);
			return close_stdout(0);
		case 'V':
			printf("tsem %s\n", lsm_tsem_version());
			return close_stdout(0);
		default:
			return usage_error("see tsem --help");
		}
	}
	return dispatch(&g, argc - optind, argv + optind);
}
