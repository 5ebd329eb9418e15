// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Model files. The whole file is parsed and checked before anybody can use a
 * part of it, so that a bad file never leaves a half-loaded namespace.
 *
 * Sections come in one order; sorted points, a count and a newline behind it
 * detect lost, doubled and cut lines without a hash.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

/* A million points with records of some hundred bytes fit. */
#define MODEL_MAX_BYTES ((size_t)1 << 30)

/* How much of an unknown line a message quotes. */
#define QUOTE_LEN 24

enum section {
	S_START,
	S_HEADER,
	S_DIGEST,
	S_FSREF,
	S_VERITY,
	S_VOLATILE,
	S_PSEUDONYM,
	S_STATE,
	S_ENVIRONMENT,
	S_EXPECT,
	S_END,
};

struct parser {
	struct lsm_tsem_model *model;
	struct lsm_tsem_diag *diag;
	enum section section;	/* of the last line */
	uint32_t line;
};

/* The argument of a line: all behind the keyword and one space. */
struct arg {
	const char *text;
	size_t len;
};

struct keyword {
	const char *word;
	enum section section;
	bool repeated;
	int (*parse)(struct parser *p, struct arg arg);
};

#define bad(p, ...) (diag_set((p)->diag, (p)->line, __VA_ARGS__), -EBADMSG)

static struct line_ref make_ref(const struct parser *p, const char *text,
				size_t len)
{
	return (struct line_ref){
		.off = (size_t)(text - p->model->text),
		.len = (uint32_t)len,
		.line = p->line,
	};
}

/* Not more of a hostile line than a terminal bears: printable ASCII. */
static void quote(char out[QUOTE_LEN + 4], struct arg arg)
{
	size_t n = arg.len < QUOTE_LEN ? arg.len : QUOTE_LEN;

	for (size_t i = 0; i < n; i++) {
		char c = arg.text[i];

		out[i] = c >= ' ' && c <= '~' ? c : '?';
	}
	strcpy(out + n, arg.len > n ? "..." : "");
}

static int parse_header(struct parser *p, struct arg arg)
{
	if (arg.len == 1 && arg.text[0] == '1')
		return 0;
	return bad(p, "this is a model of another version than 1, which is all that this tsem knows; use a newer tsem");
}

static int parse_digest(struct parser *p, struct arg arg)
{
	int digest = digest_of_len(arg.text, arg.len);
	char text[QUOTE_LEN + 4];

	if (digest < 0) {
		quote(text, arg);
		return bad(p, "digest \"%s\" is unknown; it must be sha256 or sha512", text);
	}
	p->model->digest = digest;
	p->model->digest_line = p->line;
	return 0;
}

static int parse_fsref(struct parser *p, struct arg arg)
{
	int fsref = fsref_of_len(arg.text, arg.len);
	char text[QUOTE_LEN + 4];

	if (fsref < 0) {
		quote(text, arg);
		return bad(p, "fsref \"%s\" is unknown; it must be content or superblock", text);
	}
	p->model->fsref = fsref;
	p->model->fsref_line = p->line;
	return 0;
}

/* Other than the default only: a model has one text. */
static int parse_verity(struct parser *p, struct arg arg)
{
	int verity = verity_of_len(arg.text, arg.len);
	char text[QUOTE_LEN + 4];

	if (verity != LSM_TSEM_VERITY_USED) {
		quote(text, arg);
		return bad(p, "verity \"%s\" is unknown; it must be used, or the line be left out", text);
	}
	p->model->verity = verity;
	p->model->verity_line = p->line;
	return 0;
}

static bool same_rule(const struct lsm_tsem_model *m, const struct rule_ref *r,
		      bool is_volatile, struct arg arg)
{
	return r->is_volatile == is_volatile &&
	       !path_cmp(m->text + r->arg.off, r->arg.len, arg.text, arg.len);
}

static int parse_rule(struct parser *p, struct arg arg, bool is_volatile)
{
	struct lsm_tsem_model *m = p->model;
	const char *why = path_check(arg.text, arg.len, is_volatile);
	struct rule_ref *rules;

	if (why)
		return bad(p, "the path of this rule %s", why);
	if (arg.len + sizeof("pseudonym \n") > LINE_MAX_BYTES)
		return bad(p, "the path of this rule is too long");
	if (m->nr_rules == LSM_TSEM_RULES_MAX)
		return bad(p, "more than %d rules", LSM_TSEM_RULES_MAX);
	for (size_t i = 0; i < m->nr_rules; i++)
		if (same_rule(m, &m->rules[i], is_volatile, arg))
			return bad(p, "this rule is also in line %u; remove one of them",
				   m->rules[i].arg.line);

	rules = reallocarray(m->rules, m->nr_rules + 1, sizeof(*rules));
	if (!rules)
		return -ENOMEM;
	m->rules = rules;
	rules[m->nr_rules].arg = make_ref(p, arg.text, arg.len);
	rules[m->nr_rules++].is_volatile = is_volatile;
	return 0;
}

