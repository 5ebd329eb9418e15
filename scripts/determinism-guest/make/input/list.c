#include <stdlib.h>
#include <string.h>
#include "words.h"

struct word *list_add(struct word *list, const char *text)
{
	struct word *word = calloc(1, sizeof(*word));

	if (!word)
		exit(1);
	strncpy(word->text, text, sizeof(word->text) - 1);
	word->next = list;
	word->count = 1;
	return word;
}

struct word *list_find(struct word *list, const char *text)
{
	while (list && strcmp(list->text, text))
		list = list->next;
	return list;
}
