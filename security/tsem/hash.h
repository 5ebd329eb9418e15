/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trusted Security Event Modeling - the hash of a namespace
 */

#ifndef _SECURITY_TSEM_HASH_H
#define _SECURITY_TSEM_HASH_H

#include <crypto/sha2.h>
#include <linux/string.h>
#include <linux/types.h>
#include <linux/unaligned.h>

/**
 * enum tsem_hash_alg - Hashes that a namespace can use
 *
 * @TSEM_HASH_SHA256: SHA-256, the default
 * @TSEM_HASH_SHA512: SHA-512
 * @TSEM_HASH_COUNT: number of hashes
 */
enum tsem_hash_alg {
	TSEM_HASH_SHA256,
	TSEM_HASH_SHA512,
	TSEM_HASH_COUNT,
};

#define TSEM_DIGEST_MAX SHA512_DIGEST_SIZE

/**
 * struct tsem_hash - A hash computation in progress
 *
 * @alg: hash that is computed
 * @sha256: state of SHA-256
 * @sha512: state of SHA-512
 */
struct tsem_hash {
	enum tsem_hash_alg alg;
	union {
		struct sha256_ctx sha256;
		struct sha512_ctx sha512;
	};
};

const char *tsem_hash_name(enum tsem_hash_alg alg);
int tsem_hash_find(const char *name);
size_t tsem_hash_size(enum tsem_hash_alg alg);

extern u8 tsem_hash_of_nothing[TSEM_HASH_COUNT][TSEM_DIGEST_MAX];

void tsem_hash_prepare(void);
void tsem_hash_init(struct tsem_hash *hash, enum tsem_hash_alg alg);
void tsem_hash_update(struct tsem_hash *hash, const void *data, size_t len);
void tsem_hash_u8(struct tsem_hash *hash, u8 value);
void tsem_hash_u64(struct tsem_hash *hash, u64 value);
void tsem_hash_str(struct tsem_hash *hash, const void *data, size_t len);
void tsem_hash_final(struct tsem_hash *hash, u8 *digest);
void tsem_hash_once(enum tsem_hash_alg alg, const void *data, size_t len,
		    u8 *digest);

/**
 * tsem_digest_copy - Copy a digest
 *
 * @alg: hash that it is of
 * @to: where it goes
 * @from: the digest
 *
 * Context: Any context.
 */
static inline void tsem_digest_copy(enum tsem_hash_alg alg, u8 *to,
				    const u8 *from)
{
	/* A length that the compiler knows needs no call. */
	if (alg == TSEM_HASH_SHA256)
		memcpy(to, from, SHA256_DIGEST_SIZE);
	else
		memcpy(to, from, SHA512_DIGEST_SIZE);
}

/**
 * tsem_digest_equals - Compare two digests
 *
 * @alg: hash that they are of
 * @a: one
 * @b: the other
 *
 * Context: Any context.
 * Return: true if they are the same.
 */
static inline bool tsem_digest_equals(enum tsem_hash_alg alg, const u8 *a,
				      const u8 *b)
{
	const u32 size = alg == TSEM_HASH_SHA256 ? SHA256_DIGEST_SIZE :
						   SHA512_DIGEST_SIZE;
	u32 i;

	for (i = 0; i < size; i += sizeof(u64))
		if (get_unaligned_le64(a + i) != get_unaligned_le64(b + i))
			return false;
	return true;
}

#endif /* _SECURITY_TSEM_HASH_H */
