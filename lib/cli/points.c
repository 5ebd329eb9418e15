// SPDX-License-Identifier: GPL-2.0-only
/* From the lines of a model file to fields that can be compared. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "points.h"

#define KEY_MAX 256
#define DEPTH_MAX 8

/*
 * Reads one JSON object of the kernel: objects, lists and strings, no more. Not by
 * json-c, which makes U+FFFD of each \udcXX, by which the kernel shows a byte that is
 * no text: names that differ in those alone would be one.
 */
struct reader {
	struct points *points;
	struct words *words;
	const char *at, *end;
	char key[KEY_MAX];
	size_t key_len;
	unsigned int depth;
};

bool text_is(struct text t, const char *word)
{
	return t.len == strlen(word) && !memcmp(t.at, word, t.len);
}

int text_cmp(struct text a, struct text b)
{
	size_t len = a.len < b.len ? a.len : b.len;
	int diff = len ? memcmp(a.at, b.at, len) : 0;

	if (diff)
		return diff;
	return a.len < b.len ? -1 : a.len > b.len;
}

bool key_ends(const struct word *key, const char *tail)
{
	size_t len = strlen(tail);

	return key->len >= len && !memcmp(key->text + key->len - len, tail, len);
}

struct text point_value(const struct points *p, const struct point *point,
			const char *tail)
{
	for (size_t i = 0; i < point->nr_fields; i++) {
		const struct field *f = &p->fields[point->first + i];

		if (key_ends(f->key, tail))
			return f->value;
	}
	return (struct text){ "", 0 };
}

/* Numbers of a run, and what follows from the record. */
static bool is_left_out(const char *key)
{
	static const char *const keys[] = {
		"event.digest", "event.number", "event.count",
		"event.coefficient",
	};

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		if (!strcmp(key, keys[i]))
			return true;
	return false;
}

static int add_field(struct reader *r, struct text value)
{
	struct points *p = r->points;
	const struct word *key;

	if (is_left_out(r->key))
		return 0;
	key = words_add(r->words, r->key, r->key_len);
	if (!key)
		return -ENOMEM;
	if (p->nr_fields == p->room_fields) {
		size_t room = p->room_fields ? p->room_fields * 2 : 1024;
		struct field *more = reallocarray(p->fields, room, sizeof(*more));

		if (!more)
			return -ENOMEM;
		p->fields = more;
		p->room_fields = room;
	}
	p->fields[p->nr_fields++] = (struct field){ key, value };
	return 0;
}

static void skip_space(struct reader *r)
{
	while (r->at < r->end && *r->at == ' ')
		r->at++;
}

static bool take(struct reader *r, char c)
{
	skip_space(r);
	if (r->at == r->end || *r->at != c)
		return false;
	r->at++;
	return true;
}

/* Nothing that a terminal would obey gets through. */
static int take_string(struct reader *r, struct text *ret_text)
{
	const char *start;

	if (!take(r, '"'))
		return -EBADMSG;
	for (start = r->at; r->at < r->end && *r->at != '"'; r->at++) {
		if ((unsigned char)*r->at < 0x20 || *r->at == 0x7f)
			return -EBADMSG;
		if (*r->at == '\\' && ++r->at == r->end)
			return -EBADMSG;
	}
	if (r->at == r->end)
		return -EBADMSG;
	*ret_text = (struct text){ start, (size_t)(r->at - start) };
	r->at++;
	return 0;
}

static int append_key(struct reader *r, const char *format, struct text t)
{
	int n = snprintf(r->key + r->key_len, KEY_MAX - r->key_len, format,
			 (int)t.len, t.at);

	if (t.len >= KEY_MAX || (size_t)n >= KEY_MAX - r->key_len)
		return -EBADMSG;
	r->key_len += (size_t)n;
	return 0;
}

static int take_value(struct reader *r);

static int take_member(struct reader *r, bool is_list, size_t number)
{
	char index[24];
	struct text name;
	int ret;

	if (is_list) {
		name.len = (size_t)snprintf(index, sizeof(index), "[%zu]", number);
		name.at = index;
		ret = append_key(r, "%.*s", name);
	} else {
		ret = take_string(r, &name);
		if (!ret && !take(r, ':'))
			ret = -EBADMSG;
		if (!ret)
			ret = append_key(r, r->key_len ? ".%.*s" : "%.*s", name);
	}
	return ret ? ret : take_value(r);
}

