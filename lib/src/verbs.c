// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Many control lines with few system calls. A model has up to a million
 * points, so lines are written in blocks; the kernel takes whole lines, stops
 * at the first that it refuses and says how far it came, which is enough to
 * name that line.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "internal.h"

void verbs_init(struct verbs *v, int fd)
{
	v->fd = fd;
	v->used = 0;
	v->lines = 0;
	v->failed = 0;
}

/* Lines of the block before byte pos. */
static unsigned int lines_before(const struct verbs *v, size_t pos)
{
	unsigned int n = 0;

	for (size_t i = 0; i < pos; i++)
		n += v->buf[i] == '\n';
	return n;
}

int verbs_flush(struct verbs *v)
{
	size_t taken = 0;
	int ret;

	ret = lsm_tsem_control_write(v->fd, v->buf, v->used, &taken);
	if (ret < 0) {
		unsigned int n = lines_before(v, taken);

		v->failed = n < v->lines ? v->origin[n] : 0;
	}
	v->used = 0;
	v->lines = 0;
	return ret;
}

int verbs_add(struct verbs *v, unsigned long origin, const char *word,
	      const char *arg, size_t arglen)
{
	size_t wordlen = strlen(word);
	size_t len = wordlen + 1 + arglen + 1;
	int ret;

	if (len >= LINE_MAX_BYTES) {
		v->failed = origin;
		return -EINVAL;
	}
	if (v->lines == VERBS_LINES || v->used + len > sizeof(v->buf)) {
		ret = verbs_flush(v);
		if (ret < 0)
			return ret;
	}
	memcpy(v->buf + v->used, word, wordlen);
	v->buf[v->used + wordlen] = ' ';
	memcpy(v->buf + v->used + wordlen + 1, arg, arglen);
	v->used += len;
	v->buf[v->used - 1] = '\n';
	v->origin[v->lines++] = origin;
	return 0;
}
