// SPDX-License-Identifier: GPL-2.0-only
/*
 * The file of --rules: lines as in a model file, `volatile PATH` and `pseudonym
 * PATH`, with comments and empty lines between them.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

/* Both kinds and their comments, many times over. */
#define RULES_MAX_BYTES (16 * 1024 * 1024)
/* A line of control has to be shorter. */
#define LINE_BYTES 4096

static int read_text(const char *file, char **ret_text, size_t *ret_len)
{
	char *text = malloc(RULES_MAX_BYTES + 1);
	FILE *in = fopen(file, "re");
	int ret = 0;

	if (!text)
		ret = -ENOMEM;
	else if (!in)
		ret = -errno;
	if (!ret) {
		*ret_len = fread(text, 1, RULES_MAX_BYTES + 1, in);
		if (ferror(in))
			ret = -errno;
		else if (*ret_len > RULES_MAX_BYTES)
			ret = -EFBIG;
	}
	if (in)
		fclose(in);
	if (ret) {
		free(text);
		return ret;
	}
	text[*ret_len] = '\0';
	*ret_text = text;
	return 0;
}

/* \012 and \134 as in a model file, in place; false for another backslash. */
static bool unescape(char *path)
{
	char *out = path;

	for (; *path; path++) {
		if (*path == '\\') {
			if (strncmp(path, "\\012", 4) && strncmp(path, "\\134", 4))
				return false;
			*out++ = path[1] == '0' ? '\n' : '\\';
			path += 3;
		} else {
			*out++ = *path;
		}
	}
	*out = '\0';
	return true;
}

/* As the kernel wants it, but for the slash that was looked for already. */
static bool is_sound(const char *path, bool is_volatile)
{
	if (!path[1])
		return is_volatile;
	while (*path == '/') {
		size_t len = strcspn(++path, "/");

		if (!len || (len <= 2 && !strncmp(path, "..", len)))
			return false;
		path += len;
	}
	return true;
}

/* What is wrong with the line, whose path is unescaped, or NULL. */
static const char *check_line(char *line, bool is_volatile)
{
	size_t len = strlen(line);
	char *path = line + strcspn(line, " ");

	if (line[len - 1] == '\r')
		return "the line ends in a carriage return; convert the file to Unix line ends";
	if (!is_volatile && strncmp(line, "pseudonym ", 10))
		return "this is no rule; a line is `volatile PATH`, `pseudonym PATH`, or a comment behind #";
	/* With its newline. */
	if (len + 1 >= LINE_BYTES)
		return "the path of this rule is too long";
	if (*++path != '/' || !unescape(path))
		return "a rule takes an absolute path, in which a newline is \\012 and a backslash \\134";
	if (!is_sound(path, is_volatile))
		return "a rule takes an absolute path without \".\", \"..\", empty components and trailing slash";
	return NULL;
}

static int add_line(struct run_opts *o, char *line, struct lsm_tsem_diag *diag)
{
	bool is_volatile = !strncmp(line, "volatile ", 9);
	const char *wrong;

	if (!*line || *line == '#')
		return 0;
	wrong = check_line(line, is_volatile);
	if (wrong) {
		snprintf(diag->text, sizeof(diag->text), "%s", wrong);
		return fail_diag(o->rules, diag, 0);
	}
	return run_add_rule(o, is_volatile, line + strcspn(line, " ") + 1);
}

int run_read_rules(struct run_opts *o)
{
	struct lsm_tsem_diag diag = { .sz = sizeof(diag), .line = 1 };
	char *line, *end;
	size_t len;
	int ret = read_text(o->rules, &o->rules_text, &len);

	if (ret)
		return fail_errno(o->rules, ret);
	if (strlen(o->rules_text) != len)
		return fail(o->rules, "the file has a NUL byte; this is not a text file");
	for (line = o->rules_text; *line; line = end + 1, diag.line++) {
		end = strchr(line, '\n');
		if (!end) {
			snprintf(diag.text, sizeof(diag.text),
				 "the last line has no newline: the file was cut");
			return fail_diag(o->rules, &diag, 0);
		}
		*end = '\0';
		ret = add_line(o, line, &diag);
		if (ret)
			return ret;
	}
	return 0;
}
