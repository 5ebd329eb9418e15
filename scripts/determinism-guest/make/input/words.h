/* Counts the words of a text. */
#include <stdio.h>

struct word {
	struct word *next;
	unsigned int count;
	char text[32];
};

struct word *list_add(struct word *list, const char *text);
struct word *list_find(struct word *list, const char *text);
struct word *count_words(FILE *stream);
struct word *sort_words(struct word *list);
int text_next(FILE *stream, char *text, int size);
