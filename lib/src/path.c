// SPDX-License-Identifier: LGPL-2.1-or-later
/* Paths of rules: control syntax has \012 for newline, \134 for backslash. */
#include <errno.h>
#include <string.h>

#include "internal.h"

#define ESCAPE_LEN 4	/* \ooo */

static bool is_escape(const char *p, size_t len)
{
	return len >= ESCAPE_LEN &&
	       (!memcmp(p, "\\012", ESCAPE_LEN) ||
		!memcmp(p, "\\134", ESCAPE_LEN));
}

static bool is_dots(const char *name, size_t len)
{
	return (len == 1 && name[0] == '.') ||
	       (len == 2 && name[0] == '.' && name[1] == '.');
}

static const char *check_components(const char *path, size_t len)
{
	size_t start = 1;

	for (size_t i = 1; i <= len; i++) {
		if (i < len && path[i] != '/')
			continue;
		if (i == start)
			return i == len ? "ends in a slash" :
					  "has an empty component";
		if (is_dots(path + start, i - start))
			return "has a \".\" or \"..\" component";
		start = i + 1;
	}
	return NULL;
}

const char *path_check(const char *path, size_t len, bool root_allowed)
{
	if (!len || path[0] != '/')
		return "is not absolute";
	for (size_t i = 0; i < len; i++) {
		if (path[i] == '\n' || path[i] == '\0')
			return "has a bare control byte";
		if (path[i] != '\\')
			continue;
		if (!is_escape(path + i, len - i))
			return "has a backslash that is not \\012 or \\134";
		i += ESCAPE_LEN - 1;
	}
	if (len == 1)
		return root_allowed ? NULL : "is the root directory";
	return check_components(path, len);
}

int path_escape(const char *path, char *buf, size_t size)
{
	size_t n = 0;

	for (; *path; path++) {
		const char *out = path;
		size_t len = 1;

		if (*path == '\n' || *path == '\\') {
			out = *path == '\n' ? "\\012" : "\\134";
			len = ESCAPE_LEN;
		}
		if (n + len >= size)
			return -EINVAL;
		memcpy(buf + n, out, len);
		n += len;
	}
	buf[n] = '\0';
	return (int)n;
}

static int next_byte(const char *p, size_t len, size_t *pos)
{
	if (*pos >= len)
		return -1;
	if (p[*pos] == '\\') {
		int c = p[*pos + 1] == '0' ? '\n' : '\\';

		*pos += ESCAPE_LEN;
		return c;
	}
	return (unsigned char)p[(*pos)++];
}

int path_cmp(const char *a, size_t alen, const char *b, size_t blen)
{
	size_t i = 0, j = 0;

	for (;;) {
		int x = next_byte(a, alen, &i);
		int y = next_byte(b, blen, &j);

		if (x != y)
			return x < y ? -1 : 1;
		if (x < 0)
			return 0;
	}
}
