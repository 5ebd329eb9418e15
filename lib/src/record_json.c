// SPDX-License-Identifier: LGPL-2.1-or-later
/* A line of JSON as an object whose strings are the bytes that they stand for. */
#include <errno.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

#define DEPTH_MAX 16

/* Strings to bytes, everywhere. */
static int to_bytes(struct json_object *value)
{
	int len = json_object_get_string_len(value);
	char *copy = malloc((size_t)len + 1);
	ssize_t bytes;
	int ret;

	if (!copy)
		return -ENOMEM;
	memcpy(copy, json_object_get_string(value), (size_t)len);
	bytes = text_from_latin(copy, (size_t)len);
	ret = (int)bytes;
	/* Most are shorter than before or as long, and then nothing is to be done. */
	if (bytes >= 0 && bytes < len)
		ret = json_object_set_string_len(value, copy, (int)bytes) ? 0 : -ENOMEM;
	free(copy);
	return ret < 0 ? ret : 0;
}

static int walk(struct json_object *value);

static int walk_array(struct json_object *array)
{
	int ret = 0;

	for (size_t i = 0; i < json_object_array_length(array) && !ret; i++)
		ret = walk(json_object_array_get_idx(array, i));
	return ret;
}

/* Not deeper than the parser went. */
static int walk(struct json_object *value)
{
	int ret = 0;

	switch (json_object_get_type(value)) {
	case json_type_string:
		return to_bytes(value);
	case json_type_array:
		return walk_array(value);
	case json_type_object:
		break;
	default:
		return -EBADMSG;
	}
	json_object_object_foreach(value, key, member) {
		(void)key;
		ret = walk(member);
		if (ret)
			break;
	}
	return ret;
}

static struct json_object *parse(const char *text, size_t len)
{
	struct json_tokener *tokener = json_tokener_new_ex(DEPTH_MAX);
	struct json_object *json;

	if (!tokener)
		return NULL;
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
	json = json_tokener_parse_ex(tokener, text, (int)len);
	if (json_tokener_get_error(tokener) != json_tokener_success ||
	    json_tokener_get_parse_end(tokener) != len) {
		json_object_put(json);
		json = NULL;
	}
	json_tokener_free(tokener);
	return json;
}

int record_parse_json(const char *line, size_t len, struct lsm_tsem_diag *diag,
		      struct json_object **ret_json)
{
	struct json_object *json;
	size_t text_len;
	char *text;
	int ret;

	if (len > INT_MAX / 8)
		return record_bad(diag, "the line is too long");
	if (memchr(line, '\0', len))
		return record_bad(diag, "the line has a NUL byte");
	text = text_to_latin(line, len, &text_len, &ret);
	if (!text)
		return ret == -ENOMEM ? ret : record_bad(diag, "an escape in it is no byte");
	json = parse(text, text_len);
	free(text);
	if (!json || !json_object_is_type(json, json_type_object)) {
		json_object_put(json);
		return record_bad(diag, "it is not one JSON object");
	}
	ret = walk(json);
	if (ret) {
		json_object_put(json);
		return ret == -ENOMEM ? ret : record_bad(diag, "a value in it is no string");
	}
	*ret_json = json;
	return 0;
}
