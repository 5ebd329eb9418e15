// SPDX-License-Identifier: LGPL-2.1-or-later
/* Words of the kernel's interface and their constants. */
#include <errno.h>
#include <string.h>

#include "internal.h"

static const struct name_value digests[] = {
	{ "sha256", LSM_TSEM_SHA256 },
	{ "sha512", LSM_TSEM_SHA512 },
};

static const struct name_value fsrefs[] = {
	{ "content", LSM_TSEM_FSREF_CONTENT },
	{ "superblock", LSM_TSEM_FSREF_SUPERBLOCK },
};

static const struct name_value verities[] = {
	{ "ignored", LSM_TSEM_VERITY_IGNORED },
	{ "used", LSM_TSEM_VERITY_USED },
};

static const struct name_value modes[] = {
	{ "learning", LSM_TSEM_LEARNING },
	{ "sealed", LSM_TSEM_SEALED },
	{ "enforcing", LSM_TSEM_ENFORCING },
};

static const struct name_value joins[] = {
	{ "denied", LSM_TSEM_JOIN_DENIED },
	{ "allowed", LSM_TSEM_JOIN_ALLOWED },
};

static const struct name_value asks[] = {
	{ "new", LSM_TSEM_ASK_NEW },
	{ "every", LSM_TSEM_ASK_EVERY },
};

static const struct name_value overflows[] = {
	{ "drop", LSM_TSEM_OVERFLOW_DROP },
	{ "deny", LSM_TSEM_OVERFLOW_DENY },
};

/* As "reason" in lines has them. */
static const struct name_value reasons[] = {
	{ "known", LSM_TSEM_REASON_KNOWN },
	{ "new", LSM_TSEM_REASON_NEW },
	{ "untrusted", LSM_TSEM_REASON_UNTRUSTED },
	{ "error", LSM_TSEM_REASON_ERROR },
	{ "agent", LSM_TSEM_REASON_AGENT },
	{ "unseen", LSM_TSEM_REASON_UNSEEN },
};

static const char *to_name(const struct name_value *table, size_t n, int value)
{
	for (size_t i = 0; i < n; i++)
		if (table[i].value == value)
			return table[i].name;
	return NULL;
}

static int from_name(const struct name_value *table, size_t n,
		     const char *name, size_t len)
{
	for (size_t i = 0; i < n; i++)
		if (strlen(table[i].name) == len &&
		    !memcmp(table[i].name, name, len))
			return table[i].value;
	return -EINVAL;
}

API const char *lsm_tsem_digest_name(int digest)
{
	return to_name(digests, ARRAY_SIZE(digests), digest);
}

API const char *lsm_tsem_fsref_name(int fsref)
{
	return to_name(fsrefs, ARRAY_SIZE(fsrefs), fsref);
}

API const char *lsm_tsem_verity_name(int verity)
{
	return to_name(verities, ARRAY_SIZE(verities), verity);
}

API const char *lsm_tsem_mode_name(int mode)
{
	return to_name(modes, ARRAY_SIZE(modes), mode);
}

API const char *lsm_tsem_join_name(int join)
{
	return to_name(joins, ARRAY_SIZE(joins), join);
}

API const char *lsm_tsem_ask_name(int ask)
{
	return to_name(asks, ARRAY_SIZE(asks), ask);
}

API const char *lsm_tsem_overflow_name(int overflow)
{
	return to_name(overflows, ARRAY_SIZE(overflows), overflow);
}

API const char *lsm_tsem_reason_name(int reason)
{
	return to_name(reasons, ARRAY_SIZE(reasons), reason);
}

API int lsm_tsem_digest_from_name(const char *name)
{
	return digest_of_len(name, strlen(name));
}

API int lsm_tsem_fsref_from_name(const char *name)
{
	return fsref_of_len(name, strlen(name));
}

API int lsm_tsem_verity_from_name(const char *name)
{
	return verity_of_len(name, strlen(name));
}

API int lsm_tsem_join_from_name(const char *name)
{
	return from_name(joins, ARRAY_SIZE(joins), name, strlen(name));
}

API int lsm_tsem_ask_from_name(const char *name)
{
	return from_name(asks, ARRAY_SIZE(asks), name, strlen(name));
}

API int lsm_tsem_overflow_from_name(const char *name)
{
	return from_name(overflows, ARRAY_SIZE(overflows), name, strlen(name));
}

int digest_of_len(const char *name, size_t len)
{
	return from_name(digests, ARRAY_SIZE(digests), name, len);
}

int fsref_of_len(const char *name, size_t len)
{
	return from_name(fsrefs, ARRAY_SIZE(fsrefs), name, len);
}

int verity_of_len(const char *name, size_t len)
{
	return from_name(verities, ARRAY_SIZE(verities), name, len);
}

int mode_from_name(const char *name)
{
	return from_name(modes, ARRAY_SIZE(modes), name, strlen(name));
}

size_t digest_hex_len(int digest)
{
	switch (digest) {
	case LSM_TSEM_SHA256:
		return 64;
	case LSM_TSEM_SHA512:
		return 128;
	default:
		return 0;
	}
}

/* Lower case only: one value has one spelling, and files sort as bytes. */
bool is_hex(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!(text[i] >= '0' && text[i] <= '9') &&
		    !(text[i] >= 'a' && text[i] <= 'f'))
			return false;
	return len != 0;
}

void hex_put(const unsigned char *bytes, size_t len, char *text)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < len; i++) {
		*text++ = digits[bytes[i] >> 4];
		*text++ = digits[bytes[i] & 15];
	}
	*text = '\0';
}
