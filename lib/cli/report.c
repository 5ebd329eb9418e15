// SPDX-License-Identifier: GPL-2.0-only
/*
 * What tsem compare prints: lines that tsem run --rules takes, and comments. So the
 * whole can be kept, read and edited as one file.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "compare.h"

/* Points are told apart from this many others of the same event. */
#define PARTNERS_MAX 200
/* With more differences than these, two points are two and not a pair. */
#define DIFFERENCES_MAX 4
#define DIGEST_SHOWN 16

static size_t count_only(const struct points *p)
{
	size_t n = 0;

	for (size_t i = 0; i < p->nr; i++)
		n += p->v[i].only;
	return n;
}

static size_t count_bare(const struct points *p)
{
	size_t n = 0;

	for (size_t i = 0; i < p->nr; i++)
		n += p->v[i].only && !p->v[i].nr_fields;
	return n;
}

/* A path of JSON in the syntax of rules. */
static void print_path(const struct word *path)
{
	const char *at = path->text, *end = at + path->len;

	for (; at < end; at++) {
		if (*at != '\\') {
			putchar(*at);
		} else if (at[1] != 'u') {
			fputs(*++at == '\\' ? "\\134" : "\"", stdout);
		} else {
			char digits[5] = { at[2], at[3], at[4], at[5], '\0' };
			unsigned long c = strtoul(digits, NULL, 16);

			/* Only such came here: newlines and what is no text. */
			if (c == '\n')
				fputs("\\012", stdout);
			else
				putchar((int)(c & 0xff));
			at += 5;
		}
	}
}

static void print_rule(const struct rule *r)
{
	if (!r->plain) {
		printf("# (no rule: the path has bytes that cannot be shown) %s\n",
		       r->path->text);
		return;
	}
	printf("%s%s ", r->active ? "" : "# ",
	       r->is_volatile ? "volatile" : "pseudonym");
	print_path(r->path);
	putchar('\n');
}

static void print_value(struct text value, bool cut)
{
	if (cut && value.len > DIGEST_SHOWN)
		printf("%.*s...", DIGEST_SHOWN, value.at);
	else
		printf("%.*s", (int)value.len, value.at);
}

static void print_was(const struct rule *r)
{
	for (int side = 0; side < 2; side++) {
		printf("#   %c ", "-+"[side]);
		print_value(r->was[side], !r->is_volatile);
		putchar('\n');
	}
}

static void print_proposal(const struct rule *r)
{
	putchar('\n');
	if (!r->is_volatile && r->below)
		printf("# The content of this file differs, but its name is below a volatile\n"
		       "# directory of this proposal, so that no rule for its content applies:\n");
	else if (!r->is_volatile)
		printf("# The content of this file differs. With the rule, whoever can change the\n"
		       "# file decides what the workload reads there:\n");
	else if (r->made)
		printf("# Each run made another name in this directory, such as these. With the\n"
		       "# rule, all names below it are one:\n");
	else
		printf("# Names in this directory differ, but not each run made its own, so there\n"
		       "# is no proposal. Find out what they are:\n");
	print_was(r);
	print_rule(r);
}

static void print_proposals(const struct compare *c)
{
	for (size_t i = 0; i < c->nr_rules; i++)
		if (!c->rules[i].is_volatile || !c->rules[i].below)
			print_proposal(&c->rules[i]);
}

/* -- rules that the models have already */

static bool has_line(const struct points *p, struct text line)
{
	for (size_t i = 0; i < p->nr_rules; i++)
		if (!text_cmp(p->rules[i], line))
			return true;
	return false;
}

static void print_known(const struct compare *c)
{
	bool any = false;

	for (int side = 0; side < 2; side++) {
		const struct points *p = &c->side[side];

		for (size_t i = 0; i < p->nr_rules; i++) {
			struct text line = p->rules[i];
			bool both = has_line(&c->side[!side], line);

			if (both && side)
				continue;
			if (!any)
				printf("\n# Rules that the runs were learned with:\n");
			any = true;
			if (!both)
				printf("# only in %s: ", p->file);
			printf("%.*s\n", (int)line.len, line.at);
		}
	}
}

/* -- what no rule explains */

static int mark_rest(struct compare *c)
{
	static const struct mask none;
	struct words all[2] = { { NULL, 0 }, { NULL, 0 } };
	int ret = 0;

	for (int side = 0; side < 2; side++)
		for (size_t i = 0; i < c->side[side].nr && !ret; i++)
			if (!canon_point(c, side, &c->side[side].v[i], &none,
					 &all[side]))
				ret = -ENOMEM;
	for (int side = 0; side < 2 && !ret; side++) {
		for (size_t i = 0; i < c->side[side].nr && !ret; i++) {
			struct point *point = &c->side[side].v[i];
			size_t count = all[!side].count;

			if (!point->only)
				continue;
			/* A word that is new to the other run is one that it lacks. */
			if (!canon_point(c, side, point, &none, &all[!side]))
				ret = -ENOMEM;
			point->rest = all[!side].count != count;
		}
	}
	words_free(&all[0]);
	words_free(&all[1]);
	return ret;
}

static void print_program(const struct compare *c, int side, struct text identity)
{
	const struct point *program = canon_program(c, side, identity);

	if (program)
		print_value(point_value(&c->side[side], program,
					"programs[0].pathname"), false);
	else if (strspn(identity.at, "0") >= identity.len)
		printf("no program");
	else
		print_value(identity, true);
}

static void print_head(const struct compare *c, int side,
		       const struct point *point)
{
	const struct points *p = &c->side[side];

	printf("#\n# %s ", point->environment ? "environment" : "state");
	print_value(point_value(p, point, "event.type"), false);
	printf(" of ");
	print_program(c, side, point_value(p, point, "event.actor"));
}

