// SPDX-License-Identifier: GPL-2.0-only
/* tsem compare: what differs between two learned models, and rules for that. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "compare.h"

const char compare_usage[] =
	"Usage: tsem compare [OPTIONS] MODEL MODEL\n"
	"\n"
	"Compare two models that were learned from the same workload. Prints what only\n"
	"one of them has, and proposes rules for that: lines for tsem run --rules, to be\n"
	"reviewed. Nothing is changed.\n"
	"\n"
	"  -q, --quiet           print nothing, only tell by the exit status\n"
	"  -h, --help            show this text\n"
	"\n"
	"Exit status: 0 when both have the same rules and points, 1 when they differ, 125\n"
	"when tsem failed.\n";

#define EXIT_DIFFER 1

/* Both are sorted, in two parts. */
static void mark_part(struct point *a, struct point *a_end, struct point *b,
		      struct point *b_end)
{
	while (a < a_end || b < b_end) {
		int cmp = a == a_end ? 1 : b == b_end ? -1 :
			  text_cmp(a->hex, b->hex);

		if (cmp < 0)
			a++->only = true;
		else if (cmp > 0)
			b++->only = true;
		else
			a++, b++;
	}
}

static bool any_only(const struct points *p)
{
	for (size_t i = 0; i < p->nr; i++)
		if (p->v[i].only)
			return true;
	return false;
}

static bool rules_differ(const struct points *a, const struct points *b)
{
	if (a->nr_rules != b->nr_rules)
		return true;
	/* The kernel prints them sorted. */
	for (size_t i = 0; i < a->nr_rules; i++)
		if (text_cmp(a->rules[i], b->rules[i]))
			return true;
	return false;
}

static bool differ(struct compare *c)
{
	struct points *a = &c->side[0], *b = &c->side[1];

	mark_part(a->v, a->v + a->nr_state, b->v, b->v + b->nr_state);
	mark_part(a->v + a->nr_state, a->v + a->nr, b->v + b->nr_state,
		  b->v + b->nr);
	return any_only(a) || any_only(b) || rules_differ(a, b);
}

/* Points of other settings are other points, all of them. */
static int check_settings(const struct points *a, const struct points *b)
{
	struct lsm_tsem_diag d = { .sz = sizeof(d) };
	int fsref = lsm_tsem_model_fsref(b->model);
	int digest = lsm_tsem_model_digest(b->model);
	int verity = lsm_tsem_model_verity(b->model);

	if (digest != lsm_tsem_model_digest(a->model)) {
		d.line = lsm_tsem_model_line(b->model, "digest");
		snprintf(d.text, sizeof(d.text),
			 "the model is made with %s and the first one is not; learn both with the same --digest",
			 lsm_tsem_digest_name(digest));
		return fail_diag(b->file, &d, 0);
	}
	if (fsref != lsm_tsem_model_fsref(a->model)) {
		d.line = lsm_tsem_model_line(b->model, "fsref");
		snprintf(d.text, sizeof(d.text),
			 "the model is made with fsref %s and the first one is not; learn both with the same --fsref",
			 lsm_tsem_fsref_name(fsref));
		return fail_diag(b->file, &d, 0);
	}
	if (verity != lsm_tsem_model_verity(a->model)) {
		d.line = lsm_tsem_model_line(b->model, "verity");
		snprintf(d.text, sizeof(d.text),
			 "the model is made with verity %s and the first one is not; learn both with the same --verity",
			 lsm_tsem_verity_name(verity));
		return fail_diag(b->file, &d, 0);
	}
	return 0;
}

static int compare(struct compare *c, bool quiet)
{
	int status = check_settings(&c->side[0], &c->side[1]);
	int ret;

	if (status)
		return status;
	if (!differ(c))
		return 0;
	if (quiet)
		return EXIT_DIFFER;
	ret = propose(c);
	if (!ret)
		ret = report(c);
	return ret ? fail_errno("compare", ret) : close_stdout(EXIT_DIFFER);
}

static void compare_free(struct compare *c)
{
	for (int side = 0; side < 2; side++) {
		points_free(&c->side[side]);
		free(c->identity[side]);
	}
	free(c->rules);
	words_free(&c->words);
}

static int parse(int argc, char **argv, bool *ret_quiet, int *ret_status)
{
	static const struct option options[] = {
		{ "quiet", no_argument, NULL, 'q' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	char name[] = "tsem compare";
	int c;

	/* getopt begins its messages with this. */
	argv[0] = name;
	/* 0 and not 1: main() went through the arguments before. */
	optind = 0;
	while ((c = getopt_long(argc, argv, "qh", options, NULL)) != -1) {
		switch (c) {
		case 'q':
			*ret_quiet = true;
			break;
		case 'h':
			fputs(compare_usage, stdout);
			*ret_status = close_stdout(0);
			return 1;
		default:
			*ret_status = usage_error("see tsem compare --help");
			return 1;
		}
	}
	return 0;
}

int cmd_compare(const struct globals *g, int argc, char **argv)
{
	struct compare c;
	bool quiet = false;
	int status = 0;

	(void)g;
	if (parse(argc, argv, &quiet, &status))
		return status;
	if (argc - optind != 2)
		return usage_error("compare takes two model files; see tsem compare --help");
	memset(&c, 0, sizeof(c));
	for (int side = 0; side < 2 && !status; side++)
		status = points_read(&c.side[side], &c.words, argv[optind + side]);
	if (!status)
		status = compare(&c, quiet);
	compare_free(&c);
	return status;
}
