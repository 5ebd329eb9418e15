/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of tsem compare share. */
#ifndef TSEM_CLI_COMPARE_H
#define TSEM_CLI_COMPARE_H

#include "points.h"

/* A rule that would make two runs more alike. */
struct rule {
	bool is_volatile;
	bool active;		/* as a line; else as a comment */
	bool plain;		/* the path can be a line for people */
	bool below;		/* a volatile rule takes all of it */
	bool made;		/* volatile: a name of each run was made by it */
	const struct word *path;	/* as in JSON */
	size_t nr;		/* differences that led to it */
	struct text was[2];	/* the first of these, in each run */
};

/* What of a record is the same as anything else. */
struct mask {
	bool path;
	bool digest;
	bool identity;
};

struct compare {
	struct words words;
	struct points side[2];
	struct rule *rules;
	size_t nr_rules;
	/* Of each point that is an execution: what it is under the rules. */
	const struct word **identity[2];
};

/* -- canon.c: records as texts that are equal when the rules make them so -- */
int canon_identities(struct compare *c);
/* NULL: out of memory. */
const struct word *canon_point(struct compare *c, int side,
			       const struct point *point,
			       const struct mask *mask, struct words *into);
/* The execution that made this identity, or NULL. */
const struct point *canon_program(const struct compare *c, int side,
				  struct text identity);
/* Is this field the content of the file that the fields before it name? */
bool canon_is_content(const struct compare *c, int side,
		      const struct point *point, size_t field,
		      struct text *ret_path);
bool canon_is_real(const struct points *p, const struct point *point);
/* Is the path below a volatile directory of the rules? Which? */
const struct rule *canon_volatile(const struct compare *c, struct text path);

/* -- propose.c -- */
int propose(struct compare *c);

/* -- report.c: on standard output -- */
int report(struct compare *c);

#endif /* TSEM_CLI_COMPARE_H */
