#include "words.h"

struct word *count_words(FILE *stream)
{
	struct word *list = NULL, *word;
	char text[32];

	while (text_next(stream, text, sizeof(text))) {
		word = list_find(list, text);
		if (word)
			word->count++;
		else
			list = list_add(list, text);
	}
	return list;
}