static int parse_volatile(struct parser *p, struct arg arg)
{
	return parse_rule(p, arg, true);
}

static int parse_pseudonym(struct parser *p, struct arg arg)
{
	return parse_rule(p, arg, false);
}

/* "HEX" at the start of arg: right length, right digits, then end or space. */
static int check_hex(struct parser *p, struct arg arg, size_t *ret_len)
{
	const char *space = memchr(arg.text, ' ', arg.len);
	size_t len = space ? (size_t)(space - arg.text) : arg.len;
	size_t want = digest_hex_len(p->model->digest);

	if (len != want)
		return bad(p, "the digest has %zu digits, but %s has %zu; the line is cut or from a model with another digest",
			   len, lsm_tsem_digest_name(p->model->digest), want);
	if (!is_hex(arg.text, len))
		return bad(p, "the digest has a byte that is not one of 0-9a-f");
	*ret_len = len;
	return 0;
}

static int room_for_point(struct lsm_tsem_model *m)
{
	size_t room = m->room_points ? m->room_points * 2 : 256;
	struct line_ref *points;

	if (m->nr_points < m->room_points)
		return 0;
	points = reallocarray(m->points, room, sizeof(*points));
	if (!points)
		return -ENOMEM;
	m->points = points;
	m->room_points = room;
	return 0;
}

/* first: index of the first point of this kind. */
static int parse_point(struct parser *p, struct arg arg, size_t first)
{
	struct lsm_tsem_model *m = p->model;
	size_t len;
	int ret = check_hex(p, arg, &len);

	if (ret < 0)
		return ret;
	if (arg.len > len && (arg.text[len + 1] != '{' ||
			      arg.text[arg.len - 1] != '}'))
		return bad(p, "what follows the digest is not a JSON object; the line is cut or was edited");
	if (m->nr_points > first) {
		const struct line_ref *last = &m->points[m->nr_points - 1];
		int cmp = memcmp(m->text + last->off, arg.text, len);

		if (cmp >= 0)
			return bad(p, cmp ? "the digests are not in ascending order" :
					    "this digest is also in the line before");
	}
	if (m->nr_points == LSM_TSEM_POINTS_MAX)
		return bad(p, "more than %d points", LSM_TSEM_POINTS_MAX);
	ret = room_for_point(m);
	if (ret < 0)
		return ret;
	m->points[m->nr_points++] = make_ref(p, arg.text, len);
	return 0;
}

static int parse_state(struct parser *p, struct arg arg)
{
	int ret = parse_point(p, arg, 0);

	p->model->nr_state = p->model->nr_points;
	return ret;
}

static int parse_environment(struct parser *p, struct arg arg)
{
	return parse_point(p, arg, p->model->nr_state);
}

static int parse_expect(struct parser *p, struct arg arg)
{
	struct lsm_tsem_model *m = p->model;
	size_t len;
	int ret = check_hex(p, arg, &len);

	if (ret < 0)
		return ret;
	if (len != arg.len)
		return bad(p, "something follows the digest");
	memcpy(m->expect, arg.text, len);
	m->expect[len] = '\0';
	m->expect_line = p->line;
	return 0;
}

static int parse_end(struct parser *p, struct arg arg)
{
	size_t count = 0;

	if (!arg.len || arg.len > 7 || (arg.text[0] == '0' && arg.len > 1))
		return bad(p, "the count of points is not a number");
	for (size_t i = 0; i < arg.len; i++) {
		if (arg.text[i] < '0' || arg.text[i] > '9')
			return bad(p, "the count of points is not a number");
		count = count * 10 + (size_t)(arg.text[i] - '0');
	}
	if (count != p->model->nr_points)
		return bad(p, "the file has %zu points, but says that it has %zu; lines are missing or were added",
			   p->model->nr_points, count);
	return 0;
}

static const struct keyword keywords[] = {
	{ "tsem-model",	 S_HEADER,	false, parse_header },
	{ "digest",	 S_DIGEST,	false, parse_digest },
	{ "fsref",	 S_FSREF,	false, parse_fsref },
	{ "verity",	 S_VERITY,	false, parse_verity },
	{ "volatile",	 S_VOLATILE,	true,  parse_volatile },
	{ "pseudonym",	 S_PSEUDONYM,	true,  parse_pseudonym },
	{ "state",	 S_STATE,	true,  parse_state },
	{ "environment", S_ENVIRONMENT,	true,  parse_environment },
	{ "expect",	 S_EXPECT,	false, parse_expect },
	{ "end",	 S_END,		false, parse_end },
};

/* Sections that every model has, so that none can be left out unseen. */
static bool required(enum section section)
{
	return section == S_HEADER || section == S_DIGEST ||
	       section == S_FSREF || section == S_EXPECT || section == S_END;
}

static const char *word_of(enum section section)
{
	for (size_t i = 0; i < ARRAY_SIZE(keywords); i++)
		if (keywords[i].section == section)
			return keywords[i].word;
	return "";
}

