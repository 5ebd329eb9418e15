// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tables. Header, help, -o and JSON come from one array of columns, so they
 * cannot tell different stories.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cli.h"

void table_init(struct table *t, const char *name, const struct column *columns,
		size_t nr_columns)
{
	memset(t, 0, sizeof(*t));
	t->name = name;
	t->columns = columns;
	t->nr_columns = nr_columns;
	for (size_t i = 0; i < nr_columns && i < TABLE_COLUMNS_MAX; i++)
		t->order[t->nr_order++] = i;
}

static bool select_one(struct table *t, const char *name)
{
	for (size_t i = 0; i < t->nr_columns; i++) {
		if (strcasecmp(t->columns[i].name, name))
			continue;
		if (t->nr_order == TABLE_COLUMNS_MAX)
			return false;
		t->order[t->nr_order++] = i;
		return true;
	}
	return false;
}

const char *table_select(struct table *t, char *list)
{
	char *name;

	t->nr_order = 0;
	while ((name = strsep(&list, ",")))
		if (!select_one(t, name))
			return name;
	return NULL;
}

int table_add(struct table *t, const char *text)
{
	char **cells = reallocarray(t->cells, t->nr_cells + 1, sizeof(*cells));

	if (!cells)
		return -ENOMEM;
	t->cells = cells;
	cells[t->nr_cells] = strdup(text);
	if (!cells[t->nr_cells])
		return -ENOMEM;
	t->nr_cells++;
	return 0;
}

void table_free(struct table *t)
{
	for (size_t i = 0; i < t->nr_cells; i++)
		free(t->cells[i]);
	free(t->cells);
}

static size_t rows(const struct table *t)
{
	return t->nr_cells / t->nr_columns;
}

static const char *cell(const struct table *t, size_t row, size_t column)
{
	return t->cells[row * t->nr_columns + column];
}

static int width(const struct table *t, size_t column)
{
	size_t max = t->no_headings ? 0 : strlen(t->columns[column].name);

	for (size_t row = 0; row < rows(t); row++) {
		size_t len = strlen(cell(t, row, column));

		if (len > max)
			max = len;
	}
	return (int)max;
}

/* Numbers to the right, words to the left, nothing behind the last. */
static void print_cell(const struct table *t, size_t i, const char *text,
		       const int widths[])
{
	const struct column *c = &t->columns[t->order[i]];

	if (i)
		putchar(' ');
	if (c->type == JSON_NUMBER)
		printf("%*s", widths[i], text);
	else if (i + 1 == t->nr_order)
		fputs(text, stdout);
	else
		printf("%-*s", widths[i], text);
}

static void print_text(const struct table *t)
{
	int widths[TABLE_COLUMNS_MAX];
	size_t i;

	for (i = 0; i < t->nr_order; i++)
		widths[i] = width(t, t->order[i]);
	if (!t->no_headings) {
		for (i = 0; i < t->nr_order; i++)
			print_cell(t, i, t->columns[t->order[i]].name, widths);
		putchar('\n');
	}
	for (size_t row = 0; row < rows(t); row++) {
		for (i = 0; i < t->nr_order; i++)
			print_cell(t, i, cell(t, row, t->order[i]), widths);
		putchar('\n');
	}
}

static void print_json_string(const char *text)
{
	putchar('"');
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c == '"' || c == '\\')
			printf("\\%c", c);
		else if (c < 0x20 || c == 0x7f)
			printf("\\u%04x", c);
		else
			putchar(c);
	}
	putchar('"');
}

static void print_json_row(const struct table *t, size_t row)
{
	for (size_t i = 0; i < t->nr_order; i++) {
		const struct column *c = &t->columns[t->order[i]];
		const char *text = cell(t, row, t->order[i]);

		fputs(i ? ", \"" : "{\"", stdout);
		for (const char *p = c->name; *p; p++)
			putchar(*p | 0x20);
		fputs("\": ", stdout);
		if (c->type == JSON_NUMBER)
			fputs(text, stdout);
		else
			print_json_string(text);
	}
	putchar('}');
}

static void print_json(const struct table *t)
{
	printf("{\"%s\": [", t->name);
	for (size_t row = 0; row < rows(t); row++) {
		fputs(row ? ",\n  " : "\n  ", stdout);
		print_json_row(t, row);
	}
	fputs(rows(t) ? "\n]}\n" : "]}\n", stdout);
}

void table_print(const struct table *t)
{
	if (t->json)
		print_json(t);
	else
		print_text(t);
}

void table_help(const struct column *columns, size_t nr_columns)
{
	for (size_t i = 0; i < nr_columns; i++)
		printf("  %-12s %s\n", columns[i].name, columns[i].help);
}
