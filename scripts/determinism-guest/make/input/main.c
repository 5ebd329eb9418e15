#include "words.h"

int main(void)
{
	struct word *word = sort_words(count_words(stdin));

	for (; word; word = word->next)
		printf("%u %s\n", word->count, word->text);
	return 0;
}
