/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tests of TSEM: the lines of the file events
 */

#ifndef _SELFTESTS_TSEM_OBSERVER_H
#define _SELFTESTS_TSEM_OBSERVER_H

#include "endless.h"

#include <ctype.h>
#include <poll.h>

/* Opens the stream of a namespace for reading without waiting; or -errno. */
static __maybe_unused int observe(int ns, bool all)
{
	int fd = tsem_open("events", O_RDWR | O_NONBLOCK, ns), err;

	if (fd < 0 || !all || write(fd, "all\n", 4) == 4)
		return fd;
	err = -errno;
	close(fd);
	return err;
}

/*
 * All lines that there are, or that come until nothing can come any more, to be
 * freed; NULL and errno on an error, EPROTO if a read gave something but whole lines.
 */
static char *read_lines_until(int fd, bool end)
{
	struct pollfd pollfd = { .fd = fd, .events = POLLIN };
	const size_t step = 1 << 16;
	size_t room = step, len = 0;
	char *text = malloc(room + 1);
	ssize_t n;

	while (text) {
		n = read(fd, text + len, room - len);
		if (end && n < 0 && errno == EAGAIN &&
		    poll(&pollfd, 1, 20000) == 1)
			continue;
		if (n <= 0)
			break;
		if (text[len + n - 1] != '\n') {
			free(text);
			errno = EPROTO;
			return NULL;
		}
		len += n;
		room = len + step;
		text = realloc(text, room + 1);
	}
	if (text && (end ? n : !n || errno != EAGAIN)) {
		free(text);
		return NULL;
	}
	if (text)
		text[len] = '\0';
	return text;
}

static char *read_lines(int fd)
{
	return read_lines_until(fd, false);
}

/* The value of a key in a line, or ""; the next but seven reuses it. */
static const char *key_in(const char *line, const char *key)
{
	static __thread char value[8][192];
	static __thread int at;
	char pattern[64];
	const char *start;

	at = (at + 1) % 8;
	value[at][0] = '\0';
	snprintf(pattern, sizeof(pattern), "\"%s\": \"", key);
	start = strstr(line, pattern);
	if (start) {
		start += strlen(pattern);
		snprintf(value[at], sizeof(value[at]), "%.*s",
			 (int)strcspn(start, "\""), start);
	}
	return value[at];
}

static bool is_loss(const char *line)
{
	return !strncmp(line, "{\"lost\": {", 10);
}

/**
 * struct account - What lines tell
 *
 * @next: number of the event that has to come next
 * @shown: events
 * @lost: events that were lost
 * @losses: lines about that
 * @recorded: events with a record
 * @sockets: events of socket_create
 * @denied: events that were denied
 * @bad: lines that are no JSON, or do not follow the one before
 */
struct account {
	unsigned long long next;
	long shown, lost, losses, recorded, sockets, denied, bad;
};

/* JSON, as far as the kernel uses it: returns what follows, or NULL. */
static const char *skip_value(const char *at);

static const char *skip_text(const char *at)
{
	if (*at++ != '"')
		return NULL;
	for (; *at != '"'; at++) {
		if ((unsigned char)*at < 0x20)
			return NULL;
		if (*at != '\\')
			continue;
		if (*++at == 'u') {
			if (strspn(at + 1, "0123456789abcdefABCDEF") < 4)
				return NULL;
			at += 4;
		} else if (!strchr("\"\\/bfnrt", *at) || !*at) {
			return NULL;
		}
	}
	return at + 1;
}

static const char *skip_group(const char *at, char end, bool keys)
{
	if (at[1] == end)
		return at + 2;
	do {
		at += 1 + (at[1] == ' ');
		if (keys) {
			at = skip_text(at);
			if (!at || at[0] != ':' || at[1] != ' ')
				return NULL;
			at += 2;
		}
		at = skip_value(at);
	} while (at && *at == ',');
	return at && *at == end ? at + 1 : NULL;
}

static const char *skip_value(const char *at)
{
	if (*at == '{')
		return skip_group(at, '}', true);
	if (*at == '[')
		return skip_group(at, ']', false);
	return skip_text(at);
}

static bool is_json(const char *line)
{
	const char *end = *line == '{' ? skip_value(line) : NULL;

	return end && !*end;
}

static void account_line(const char *line, struct account *a)
{
	unsigned long long number, last, count;

	a->bad += !is_json(line);
	if (is_loss(line)) {
		number = strtoull(key_in(line, "first"), NULL, 10);
		last = strtoull(key_in(line, "last"), NULL, 10);
		count = strtoull(key_in(line, "count"), NULL, 10);
		a->bad += number != a->next || !count ||
			  last != number + count - 1;
		a->lost += count;
		a->losses++;
		a->next = last + 1;
		return;
	}
	number = strtoull(key_in(line, "sequence"), NULL, 10);
	a->bad += number != a->next;
	a->next = number + 1;
	a->shown++;
	a->recorded += !!strstr(line, "\"COE\": {");
	a->sockets += !strcmp(key_in(line, "type"), "socket_create");
	a->denied += !strcmp(key_in(line, "verdict"), "denied");
}

static int account_text(char *text, struct account *a)
{
	char *line, *save;
	int lines = 0;

	if (!text)
		return -errno;
	if (!a->next)
		a->next = 1;
	for (line = strtok_r(text, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save), lines++)
		account_line(line, a);
	free(text);
	return lines;
}

/* Reads what there is. Returns the number of lines or -errno. */
static __maybe_unused int account(int fd, struct account *a)
{
	return account_text(read_lines(fd), a);
}

/* The same, until nothing can come any more. */
static __maybe_unused int account_all(int fd, struct account *a)
{
	return account_text(read_lines_until(fd, true), a);
}

/* The next line alone, without its newline: a read takes no more than fits. */
static __maybe_unused const char *next_line(int fd)
{
	static char line[4][8192];
	static int at;
	size_t room = 64;
	ssize_t n;

	at = (at + 1) % 4;
	while ((n = read(fd, line[at], room)) < 0 && errno == EMSGSIZE &&
	       room < sizeof(line[at]) - 1)
		room++;
	line[at][n > 0 ? n - 1 : 0] = '\0';
	return line[at];
}

/* POLLIN and the like, 0 after @ms without anything. */
static __maybe_unused int polled(int fd, int ms)
{
	struct pollfd poll_fd = { .fd = fd, .events = POLLIN };

	return poll(&poll_fd, 1, ms) < 0 ? -errno : poll_fd.revents;
}

#endif /* _SELFTESTS_TSEM_OBSERVER_H */
