// SPDX-License-Identifier: GPL-2.0-only
/* Each text once, so that equal ones are one pointer. */
#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "points.h"

static int compare(const void *a, const void *b)
{
	const struct word *x = a, *y = b;
	size_t len = x->len < y->len ? x->len : y->len;
	int diff = memcmp(x->text, y->text, len);

	if (diff)
		return diff;
	return x->len < y->len ? -1 : x->len > y->len;
}

static struct word *make(const char *at, size_t len)
{
	struct word *word = malloc(sizeof(*word) + len + 1);

	if (!word)
		return NULL;
	word->number = 0;
	word->len = len;
	if (len)
		memcpy(word->text, at, len);
	word->text[len] = '\0';
	return word;
}

const struct word *words_add(struct words *w, const char *at, size_t len)
{
	struct word *word = make(at, len), **found;

	if (!word)
		return NULL;
	found = tsearch(word, &w->root, compare);
	if (!found) {
		free(word);
		return NULL;
	}
	if (*found != word)
		free(word);
	else
		word->number = w->count++;
	return *found;
}

const struct word *words_find(const struct words *w, const char *at, size_t len)
{
	struct word *word = make(at, len), **found;
	const struct word *ret;

	if (!word)
		return NULL;
	found = tfind(word, &w->root, compare);
	ret = found ? *found : NULL;
	free(word);
	return ret;
}

void words_free(struct words *w)
{
	tdestroy(w->root, free);
	w->root = NULL;
}
