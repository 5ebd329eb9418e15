// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * What the kernel says about an event, decoded. lsm_tsem_record_decode() is the only
 * place that knows the form in which it is said.
 */
#include <errno.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

int record_bad(struct lsm_tsem_diag *diag, const char *what)
{
	diag_set(diag, 0, "%s; this is not a line that the kernel prints", what);
	return -EBADMSG;
}

/* The text of a member, without a NUL in it; NULL if there is none. */
static const char *text_of(struct json_object *object, const char *key)
{
	struct json_object *value;
	const char *text;

	if (!json_object_object_get_ex(object, key, &value) ||
	    !json_object_is_type(value, json_type_string))
		return NULL;
	text = json_object_get_string(value);
	return strlen(text) == (size_t)json_object_get_string_len(value) ? text : NULL;
}

/* A decimal number, or 0 if there is no such member; false if it is no number. */
static bool number_of(struct json_object *object, const char *key, uint64_t *ret_value)
{
	const char *text = text_of(object, key);

	*ret_value = 0;
	if (!text)
		return !json_object_object_get_ex(object, key, NULL);
	return !number_parse(text, ret_value);
}

static bool is_digest(const char *text, int digest)
{
	return !text || (strlen(text) == digest_hex_len(digest) &&
			 is_hex(text, strlen(text)));
}

static int read_lost(struct lsm_tsem_record_info *info, struct json_object *lost,
		     struct lsm_tsem_diag *diag)
{
	info->kind = LSM_TSEM_LINE_LOST;
	if (!number_of(lost, "count", &info->lost) ||
	    !number_of(lost, "first", &info->lost_first) ||
	    !number_of(lost, "last", &info->lost_last) || !info->lost)
		return record_bad(diag, "\"lost\" does not tell how many");
	return 0;
}

static int read_question(struct lsm_tsem_record_info *info, struct json_object *json,
			 struct lsm_tsem_diag *diag)
{
	struct json_object *question;
	const char *decided;

	if (!json_object_object_get_ex(json, "question", &question))
		return 0;
	info->kind = LSM_TSEM_LINE_QUESTION;
	info->comm = text_of(question, "comm");
	if (!number_of(question, "cookie", &info->cookie) || !info->cookie ||
	    !number_of(question, "pid", &info->pid))
		return record_bad(diag, "\"question\" has no cookie that is a number");
	decided = text_of(question, "decided");
	if (!decided)
		return 0;
	info->late = 1;
	info->denied = !strcmp(decided, "denied");
	if (!info->denied && strcmp(decided, "allowed"))
		return record_bad(diag, "\"decided\" is neither allowed nor denied");
	return 0;
}

static int read_verdict(struct lsm_tsem_record_info *info, struct json_object *event,
			struct lsm_tsem_diag *diag)
{
	const char *verdict = text_of(event, "verdict");

	if (!verdict)
		return 0;
	info->kind = LSM_TSEM_LINE_EVENT;
	info->denied = !strcmp(verdict, "denied");
	info->reason = text_of(event, "reason");
	if (!info->denied && strcmp(verdict, "allowed"))
		return record_bad(diag, "\"verdict\" is neither allowed nor denied");
	return 0;
}

static int read_event(struct lsm_tsem_record_info *info, struct json_object *event,
		      struct lsm_tsem_diag *diag)
{
	const char *digest = text_of(event, "digest");

	info->event = text_of(event, "type");
	info->actor = text_of(event, "actor");
	info->coefficient = text_of(event, "coefficient");
	info->digest = digest ? lsm_tsem_digest_from_name(digest) : -EINVAL;
	if (!info->event)
		return record_bad(diag, "\"event\" has no type");
	if (info->digest < 0)
		return record_bad(diag, "\"event\" has a digest that is not known");
	if (!is_digest(info->actor, info->digest) ||
	    !is_digest(info->coefficient, info->digest))
		return record_bad(diag, "\"actor\" or \"coefficient\" is no digest");
	if (!number_of(event, "number", &info->number) ||
	    !number_of(event, "count", &info->count) ||
	    !number_of(event, "sequence", &info->sequence))
		return record_bad(diag, "\"event\" has a number that is none");
	return 0;
}

static int read_info(struct lsm_tsem_record *record, struct lsm_tsem_diag *diag)
{
	struct lsm_tsem_record_info *info = &record->info;
	struct json_object *part;
	int ret;

	if (json_object_object_get_ex(record->json, "lost", &part))
		return read_lost(info, part, diag);
	info->kind = LSM_TSEM_LINE_RECORD;
	if (!json_object_object_get_ex(record->json, "event", &part) ||
	    !json_object_is_type(part, json_type_object))
		return record_bad(diag, "it has no \"event\"");
	ret = read_event(info, part, diag);
	if (!ret)
		ret = read_verdict(info, part, diag);
	return ret ? ret : read_question(info, record->json, diag);
}

static int parse(const void *data, size_t len, struct lsm_tsem_diag *diag,
		 struct json_object **ret_json)
{
	if (record_is_bytes(data, len))
		return record_parse_bytes(data, len, diag, ret_json);
	return record_parse_json(data, len, diag, ret_json);
}

API int lsm_tsem_record_decode(const void *data, size_t len, struct lsm_tsem_diag *diag,
			       struct lsm_tsem_record **ret_record)
{
	struct lsm_tsem_record *record = calloc(1, sizeof(*record));
	int ret = record ? parse(data, len, diag, &record->json) : -ENOMEM;

	if (!ret)
		ret = read_info(record, diag);
	if (ret) {
		lsm_tsem_record_free(record);
		return ret;
	}
	*ret_record = record;
	return 0;
}

API struct lsm_tsem_record *lsm_tsem_record_free(struct lsm_tsem_record *record)
{
	if (record) {
		json_object_put(record->json);
		free(record);
	}
	return NULL;
}

API const struct lsm_tsem_record_info *
lsm_tsem_record_info(const struct lsm_tsem_record *record)
{
	return &record->info;
}

/* The member at the head of the path, which is moved behind it. */
static struct json_object *step(struct json_object *from, const char **path)
{
	size_t len = strcspn(*path, ".[");
	struct json_object *to = NULL;
	char name[64];

	if (**path == '[') {
		char *end;
		unsigned long at = strtoul(*path + 1, &end, 10);

		if (*end != ']' || !json_object_is_type(from, json_type_array))
			return NULL;
		*path = end + 1;
		return json_object_array_get_idx(from, at);
	}
	if (!len || len >= sizeof(name))
		return NULL;
	memcpy(name, *path, len);
	name[len] = '\0';
	*path += len;
	if (json_object_is_type(from, json_type_object))
		json_object_object_get_ex(from, name, &to);
	return to;
}

API int lsm_tsem_record_get(const struct lsm_tsem_record *record, const char *path,
			    const char **ret_text, size_t *ret_len)
{
	struct json_object *at = record->json;

	do {
		at = step(at, &path);
		if (at && *path == '.' && path[1])
			path++;
		else if (at && *path && *path != '[')
			at = NULL;
	} while (at && *path);
	if (!at || !json_object_is_type(at, json_type_string))
		return -ENOENT;
	*ret_text = json_object_get_string(at);
	if (ret_len)
		*ret_len = (size_t)json_object_get_string_len(at);
	return 0;
}
