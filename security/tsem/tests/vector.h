/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trusted Security Event Modeling - what the tests with vectors share
 */

#ifndef _SECURITY_TSEM_TESTS_VECTOR_H
#define _SECURITY_TSEM_TESTS_VECTOR_H

#include <kunit/test.h>
#include <linux/hex.h>
#include <linux/sprintf.h>
#include <linux/string.h>

#include "../hash.h"
#include "vectors.h"

/* The hash that a vector names. */
static inline enum tsem_hash_alg vector_hash(struct kunit *test,
					     const char *name)
{
	const int alg = tsem_hash_find(name);

	KUNIT_ASSERT_GE(test, alg, 0);
	return alg;
}

/* The digest that a vector gives in hexadecimal. */
static inline void vector_digest(struct kunit *test, enum tsem_hash_alg alg,
				 const char *hex, u8 *digest)
{
	const size_t size = tsem_hash_size(alg);

	KUNIT_ASSERT_EQ(test, strlen(hex), 2 * size);
	KUNIT_ASSERT_EQ(test, hex2bin(digest, hex, size), 0);
}

static inline void vector_expect(struct kunit *test, enum tsem_hash_alg alg,
				 const u8 *digest, const char *hex)
{
	u8 expected[TSEM_DIGEST_MAX];

	vector_digest(test, alg, hex, expected);
	KUNIT_EXPECT_MEMEQ(test, digest, expected, tsem_hash_size(alg));
}

static inline void vector_describe(const struct tsem_vector *vector, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%s, %s, %s", vector->event,
		 vector->hash, vector->remark);
}

#endif /* _SECURITY_TSEM_TESTS_VECTOR_H */
