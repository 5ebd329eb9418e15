// SPDX-License-Identifier: GPL-2.0-only
/*
 * From points that only one of two runs has to rules that would make them equal.
 *
 * Two points that differ in nothing but the content of a file lead to `pseudonym`,
 * two that differ in a name lead to `volatile` for the directory above the first
 * component that differs. That directory is a line of the proposal only if both
 * runs made what they have there: a name that was there before is no temporary
 * name, and whether it may stand for others is not for a program to guess.
 */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "compare.h"

struct entry {
	const struct word *key;
	int side;
	struct point *point;
};

struct entries {
	struct entry *v;
	size_t nr;
};

struct names {
	struct text *v;
	size_t nr;
};

/* -- names that a run made */

static const char *const makers[] = {
	"create.path.pathname", "path_mkdir.path.pathname",
	"path_mknod.path.pathname", "path_symlink.path.pathname",
	"path_link.new.pathname", "path_rename.new.pathname",
};

static bool is_maker(const struct word *key)
{
	for (size_t i = 0; i < ARRAY_SIZE(makers); i++)
		if (!strcmp(key->text, makers[i]))
			return true;
	return false;
}

static int find_made(const struct points *p, struct words *made)
{
	for (size_t i = 0; i < p->nr_fields; i++)
		if (is_maker(p->fields[i].key) &&
		    !words_add(made, p->fields[i].value.at,
			       p->fields[i].value.len))
			return -ENOMEM;
	return 0;
}

/* -- rules */

static int add_rule(struct compare *c, bool is_volatile, struct text path,
		    struct text first, struct text second, bool made)
{
	const struct word *word = words_add(&c->words, path.at, path.len);
	struct rule *more;

	if (!word)
		return -ENOMEM;
	for (size_t i = 0; i < c->nr_rules; i++) {
		struct rule *r = &c->rules[i];

		if (r->is_volatile != is_volatile || r->path != word)
			continue;
		r->nr++;
		if (made && !r->made) {
			r->made = true;
			r->was[0] = first;
			r->was[1] = second;
		}
		return 0;
	}
	more = reallocarray(c->rules, c->nr_rules + 1, sizeof(*more));
	if (!more)
		return -ENOMEM;
	c->rules = more;
	more[c->nr_rules++] = (struct rule){
		.is_volatile = is_volatile, .path = word, .nr = 1,
		.was = { first, second }, .made = made,
	};
	return 0;
}

static int by_rule(const void *a, const void *b)
{
	const struct rule *x = a, *y = b;

	if (x->is_volatile != y->is_volatile)
		return x->is_volatile ? -1 : 1;
	return strcmp(x->path->text, y->path->text);
}

/*
 * Has the path, as in JSON, only bytes that a terminal does not obey? A newline can
 * be written in another way in rules, and \udcXX is a byte that is no text.
 */
static bool is_plain(const struct word *path)
{
	const char *at = path->text;

	while ((at = strchr(at, '\\'))) {
		if (at[1] == 'u' && strncmp(at, "\\u000a", 6) &&
		    (strncmp(at, "\\udc", 4) || !at[4] || !strchr("89abcdef", at[4]) ||
		     !isxdigit((unsigned char)at[5])))
			return false;
		at += 2;
	}
	return true;
}

/* Sorted, a directory comes before what is below it. */
static void choose_rules(struct compare *c)
{
	if (!c->nr_rules)
		return;
	qsort(c->rules, c->nr_rules, sizeof(*c->rules), by_rule);
	for (size_t i = 0; i < c->nr_rules; i++) {
		struct rule *r = &c->rules[i];
		struct text path = { r->path->text, r->path->len };

		r->below = canon_volatile(c, path);
		r->plain = is_plain(r->path);
		r->active = r->plain && !r->below && (!r->is_volatile || r->made);
	}
}

/* -- groups of points that are equal but for what a rule is for */

static int by_key(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->key != y->key)
		return x->key->number < y->key->number ? -1 : 1;
	if (x->side != y->side)
		return x->side - y->side;
	return x->point < y->point ? -1 : x->point > y->point;
}

