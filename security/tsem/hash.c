// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - the hash of a namespace
 *
 * The library functions need no allocation and work in any context, so that a
 * coefficient can be computed wherever a hook is called.
 */

#include <linux/array_size.h>
#include <linux/cache.h>
#include <linux/errno.h>
#include <linux/string.h>
#include <linux/unaligned.h>

#include "hash.h"

static const struct {
	const char *name;
	size_t size;
} tsem_hashes[TSEM_HASH_COUNT] = {
	[TSEM_HASH_SHA256] = { "sha256", SHA256_DIGEST_SIZE },
	[TSEM_HASH_SHA512] = { "sha512", SHA512_DIGEST_SIZE },
};

/**
 * tsem_hash_name - Name of a hash as it stands in records and model files
 *
 * @alg: the hash
 *
 * Context: Any context.
 * Return: a constant string.
 */
const char *tsem_hash_name(enum tsem_hash_alg alg)
{
	return tsem_hashes[alg].name;
}

/**
 * tsem_hash_find - Look a hash up by its name
 *
 * @name: name of the hash
 *
 * Context: Any context.
 * Return: an &enum tsem_hash_alg, or -EINVAL if there is no such hash.
 */
int tsem_hash_find(const char *name)
{
	int alg;

	for (alg = 0; alg < TSEM_HASH_COUNT; alg++)
		if (!strcmp(name, tsem_hashes[alg].name))
			return alg;
	return -EINVAL;
}

/**
 * tsem_hash_size - Length of a digest
 *
 * @alg: the hash
 *
 * Context: Any context.
 * Return: bytes, at most TSEM_DIGEST_MAX.
 */
size_t tsem_hash_size(enum tsem_hash_alg alg)
{
	return tsem_hashes[alg].size;
}

/**
 * tsem_hash_init - Start a computation
 *
 * @hash: the computation
 * @alg: hash to compute
 *
 * Context: Any context.
 */
void tsem_hash_init(struct tsem_hash *hash, enum tsem_hash_alg alg)
{
	hash->alg = alg;
	switch (alg) {
	case TSEM_HASH_SHA512:
		sha512_init(&hash->sha512);
		break;
	default:
		sha256_init(&hash->sha256);
		break;
	}
}

/**
 * tsem_hash_update - Add bytes
 *
 * @hash: the computation
 * @data: bytes to add
 * @len: number of bytes
 *
 * Context: Any context.
 */
void tsem_hash_update(struct tsem_hash *hash, const void *data, size_t len)
{
	switch (hash->alg) {
	case TSEM_HASH_SHA512:
		sha512_update(&hash->sha512, data, len);
		break;
	default:
		sha256_update(&hash->sha256, data, len);
		break;
	}
}

/**
 * tsem_hash_u8 - Add one byte
 *
 * @hash: the computation
 * @value: the byte
 *
 * Context: Any context.
 */
void tsem_hash_u8(struct tsem_hash *hash, u8 value)
{
	tsem_hash_update(hash, &value, sizeof(value));
}

/**
 * tsem_hash_u64 - Add a number, eight bytes, little endian
 *
 * @hash: the computation
 * @value: the number
 *
 * Context: Any context.
 */
void tsem_hash_u64(struct tsem_hash *hash, u64 value)
{
	u8 bytes[sizeof(value)];

	put_unaligned_le64(value, bytes);
	tsem_hash_update(hash, bytes, sizeof(bytes));
}

/**
 * tsem_hash_str - Add a string: its length in four bytes, then its bytes
 *
 * @hash: the computation
 * @data: bytes of the string
 * @len: number of bytes
 *
 * Context: Any context.
 */
void tsem_hash_str(struct tsem_hash *hash, const void *data, size_t len)
{
	u8 bytes[sizeof(u32)];

	put_unaligned_le32(len, bytes);
	tsem_hash_update(hash, bytes, sizeof(bytes));
	tsem_hash_update(hash, data, len);
}

/**
 * tsem_hash_final - End a computation
 *
 * @hash: the computation
 * @digest: where the digest goes, tsem_hash_size() bytes
 *
 * Context: Any context.
 */
void tsem_hash_final(struct tsem_hash *hash, u8 *digest)
{
	switch (hash->alg) {
	case TSEM_HASH_SHA512:
		sha512_final(&hash->sha512, digest);
		break;
	default:
		sha256_final(&hash->sha256, digest);
		break;
	}
}

/**
 * tsem_hash_once - Digest of one piece of memory
 *
 * @alg: hash to compute
 * @data: bytes
 * @len: number of bytes
 * @digest: where the digest goes, tsem_hash_size() bytes
 *
 * Context: Any context.
 */
void tsem_hash_once(enum tsem_hash_alg alg, const void *data, size_t len,
		    u8 *digest)
{
	struct tsem_hash hash;

	tsem_hash_init(&hash, alg);
	tsem_hash_update(&hash, data, len);
	tsem_hash_final(&hash, digest);
}

/* Digests of no bytes at all, which many files have. */
u8 tsem_hash_of_nothing[TSEM_HASH_COUNT][TSEM_DIGEST_MAX] __read_mostly;

/**
 * tsem_hash_prepare - Compute what is needed again and again
 *
 * Context: Process context, before the first event.
 */
void tsem_hash_prepare(void)
{
	int alg;

	for (alg = 0; alg < TSEM_HASH_COUNT; alg++)
		tsem_hash_once(alg, NULL, 0, tsem_hash_of_nothing[alg]);
}
