/* SPDX-License-Identifier: GPL-2.0-only */
/* Points of a model file with their records, for tsem compare. */
#ifndef TSEM_CLI_POINTS_H
#define TSEM_CLI_POINTS_H

#include <stdbool.h>
#include <stddef.h>

#include "lsm-tsem.h"

/* A part of a text that is kept elsewhere. */
struct text {
	const char *at;
	size_t len;
};

/* -- words.c: each text once, so that equal ones are one pointer -- */
struct word {
	size_t number;		/* in the order of first occurrence */
	size_t len;
	char text[];
};

struct words {
	void *root;
	size_t count;
};

/* NULL: out of memory. */
const struct word *words_add(struct words *w, const char *at, size_t len);
/* NULL: there is no such word. */
const struct word *words_find(const struct words *w, const char *at, size_t len);
void words_free(struct words *w);

/*
 * A value of a record. The key tells the way to it: "file_open.file.pathname",
 * "exec.programs[0].digest". The value is as it stands in the JSON string, where
 * the kernel has one way only to write each text.
 */
struct field {
	const struct word *key;
	struct text value;
};

struct point {
	struct text hex;
	unsigned long line;
	bool environment;
	bool only;		/* the other model lacks it */
	bool paired;		/* the other model has one that differs in content */
	bool rest;		/* no rule explains that */
	size_t first, nr_fields;	/* none: a point that was loaded */
};

struct points {
	const char *file;
	struct lsm_tsem_model *model;
	struct point *v;	/* state lines, then environment lines, each sorted */
	size_t nr, nr_state, room;
	struct field *fields;
	size_t nr_fields, room_fields;
	struct text *rules;	/* whole lines */
	size_t nr_rules;
};

/* Read a model file; 0 or an exit status, with a message. */
int points_read(struct points *p, struct words *words, const char *file);
void points_free(struct points *p);

/* The value behind the key that ends in `tail`, or an empty one. */
struct text point_value(const struct points *p, const struct point *point,
			const char *tail);
bool text_is(struct text t, const char *word);
int text_cmp(struct text a, struct text b);
bool key_ends(const struct word *key, const char *tail);

#endif /* TSEM_CLI_POINTS_H */
