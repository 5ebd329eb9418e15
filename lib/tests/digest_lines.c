// SPDX-License-Identifier: GPL-2.0-only
/*
 * For each line of standard input, a record in JSON: its coefficient as computed, or a
 * negative errno, and its bytes. tests/record.sh compares them with those of another
 * program.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lsm-tsem.h"

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
	printf("%s ", hex);
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