static int fill(struct compare *c, struct entries *e, const struct mask *mask)
{
	e->nr = 0;
	for (int side = 0; side < 2; side++) {
		struct points *p = &c->side[side];

		for (size_t i = 0; i < p->nr; i++) {
			struct entry *entry = &e->v[e->nr];

			if (!p->v[i].only || p->v[i].paired || !p->v[i].nr_fields)
				continue;
			entry->key = canon_point(c, side, &p->v[i], mask, &c->words);
			if (!entry->key)
				return -ENOMEM;
			entry->side = side;
			entry->point = &p->v[i];
			e->nr++;
		}
	}
	if (e->nr)
		qsort(e->v, e->nr, sizeof(*e->v), by_key);
	return 0;
}

/* Calls fn with each group that has points of both runs. */
static int each_group(struct compare *c, struct entries *e,
		      int (*fn)(struct compare *c, struct entry *v, size_t nr[2],
				void *arg), void *arg)
{
	size_t start = 0;

	while (start < e->nr) {
		struct entry *v = &e->v[start];
		size_t nr[2] = { 0, 0 };
		int ret = 0;

		while (start < e->nr && e->v[start].key == v->key)
			nr[e->v[start++].side]++;
		if (nr[0] && nr[1])
			ret = fn(c, v, nr, arg);
		if (ret)
			return ret;
	}
	return 0;
}

/*
 * Points of one group have the same text, but for what is masked. Records of any
 * shape may have that, so each field is looked at only where it has the same key.
 */
static const struct field *field_at(const struct compare *c, const struct entry *e,
				    size_t i, const struct word *key)
{
	const struct field *f = c->side[e->side].fields + e->point->first;

	return i < e->point->nr_fields && f[i].key == key ? &f[i] : NULL;
}

/* -- content */

static int content_of_pair(struct compare *c, const struct entry *a,
			   const struct entry *b)
{
	for (size_t i = 0; i < a->point->nr_fields; i++) {
		const struct field *f = &c->side[0].fields[a->point->first + i];
		const struct field *g = field_at(c, b, i, f->key);
		struct text path;
		int ret;

		if (!g || !text_cmp(f->value, g->value) ||
		    !canon_is_content(c, 0, a->point, i, &path))
			continue;
		ret = add_rule(c, false, path, f->value, g->value, false);
		if (ret)
			return ret;
	}
	return 0;
}

static int content_of_group(struct compare *c, struct entry *v, size_t nr[2],
			    void *arg)
{
	size_t count = nr[0] > nr[1] ? nr[0] : nr[1];
	int ret = 0;

	(void)arg;
	for (size_t i = 0; i < count && !ret; i++) {
		struct entry *a = &v[i < nr[0] ? i : nr[0] - 1];
		struct entry *b = &v[nr[0] + (i < nr[1] ? i : nr[1] - 1)];

		a->point->paired = true;
		b->point->paired = true;
		if (!canon_is_real(&c->side[0], a->point))
			ret = content_of_pair(c, a, b);
	}
	return ret;
}

/* -- names */

static int by_text(const void *a, const void *b)
{
	return text_cmp(*(const struct text *)a, *(const struct text *)b);
}

/* The values of this field, sorted, each once. */
static int get_names(const struct compare *c, const struct entry *v, size_t nr,
		     size_t field, const struct word *key, struct names *names)
{
	size_t kept = 0;

	names->v = calloc(nr, sizeof(*names->v));
	if (!names->v)
		return -ENOMEM;
	for (size_t i = 0; i < nr; i++) {
		const struct field *f = field_at(c, &v[i], field, key);

		if (f)
			names->v[names->nr++] = f->value;
	}
	qsort(names->v, names->nr, sizeof(*names->v), by_text);
	for (size_t i = 0; i < names->nr; i++)
		if (!kept || text_cmp(names->v[kept - 1], names->v[i]))
			names->v[kept++] = names->v[i];
	names->nr = kept;
	return 0;
}

/* Length of the directory above the first component that differs, or 0. */
static size_t common_dir(struct text a, struct text b)
{
	size_t slash = 0;

	for (size_t i = 0; i < a.len && i < b.len && a.at[i] == b.at[i]; i++)
		if (a.at[i] == '/')
			slash = i;
	return slash;
}

