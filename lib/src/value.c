// SPDX-License-Identifier: LGPL-2.1-or-later
/* Files that hold one value, and the table in `stats`. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

/* Longest line of the single-value files: a digest and its newline. */
#define VALUE_SIZE (LSM_TSEM_HEX_SIZE + 1)

/* Read `name` and cut its newline off; the length. */
static int read_value(struct lsm_tsem_ctx *ctx, int ns_fd, const char *name,
		      char buf[VALUE_SIZE])
{
	char *text;
	size_t len;
	int ret;

	ret = lsm_tsem_read(ctx, ns_fd, name, &text, &len);
	if (ret < 0)
		return ret;
	if (len < 2 || len > VALUE_SIZE || memchr(text, '\0', len) ||
	    memchr(text, '\n', len) != text + len - 1) {
		ret = -EPROTO;
	} else {
		memcpy(buf, text, len - 1);
		buf[len - 1] = '\0';
		ret = (int)len - 1;
	}
	free(text);
	return ret;
}

static int parse_u64(const char *text, uint64_t *ret_value)
{
	unsigned long long value;
	char *end;

	/* strtoull takes signs and spaces, the kernel writes neither. */
	if (*text < '0' || *text > '9')
		return -EPROTO;
	errno = 0;
	value = strtoull(text, &end, 10);
	if (errno || (*end && *end != '\n'))
		return -EPROTO;
	*ret_value = value;
	return 0;
}

static int read_hex(struct lsm_tsem_ctx *ctx, int ns_fd, const char *name,
		    char *buf, size_t size)
{
	char value[VALUE_SIZE];
	int len = read_value(ctx, ns_fd, name, value);

	if (len < 0)
		return len;
	if (!is_hex(value, (size_t)len))
		return -EPROTO;
	if ((size_t)len >= size)
		return -ERANGE;
	memcpy(buf, value, (size_t)len + 1);
	return len;
}

API int lsm_tsem_get_abi(struct lsm_tsem_ctx *ctx)
{
	char value[VALUE_SIZE];
	uint64_t abi;
	int ret = read_value(ctx, LSM_TSEM_OWN, "abi_version", value);

	if (ret < 0)
		return ret;
	ret = parse_u64(value, &abi);
	if (ret < 0)
		return ret;
	return abi > 0 && abi <= INT_MAX ? (int)abi : -EPROTO;
}

API int lsm_tsem_get_mode(struct lsm_tsem_ctx *ctx, int ns_fd)
{
	char value[VALUE_SIZE];
	int ret = read_value(ctx, ns_fd, "mode", value);

	if (ret < 0)
		return ret;
	ret = mode_from_name(value);
	return ret < 0 ? -EPROTO : ret;
}

API int lsm_tsem_get_trust(struct lsm_tsem_ctx *ctx, int ns_fd)
{
	char value[VALUE_SIZE];
	int ret = read_value(ctx, ns_fd, "trust", value);

	if (ret < 0)
		return ret;
	if (!strcmp(value, "trusted"))
		return 1;
	return strcmp(value, "untrusted") ? -EPROTO : 0;
}

API int lsm_tsem_get_id(struct lsm_tsem_ctx *ctx, int ns_fd, uint64_t *ret_id)
{
	char value[VALUE_SIZE];
	int ret = read_value(ctx, ns_fd, "id", value);

	return ret < 0 ? ret : parse_u64(value, ret_id);
}

API int lsm_tsem_get_state(struct lsm_tsem_ctx *ctx, int ns_fd, char *buf,
			   size_t size)
{
	return read_hex(ctx, ns_fd, "state", buf, size);
}

API int lsm_tsem_get_measurement(struct lsm_tsem_ctx *ctx, int ns_fd,
				 char *buf, size_t size)
{
	return read_hex(ctx, ns_fd, "measurement", buf, size);
}

/* The text behind "key " at the start of a line, or NULL. */
static const char *find_key(const char *text, const char *key)
{
	size_t len = strlen(key);

	while (*text) {
		const char *end = strchr(text, '\n');

		if (!strncmp(text, key, len) && text[len] == ' ')
			return text + len + 1;
		if (!end)
			return NULL;
		text = end + 1;
	}
	return NULL;
}

API int lsm_tsem_get_stat(struct lsm_tsem_ctx *ctx, int ns_fd, const char *key,
			  uint64_t *ret_value)
{
	const char *value;
	char *text;
	int ret = lsm_tsem_read(ctx, ns_fd, "stats", &text, NULL);

	if (ret < 0)
		return ret;
	value = find_key(text, key);
	ret = value ? parse_u64(value, ret_value) : -ENOENT;
	free(text);
	return ret;
}
