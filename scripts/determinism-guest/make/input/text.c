#include <ctype.h>
#include "words.h"

int text_next(FILE *stream, char *text, int size)
{
	int c, length = 0;

	while ((c = getc(stream)) != EOF) {
		if (isalnum(c) && length < size - 1)
			text[length++] = c;
		else if (length)
			break;
	}
	text[length] = 0;
	return length;
}