static bool is_context(const struct word *key)
{
	return !strncmp(key->text, "event.", 6) || !strncmp(key->text, "COE.", 4);
}

static void print_single(const struct compare *c, int side,
			 const struct point *point)
{
	const struct points *p = &c->side[side];

	print_head(c, side, point);
	printf(", only in %s:%lu\n", p->file, point->line);
	for (size_t i = 0; i < point->nr_fields; i++) {
		const struct field *f = &p->fields[point->first + i];

		if (is_context(f->key))
			continue;
		printf("#   %c %s ", "-+"[side], f->key->text);
		print_value(f->value, key_ends(f->key, "digest"));
		putchar('\n');
	}
}

/* Whether a field counts as different once the rules have done their part. */
static bool differs(const struct field *a, const struct field *b)
{
	return a->key != b->key || text_cmp(a->value, b->value);
}

static size_t distance(const struct compare *c, const struct point *a,
		       const struct point *b)
{
	size_t n = 0;

	if (a->nr_fields != b->nr_fields || a->environment != b->environment)
		return DIFFERENCES_MAX + 1;
	for (size_t i = 0; i < a->nr_fields && n <= DIFFERENCES_MAX; i++) {
		const struct field *f = &c->side[0].fields[a->first + i];
		const struct field *g = &c->side[1].fields[b->first + i];

		n += f->key != g->key ? DIFFERENCES_MAX + 1 : differs(f, g);
	}
	return n;
}

static struct point *closest(struct compare *c, const struct point *a)
{
	struct points *p = &c->side[1];
	size_t least = DIFFERENCES_MAX + 1, tried = 0;
	struct text type = point_value(&c->side[0], a, "event.type");
	struct point *best = NULL;

	for (size_t i = 0; i < p->nr && tried < PARTNERS_MAX; i++) {
		size_t n;

		if (!p->v[i].rest || text_cmp(point_value(p, &p->v[i],
							  "event.type"), type))
			continue;
		tried++;
		n = distance(c, a, &p->v[i]);
		if (n < least) {
			least = n;
			best = &p->v[i];
		}
	}
	return best;
}

static void print_side(const struct compare *c, int side, const struct field *f)
{
	printf("#   %c %s ", "-+"[side], f->key->text);
	if (key_ends(f->key, "event.actor"))
		print_program(c, side, f->value);
	else
		print_value(f->value, key_ends(f->key, "digest"));
	putchar('\n');
}

static void print_pair(const struct compare *c, const struct point *a,
		       const struct point *b)
{
	print_head(c, 0, a);
	printf(", %s:%lu and %s:%lu\n", c->side[0].file, a->line,
	       c->side[1].file, b->line);
	for (size_t i = 0; i < a->nr_fields; i++) {
		const struct field *f = &c->side[0].fields[a->first + i];
		const struct field *g = &c->side[1].fields[b->first + i];

		if (differs(f, g)) {
			print_side(c, 0, f);
			print_side(c, 1, g);
		} else if (!is_context(f->key)) {
			printf("#     %s ", f->key->text);
			print_value(f->value, key_ends(f->key, "digest"));
			putchar('\n');
		}
	}
}

static size_t count_rest(const struct compare *c)
{
	size_t n = 0;

	for (int side = 0; side < 2; side++)
		for (size_t i = 0; i < c->side[side].nr; i++)
			n += c->side[side].v[i].rest;
	return n;
}

static void print_points(struct compare *c)
{
	for (size_t i = 0; i < c->side[0].nr; i++) {
		struct point *a = &c->side[0].v[i], *b;

		if (!a->rest || !a->nr_fields)
			continue;
		b = closest(c, a);
		if (b) {
			b->rest = false;
			print_pair(c, a, b);
		} else {
			print_single(c, 0, a);
		}
	}
	for (size_t i = 0; i < c->side[1].nr; i++)
		if (c->side[1].v[i].rest && c->side[1].v[i].nr_fields)
			print_single(c, 1, &c->side[1].v[i]);
}

static bool any_active(const struct compare *c)
{
	for (size_t i = 0; i < c->nr_rules; i++)
		if (c->rules[i].active)
			return true;
	return false;
}

static void print_rest(struct compare *c)
{
	size_t rest = count_rest(c);
	const char *with = any_active(c) ? "With this proposal, " : "";

	if (!count_only(&c->side[0]) && !count_only(&c->side[1]))
		return;
	if (!rest) {
		printf("\n# %sboth runs have the same points.\n", with);
		return;
	}
	printf("\n# %s%zu points are in one run only, and there is no rule for them:\n",
	       with, rest);
	print_points(c);
}

static void print_summary(const struct compare *c)
{
	const struct points *a = &c->side[0], *b = &c->side[1];
	size_t only = count_only(a);
	size_t bare = count_bare(a) + count_bare(b);

	printf("# tsem compare: - %s, + %s\n", a->file, b->file);
	printf("# points: %zu in both, %zu only in the first, %zu only in the second\n",
	       a->nr - only, only, count_only(b));
	if (bare)
		printf("# %zu of them have no record, so that nothing can be said about them\n",
		       bare);
	printf("# Nothing of this is in effect. Review it, then learn again, twice, with\n"
	       "# tsem run --learn FILE --rules FILE-WITH-THIS.\n");
}

int report(struct compare *c)
{
	int ret = mark_rest(c);

	if (ret)
		return ret;
	print_summary(c);
	print_known(c);
	print_proposals(c);
	print_rest(c);
	return 0;
}
