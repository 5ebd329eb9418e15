// SPDX-License-Identifier: GPL-2.0-only
/*
 * Records as texts that are equal when rules make the records equal. An identity
 * stands for the text of the execution that made it, so that what follows from an
 * execution is equal as soon as the execution is.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "compare.h"

#define EMPTY_SHA256 \
	"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define EMPTY_SHA512 \
	"cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce" \
	"47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e"
#define PROT_EXEC_BIT 4
#define FMODE_EXEC_BIT 32

static bool is_identity(const struct word *key)
{
	return key_ends(key, "event.actor") || key_ends(key, ".owner") ||
	       key_ends(key, ".task_id");
}

static bool has_bit(struct text value, unsigned long bit)
{
	return strtoul(value.at, NULL, 10) & bit;
}

bool canon_is_real(const struct points *p, const struct point *point)
{
	struct text type = point_value(p, point, "event.type");

	if (text_is(type, "mmap_file") || text_is(type, "file_mprotect"))
		return has_bit(point_value(p, point, ".prot"), PROT_EXEC_BIT);
	if (text_is(type, "file_open"))
		return has_bit(point_value(p, point, ".flags"), FMODE_EXEC_BIT);
	return text_is(type, "exec") || text_is(type, "exec_check") ||
	       text_is(type, "kernel_read_file");
}

/* The nearest to the root, as in the kernel. */
const struct rule *canon_volatile(const struct compare *c, struct text path)
{
	const struct rule *best = NULL;

	for (size_t i = 0; i < c->nr_rules; i++) {
		const struct rule *r = &c->rules[i];

		if (r->is_volatile && r->active && path.len > r->path->len &&
		    path.at[r->path->len] == '/' &&
		    !memcmp(path.at, r->path->text, r->path->len) &&
		    (!best || r->path->len < best->path->len))
			best = r;
	}
	return best;
}

static bool has_pseudonym(const struct compare *c, struct text path)
{
	for (size_t i = 0; i < c->nr_rules; i++)
		if (!c->rules[i].is_volatile && c->rules[i].active &&
		    text_is(path, c->rules[i].path->text))
			return true;
	return false;
}

static bool same_object(const struct word *a, const struct word *b)
{
	size_t x = (size_t)(strrchr(a->text, '.') - a->text);
	size_t y = (size_t)(strrchr(b->text, '.') - b->text);

	return x == y && !memcmp(a->text, b->text, x);
}

/* The field that has the name of the file which `field` tells about. */
static const struct field *name_before(const struct points *p,
				       const struct point *point, size_t field)
{
	const struct word *key = p->fields[point->first + field].key;

	while (field--) {
		const struct field *f = &p->fields[point->first + field];

		if (key_ends(f->key, ".pathname"))
			return same_object(f->key, key) ? f : NULL;
	}
	return NULL;
}

bool canon_is_content(const struct compare *c, int side,
		      const struct point *point, size_t field,
		      struct text *ret_path)
{
	const struct points *p = &c->side[side];
	const struct field *name;

	if (!key_ends(p->fields[point->first + field].key, ".digest"))
		return false;
	name = name_before(p, point, field);
	/* The kind is two fields before the name. */
	if (!name || name < p->fields + 2 || !text_is(name[-2].value, "path"))
		return false;
	*ret_path = name->value;
	return true;
}

static bool is_name_head(const struct points *p, const struct point *point,
			 size_t field)
{
	const struct field *f = &p->fields[point->first + field];

	return field + 2 < point->nr_fields && key_ends(f->key, ".kind") &&
	       key_ends(f[2].key, ".pathname");
}

static int by_hex(const void *key, const void *member)
{
	return text_cmp(*(const struct text *)key,
			((const struct point *)member)->hex);
}

const struct point *canon_program(const struct compare *c, int side,
				  struct text identity)
{
	const struct points *p = &c->side[side];
	const struct point *point;

	/* State lines come first and are sorted. */
	point = bsearch(&identity, p->v, p->nr_state, sizeof(*p->v), by_hex);
	if (!point || !text_is(point_value(p, point, "event.type"), "exec"))
		return NULL;
	return point;
}

static void put(FILE *out, const struct word *key, const char *value, size_t len)
{
	fprintf(out, "%s=%.*s\n", key->text, (int)len, value);
}

static void put_identity(FILE *out, const struct compare *c, int side,
			 const struct field *f)
{
	const struct point *program = canon_program(c, side, f->value);
	const struct word *word = NULL;

	if (program)
		word = c->identity[side][program - c->side[side].v];
	if (word)
		fprintf(out, "%s=@%zu\n", f->key->text, word->number);
	else
		put(out, f->key, f->value.at, f->value.len);
}

