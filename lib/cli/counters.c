// SPDX-License-Identifier: GPL-2.0-only
/* The per-event lines of `stats` as a table. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

const struct column counter_columns[] = {
	{ "EVENT", "name of the event", JSON_STRING },
	{ "SEEN", "occurrences", JSON_NUMBER },
	{ "DENIED", "occurrences that were denied", JSON_NUMBER },
	{ "UNRECORDED", "not recorded, because a limit was reached",
	  JSON_NUMBER },
};

const size_t nr_counter_columns = ARRAY_SIZE(counter_columns);

static bool is_number(const char *text)
{
	return *text && text[strspn(text, "0123456789")] == '\0';
}

/* "event NAME SEEN DENIED UNRECORDED" */
static int add_line(struct table *t, char *line, bool all)
{
	char *cells[4];
	int ret = 0;

	for (size_t i = 0; i < ARRAY_SIZE(cells); i++) {
		cells[i] = strsep(&line, " ");
		if (!cells[i] || (i && !is_number(cells[i])))
			return -EPROTO;
	}
	if (!all && !strcmp(cells[1], "0") && !strcmp(cells[2], "0") &&
	    !strcmp(cells[3], "0"))
		return 0;
	for (size_t i = 0; i < ARRAY_SIZE(cells) && !ret; i++)
		ret = table_add(t, cells[i]);
	return ret;
}

int show_counters(struct lsm_tsem_ctx *ctx, int ns_fd, struct table *t,
		  bool all)
{
	static const char prefix[] = "event ";
	char *text, *rest, *line;
	int ret = lsm_tsem_read(ctx, ns_fd, "stats", &text, NULL);

	if (ret < 0)
		return ret;
	rest = text;
	while (!ret && (line = strsep(&rest, "\n")))
		if (!strncmp(line, prefix, strlen(prefix)))
			ret = add_line(t, line + strlen(prefix), all);
	free(text);
	if (!ret)
		table_print(t);
	return ret;
}
