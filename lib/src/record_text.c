// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * A name in a record is bytes of any kind, and the kernel's JSON keeps them: what is
 * no part of valid UTF-8 is the escape of a lone surrogate, \udcXX for the byte XX.
 * Parsers of JSON replace such escapes. So they are given a line in which each byte
 * from 128 on is the character of that number, and what they return is made bytes
 * again.
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

#define ESCAPE_LEN 6	/* of \uXXXX */

/* The byte that an escape stands for, or -EBADMSG: the kernel writes no others. */
static int byte_of(const char *at, const char *end)
{
	char digits[5] = "";
	unsigned long value;

	if (end - at < ESCAPE_LEN)
		return -EBADMSG;
	memcpy(digits, at + 2, 4);
	for (int i = 0; i < 4; i++)
		if (!isxdigit((unsigned char)digits[i]))
			return -EBADMSG;
	value = strtoul(digits, NULL, 16);
	if (value < 0x80)
		return (int)value;
	return value >= 0xdc80 && value <= 0xdcff ? (int)(value & 0xff) : -EBADMSG;
}

static char *put_byte(char *out, int byte)
{
	return out + sprintf(out, "\\u%04x", (unsigned int)byte);
}

/* One character or escape; NULL for an escape that no byte has. */
static char *put_next(char *out, const char **at, const char *end)
{
	const char *c = *at;
	int byte;

	if (*c == '\\' && end - c > 1 && c[1] == 'u') {
		byte = byte_of(c, end);
		*at += ESCAPE_LEN;
		return byte < 0 ? NULL : put_byte(out, byte);
	}
	*at += 1;
	if ((unsigned char)*c >= 0x80)
		return put_byte(out, (unsigned char)*c);
	*out++ = *c;
	/* What follows a backslash is no beginning of another escape. */
	if (*c == '\\' && *at < end)
		*out++ = *(*at)++;
	return out;
}

char *text_to_latin(const char *line, size_t len, size_t *ret_len, int *ret_error)
{
	const char *at = line, *end = line + len;
	char *text = malloc(len * ESCAPE_LEN + 1), *out = text;

	*ret_error = text ? -EBADMSG : -ENOMEM;
	while (out && at < end)
		out = put_next(out, &at, end);
	if (!out) {
		free(text);
		return NULL;
	}
	*out = '\0';
	*ret_len = (size_t)(out - text);
	return text;
}

ssize_t text_from_latin(char *text, size_t len)
{
	const unsigned char *in = (const unsigned char *)text;
	size_t out = 0;

	for (size_t i = 0; i < len; i++) {
		if (in[i] < 0x80) {
			text[out++] = text[i];
			continue;
		}
		/* Of two bytes in UTF-8 are the characters up to 255 with C2 and C3. */
		if ((in[i] & 0xfe) != 0xc2 || i + 1 == len)
			return -EBADMSG;
		text[out++] = (char)((in[i] & 3) << 6 | (in[i + 1] & 0x3f));
		i++;
	}
	return (ssize_t)out;
}

static int base_of(const char **text)
{
	if ((*text)[0] != '0' || !(*text)[1])
		return 10;
	if ((*text)[1] != 'x')
		return 8;
	*text += 2;
	return 16;
}

/* strtoull takes signs, spaces and more zeros, the kernel writes none. */
int number_parse(const char *text, uint64_t *ret_value)
{
	int base = base_of(&text);
	unsigned long long value;
	char *end;

	if (!is_hex(text, strlen(text)) ||
	    (base == 16 && text[0] == '0' && text[1]) ||
	    (base == 8 && text[1] == '0'))
		return -EBADMSG;
	errno = 0;
	value = strtoull(text, &end, base);
	if (errno || *end)
		return -EBADMSG;
	*ret_value = value;
	return 0;
}
