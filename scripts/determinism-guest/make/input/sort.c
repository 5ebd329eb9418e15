#include "words.h"

struct word *sort_words(struct word *list)
{
	struct word *sorted = NULL, **place, *next;

	for (; list; list = next) {
		next = list->next;
		for (place = &sorted; *place && (*place)->count > list->count;)
			place = &(*place)->next;
		list->next = *place;
		*place = list;
	}
	return sorted;
}
