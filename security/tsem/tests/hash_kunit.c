// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trusted Security Event Modeling - tests of hash.c
 */

#include "vector.h"

static void test_names(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, tsem_hash_find("sha256"), TSEM_HASH_SHA256);
	KUNIT_EXPECT_EQ(test, tsem_hash_find("sha512"), TSEM_HASH_SHA512);
	KUNIT_EXPECT_STREQ(test, tsem_hash_name(TSEM_HASH_SHA256), "sha256");
	KUNIT_EXPECT_STREQ(test, tsem_hash_name(TSEM_HASH_SHA512), "sha512");
	KUNIT_EXPECT_EQ(test, tsem_hash_size(TSEM_HASH_SHA256), 32);
	KUNIT_EXPECT_EQ(test, tsem_hash_size(TSEM_HASH_SHA512), 64);
}

static void test_unknown_names(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, tsem_hash_find(""), -EINVAL);
	KUNIT_EXPECT_EQ(test, tsem_hash_find("sha25"), -EINVAL);
	KUNIT_EXPECT_EQ(test, tsem_hash_find("sha2566"), -EINVAL);
	KUNIT_EXPECT_EQ(test, tsem_hash_find("SHA256"), -EINVAL);
	KUNIT_EXPECT_EQ(test, tsem_hash_find("md5"), -EINVAL);
}

/* Contents; that of a file with a pseudonym is the empty one. */
static void test_content(struct kunit *test)
{
	const struct tsem_digest_vector *vector = test->param_value;
	const enum tsem_hash_alg alg = vector_hash(test, vector->hash);
	u8 digest[TSEM_DIGEST_MAX];

	tsem_hash_once(alg, vector->content, strlen(vector->content), digest);
	vector_expect(test, alg, digest, vector->digest);
}

static void content_to_desc(const struct tsem_digest_vector *vector, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%s of \"%s\"", vector->hash,
		 vector->content);
}

KUNIT_ARRAY_PARAM(contents, tsem_digest_vectors, content_to_desc);

static void test_coefficient(struct kunit *test)
{
	const struct tsem_vector *vector = test->param_value;
	const enum tsem_hash_alg alg = vector_hash(test, vector->hash);
	u8 digest[TSEM_DIGEST_MAX];

	tsem_hash_once(alg, vector->bytes, vector->len, digest);
	vector_expect(test, alg, digest, vector->coefficient);
}

KUNIT_ARRAY_PARAM(vectors, tsem_vectors, vector_describe);

/* Where the input is cut into pieces does not matter. */
static void test_pieces(struct kunit *test)
{
	const struct tsem_vector *vector = test->param_value;
	const enum tsem_hash_alg alg = vector_hash(test, vector->hash);
	u8 digest[TSEM_DIGEST_MAX];
	struct tsem_hash hash;
	size_t cut;

	for (cut = 0; cut <= vector->len; cut++) {
		tsem_hash_init(&hash, alg);
		tsem_hash_update(&hash, vector->bytes, cut);
		tsem_hash_update(&hash, vector->bytes + cut, vector->len - cut);
		tsem_hash_final(&hash, digest);
		vector_expect(test, alg, digest, vector->coefficient);
	}
}

/* The typed helpers add the bytes that the encoder would write. */
static void test_primitive(struct kunit *test)
{
	const struct tsem_primitive_vector *vector = test->param_value;
	u8 digest[TSEM_DIGEST_MAX], expected[TSEM_DIGEST_MAX];
	struct tsem_hash hash;

	tsem_hash_init(&hash, TSEM_HASH_SHA512);
	if (!strcmp(vector->type, "u8"))
		tsem_hash_u8(&hash, vector->value);
	else if (!strcmp(vector->type, "u64"))
		tsem_hash_u64(&hash, vector->value);
	else if (!strcmp(vector->type, "str"))
		tsem_hash_str(&hash, vector->str, vector->value);
	else
		kunit_skip(test, "no helper for %s", vector->type);
	tsem_hash_final(&hash, digest);
	tsem_hash_once(TSEM_HASH_SHA512, vector->bytes, vector->len, expected);
	KUNIT_EXPECT_MEMEQ(test, digest, expected, SHA512_DIGEST_SIZE);
}

static void primitive_to_desc(const struct tsem_primitive_vector *vector,
			      char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%s 0x%llx", vector->type,
		 vector->value);
}

KUNIT_ARRAY_PARAM(primitives, tsem_primitive_vectors, primitive_to_desc);

static struct kunit_case hash_cases[] = {
	KUNIT_CASE(test_names),
	KUNIT_CASE(test_unknown_names),
	KUNIT_CASE_PARAM(test_content, contents_gen_params),
	KUNIT_CASE_PARAM(test_coefficient, vectors_gen_params),
	KUNIT_CASE_PARAM(test_pieces, vectors_gen_params),
	KUNIT_CASE_PARAM(test_primitive, primitives_gen_params),
	{ }
};

static struct kunit_suite hash_suite = {
	.name = "tsem_hash",
	.test_cases = hash_cases,
};

kunit_test_suite(hash_suite);