static size_t depth(struct text path)
{
	size_t n = 0;

	for (size_t i = 0; i < path.len; i++)
		n += path.at[i] == '/';
	return n;
}

/* The neighbour in the other run that shares most with this name. */
static const struct text *partner(const struct names *names, struct text name)
{
	size_t low = 0, high = names->nr;
	const struct text *best = NULL;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (text_cmp(names->v[mid], name) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	if (low < names->nr && !text_cmp(names->v[low], name))
		return NULL;
	if (low < names->nr)
		best = &names->v[low];
	if (low && (!best || common_dir(names->v[low - 1], name) >
			     common_dir(*best, name)))
		best = &names->v[low - 1];
	return best && depth(*best) == depth(name) ? best : NULL;
}

/* The name up to the first component that differs. */
static bool was_made(const struct words *made, struct text name, size_t dir)
{
	const char *slash = memchr(name.at + dir + 1, '/', name.len - dir - 1);

	return words_find(made, name.at,
			  slash ? (size_t)(slash - name.at) : name.len);
}

static int name_of_pair(struct compare *c, const struct words made[2],
			struct text first, struct text second)
{
	size_t dir = common_dir(first, second);
	struct text path = { first.at, dir };

	/* A rule for the root would make all names one. */
	if (!dir)
		return 0;
	return add_rule(c, true, path, first, second,
			was_made(&made[0], first, dir) &&
			was_made(&made[1], second, dir));
}

static int match_names(struct compare *c, const struct words made[2],
		       const struct names n[2])
{
	int ret = 0;

	for (size_t i = 0; i < n[0].nr && !ret; i++) {
		const struct text *other = partner(&n[1], n[0].v[i]);

		if (other)
			ret = name_of_pair(c, made, n[0].v[i], *other);
	}
	for (size_t i = 0; i < n[1].nr && !ret; i++) {
		const struct text *other = partner(&n[0], n[1].v[i]);

		if (other)
			ret = name_of_pair(c, made, *other, n[1].v[i]);
	}
	return ret;
}

static int names_of_group(struct compare *c, struct entry *v, size_t nr[2],
			  void *made)
{
	const struct field *f = &c->side[0].fields[v->point->first];
	int ret = 0;

	for (size_t i = 0; i < v->point->nr_fields && !ret; i++) {
		struct names n[2] = { { NULL, 0 }, { NULL, 0 } };

		if (!key_ends(f[i].key, ".pathname"))
			continue;
		ret = get_names(c, v, nr[0], i, f[i].key, &n[0]);
		if (!ret)
			ret = get_names(c, v + nr[0], nr[1], i, f[i].key, &n[1]);
		if (!ret)
			ret = match_names(c, made, n);
		free(n[0].v);
		free(n[1].v);
	}
	return ret;
}

static int propose_in(struct compare *c, struct entries *e, struct words made[2])
{
	static const struct mask content = { .digest = true, .identity = true };
	static const struct mask names = {
		.path = true, .digest = true, .identity = true,
	};
	int ret = fill(c, e, &content);

	if (!ret)
		ret = each_group(c, e, content_of_group, NULL);
	if (!ret)
		ret = fill(c, e, &names);
	if (!ret)
		ret = each_group(c, e, names_of_group, made);
	return ret;
}

int propose(struct compare *c)
{
	struct words made[2] = { { NULL, 0 }, { NULL, 0 } };
	struct entries e = { NULL, 0 };
	int ret = 0;

	e.v = calloc(c->side[0].nr + c->side[1].nr + 1, sizeof(*e.v));
	if (!e.v)
		return -ENOMEM;
	for (int side = 0; side < 2 && !ret; side++)
		ret = find_made(&c->side[side], &made[side]);
	if (!ret)
		ret = propose_in(c, &e, made);
	if (!ret) {
		choose_rules(c);
		ret = canon_identities(c);
	}
	words_free(&made[0]);
	words_free(&made[1]);
	free(e.v);
	return ret;
}
