// SPDX-License-Identifier: GPL-2.0-only
/*
 * For each line of standard input, a record in JSON: its coefficient as computed, or a
 * negative errno, and its bytes. tests/record.sh compares them with those of another
 * program. These bytes, decoded again, have to say the same as the line.
 */
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

static bool is_same(struct json_object *a, struct json_object *b, const char *key)
{
	struct json_object *in_a = NULL, *in_b = NULL;

	return json_object_object_get_ex(a, key, &in_a) &&
	       json_object_object_get_ex(b, key, &in_b) && json_object_equal(in_a, in_b);
}

static bool is_lossless(const struct lsm_tsem_record *record, const unsigned char *bytes,
			size_t len)
{
	struct json_object *event, *event_again;
	struct lsm_tsem_record *again;
	bool same;

	if (lsm_tsem_record_decode(bytes, len, NULL, &again))
		return false;
	json_object_object_get_ex(record->json, "event", &event);
	json_object_object_get_ex(again->json, "event", &event_again);
	same = is_same(event, event_again, "type") && is_same(event, event_again, "digest") &&
	       is_same(event, event_again, "actor") &&
	       is_same(record->json, again->json, "COE") &&
	       is_same(record->json, again->json, record->info.event) &&
	       json_object_object_length(record->json) ==
		       json_object_object_length(again->json);
	lsm_tsem_record_free(again);
	return same;
}

static void print(const struct lsm_tsem_record *record)
{
	char hex[LSM_TSEM_HEX_SIZE];
	unsigned char *bytes;
	size_t len;
	int ret = lsm_tsem_record_coefficient(record, hex, sizeof(hex));

	if (ret < 0 || lsm_tsem_record_encode(record, &bytes, &len)) {
		printf("%d\n", ret);
		return;
	}
	printf("%s%s ", is_lossless(record, bytes, len) ? "" : "other:", hex);
	for (size_t i = 0; i < len; i++)
		printf("%02x", bytes[i]);
	putchar('\n');
	free(bytes);
}

int main(void)
{
	struct lsm_tsem_record *record;
	char *line = NULL;
	size_t room = 0;
	ssize_t len;
	int ret;

	while ((len = getline(&line, &room, stdin)) > 0) {
		ret = lsm_tsem_record_decode(line, (size_t)len - 1, NULL, &record);
		if (ret < 0) {
			printf("%d\n", ret);
			continue;
		}
		print(record);
		lsm_tsem_record_free(record);
	}
	free(line);
	return 0;
}