static const struct keyword *find_keyword(const char *word, size_t len)
{
	for (size_t i = 0; i < ARRAY_SIZE(keywords); i++)
		if (strlen(keywords[i].word) == len &&
		    !memcmp(keywords[i].word, word, len))
			return &keywords[i];
	return NULL;
}

/* May this section follow the one of the last line? */
static int check_order(struct parser *p, const struct keyword *k)
{
	if (p->section == S_END)
		return bad(p, "`%s` after the `end` line", k->word);
	if (k->section == p->section && !k->repeated)
		return bad(p, "a second `%s` line", k->word);
	if (k->section < p->section)
		return bad(p, "`%s` must come before `%s`", k->word,
			   word_of(p->section));
	for (int s = (int)p->section + 1; s < (int)k->section; s++)
		if (required((enum section)s))
			return bad(p, "a `%s` line is missing before this one",
				   word_of((enum section)s));
	return 0;
}

static int unknown_line(struct parser *p, struct arg line)
{
	char text[QUOTE_LEN + 4];

	if (p->section == S_START)
		return bad(p, "this is not a model file: it does not begin with \"tsem-model 1\"");
	if (line.text[line.len - 1] == '\r')
		return bad(p, "the line ends in a carriage return; convert the file to Unix line ends");
	quote(text, line);
	return bad(p, "unknown line \"%s\"", text);
}

static int parse_line(struct parser *p, struct arg line)
{
	const char *space = memchr(line.text, ' ', line.len);
	size_t wordlen = space ? (size_t)(space - line.text) : line.len;
	const struct keyword *k;
	int ret;

	if (memchr(line.text, '\0', line.len))
		return bad(p, "the line has a NUL byte; this is not a text file");
	if (!line.len || line.text[0] == '#')
		return 0;
	k = find_keyword(line.text, wordlen);
	if (!k || !space)
		return unknown_line(p, line);
	ret = check_order(p, k);
	if (ret < 0)
		return ret;
	ret = k->parse(p, (struct arg){ space + 1, line.len - wordlen - 1 });
	if (ret < 0)
		return ret;
	p->section = k->section;
	return 0;
}

static int parse_text(struct parser *p)
{
	const char *text = p->model->text;
	const char *stop = text + p->model->text_len;
	int ret;

	while (text < stop) {
		const char *end = memchr(text, '\n', (size_t)(stop - text));

		p->line++;
		if (!end)
			return bad(p, "the last line has no newline: the file was cut");
		if ((size_t)(end - text) > UINT32_MAX / 2)
			return bad(p, "the line is too long");
		ret = parse_line(p, (struct arg){ text, (size_t)(end - text) });
		if (ret < 0)
			return ret;
		text = end + 1;
	}
	if (p->section == S_END)
		return 0;
	if (p->section == S_START)
		return bad(p, "the file is empty");
	return bad(p, "there is no `end` line behind this one: the file was cut");
}

/* Takes text over, also when it fails. */
static int parse_owned(char *text, size_t len, struct lsm_tsem_diag *diag,
		       struct lsm_tsem_model **ret_model)
{
	struct lsm_tsem_model *model = calloc(1, sizeof(*model));
	struct parser p = { .model = model, .diag = diag };
	int ret;

	if (!model) {
		free(text);
		return -ENOMEM;
	}
	model->verity = LSM_TSEM_VERITY_IGNORED;
	model->text = text;
	model->text_len = len;
	ret = parse_text(&p);
	if (ret < 0) {
		lsm_tsem_model_free(model);
		return ret;
	}
	*ret_model = model;
	return 0;
}

API int lsm_tsem_model_parse(const char *text, size_t len,
			     struct lsm_tsem_diag *diag,
			     struct lsm_tsem_model **ret_model)
{
	char *copy;

	if (len > MODEL_MAX_BYTES)
		return -EFBIG;
	copy = malloc(len + 1);
	if (!copy)
		return -ENOMEM;
	if (len)
		memcpy(copy, text, len);
	copy[len] = '\0';
	return parse_owned(copy, len, diag, ret_model);
}

API int lsm_tsem_model_read(int fd, struct lsm_tsem_diag *diag,
			    struct lsm_tsem_model **ret_model)
{
	char *text;
	size_t len;
	int ret = io_read_all(fd, MODEL_MAX_BYTES, &text, &len);

	return ret < 0 ? ret : parse_owned(text, len, diag, ret_model);
}

API int lsm_tsem_model_fetch(struct lsm_tsem_ctx *ctx, int ns_fd,
			     struct lsm_tsem_diag *diag,
			     struct lsm_tsem_model **ret_model)
{
	int fd = lsm_tsem_open(ctx, ns_fd, "model");
	int ret;

	if (fd < 0)
		return fd;
	ret = lsm_tsem_model_read(fd, diag, ret_model);
	io_close(fd);
	return ret;
}