/* Kind and path of a name; the field between them is left to the caller. */
static void put_name(FILE *out, const struct compare *c, const struct field *f)
{
	bool named = text_is(f->value, "path") || text_is(f->value, "dentry");
	const struct rule *rule = named ? canon_volatile(c, f[2].value) : NULL;

	if (rule) {
		put(out, f->key, "volatile", strlen("volatile"));
		put(out, f[2].key, rule->path->text, rule->path->len);
	} else {
		put(out, f->key, f->value.at, f->value.len);
		put(out, f[2].key, f[2].value.at, f[2].value.len);
	}
}

static void put_content(FILE *out, const struct compare *c, int side,
			const struct point *point, const struct field *f,
			struct text path)
{
	const char *empty = f->value.len == strlen(EMPTY_SHA512) ?
			    EMPTY_SHA512 : EMPTY_SHA256;

	/* Of a name that a rule has replaced, the kernel asks no other rule. */
	if (has_pseudonym(c, path) && !canon_volatile(c, path) &&
	    !canon_is_real(&c->side[side], point))
		put(out, f->key, empty, strlen(empty));
	else
		put(out, f->key, f->value.at, f->value.len);
}

static void put_fields(FILE *out, const struct compare *c, int side,
		       const struct point *point, const struct mask *mask)
{
	const struct field *f = &c->side[side].fields[point->first];
	const struct points *p = &c->side[side];
	struct text path;

	for (size_t i = 0; i < point->nr_fields; i++) {
		if (is_name_head(p, point, i)) {
			if (mask->path)
				put(out, f[i + 2].key, "*", 1);
			else
				put_name(out, c, &f[i]);
			put(out, f[i + 1].key, f[i + 1].value.at, f[i + 1].value.len);
			i += 2;
		} else if (is_identity(f[i].key)) {
			if (mask->identity)
				put(out, f[i].key, "*", 1);
			else
				put_identity(out, c, side, &f[i]);
		} else if (mask->digest && key_ends(f[i].key, ".digest")) {
			put(out, f[i].key, "*", 1);
		} else if (canon_is_content(c, side, point, i, &path)) {
			put_content(out, c, side, point, &f[i], path);
		} else {
			put(out, f[i].key, f[i].value.at, f[i].value.len);
		}
	}
}

const struct word *canon_point(struct compare *c, int side,
			       const struct point *point,
			       const struct mask *mask, struct words *into)
{
	const struct word *word = NULL;
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		return NULL;
	/* A point that was loaded is equal to itself only. */
	if (!point->nr_fields)
		fprintf(out, "%.*s", (int)point->hex.len, point->hex.at);
	put_fields(out, c, side, point, mask);
	if (!fclose(out))
		word = words_add(into, text, len);
	free(text);
	return word;
}

/*
 * The executions that lead to this one, the first of them first. Not by
 * recursion: how long such a chain is, and whether it ends, is up to the file.
 */
static int resolve(struct compare *c, int side, const struct point *point,
		   size_t *chain)
{
	static const struct mask none;
	const struct points *p = &c->side[side];
	const struct word **known = c->identity[side];
	size_t nr = 0;

	while (point && nr < p->nr && !known[point - p->v]) {
		chain[nr++] = (size_t)(point - p->v);
		point = canon_program(c, side,
				      point_value(p, point, "event.actor"));
	}
	while (nr--) {
		known[chain[nr]] = canon_point(c, side, &p->v[chain[nr]], &none,
					       &c->words);
		if (!known[chain[nr]])
			return -ENOMEM;
	}
	return 0;
}

static int identities_of(struct compare *c, int side)
{
	const struct points *p = &c->side[side];
	size_t *chain = calloc(p->nr + 1, sizeof(*chain));
	int ret = chain ? 0 : -ENOMEM;

	free(c->identity[side]);
	c->identity[side] = calloc(p->nr + 1, sizeof(*c->identity[side]));
	if (!c->identity[side])
		ret = -ENOMEM;
	for (size_t i = 0; i < p->nr && !ret; i++)
		if (text_is(point_value(p, &p->v[i], "event.type"), "exec"))
			ret = resolve(c, side, &p->v[i], chain);
	free(chain);
	return ret;
}

int canon_identities(struct compare *c)
{
	int ret = identities_of(c, 0);

	return ret ? ret : identities_of(c, 1);
}