static int take_members(struct reader *r, bool is_list)
{
	char close = is_list ? ']' : '}';
	size_t key_len = r->key_len;

	if (++r->depth > DEPTH_MAX)
		return -EBADMSG;
	for (size_t number = 0; number || !take(r, close); number++) {
		int ret = take_member(r, is_list, number);

		r->key_len = key_len;
		r->key[key_len] = '\0';
		if (ret)
			return ret;
		if (take(r, close))
			break;
		if (!take(r, ','))
			return -EBADMSG;
	}
	r->depth--;
	return 0;
}

static int take_value(struct reader *r)
{
	struct text value;
	int ret;

	if (take(r, '{'))
		return take_members(r, false);
	if (take(r, '['))
		return take_members(r, true);
	ret = take_string(r, &value);
	return ret ? ret : add_field(r, value);
}

static int take_record(struct reader *r)
{
	int ret = take_value(r);

	skip_space(r);
	if (!ret && r->at != r->end)
		ret = -EBADMSG;
	return ret;
}

static int add_point(struct points *p, struct words *words, struct text rest,
		     unsigned long line, bool environment)
{
	const char *space = memchr(rest.at, ' ', rest.len);
	struct reader r = { .points = p, .words = words };
	struct point *point;
	int ret = 0;

	if (p->nr == p->room) {
		size_t room = p->room ? p->room * 2 : 256;
		struct point *more = reallocarray(p->v, room, sizeof(*more));

		if (!more)
			return -ENOMEM;
		p->v = more;
		p->room = room;
	}
	point = &p->v[p->nr++];
	p->nr_state += !environment;
	*point = (struct point){
		.hex = { rest.at, space ? (size_t)(space - rest.at) : rest.len },
		.line = line,
		.environment = environment,
		.first = p->nr_fields,
	};
	if (space) {
		r.at = space + 1;
		r.end = rest.at + rest.len;
		ret = take_record(&r);
	}
	point->nr_fields = p->nr_fields - point->first;
	return ret;
}

static int add_rule(struct points *p, struct text line)
{
	struct text *more = reallocarray(p->rules, p->nr_rules + 1, sizeof(*more));

	if (!more)
		return -ENOMEM;
	p->rules = more;
	p->rules[p->nr_rules++] = line;
	return 0;
}

static bool begins(struct text line, const char *word, struct text *ret_rest)
{
	size_t len = strlen(word);

	if (line.len < len || memcmp(line.at, word, len))
		return false;
	*ret_rest = (struct text){ line.at + len, line.len - len };
	return true;
}

static int add_line(struct points *p, struct words *words, struct text line,
		    unsigned long number)
{
	struct text rest;

	if (begins(line, "state ", &rest))
		return add_point(p, words, rest, number, false);
	if (begins(line, "environment ", &rest))
		return add_point(p, words, rest, number, true);
	if (begins(line, "volatile ", &rest) || begins(line, "pseudonym ", &rest))
		return add_rule(p, line);
	return 0;
}

/* Of a model that the library took: each line has its end. */
static int add_lines(struct points *p, struct words *words)
{
	struct lsm_tsem_diag diag = { .sz = sizeof(diag) };
	size_t len;
	const char *at = lsm_tsem_model_text(p->model, &len);
	const char *end = at + len;

	for (diag.line = 1; at < end; diag.line++) {
		const char *next = memchr(at, '\n', (size_t)(end - at));
		int ret = add_line(p, words,
				   (struct text){ at, (size_t)(next - at) },
				   diag.line);

		if (ret == -EBADMSG)
			snprintf(diag.text, sizeof(diag.text),
				 "what follows the digest is not a record as the kernel prints it; restore the file, or learn again");
		if (ret)
			return fail_diag(p->file, &diag, ret);
		at = next + 1;
	}
	return 0;
}

int points_read(struct points *p, struct words *words, const char *file)
{
	struct lsm_tsem_diag diag = { .sz = sizeof(diag) };
	int fd, ret;

	p->file = file;
	fd = open(file, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return fail_errno(file, -errno);
	ret = lsm_tsem_model_read(fd, &diag, &p->model);
	close(fd);
	if (ret < 0)
		return fail_diag(file, &diag, ret);
	return add_lines(p, words);
}

void points_free(struct points *p)
{
	lsm_tsem_model_free(p->model);
	free(p->v);
	free(p->fields);
	free(p->rules);
}
